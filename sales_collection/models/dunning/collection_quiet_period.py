from odoo import fields, models


class CollectionQuietPeriod(models.Model):
    """Days on which nobody is dunned, beyond weekends and public holidays: Spring Festival, a stocktaking."""

    _name = "collection.quiet.period"
    _description = "Quiet Period"
    _order = "date_from desc, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The end date of a quiet period cannot be before its start date."
    )
