from odoo import fields, models


class CollectionFindingExplain(models.TransientModel):
    """Whoever is asked about findings writes down what happened."""

    _name = "collection.finding.explain"
    _description = "Explain Findings"

    finding_ids = fields.Many2many(
        "collection.finding", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    explanation = fields.Text(required=True)

    def action_apply(self):
        """Keep the explanation; see ``collection.finding._explain``."""
        self.finding_ids._explain(self.explanation)
        return {"type": "ir.actions.act_window_close"}
