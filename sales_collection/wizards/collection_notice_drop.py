from odoo import fields, models


class CollectionNoticeDrop(models.TransientModel):
    """Finance says why a notice is not sent."""

    _name = "collection.notice.drop"
    _description = "Drop Notices"

    notice_ids = fields.Many2many(
        "collection.notice", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    reason = fields.Char(required=True, help="Stays in the customer's history.")

    def action_apply(self):
        """Drop the notices for the reason; see ``collection.notice.action_drop``."""
        self.notice_ids.action_drop(self.reason)
        return {"type": "ir.actions.act_window_close"}
