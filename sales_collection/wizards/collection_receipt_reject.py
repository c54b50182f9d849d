from odoo import fields, models


class CollectionReceiptReject(models.TransientModel):
    """Finance says why a claim is rejected."""

    _name = "collection.receipt.reject"
    _description = "Reject Receipts"

    receipt_ids = fields.Many2many(
        "collection.receipt", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    reason = fields.Char(required=True, help="The salesperson reads this.")

    def action_apply(self):
        """Reject the receipts for the reason; see ``collection.receipt._reject``."""
        self.receipt_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
