from odoo import fields, models

from odoo.addons.sales_collection.models.credit.collection_policy_credit import ACTIONS


class CollectionPolicy(models.Model):
    """How far the rules of credit go with goods that leave."""

    _inherit = "collection.policy"

    credit_rule_delivery = fields.Selection(
        ACTIONS,
        string="Delivery Rule",
        default="block",
        required=True,
        tracking=True,
        help="Strictest effect of the credit rules on deliveries: none, a warning, or the same as on orders.",
    )
