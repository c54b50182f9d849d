from odoo import fields, models


class AccountMoveCreditDoors(models.Model):
    """Every way by which an invoice becomes a posted one leads through the gate."""

    _inherit = "account.move"

    def write(self, vals):
        """The gate comes after the change, so that nothing written along with it is overlooked."""
        posting = self.filtered(lambda move: move.state != "posted") if vals.get("state") == "posted" else self.browse()
        result = super().write(vals)
        if posting:
            posting._collection_credit_pass()
        if vals.get("state") == "cancel":
            # sudo: whoever cancels the invoice ends what was decided on it
            self.sudo().collection_credit_check_ids._end()
        return result

    def _post(self, soft=True):
        """Post what may be posted: of several invoices, and of those that post themselves, the others wait."""
        if not self.env["collection.policy"]._blocking_invoices():
            return super()._post(soft)
        today = fields.Date.context_today(self)
        posting = self.filtered(lambda move: move.state == "draft" and not (soft and move.date > today))
        passing = self._collection_credit_passing(posting)
        return super(AccountMoveCreditDoors, passing)._post(soft) if passing or not self else self.browse()
