from odoo import fields, models


class CollectionStockAnswer(models.TransientModel):
    """An approver releases a stopped delivery or refuses to, and says why."""

    _name = "collection.stock.answer"
    _description = "Delivery Credit Decision"
    _collection_handed_on = frozenset(("check_id", "answer"))

    check_id = fields.Many2one("collection.stock.check", string="Credit Check", required=True, readonly=True)
    answer = fields.Selection([("release", "Release"), ("refuse", "Reject")], required=True, readonly=True)
    reason = fields.Text(required=True, help="The reason is shown on the delivery.")

    def action_apply(self):
        """Decide; see ``collection.stock.check.action_release`` and ``action_refuse``."""
        self.ensure_one()
        if self.answer == "release":
            self.check_id.action_release(self.reason)
        else:
            self.check_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
