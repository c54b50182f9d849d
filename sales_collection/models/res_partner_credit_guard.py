from odoo import api, models
from odoo.exceptions import AccessError


class ResPartnerCreditGuard(models.Model):
    """What a customer may owe is not changed by the way round: not by leaving his group, nor by another tag."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.category_id._collection_check_may_give()
        return partners

    def write(self, vals):
        tags, groups = {}, {}
        if not self.env.su:
            tags = {partner: partner.category_id for partner in self} if "category_id" in vals else {}
            groups = self._collection_groups() if vals.keys() & {"parent_id", "is_company"} else {}
        result = super().write(vals)
        for partner, before in tags.items():
            changed = (before | partner.category_id) - (before & partner.category_id)
            changed._collection_check_may_give()
        if groups:
            self._collection_check_groups(groups)
        return result

    def _collection_groups(self):
        """Return {customer: the parents, and himself, that share a limit with him in one of the user's companies}."""
        # sudo: limits count, whoever may read them
        customers = self.sudo().filtered(lambda partner: partner.commercial_partner_id == partner)
        companies = self.env.user.company_ids

        def limited(parent):
            return any(parent.with_company(company).collection_group_limit for company in companies)

        groups = {}
        for customer in customers:
            above = customer
            while above[-1].parent_id - above:
                above += above[-1].parent_id
            groups[customer] = above.filtered(limited)
        return groups

    def _collection_check_groups(self, before):
        """Raise AccessError if a customer has left a group with a limit, for all but collection managers."""
        if self.env.user.has_group("sales_collection.group_collection_manager"):
            return
        after = self._collection_groups()
        for customer, groups in before.items():
            left = groups - after.get(customer, groups.browse()) - customer
            if left:
                raise AccessError(
                    self.env._(
                        "%(customer)s shares a limit with %(group)s. Ask a collection manager to take it out.",
                        customer=customer.name,
                        group=left[0].name,
                    )
                )
