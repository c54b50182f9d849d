from odoo import fields, models


class CollectionInterestRate(models.Model):
    """A reference rate as a central bank publishes it: a per cent from a day on."""

    _name = "collection.interest.rate"
    _inherit = "collection.shared.mixin"
    _description = "Reference Rate"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    line_ids = fields.One2many("collection.interest.rate.line", "rate_id", string="Rate Values", copy=True)
