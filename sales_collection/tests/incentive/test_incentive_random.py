import os
from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from freezegun import freeze_time

from odoo.tests import tagged

from ...engine.incentive import tiers
from .incentive_common import IncentiveCommon

CENT = Decimal("0.01")
#: the plan, once as records and once as what the oracle below computes with
BRACKETS = [(-10, 2.5), (1, 1.35), (31, 0.45)]
TIERS = [(0, 0.3), (1500, 0.7), (4000, 1.1)]
DEFERRED, CAP, WRITE_OFF = 40, 90, 12.5


@tagged("post_install", "-at_install")
class TestIncentiveRandom(IncentiveCommon):
    """Whatever happens in twelve months, all statements together are the plan applied once to the final ledger.

    ``SC_INCENTIVE_SEED`` lets chance fall otherwise, ``SC_INCENTIVE_STEPS`` says how much happens in a month.
    """

    def test_all_statements_together_are_the_plan_applied_once_to_the_final_ledger(self):
        self.chance = Random(int(os.environ.get("SC_INCENTIVE_SEED", 6)))
        self.tax = self.env["account.tax"].create({"name": "7 %", "amount": 7})
        self.invoices, self.payments = self.env["account.move"], self.env["account.payment"]
        plan = self._plan(
            self._rate(0, brackets=BRACKETS),
            {"name": "Tiers", "kind": "tiers", "step_ids": self._steps(*TIERS)},
            {"name": "Lost", "kind": "write_off", "percent": WRITE_OFF, "basis": "amount"},
            deferred_percent=DEFERRED,
            cap=CAP,
        )
        for month in range(1, 13):
            days = monthrange(2026, month)[1]
            for _turn in range(int(os.environ.get("SC_INCENTIVE_STEPS", 6))):
                self._something(date(2026, month, self.chance.randint(1, days)))
            self._confirm(plan, month)
            # what autovacuum does in daily life: without statistics, reconciling takes longer and longer
            self.env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile, account_payment")
        statements = self.env["collection.incentive"].search([("plan_id", "=", plan.id)])
        statements = statements.filtered(lambda one: one.date_from.year == 2026)
        self.assertEqual(set(statements.mapped("state")), {"confirmed"})
        self.assertTrue(statements.line_ids.filtered("is_correction"), "nothing had to be corrected")
        earned, held = self._plan_on_final_ledger()
        self.assertTrue(earned and held)
        for user in (self.amy, self.ben):
            own = statements.filtered(lambda one, user=user: one.user_id == user)
            with self.subTest(user=user.name):
                self.assertAlmostEqual(sum(own.mapped("amount_deferred")), float(held[user]), 2)
                self.assertAlmostEqual(sum(own.mapped("amount_total")), float(earned[user] - held[user]), 2)
                # what was paid is what was earned, less what waits to be offset
                carried = own.sorted("date_from")[-1].amount_carried
                self.assertAlmostEqual(sum(own.mapped("amount_payable")) + carried, sum(own.mapped("amount_total")), 2)

    # -- what happens ------------------------------------------------------------------------------

    def _something(self, today):
        steps = ("invoice", "invoice", "pay", "pay", "pay_short", "bank", "bounce", "again", "unbank")
        with freeze_time(f"{today} 12:00:00"):
            getattr(self, f"_do_{self.chance.choice(steps)}")(today)
            self.env.flush_all()

    def _past(self, today):
        """A day up to 40 days before, in the year: what comes late into the books."""
        return max(today - timedelta(days=self.chance.choice((0, 0, 5, 40))), date(2026, 1, 1))

    def _one(self, records):
        return records[self.chance.randrange(len(records))] if records else records

    def _open(self):
        return self._one(self.invoices.filtered(lambda move: move.amount_residual > 0))

    def _do_invoice(self, today):
        day = self._past(today)
        self.invoices |= self._invoice(
            self.chance.randint(100, 400_000) / 100,
            date=day,
            due=day + timedelta(days=self.chance.choice((0, 10, 45))),
            user=self.chance.choice((self.amy, self.ben)),
            taxes=self.chance.choice((None, self.tax)),
        )

    def _do_pay(self, today):
        invoice = self._open()
        if invoice:
            amount = self.currency.round(invoice.amount_residual * self.chance.choice((1, 1, 0.37)))
            self.payments |= self._pay(invoice, amount or invoice.amount_residual, date=self._past(today))

    def _do_pay_short(self, today):
        invoice = self._open()
        if invoice and invoice.amount_residual > 5:
            self.payments |= self._pay(
                invoice,
                invoice.amount_residual - 3.33,
                date=self._past(today),
                payment_difference_handling="reconcile",
                writeoff_account_id=self.company_data["default_account_expense"].id,
            )

    def _liquidity(self, payment):
        return payment._seek_for_lines()[0]

    def _do_bank(self, today):
        payment = self._one(self.payments.filtered(lambda one: not self._liquidity(one).reconciled))
        if payment:
            self._match(self._bank_line(payment.amount, date=self._past(today)), self._liquidity(payment))

    def _do_unbank(self, _today):
        payment = self._one(self.payments.filtered(lambda one: self._liquidity(one).reconciled))
        if payment:
            self._liquidity(payment).remove_move_reconcile()

    def _do_bounce(self, _today):
        payment = self._one(self.payments.filtered(lambda one: self._receivable(one.move_id).reconciled))
        if payment:
            self._receivable(payment.move_id).remove_move_reconcile()

    def _do_again(self, _today):
        payment = self._one(self.payments.filtered(lambda one: not self._receivable(one.move_id).reconciled))
        invoice = self._open()
        if payment and invoice:
            (self._receivable(payment.move_id) + self._receivable(invoice)).reconcile()

    # -- the plan, naively -------------------------------------------------------------------------

    def _plan_on_final_ledger(self):
        """Return by person what the final ledger earns, and what of it waits for the bank."""
        rows, sums, held = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
        entries = self.env["collection.entry"].search([("move_id", "in", self.invoices.ids)])
        undone = entries.reversal_of_id
        for entry in entries:
            origin = entry.reversal_of_id or entry
            home = entry.user_id, origin.date.month
            if entry.kind == "write_off":
                rows[home] -= tiers.of_base(Decimal(str(entry.amount)), Decimal(str(WRITE_OFF)), CENT)
            if entry.kind != "cash":
                continue
            base = Decimal(str(entry.untaxed_amount))
            rate = [percent for start, percent in BRACKETS if entry.days_late >= start][-1:] or [BRACKETS[0][1]]
            earned = tiers.of_base(base, Decimal(str(rate[0])), CENT)
            rows[home] += earned
            sums[home] += base
            confirmed = entry.bank_date and entry.bank_date <= date(2026, 12, 31)
            if entry.amount > 0 and entry not in undone and not confirmed:
                held[entry.user_id] += tiers.of_base(earned, Decimal(DEFERRED), CENT)
        total = defaultdict(Decimal)
        steps = [tiers.Step(Decimal(start), Decimal(str(percent))) for start, percent in TIERS]
        for home in rows.keys() | sums.keys():
            reached = tiers.total(tiers.marginal(sums[home], steps), CENT)
            total[home[0]] += tiers.limited(rows[home] + reached, Decimal(0), Decimal(CAP))
        return total, held
