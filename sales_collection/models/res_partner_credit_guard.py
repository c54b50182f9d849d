from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .res_partner import _DECIDED


class ResPartnerCreditGuard(models.Model):
    """What a customer may owe is not changed by the way round: no other group, tag or company that he belongs to."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create([self._collection_without_company(vals) for vals in vals_list])
        partners.category_id._collection_check_may_give()
        return partners

    def write(self, vals):
        vals = self._collection_without_company(vals)
        tags, groups, buyers = {}, {}, {}
        if not self.env.su:
            tags = {partner: partner.category_id for partner in self} if "category_id" in vals else {}
            if vals.keys() & {"parent_id", "is_company"}:
                groups, buyers = self._collection_groups(), self._collection_buyers()
        result = super().write(vals)
        for partner, before in tags.items():
            changed = (before | partner.category_id) - (before & partner.category_id)
            changed._collection_check_may_give()
        for customer, before in groups.items():
            self._collection_check_left(customer, before - customer._collection_groups_above() - customer)
        for partner, before in buyers.items():
            partner._collection_check_stays(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_groups(self):
        if not self.env.su:
            for partner in self.sudo():  # sudo: limits count, whoever may read them
                self._collection_check_left(
                    partner.child_ids.filtered("is_company")[:1], partner._collection_groups_above() & partner
                )

    def _collection_without_company(self, vals):
        """Return the values that a user may write: whose credit a contact takes follows from where it belongs."""
        if self.env.su:
            return vals
        return {name: value for name, value in vals.items() if name != "commercial_partner_id"}

    def _collection_buyers(self):
        """Return {contact: its company} of those who buy on credit, with the contacts that go where these go.

        They have a confirmed order, a posted invoice, or something that managers decided for them.
        """
        # sudo: what was ordered, invoiced or decided counts, whoever may read it
        members = self.sudo().with_context(active_test=False).search(Domain("id", "child_of", self.ids))
        mine = Domain("partner_id", "in", members.ids)
        ordered = Domain("state", "=", "sale") & (mine | Domain("partner_invoice_id", "in", members.ids))
        invoiced = Domain("state", "=", "posted") & Domain("move_type", "in", ("out_invoice", "out_refund")) & mine
        orders = members.env["sale.order"]._read_group(ordered, ["partner_id", "partner_invoice_id"])
        invoices = members.env["account.move"]._read_group(invoiced, ["partner_id"])
        found = members.browse().union(*(partner for row in (*orders, *invoices) for partner in row))
        decided = members.filtered(lambda one: one == one.commercial_partner_id and one._collection_is_decided())
        return {partner: partner.commercial_partner_id for partner in members & found | decided}

    def _collection_is_decided(self):
        """Return whether managers gave this customer something in one of the user's companies that not all have."""
        names = [name for name in _DECIDED if name != "collection_review_date"]
        return any(
            partner[name] != partner._fields[name].get_company_dependent_fallback(partner)
            for partner in (self.with_company(company) for company in self.env.user.company_ids)
            for name in names
        )

    def _collection_check_stays(self, company):
        """Raise AccessError if who buys on credit has come under another company, for all but collection managers."""
        manager = self.env.user.has_group("sales_collection.group_collection_manager")
        if not manager and self.commercial_partner_id != company:
            raise AccessError(
                self.env._(
                    "%(contact)s has orders, invoices or a limit, so another company's credit would count for it. Ask "
                    "a collection manager to move it, or add a new contact.",
                    contact=self.display_name,
                )
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
