from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_user_id = fields.Many2one(
        "res.users",
        string="Collection Responsible",
        company_dependent=True,
        copy=False,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who answers for collecting what this customer owes. New orders and invoices take it from here; "
        "when empty, from their salesperson.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("collection_user_id") for vals in vals_list):
            self.env["res.users"]._check_may_name_responsible()
        return super().create(vals_list)

    def write(self, vals):
        vals = self.env["res.users"]._write_responsible(self, vals)
        return not vals or super().write(vals)

    def action_collection_claim(self):
        """Open a new receipt of money from this customer; the split follows when the amount is entered."""
        self.ensure_one()
        return self.env["collection.receipt"]._claim_action(self, self.env.company)

    def _collection_user(self, company):
        """Return who answers for this customer's money in that company, empty if nobody is named."""
        return self.commercial_partner_id.with_company(company).collection_user_id
