from odoo import api, fields, models


class CollectionCreditReport(models.Model):
    """What an agency says about a customer, until when, with its document."""

    _name = "collection.credit.report"
    _description = "External Credit Report"
    _order = "date desc, id desc"
    _rec_name = "agency"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    agency = fields.Char(required=True, help="Issuer of the report, such as a credit bureau, bank or insurer.")
    grade = fields.Char(required=True, help="Grade as given by the agency.")
    points = fields.Float(
        required=True, help="Points of the grade in the credit score: 0 for insolvent, 100 for no risk."
    )
    date = fields.Date(required=True, default=lambda self: self.env.company._collection_today())
    valid_until = fields.Date(help="Last day on which the report counts in the score. Leave empty for no end date.")
    insolvency = fields.Boolean(
        string="Insolvency Notice", help="Opens a credit review of the customer, due on the same day."
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    _points_of_100 = models.Constraint("CHECK (points >= 0 AND points <= 100)", "Points must be between 0 and 100.")
    _ends_later = models.Constraint(
        "CHECK (valid_until >= date)", "The validity of a report cannot end before its date."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A report is of the whole customer, also when it is entered on one of his contacts."""
        vals_list = self._collection_defaulted(vals_list, ["partner_id"])
        for vals in vals_list:
            self._take_commercial(vals)
        reports = super().create(vals_list)
        reports._review_insolvent()
        return reports

    def write(self, vals):
        self._take_commercial(vals)
        result = super().write(vals)
        if vals.get("insolvency"):
            self._review_insolvent()
        return result

    def _take_commercial(self, vals):
        if vals.get("partner_id"):
            vals["partner_id"] = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id.id

    def _review_insolvent(self):
        """Open the reviews that insolvency notices ask for."""
        reviews = self.env["collection.credit.review"]
        for company, reports in self.filtered("insolvency").grouped("company_id").items():
            reviews._open(company, reviews._find_due(company, reports.partner_id.ids))
