from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..base.collection_roles import has_role

#: what a salesperson must not change on his own customers
_OF_MANAGERS = (
    "collection_policy_id",
    "collection_rating_id",
    "collection_review_date",
    "collection_credit_hold",
    "collection_credit_hold_dunning",
)
#: what accounting administrators decide as well
_LIMITS = (
    "credit_limit",
    "collection_group_limit",
    "collection_limit_increase",
    "collection_limit_increase_end",
    "collection_insured_limit",
)
_DECIDED = (*_OF_MANAGERS, *_LIMITS)


class ResPartnerCreditGuard(models.Model):
    """What a customer may owe is decided by managers, and not changed by the way round.

    That is by another group, tag or company that it belongs to.
    """

    _inherit = "res.partner"

    # -- what managers decide ----------------------------------------------------------------------

    def _check_created(self):
        """See that new customers get what everybody gets, wherever it came from: values, an import, defaults.

        :raises AccessError: see ``_check_may_set``
        """
        if has_role(self, "manager"):
            return
        named = set()
        for partner in self.sudo():  # sudo: also for those who may not read it
            company = partner.commercial_partner_id - partner  # what a contact takes over decides nothing
            for name in _DECIDED:
                field = self._fields[name]
                usual = {field.get_company_dependent_fallback(partner), *(one[name] for one in company)}
                if partner[name] not in usual:
                    named.add(name)
        if named:
            self._check_may_set(named)

    def _write_decided(self, vals):
        """Write what collection managers decide among these values, and return the other values.

        As with the responsible, they need no right to change anything else of a contact. What they decide about a
        stop of orders is theirs from then on: dunning does not lift it.
        """
        changed = {name: vals[name] for name in _DECIDED if name in vals and self._changes(name, vals[name])}
        if "collection_credit_hold" in changed and "collection_credit_hold_dunning" not in changed:
            changed["collection_credit_hold_dunning"] = False
        if changed.get("collection_rating_id") and "collection_review_date" not in vals:
            rating = self.env["collection.rating"].browse(changed["collection_rating_id"])
            changed["collection_review_date"] = rating._next_review(self.env.company._collection_today())
        if self.env.su:
            return {**vals, **changed}
        if changed:
            self._check_may_set(changed)
            self.check_access("read")
            # sudo: held to the customers that he may see by the line above, and to these fields.
            self.sudo().write(changed)
        return {name: value for name, value in vals.items() if name not in _DECIDED}

    def _changes(self, name, value):
        """Return whether the field of one of these partners has another value now.

        What a contact takes over from its company, as Odoo does by itself, decides nothing.
        """
        # sudo: also for those who may not read it, such as who merges contacts
        field, partners = self._fields[name], self.sudo()
        wanted = field.convert_to_cache(value, partners)
        return any(
            wanted not in {field.convert_to_cache(one[name], one) for one in (partner, partner.commercial_partner_id)}
            for partner in partners
        )

    @api.model
    def _check_may_set(self, names):
        """Raise AccessError unless the user may say what the customer may owe, and how he is collected from.

        :param names: the fields that he wants to change
        """
        user = self.env.user
        if has_role(self, "manager"):
            return
        if set(names) <= set(_LIMITS):
            if user.has_group("account.group_account_manager"):
                return
            raise AccessError(self.env._("Only a collection manager can change the credit limits of a customer."))
        raise AccessError(
            self.env._(
                "Only a collection manager can change the policy, rating and review date of a customer or stop "
                "its orders."
            )
        )

    # -- where a contact belongs -------------------------------------------------------------------

    def _collection_belonging(self, vals):
        """Return where these contacts belong, as far as the values may move them; a step of ``write()``.

        :return: {contact: its tags}, {customer: its groups}, {who buys on credit: its company}
        """
        tags, groups, buyers = {}, {}, {}
        if not self.env.su:
            tags = {partner: partner.category_id for partner in self} if "category_id" in vals else {}
            if vals.keys() & {"parent_id", "is_company"}:
                groups, buyers = self._collection_groups(), self._collection_buyers()
        return tags, groups, buyers

    @api.model
    def _collection_check_belonging(self, tags, groups, buyers):
        """Raise AccessError if contacts were moved that only managers move; a step of ``write()``.

        The parameters are what ``_collection_belonging`` returned before.
        """
        for partner, before in tags.items():
            changed = (before | partner.category_id) - (before & partner.category_id)
            changed._collection_check_may_give()
        for customer, before in groups.items():
            self._collection_check_left(customer, before - customer._collection_groups_above() - customer)
        for partner, before in buyers.items():
            partner._collection_check_stays(before)

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
                    "%(contact)s has orders, invoices or a limit, so the move would change its credit. Ask a "
                    "collection manager to move it, or create a new contact.",
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
                    "%(customer)s shares a limit with %(group)s. Ask a collection manager to move it.",
                    customer=customer.name,
                    group=groups[0].name,
                )
            )
