from odoo import api, fields, models

from ..base import compared_sql


class ResPartner(models.Model):
    _inherit = "res.partner"
    _collection_judged = frozenset(("collection_user_id",))

    _collection_name_idx = models.Index(compared_sql.name_index())

    collection_user_id = fields.Many2one(
        "res.users",
        string="Collection Responsible",
        company_dependent=True,
        copy=False,
        tracking=True,
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Collection responsible for new orders and invoices of the customer. Leave empty for their salesperson.",
    )

    # -- CRUD; each step is with its topic (res_partner_credit_guard.py, res_partner_rating.py) -------

    @api.model_create_multi
    def create(self, vals_list):
        """Make contacts: from what their user may enter, with the day of their review, if he may name the responsible.

        Whether he may give them what managers decide, and their tags, is seen last: it comes from defaults as well.
        """
        vals_list = [self._collection_with_review(self._collection_without_company(vals)) for vals in vals_list]
        if any(vals.get("collection_user_id") for vals in vals_list):
            self.env["res.users"]._check_may_name_responsible()
        partners = super().create(vals_list)
        partners._check_created()
        partners.category_id._collection_check_may_give()
        return partners

    def write(self, vals):
        """Write the responsible, then what managers decide, each by a right of its own, then the other values.

        Where the contacts belong is kept before, and compared last: it follows from more than the values.
        """
        vals = self._collection_without_company(vals)
        before = self._collection_belonging(vals)
        others = self._write_decided(self.env["res.users"]._write_responsible(self, vals))
        result = not others or super().write(others)
        self._collection_check_belonging(*before)
        return result

    # -- actions -----------------------------------------------------------------------------------

    def action_collection_claim(self):
        """Open a new receipt of money from this customer; the split follows when the amount is entered."""
        self.ensure_one()
        return self.env["collection.receipt"]._claim_action(self, self.env.company)

    def _collection_user(self, company):
        """Return who answers for this customer's money in that company, empty if nobody is named."""
        return self.commercial_partner_id.with_company(company).collection_user_id
