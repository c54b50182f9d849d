from odoo import fields, models


class CollectionInterestRateLine(models.Model):
    _name = "collection.interest.rate.line"
    _inherit = "collection.shared.mixin"
    _description = "Reference Rate Value"
    _order = "date desc, id"

    rate_id = fields.Many2one(
        "collection.interest.rate", string="Reference Rate", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(string="From", required=True)
    percent = fields.Float(string="% per Year", digits=(16, 4), required=True)

    _once_a_day = models.UniqueIndex("(rate_id, date)", "A reference rate can have only one value per date.")
