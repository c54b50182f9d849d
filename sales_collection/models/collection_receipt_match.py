from odoo import Command, models


class CollectionReceipt(models.Model):
    """What taking back a bank match means for the receipt that it has confirmed."""

    _inherit = "collection.receipt"

    def _take_back_confirmation(self):
        """Let a confirmed claim wait for finance again; its payment and entry stay, cancelled.

        :raise AccessError: for anybody but finance, and for whoever had a hand in the claim
        """
        self.ensure_one()
        self._check_may_decide()
        self._lock()
        payment = self.payment_id
        payment.move_id.line_ids.remove_move_reconcile()
        self._set_state(
            "submitted",
            payment_id=False,
            confirmed_by_id=False,
            confirmed_date=False,
            statement_line_ids=[Command.clear()],
        )
        payment.action_cancel()
