from odoo import api, fields, models
from odoo.exceptions import AccessError

from . import collection_match_payer_sql as payer_sql
from .collection_roles import has_role

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


class ResPartner(models.Model):
    _inherit = "res.partner"
    _collection_judged = frozenset(("collection_user_id",))

    _collection_name_idx = models.Index(payer_sql.index())

    collection_user_id = fields.Many2one(
        "res.users",
        string="Collection Responsible",
        company_dependent=True,
        copy=False,
        tracking=True,
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Who answers for collecting what this customer owes. New orders and invoices take it from here; "
        "when empty, from their salesperson.",
    )

    collection_policy_id = fields.Many2one(
        "collection.policy",
        company_dependent=True,
        copy=False,
        tracking=True,
        domain="[('company_id', '=', current_company_id)]",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
        help="Empty for the policy of the customer's rating or tags, else the company's own.",
    )
    collection_policy_applied_id = fields.Many2one(
        "collection.policy",
        string="Policy That Applies",
        compute="_compute_collection_policy_applied_id",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )
    collection_policy_reason = fields.Char(
        string="Why This Policy",
        compute="_compute_collection_policy_applied_id",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )
    collection_credit_hold = fields.Boolean(
        string="Orders Stopped",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="New orders of this customer are not confirmed: he has reached a level of dunning that stops them, or "
        "broken a payment plan. It ends by itself when nothing of that is open any more. What was stopped by hand "
        "stays until somebody lifts it.",
    )
    collection_credit_hold_dunning = fields.Boolean(
        string="Orders Stopped by Dunning",
        company_dependent=True,
        copy=False,
        readonly=True,
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
        help="A notice or a broken plan has stopped the orders, nobody by hand: they are released by themselves.",
    )

    @api.depends_context("company")
    @api.depends("collection_policy_id", "collection_rating_id", "category_id")
    def _compute_collection_policy_applied_id(self):
        found = self.env["collection.policy"]._of_customers(self, self.env.company)
        for partner in self:
            policy, reason = found.get(partner.commercial_partner_id, (False, ""))
            partner.collection_policy_applied_id = policy
            partner.collection_policy_reason = reason

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("collection_user_id") for vals in vals_list):
            self.env["res.users"]._check_may_name_responsible()
        partners = super().create(vals_list)
        partners._check_created()
        return partners

    def write(self, vals):
        vals = self._write_decided(self.env["res.users"]._write_responsible(self, vals))
        return not vals or super().write(vals)

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

    def _stop_orders_by_dunning(self):
        """Stop the orders of these customers because of a notice or a broken plan, unless they are stopped already."""
        customers = self.commercial_partner_id.filtered(lambda customer: not customer.collection_credit_hold)
        customers.write({"collection_credit_hold": True, "collection_credit_hold_dunning": True})

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
            raise AccessError(self.env._("A collection manager decides how much a customer may owe. Ask one of them."))
        raise AccessError(
            self.env._(
                "A collection manager decides by which policy a customer is collected from, how he is rated and "
                "reviewed, and whether his orders are stopped. Ask one of them."
            )
        )

    def action_collection_claim(self):
        """Open a new receipt of money from this customer; the split follows when the amount is entered."""
        self.ensure_one()
        return self.env["collection.receipt"]._claim_action(self, self.env.company)

    def _collection_user(self, company):
        """Return who answers for this customer's money in that company, empty if nobody is named."""
        return self.commercial_partner_id.with_company(company).collection_user_id
