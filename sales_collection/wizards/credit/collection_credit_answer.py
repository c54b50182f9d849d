from odoo import fields, models


class CollectionCreditAnswer(models.TransientModel):
    """An approver rejects an order, or asks for a deposit on it."""

    _name = "collection.credit.answer"
    _description = "Credit Decision"
    _collection_handed_on = frozenset(("check_id", "answer"))

    check_id = fields.Many2one("collection.credit.check", string="Credit Check", required=True, readonly=True)
    answer = fields.Selection([("reject", "Reject"), ("deposit", "Request Deposit")], required=True, readonly=True)
    currency_id = fields.Many2one(related="check_id.currency_id")
    amount = fields.Monetary(
        string="Deposit", help="The order can be confirmed once a receipt of this amount is confirmed."
    )
    reason = fields.Text(help="The reason is visible to the salesperson.")

    def action_apply(self):
        """Answer; see ``collection.credit.check.action_reject`` and ``action_ask_deposit``."""
        self.ensure_one()
        if self.answer == "reject":
            self.check_id.action_reject(self.reason)
        else:
            self.check_id.action_ask_deposit(self.amount, self.reason)
        return {"type": "ir.actions.act_window_close"}
