from odoo import fields, models

from odoo.addons.sales_collection.models.credit.collection_policy_credit import ACTIONS


class CollectionPolicy(models.Model):
    """How far the rules of credit go with goods that leave."""

    _inherit = "collection.policy"

    credit_rule_delivery = fields.Selection(
        ACTIONS,
        string="Deliveries",
        default="block",
        required=True,
        tracking=True,
        help="The most that the rules above do to a delivery: nothing, a warning, or what they do to an order.",
    )
