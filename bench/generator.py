"""A history of any size: each kind of business made once by Odoo itself, and cloned in SQL from there.

The originals are made on the first day of a window of 24 months. A clone is moved to another day, gets
another customer with his salesperson, and has all its amounts multiplied by a whole number, so that what
Odoo rounded stays right to the cent. Same size, same month: same history.
"""

from __future__ import annotations

import datetime

from odoo.fields import Command

from . import generator_sql as clone
from .generator_plan import Kind, make_customers
from .generator_world import World, make_world

INVOICES_PER_CUSTOMER = 25

#: kind of business (a method of Originals), how many of a hundred times it happens
KINDS = (
    ("open", 12),
    ("two_instalments", 12),
    ("paid_at_bank", 40),
    ("paid_in_transit", 8),
    ("paid_in_part", 8),
    ("paid_two_at_once", 3),
    ("paid_from_bank_line", 7),
    ("paid_with_discount", 3),
    ("paid_in_foreign_currency", 2),
    ("credited", 3),
    ("credited_in_part", 2),
)


def generate(env, size: int, customers: int | None = None) -> None:
    """Fill a database with ``size`` invoices and their money; it is not committed.

    :param env: of the superuser, on a database without history.
    :param customers: how many customers share the invoices, None for one to every ``INVOICES_PER_CUSTOMER``
    """
    env = env(context={**env.context, "tracking_disable": True, "mail_create_nolog": True})
    world = make_world(env)
    originals = Originals(env, world)
    counts = _counts(size)
    kinds = []
    for name, _share in KINDS:
        if not counts[name]:
            continue
        before = clone.last_ids(env)
        invoices = getattr(originals, name)()
        env.flush_all()
        lead = invoices[0]
        kinds.append(Kind(before, clone.last_ids(env), counts[name] - 1, lead.name))
    make_customers(env, world, customers or max(20, size // INVOICES_PER_CUSTOMER))
    clone.clone(env, world, kinds)
    env.invalidate_all()


def _counts(size: int) -> dict[str, int]:
    """How often each kind happens so that the invoices add up to the size (the commonest takes the rest)."""
    counts = {name: size * share // 100 for name, share in KINDS}
    counts["paid_two_at_once"] //= 2
    done = sum(counts.values()) + counts["paid_two_at_once"]
    counts["paid_at_bank"] += size - done
    return counts


class Originals:
    """Makes one of each kind; each method returns the invoices that it is about."""

    def __init__(self, env, world: World):
        self.env = env
        self.world = world
        self.instalments = env["account.payment.term"].create(
            {
                "name": "30 % now, the rest in 60 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )
        self.month = env["account.payment.term"].create(
            {
                "name": "In 30 days",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        self.foreign = (
            env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", ("EUR", "USD")), ("id", "!=", env.company.currency_id.id)], limit=1)
        )
        self.foreign.active = True
        self.discount = env["account.account"].search([("account_type", "=", "expense")], limit=1)
        self._make_rates()

    def open(self):
        """Nothing is paid."""
        return self._invoice()

    def two_instalments(self):
        """The first of two instalments is paid, 30 % of 345."""
        invoice = self._invoice(invoice_payment_term_id=self.instalments.id)
        self._at_bank(self._pay(invoice, 0, amount=103.5))
        return invoice

    def paid_at_bank(self):
        """Paid 38 days after the invoice, and two days later the money is at the bank."""
        invoice = self._invoice()
        self._at_bank(self._pay(invoice, 38))
        return invoice

    def paid_in_transit(self):
        """A cheque that the bank has not seen yet."""
        invoice = self._invoice()
        self._pay(invoice, 25)
        return invoice

    def paid_in_part(self):
        """The customer paid 200 of 345."""
        invoice = self._invoice()
        self._at_bank(self._pay(invoice, 45, amount=200))
        return invoice

    def paid_two_at_once(self):
        """One payment for two invoices."""
        invoices = self._invoice() + self._invoice()
        self._at_bank(self._pay(invoices, 33, group_payment=True))
        return invoices

    def paid_from_bank_line(self):
        """The line of the bank statement meets the invoice without a payment in between."""
        invoice = self._invoice()
        self._match(self._bank_line(invoice.amount_total, 29), self._receivable(invoice))
        return invoice

    def paid_with_discount(self):
        """The customer keeps 5 of 345."""
        invoice = self._invoice()
        self._at_bank(
            self._pay(
                invoice,
                8,
                amount=340,
                payment_difference_handling="reconcile",
                writeoff_account_id=self.discount.id,
            )
        )
        return invoice

    def paid_in_foreign_currency(self):
        """At another rate than that of the invoice: an exchange difference."""
        invoice = self._invoice(currency_id=self.foreign.id)
        self._pay(invoice, 40)
        return invoice

    def credited(self):
        """A credit note for all of it."""
        invoice = self._invoice()
        self._credit(invoice, 5)
        return invoice

    def credited_in_part(self):
        """A credit note for the second line."""
        invoice = self._invoice()
        self._credit(invoice, 12, only=1)
        return invoice

    def _make_rates(self):
        days = [self.world.first_day, self.world.first_day + datetime.timedelta(days=20)]
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.foreign.id, "name": day, "rate": rate, "company_id": self.env.company.id}
                for day, rate in zip(days, (2.0, 1.6), strict=True)
            ]
        )

    def _day(self, days):
        return self.world.first_day + datetime.timedelta(days=days)

    def _invoice(self, **values):
        """100 and 200, with the company's tax."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.world.customer.id,
                "invoice_date": self._day(0),
                "invoice_user_id": self.world.salesperson.id,
                "team_id": self.world.team.id,
                "invoice_payment_term_id": self.month.id,
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "quantity": 1, "price_unit": price})
                    for product, price in zip(self.world.products, (100, 200), strict=True)
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _pay(self, invoices, days, **values):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
        vals = {"payment_date": self._day(days), "journal_id": self.world.journal.id, **values}
        return wizard.create(vals)._create_payments()

    def _at_bank(self, payment):
        """The bank confirms the payment two days later."""
        days = (payment.date - self.world.first_day).days + 2
        self._match(self._bank_line(payment.amount, days), payment._seek_for_lines()[0])

    def _bank_line(self, amount, days):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.world.journal.id,
                "date": self._day(days),
                "payment_ref": "Money in",
                "amount": amount,
                "partner_id": self.world.customer.id,
            }
        )

    def _match(self, bank_line, line):
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        suspense.account_id = line.account_id
        (suspense + line).reconcile()

    def _credit(self, invoice, days, only=None):
        note = invoice._reverse_moves([{"invoice_date": self._day(days), "date": self._day(days)}])
        if only is not None:
            (note.invoice_line_ids - note.invoice_line_ids[only]).unlink()
        note.action_post()  # which reconciles it with the invoice

    def _receivable(self, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
