from odoo import Command, fields, models
from odoo.exceptions import UserError


class CollectionReceipt(models.Model):
    """A confirmed claim is taken back, or its money came back: then it stays confirmed, and says so."""

    _inherit = "collection.receipt"

    def _undo_payment(self):
        """Undo the bank match, the reconciliation and the payment; payment and entry stay, cancelled."""
        self._check_not_returned()
        payment = self.payment_id
        # The bank lines that hold its money now, also those that were matched after the confirmation.
        payment.reconciled_statement_line_ids.action_undo_reconciliation()
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_cancel()

    def _take_back_confirmation(self):
        """Let a confirmed claim wait for finance again; its payment and entry stay, cancelled.

        :raise AccessError: for anybody but finance, and for whoever had a hand in the claim
        """
        self.ensure_one()
        self._check_not_returned()
        self._check_may_decide()
        self._lock_for_state("submitted")
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

    def _check_not_returned(self):
        """:raise UserError: for money that came back: nothing is left to undo"""
        for receipt in self.filtered("returned_date"):
            raise UserError(
                self.env._(
                    "The bank returned the payment of receipt %(number)s on %(date)s. Undo that match first.",
                    number=receipt.name,
                    date=fields.Date.to_string(receipt.returned_date),
                )
            )
