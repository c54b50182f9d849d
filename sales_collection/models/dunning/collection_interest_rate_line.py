from odoo import fields, models


class CollectionInterestRateLine(models.Model):
    _name = "collection.interest.rate.line"
    _inherit = "collection.shared.mixin"
    _description = "Value of a Reference Rate"
    _order = "date desc, id"

    rate_id = fields.Many2one("collection.interest.rate", required=True, ondelete="cascade", index=True)
    date = fields.Date(string="From", required=True)
    percent = fields.Float(string="% a Year", digits=(16, 4), required=True)

    _once_a_day = models.UniqueIndex("(rate_id, date)", "A reference rate has one value from a day on.")
