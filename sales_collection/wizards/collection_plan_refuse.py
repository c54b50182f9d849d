from odoo import fields, models


class CollectionPlanRefuse(models.TransientModel):
    """A leader says why a plan is refused."""

    _name = "collection.plan.refuse"
    _description = "Refuse Payment Plans"

    plan_ids = fields.Many2many(
        "collection.plan", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    reason = fields.Text(string="Why", required=True, help="The salesperson reads this.")

    def action_apply(self):
        """Refuse them; see ``collection.plan.action_refuse``."""
        self.plan_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
