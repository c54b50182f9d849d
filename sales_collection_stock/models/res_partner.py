from odoo import fields, models


class ResPartner(models.Model):
    """Since when the orders of a customer are stopped: what was let through before does not count as let through."""

    _inherit = "res.partner"

    collection_credit_hold_date = fields.Datetime(
        string="Orders Stopped Since", company_dependent=True, copy=False, readonly=True, groups=fields.NO_ACCESS
    )

    def write(self, vals):
        # only code gets here with it: what a user writes comes again as the superuser once it was judged
        if self.env.su and vals.get("collection_credit_hold"):
            stopped = self.filtered(lambda partner: not partner.collection_credit_hold)
            super(ResPartner, stopped).write({"collection_credit_hold_date": fields.Datetime.now()})
        return super().write(vals)
