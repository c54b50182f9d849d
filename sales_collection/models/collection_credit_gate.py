"""What speaks against an order: asked when somebody looks at it, confirms or raises it, or invoices without one."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from odoo.tools import SQL, formatLang

from . import collection_exposure_sql as exposure_sql

RULES = [
    ("hold", "Orders Are Stopped"),
    ("limit", "Over the Limit"),
    ("overdue", "Something Is Overdue"),
    ("unrated", "Not Rated"),
    ("term", "Longer Payment Term"),
]
#: of the customers: read at once, and nothing else of them
READ = [
    "category_id",
    "collection_credit_hold",
    "collection_policy_id",
    "collection_rating_id",
    "commercial_partner_id",
    "name",
]


class Finding(NamedTuple):
    """One rule that speaks against an order: ``amount`` and ``threshold`` in company currency."""

    rule: str
    action: str
    text: str
    amount: float
    threshold: float


class CreditGate:
    """The rules of credit for customers of one company, by a fixed number of queries.

    Whatever is let through by ``take`` leaves less for those who come after.
    """

    def __init__(self, company, customers):
        self.env, self.company, self.currency = customers.env, company, company.currency_id
        # sudo: whoever sells is told what speaks against it, also without the addon's groups
        self.customers = customers.sudo().with_company(company)
        self.customers.fetch(READ)
        policies = self.env["collection.policy"]._of_customers(customers, company)
        self.policies = {customer.id: policy.sudo() for customer, (policy, _why) in policies.items()}  # sudo: as above
        self.credit = exposure_sql.credit(self.env, company, customers.ids, limited=True)
        self.overdue = self._find_overdue()
        self.taken = defaultdict(float)

    def findings(self, customer, amount, term=None, currency=None):
        """Return the findings against giving a customer so much more credit.

        :param customer: a commercial partner
        :param amount: company currency; 0 needs no room, only what is there already counts; below zero is money of
            his that nobody has booked yet
        :param term: the payment term of the order, None for what has none yet
        :param currency: what the order is in, if not in company currency
        """
        policy = self.policies.get(customer.id)
        found = [
            self._hold(customer, policy),
            self._limit(customer, policy, amount, currency),
            self._overdue(customer, policy),
            self._unrated(customer, policy),
            self._term(customer, policy, term),
        ]
        return [finding for finding in found if finding]

    def take(self, customer, amount):
        """Let a customer have so much of what his limits leave."""
        self.taken[customer.id] += amount
        for group_id in self._rooms(customer):
            self.taken[f"group {group_id}"] += amount

    def tightest(self, customer):
        """Return what is left of the limit that leaves least, and this limit, in company currency; None without one."""
        row = self.credit.get(customer.id, {})
        limits = [
            (room - self.taken[f"group {group_id}"], row["group_maximum"])
            for group_id, room in self._rooms(customer).items()
        ]
        if row.get("maximum") or row.get("advance"):
            limits.append((float(row["maximum"] - row["exposure"]) - self.taken[customer.id], row["maximum"]))
        return min(limits, default=None)

    def keep_turn(self):
        """See that nobody else gives these customers credit at the same moment; the later one is tried again."""
        limited = [row for row in self.credit.values() if row["limited"]]
        ids = {row["partner_id"] for row in limited} | {int(key) for row in limited for key in row["rooms"] or ()}
        self.env["collection.credit.turn"]._keep(self.company, ids)

    # -- the rules ---------------------------------------------------------------------------------

    def _hold(self, customer, policy):
        action = policy.credit_rule_hold if policy else "block"
        if action == "ignore" or not self.customers.browse(customer.id).collection_credit_hold:
            return None
        text = self.env._(
            "Orders of %(customer)s are stopped because of what is overdue.", customer=customer.sudo().name
        )  # sudo: as above
        return Finding("hold", action, text, 0, 0)

    def _limit(self, customer, policy, amount, currency):
        tightest = self.tightest(customer)
        if not policy or policy.credit_rule_limit == "ignore" or tightest is None:
            return None
        room, limit = tightest
        if currency and currency != self.currency and currency not in self._priced:
            text = self.env._(
                "There is no exchange rate for %(currency)s, so nobody knows whether the credit limit of %(limit)s is "
                "enough. Ask finance to enter one.",
                currency=currency.name,
                limit=self._money(limit),
            )
            return Finding("limit", policy.credit_rule_limit, text, 0, float(limit))
        over = amount - room
        if self.currency.compare_amounts(over, 0) <= 0:
            return None
        if limit:
            text = self.env._(
                "The credit limit of %(limit)s is exceeded by %(over)s.",
                limit=self._money(limit),
                over=self._money(over),
            )
        else:
            text = self.env._("The customer pays in advance: %s would be owed.", self._money(over))
        return Finding("limit", policy.credit_rule_limit, text, over, float(limit))

    def _overdue(self, customer, policy):
        amount = self.overdue.get(customer.id, 0)
        if not policy or not amount or self.currency.compare_amounts(amount, policy.minimum_customer) < 0:
            return None
        text = self.env._(
            "%(amount)s are overdue by more than %(days)s days.",
            amount=self._money(amount),
            days=policy.credit_overdue_days,
        )
        return Finding("overdue", policy.credit_rule_overdue, text, float(amount), policy.minimum_customer)

    def _unrated(self, customer, policy):
        action = policy.credit_rule_unrated if policy else "ignore"
        if action == "ignore" or self.customers.browse(customer.id).collection_rating_id:
            return None
        return Finding("unrated", action, self.env._("The customer has no credit rating yet."), 0, 0)

    def _term(self, customer, policy, term):
        action = policy.credit_rule_term if policy and term else "ignore"
        allowed = self.customers.browse(customer.id).collection_rating_id.payment_term_id
        today = self.company._collection_today()
        # sudo: terms are compared, whoever may read them
        if action == "ignore" or not allowed or term.sudo()._collection_days(today) <= allowed._collection_days(today):
            return None
        text = self.env._(
            "The payment term %(term)s is longer than %(allowed)s, which the customer's rating allows.",
            term=term.name,
            allowed=allowed.name,
        )
        return Finding("term", action, text, 0, 0)

    # -- figures -----------------------------------------------------------------------------------

    @cached_property
    def _priced(self):
        return self.env["res.currency"]._collection_priced(self.company)

    def _rooms(self, customer):
        return self.credit.get(customer.id, {}).get("rooms") or {}

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency)

    def _find_overdue(self):
        """Return {customer id: what is overdue by more than his policy's days} where that matters."""
        wanted = [
            (customer_id, policy.credit_overdue_days)
            for customer_id, policy in self.policies.items()
            if policy and policy.credit_rule_overdue != "ignore"
        ]
        if not wanted:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT p.commercial_partner_id, SUM(l.amount_residual)
                      FROM (SELECT unnest(%(ids)s) AS partner_id, unnest(%(days)s) AS days) wanted
                      JOIN res_partner p ON p.commercial_partner_id = wanted.partner_id
                      JOIN account_move_line l ON l.partner_id = p.id
                     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
                       AND l.amount_residual > 0 AND l.collection_date_due < %(today)s::date - wanted.days
                     GROUP BY 1
                    """,
                    ids=[customer_id for customer_id, _days in wanted],
                    days=[days for _customer_id, days in wanted],
                    company=self.company.id,
                    today=self.company._collection_today(),
                )
            )
        )
