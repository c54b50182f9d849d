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
        for customer, before in groups.items():
            self._collection_check_left(customer, before - customer._collection_groups_above() - customer)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_groups(self):
        if not self.env.su:
            for partner in self.sudo():  # sudo: limits count, whoever may read them
                self._collection_check_left(
                    partner.child_ids.filtered("is_company")[:1], partner._collection_groups_above() & partner
                )

    def _collection_groups(self):
        """Return {customer: those with whom he shares a limit}, without contacts: these buy as their company."""
        # sudo: limits count, whoever may read them
        customers = self.sudo().filtered(lambda partner: partner.commercial_partner_id == partner)
        return {customer: customer._collection_groups_above() for customer in customers}

    def _collection_groups_above(self):
        """Return those of a customer and its parents that have a group limit in one of the user's companies."""
        above = self
        while above[-1].parent_id - above:
            above += above[-1].parent_id
        return above.filtered(
            lambda parent: any(
                parent.with_company(company).collection_group_limit for company in self.env.user.company_ids
            )
        )

    def _collection_check_left(self, customer, groups):
        """Raise AccessError if a customer has left these groups, for all but collection managers."""
        if groups and customer and not self.env.user.has_group("sales_collection.group_collection_manager"):
            raise AccessError(
                self.env._(
                    "%(customer)s shares a limit with %(group)s. Ask a collection manager to take it out.",
                    customer=customer.name,
                    group=groups[0].name,
                )
            )
