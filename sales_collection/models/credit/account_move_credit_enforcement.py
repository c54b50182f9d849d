from odoo import fields, models


class AccountMoveCreditEnforcement(models.Model):
    """Every way by which an invoice becomes a posted one leads through the gate."""

    _inherit = "account.move"

    def _collection_credit_before_state(self, state):
        """What is set back to draft keeps what it was let through for."""
        if state == "draft":
            self._collection_credit_keep_passed()

    def _collection_credit_after_state(self, state):
        """Judge what was posted; end what was decided on invoices that are cancelled.

        :raises UserError: if an invoice is beyond its customer's credit, and the policy stops it.
        """
        if state == "posted":
            self._collection_credit_pass()
        elif state == "cancel":
            # sudo: whoever cancels the invoice ends what was decided on it
            self.sudo().collection_credit_check_ids._end()

    def _collection_credit_postable(self, soft):
        """Return what of these invoices may be posted: of several, and of those that post themselves, the others wait.

        :param bool soft: as of ``_post``
        """
        if not self.env["collection.policy"]._blocking_invoices():
            return self
        today = fields.Date.context_today(self)
        posting = self.filtered(lambda move: move.state == "draft" and not (soft and move.date > today))
        return self._collection_credit_passing(posting)
