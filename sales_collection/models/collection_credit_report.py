from odoo import fields, models


class CollectionCreditReport(models.Model):
    """What an agency says about a customer, until when, with its document."""

    _name = "collection.credit.report"
    _description = "External Credit Report"
    _order = "date desc, id desc"
    _rec_name = "agency"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    agency = fields.Char(required=True, help="Who made the report: a credit bureau, a bank, an insurer.")
    grade = fields.Char(required=True, help="As the agency writes it.")
    points = fields.Float(
        required=True, help="What the grade is worth in the score: 0 for insolvent, 100 for without any risk."
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._collection_today())
    valid_until = fields.Date(help="It counts in the score until this day; empty for no end.")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    _points_of_100 = models.Constraint("CHECK (points >= 0 AND points <= 100)", "Points lie between 0 and 100.")
    _ends_later = models.Constraint("CHECK (valid_until >= date)", "A report is valid from its date on, or longer.")
