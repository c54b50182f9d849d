from odoo import fields, models


class CollectionMatchAlias(models.Model):
    """What accepting by hand has taught: this bank account, or this name, pays for this customer."""

    _name = "collection.match.alias"
    _description = "Known Payer"
    _order = "partner_id, kind, value"
    _rec_name = "value"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", index=True, check_company=True
    )
    active = fields.Boolean(default=True)
    kind = fields.Selection([("account", "Bank Account"), ("name", "Name")], string="Type", required=True)
    value = fields.Char(string="Payer", required=True, help="Account number, or name as shown by the bank.")
    times = fields.Integer(string="Times Accepted", default=1, readonly=True, help="Number of manual acceptances.")

    _payer_uniq = models.UniqueIndex(
        "(company_id, kind, value, partner_id)", "This payer is already saved for the customer."
    )
