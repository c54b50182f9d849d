from odoo import api, fields, models

from ...models.target.collection_target import GOALS


class CollectionTargetChange(models.TransientModel):
    """A leader changes a target whose period has begun, and says why."""

    _name = "collection.target.change"
    _description = "Target Change"

    target_id = fields.Many2one("collection.target", required=True, readonly=True, ondelete="cascade")
    company_currency_id = fields.Many2one(related="target_id.company_currency_id")
    amount = fields.Monetary(string="Target Amount", currency_field="company_currency_id")
    overdue_share = fields.Float(string="Target Overdue Collection (%)", digits=(16, 1))
    on_time_rate = fields.Float(string="Target On-Time Rate (%)", digits=(16, 1))
    days_late = fields.Float(string="Maximum Days Late", digits=(16, 1))
    reason = fields.Text(required=True, help="The reason is visible to the salesperson.")

    @api.model
    def default_get(self, fields_list):
        target = self.env["collection.target"].browse(self.env.context.get("active_id"))
        return {**super().default_get(fields_list), "target_id": target.id, **{name: target[name] for name in GOALS}}

    def action_apply(self):
        """Change the target; see ``collection.target._change``."""
        self.ensure_one()
        self.target_id._change({name: self[name] for name in GOALS}, self.reason)
        return {"type": "ir.actions.act_window_close"}
