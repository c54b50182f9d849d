"""What speaks against an order: asked when somebody looks at it, confirms or raises it, or invoices without one."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from odoo.tools import formatLang

from . import collection_credit_facts_sql as facts_sql
from . import collection_exposure_sql as exposure_sql

RULES = [
    ("hold", "Stopped Orders"),
    ("limit", "Credit Limit Exceeded"),
    ("overdue", "Overdue Items"),
    ("unrated", "Not Rated"),
    ("term", "Longer Payment Term"),
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

    Whoever sells is told what speaks against it, also without the addon's groups. Whatever is let through by ``take``
    leaves less for those who come after.
    """

    def __init__(self, company, partners):
        """Read what there is to know.

        :param partners: customers or contacts of theirs
        """
        self.env, self.company, self.currency = partners.env, company, company.currency_id
        self.rows = facts_sql.facts(self.env, company, partners.ids) if partners.ids else {}
        self.customers = {row["customer_id"]: row for row in self.rows.values()}
        self.policies = self._find_policies()
        self.credit = self._find_credit()
        self.overdue = self._find_overdue()
        self.taken = defaultdict(float)

    def findings(self, partner, amount, term=None, currency=None):
        """Return the findings against giving a customer so much more credit.

        :param partner: the customer or a contact, one of those that were asked for
        :param amount: company currency; 0 needs no headroom, only what is there already counts; below zero is money of
            his that nobody has booked yet
        :param term: the payment term of the order, None for what has none yet
        :param currency: what the order is in, if not in company currency
        """
        row = self.rows.get(partner.id)
        if row is None:
            return []
        policy = self.policies[row["customer_id"]]
        found = [
            self._hold(row, policy),
            self._limit(row, policy, amount, currency),
            self._overdue(row, policy),
            self._unrated(row, policy),
            self._term(row, policy, term),
        ]
        return [finding for finding in found if finding]

    def findings_of_other(self, partner, payer):
        """Return the findings against invoicing somebody else for what a customer orders: his own credit counts too.

        :param partner: the customer who orders
        :param payer: whoever gets the invoice
        """
        row, paying = self.rows.get(partner.id), self.rows.get(payer.id)
        if row is None or paying is None or row["customer_id"] == paying["customer_id"]:
            return []
        policy = self.policies[row["customer_id"]]
        found = [self._hold(row, policy), self._other_payer(row, policy, paying, payer)]
        return [finding for finding in found if finding]

    def findings_of_invoice(self, partner, amount, term=None, before_delivery=False):
        """Return the findings against invoicing a customer without an order, as hard as the policy's rule for it.

        :param amount: what is not in the exposure yet, else as in ``findings``
        :param before_delivery: whether it asks for money before anything is delivered: that is never blocked
        """
        row = self.rows.get(partner.id)
        policy = self.policies[row["customer_id"]] if row else {}
        action = policy["credit_rule_invoice"] if policy else "warn"
        if action == "ignore":
            return []
        findings = self.findings(partner, amount, term)
        if action == "block" and not before_delivery:
            return findings
        return [finding._replace(action="warn") for finding in findings]

    def stop(self, partner):
        """Return the finding against a customer whose orders are stopped, None for anybody else."""
        row = self.rows.get(partner.id)
        return row and self._hold(row, self.policies[row["customer_id"]])

    def policy_id(self, partner):
        """Return the id of the policy that applies to a customer, None where none is in use."""
        row = self.rows.get(partner.id)
        return row and self.policies[row["customer_id"]].get("id")

    def take(self, partner, amount):
        """Let a customer have so much of what his limits leave."""
        row = self.rows.get(partner.id)
        if row is not None:
            self.taken[row["customer_id"]] += amount
            for group_id in self._headrooms(row):
                self.taken[f"group {group_id}"] += amount

    def tightest(self, partner):
        """Return what is left of the limit that leaves least, and this limit, in company currency; None without one."""
        row = self.rows.get(partner.id)
        return row and self._tightest(row)

    def keep_turn(self):
        """See that nobody else gives these customers credit at the same moment; the later one is tried again."""
        limited = {customer_id: row for customer_id, row in self.credit.items() if row["limited"]}
        ids = limited.keys() | {int(key) for row in limited.values() for key in row["headrooms"] or ()}
        self.env["collection.credit.lock"]._lock_limits(self.company, ids)

    # -- the rules ---------------------------------------------------------------------------------

    def _hold(self, row, policy):
        action = policy["credit_rule_hold"] if policy else "block"
        if action == "ignore" or not row["hold"]:
            return None
        customer = self.env["res.partner"].sudo().browse(row["customer_id"])  # sudo: whoever sells is told
        text = self.env._("Orders of %(customer)s are stopped because of overdue amounts.", customer=customer.name)
        return Finding("hold", action, text, 0, 0)

    def _limit(self, row, policy, amount, currency):
        tightest = self._tightest(row)
        if not policy or policy["credit_rule_limit"] == "ignore" or tightest is None:
            return None
        headroom, limit = tightest
        if currency and currency != self.currency and currency not in self._priced:
            text = self.env._(
                "There is no exchange rate for %(currency)s, so the credit limit of %(limit)s cannot be checked. "
                "Ask finance to enter one.",
                currency=currency.name,
                limit=self._money(limit),
            )
            return Finding("limit", policy["credit_rule_limit"], text, 0, float(limit))
        over = amount - headroom
        if self.currency.compare_amounts(over, 0) <= 0:
            return None
        if limit:
            text = self.env._(
                "The credit limit of %(limit)s is exceeded by %(over)s.",
                limit=self._money(limit),
                over=self._money(over),
            )
        else:
            text = self.env._("The customer must pay in advance: the exposure would be %s.", self._money(over))
        return Finding("limit", policy["credit_rule_limit"], text, over, float(limit))

    def _other_payer(self, row, policy, paying, payer):
        own = self.credit.get(row["customer_id"], {})
        limited = own.get("maximum") or own.get("advance") or set(self._headrooms(row)) - set(self._headrooms(paying))
        if not policy or policy["credit_rule_limit"] == "ignore" or not limited:
            return None
        # sudo: whoever sells is told
        customer = self.env["res.partner"].sudo().browse(row["customer_id"])
        text = self.env._(
            "The invoice is addressed to %(payer)s, so the credit limit of %(customer)s does not apply.",
            payer=payer.sudo().commercial_partner_id.name,  # sudo: as above
            customer=customer.name,
        )
        return Finding("limit", policy["credit_rule_limit"], text, 0, float(self._tightest(row)[1]))

    def _overdue(self, row, policy):
        amount = self.overdue.get(row["customer_id"], 0)
        if not policy or not amount or self.currency.compare_amounts(amount, policy["minimum_customer"]) < 0:
            return None
        text = self.env._(
            "%(amount)s are overdue by more than %(days)s days.",
            amount=self._money(amount),
            days=policy["credit_overdue_days"],
        )
        return Finding("overdue", policy["credit_rule_overdue"], text, float(amount), policy["minimum_customer"])

    def _unrated(self, row, policy):
        action = policy["credit_rule_unrated"] if policy else "ignore"
        if action == "ignore" or row["rating_id"]:
            return None
        return Finding("unrated", action, self.env._("The customer has no credit rating yet."), 0, 0)

    def _term(self, row, policy, term):
        action = policy["credit_rule_term"] if policy and term else "ignore"
        if action == "ignore" or not row["rating_id"]:
            return None
        # sudo: terms are compared, whoever may read them
        rating = self.env["collection.rating"].sudo().with_company(self.company).browse(row["rating_id"])
        allowed, today = rating.payment_term_id, self.company._collection_today()
        if not allowed or term.sudo()._collection_days(today) <= allowed._collection_days(today):  # sudo: as above
            return None
        text = self.env._(
            "The payment term %(term)s is longer than %(allowed)s, the longest term of the customer's rating.",
            term=term.name,
            allowed=allowed.name,
        )
        return Finding("term", action, text, 0, 0)

    # -- figures -----------------------------------------------------------------------------------

    @cached_property
    def _priced(self):
        return self.env["res.currency"]._collection_priced(self.company)

    def _headrooms(self, row):
        return self.credit.get(row["customer_id"], {}).get("headrooms") or {}

    def _tightest(self, row):
        credit = self.credit.get(row["customer_id"], {})
        limits = [
            (headroom - self.taken[f"group {group_id}"], credit["group_maximum"])
            for group_id, headroom in self._headrooms(row).items()
        ]
        if credit.get("maximum") or credit.get("advance"):
            left = float(credit["maximum"] - credit["exposure"]) - self.taken[row["customer_id"]]
            limits.append((left, credit["maximum"]))
        return min(limits, default=None)

    def _find_policies(self):
        """Return {customer id: dict of the policy's values}, empty for who has none."""
        found = {customer_id: row if row["id"] else {} for customer_id, row in self.customers.items()}
        choosing = [customer_id for customer_id, row in self.customers.items() if row["chooses_policy"]]
        if choosing:
            customers = self.env["res.partner"].browse(choosing)
            chosen = self.env["collection.policy"]._of_customers(customers, self.company)
            # sudo: whoever sells is told what speaks against it
            policies = self.env["collection.policy"].sudo().union(*(policy for policy, _why in chosen.values()))
            values = {row["id"]: row for row in policies.read(facts_sql.OF_POLICY, load=None)}
            found.update((customer.id, values.get(policy.id, {})) for customer, (policy, _why) in chosen.items())
        return found

    def _find_credit(self):
        """Return {customer id: dict} of those who have a limit, as ``exposure_sql.credit`` does."""
        limited = {
            customer_id: {"limited": True, "headrooms": None, "maximum": row["maximum"], "advance": row["advance"]}
            for customer_id, row in self.customers.items()
            if row["maximum"] > 0 or row["advance"]
        }
        related = any(row["related"] for row in self.customers.values())
        if not limited and not related:
            return {}
        counting = self.env["collection.policy"]._counting_claims(self.company.id)
        claims_count = any(policy.get("id") in counting for policy in self.policies.values())
        if not related and not claims_count and self._add_exposure(limited):
            return limited
        return exposure_sql.credit(self.env, self.company, self.customers, limited=True)

    def _add_exposure(self, limited):
        """Add the exposure to customers' own limits and return whether that was possible by the short query.

        :param limited: {customer id: dict with the limit}; none of them shares a limit or has claims that count
        """
        contacts = {customer_id: self.customers[customer_id]["contact_ids"] for customer_id in limited}
        exposures = facts_sql.exposures(self.env, self.company, [one for ids in contacts.values() for one in ids])
        if exposures is None:
            return False
        for customer_id, row in limited.items():
            row["exposure"] = sum(exposures.get(contact, 0) for contact in contacts[customer_id])
        return True

    def _find_overdue(self):
        """Return {customer id: what is overdue by more than the days of the customer's policy} where that matters."""
        days = {
            customer_id: policy["credit_overdue_days"]
            for customer_id, policy in self.policies.items()
            if policy and policy["credit_rule_overdue"] != "ignore"
        }
        return facts_sql.overdue(self.env, self.company, days) if days else {}

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency)
