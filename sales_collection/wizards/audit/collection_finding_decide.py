from odoo import fields, models

from ...models.audit.collection_finding import DECISIONS


class CollectionFindingDecide(models.TransientModel):
    """Finance decides on findings and says why."""

    _name = "collection.finding.decide"
    _description = "Decide on Findings"

    finding_ids = fields.Many2many(
        "collection.finding", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    decision = fields.Selection(DECISIONS, required=True)
    reason = fields.Text(required=True, help="The reason is visible to the user who explained the finding.")

    def action_apply(self):
        """Decide; see ``collection.finding._decide``."""
        self.finding_ids._decide(self.decision, self.reason)
        return {"type": "ir.actions.act_window_close"}
