from odoo import api, models


class ResCurrency(models.Model):
    _inherit = "res.currency"

    @api.model
    def _collection_priced(self, company):
        """Return the currencies of which a company knows what they are worth: its own, and those with any rate.

        Odoo takes one for one where it knows no rate, which says nothing about a limit.
        """
        rates = self.env["res.currency.rate"].sudo()  # sudo: rates are looked up, whoever asks
        found = rates._read_group([("company_id", "in", (False, company.root_id.id))], ["currency_id"])
        return company.currency_id.union(*(currency for (currency,) in found))
