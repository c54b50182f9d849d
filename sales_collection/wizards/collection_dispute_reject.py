from odoo import fields, models


class CollectionDisputeReject(models.TransientModel):
    """Whoever rejects a dispute says what the customer is told."""

    _name = "collection.dispute.reject"
    _description = "Reject Disputes"

    dispute_ids = fields.Many2many(
        "collection.dispute", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    reason = fields.Text(string="Answer", required=True, help="The customer reads this.")

    def action_apply(self):
        """Reject them; see ``collection.dispute.action_reject``."""
        self.dispute_ids.action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
