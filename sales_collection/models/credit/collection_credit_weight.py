from odoo import fields, models

from ...engine.credit.scoring import WEIGHTS

PARTS = [
    ("average", "Average delay, by amount"),
    ("on_time", "Share paid on time"),
    ("worst", "Longest overdue in 12 months"),
    ("trend", "Last 3 months compared with the 12 before"),
    ("promises", "Broken promises"),
    ("disputes", "Unjustified disputes"),
    ("bounces", "Returned payments"),
    ("relationship", "Length and volume of the relationship"),
    ("report", "External report"),
]


class CollectionCreditWeight(models.Model):
    """How much a part of the score counts by a policy; a part without a weight does not count."""

    _name = "collection.credit.weight"
    _description = "Credit Score Weight"
    _order = "policy_id, weight desc, id"

    policy_id = fields.Many2one("collection.policy", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    part = fields.Selection(PARTS, string="Score Component", required=True)
    weight = fields.Float(required=True, default=lambda self: WEIGHTS.get(self.env.context.get("default_part"), 5))

    _not_negative = models.Constraint("CHECK (weight >= 0)", "A weight cannot be negative.")
    _one_each = models.UniqueIndex("(policy_id, part)", "Each score component can have only one weight.")
