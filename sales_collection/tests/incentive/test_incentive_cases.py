from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...engine.incentive import tiers
from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentiveCases(IncentiveCommon):
    """The hard cases, each with numbers."""

    # -- whose money -------------------------------------------------------------------------------

    def test_who_answers_when_the_money_comes_earns_it(self):
        plan = self._plan(self._rate(1))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": 1000})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = invoice.date = "2026-01-01"
        invoice.action_post()
        self._pay(invoice, 400, date="2026-01-10")
        # sudo: a leader does this by his wizard
        invoice.sudo().collection_user_id = self.ben
        self._pay(invoice, 600, date="2026-01-20")
        self._compute(plan, "2026-01-31")
        self.assertEqual((self._statement().amount_total, self._statement(self.ben).amount_total), (4, 6))

    def test_several_share_an_invoice_to_the_last_cent(self):
        plan = self._plan(self._rate(100), users=[self.amy, self.ben, self.zoe])
        invoice = self._invoice("100.01")
        invoice.with_user(self.max).collection_share_ids = [
            Command.create({"user_id": self.amy.id, "percent": 33.3333}),
            Command.create({"user_id": self.ben.id, "percent": 33.3333}),
            Command.create({"user_id": self.zoe.id, "percent": 33.3334}),
        ]
        self._pay(invoice, 100, date="2026-01-31")
        self._pay(invoice, 0.01, date="2026-01-31")
        self._compute(plan, "2026-01-31")
        earned = [self._statement(user).amount_total for user in (self.amy, self.ben, self.zoe)]
        # 33.33 + 33.34 + 33.33, and the cent, which falls to the middle one
        self.assertEqual(earned, [33.33, 33.35, 33.33])

    def test_shares_are_split_as_the_engine_splits(self):
        users, weights = (self.amy, self.ben, self.zoe), ("12.3456", "0.0001", "87.6543")
        plan = self._plan(self._rate(1), users=users)
        invoice = self._invoice("977.77")
        invoice.with_user(self.max).collection_share_ids = [
            Command.create({"user_id": user.id, "percent": float(weight)})
            for user, weight in zip(users, weights, strict=True)
        ]
        self._pay(invoice, date="2026-01-31")
        self._compute(plan, "2026-01-31")
        sources = (
            self.env["collection.incentive.source"].sudo().search([("entry_id", "in", self._entries(invoice).ids)])
        )
        parts = {source.incentive_id.user_id: source.amount for source in sources}
        wanted = tiers.split(Decimal("977.77"), [Decimal(weight) for weight in weights], Decimal("0.01"))
        self.assertEqual([parts[user] for user in users], [float(part) for part in wanted])

    def test_shares_stay_as_they_are_once_their_money_is_confirmed(self):
        plan = self._plan(self._rate(1))
        invoice = self._invoice(1000)
        shares = [Command.create({"user_id": user.id, "percent": 50}) for user in (self.amy, self.ben)]
        invoice.with_user(self.max).collection_share_ids = shares
        self._pay(invoice, 400, date="2026-01-31")
        self._confirm(plan, 1)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            invoice.with_user(self.max).collection_share_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            invoice.collection_share_ids[0].with_user(self.max).percent = 60

    def test_shares_add_up_to_the_whole(self):
        with self.assertRaisesRegex(ValidationError, "100 %"):
            self._invoice(1000).with_user(self.max).collection_share_ids = [
                Command.create({"user_id": self.amy.id, "percent": 90})
            ]

    def test_a_credit_note_follows_the_shares_of_its_invoice(self):
        plan = self._plan(self._rate(1))
        invoice = self._invoice(1000)
        invoice.with_user(self.max).collection_share_ids = [
            Command.create({"user_id": user.id, "percent": 50}) for user in (self.amy, self.ben)
        ]
        self._pay(invoice, date="2026-01-10")
        refund = self._credit_note(invoice, 200, "2026-01-20")
        self._pay(refund, date="2026-01-25")
        self._compute(plan, "2026-01-31")
        self.assertEqual((self._statement().amount_total, self._statement(self.ben).amount_total), (4, 4))

    def test_who_leaves_in_the_middle_earns_until_then_and_answers_for_bounces_later(self):
        plan = self._plan(self._rate(1), floor=310)
        invoice = self._invoice(4000)
        payment = self._pay(invoice, 2000, date="2026-01-08")
        plan.with_user(self.max).member_ids.filtered(lambda one: one.user_id == self.amy).date_to = "2026-01-10"
        self._pay(invoice, 1000, date="2026-01-20")
        self._confirm(plan, 1)
        statement = self._statement()
        # 20 earned, floor for 10 of 31 days; what came after the 10th is nobody's
        self.assertEqual((statement.date_to, statement.amount_total), (date(2026, 1, 10), 100))
        self._confirm(plan, 2)
        self.assertFalse(self._statement(month=2))
        self._bounce(payment, "2026-03-10")
        self._compute(plan, "2026-03-31")
        march = self._statement(month=3)
        # the bounce takes 20, the floor of January gives them back
        self.assertTrue(march.is_correction)
        self.assertLines(march, [("reversal", -20), ("limit", 20)])

    # -- when the money comes ----------------------------------------------------------------------

    def test_partial_payments_count_in_the_period_in_which_they_come(self):
        plan = self._plan(self._rate(0, brackets=[(0, 2), (1, 1)]), users=[self.amy])
        invoice = self._invoice(1000, due="2026-01-31")
        self._pay(invoice, 300, date="2026-01-31")
        self._pay(invoice, 500, date="2026-02-01")
        self._pay(invoice, 200, date="2026-03-15")
        self._compute(plan, "2026-03-31")
        self.assertEqual([self._statement(month=month).amount_total for month in (1, 2, 3)], [6, 5, 2])

    def test_a_prepayment_counts_when_there_is_an_invoice_for_it(self):
        plan = self._plan(self._rate(0, brackets=[(0, 2), (1, 1)]), users=[self.amy])
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 1000,
                "date": "2026-01-10",
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()
        invoice = self._invoice(1000, date="2026-02-10", due="2026-03-10")
        (self._receivable(payment.move_id) + self._receivable(invoice)).reconcile()
        self._compute(plan, "2026-02-28")
        self.assertFalse(self._statement().line_ids)
        self.assertLines(self._statement(month=2), [("entry", 20)])
        self.assertIn("28 days early", self._statement(month=2).line_ids.formula)

    def test_money_paid_back_on_a_credit_note_takes_back_at_the_rate(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        invoice = self._invoice(1000)
        self._pay(invoice, date="2026-01-31")
        self._confirm(plan, 1)
        refund = self._credit_note(invoice, 200, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertFalse(self._statement(month=2).line_ids)
        self._pay(refund, date="2026-02-15")
        self._compute(plan, "2026-02-28")
        self.assertLines(self._statement(month=2), [("entry", -2)])

    def test_undone_and_done_again_in_the_same_period_comes_to_the_same(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        invoice = self._invoice(1000)
        payment = self._pay(invoice, date="2026-01-10")
        self._bounce(payment, "2026-01-15")
        (self._receivable(payment.move_id) + self._receivable(invoice)).reconcile()
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", 10), ("entry", 10), ("reversal", -10)])
        self.assertEqual(self._statement().amount_total, 10)

    def test_undone_and_done_again_in_another_period_comes_to_the_same(self):
        plan = self._plan(self._rate(1), {"name": "T", "kind": "tiers", "step_ids": self._steps((500, 2))})
        invoice = self._invoice(1000)
        payment = self._pay(invoice, date="2026-01-10")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-15")
        self._confirm(plan, 2)
        with freeze_time("2026-03-05"):
            (self._receivable(payment.move_id) + self._receivable(invoice)).reconcile()
        self._compute(plan, "2026-03-31")
        # the money is of January: 10 by the rate and 10 by the tiers go, and come again
        totals = [self._statement(month=month).amount_total for month in (1, 2, 3)]
        self.assertEqual(totals, [20, -20, 20])
        self.assertTrue(all(self._statement(month=3).line_ids.mapped("is_correction")))

    # -- currencies --------------------------------------------------------------------------------

    def test_money_in_another_currency_counts_with_what_its_invoice_was_worth(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2026-02-01", 4.0)])
        plan = self._plan(self._rate(1), users=[self.amy])
        invoice = self._invoice(1000, currency_id=gold.id)
        self._pay(invoice, date="2026-02-10", currency_id=gold.id)
        self._compute(plan, "2026-02-28")
        # 1,000 EUR were invoiced as 500 and came as 250: the loss of 250 by the exchange rate is not the salesperson's
        self.assertLines(self._statement(month=2), [("entry", 2.5), ("entry", 2.5)])

    def test_a_plan_pays_in_its_own_currency_at_the_rate_of_the_end_of_the_period(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2026-02-01", 4.0)])
        steps = self._steps((0, 1), (3000, 2))
        plan = self._plan(
            self._rate(1), {"name": "T", "kind": "tiers", "step_ids": steps}, users=[self.amy], currency_id=gold.id
        )
        payment = self._pay(self._invoice(2000), date="2026-01-31")
        self._confirm(plan, 1)
        # 2,000 are 4,000 EUR: 40, and 30 + 20 by the tiers
        self.assertLines(self._statement(), [("entry", 40), ("total", 50)])
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertLines(self._statement(month=2), [("reversal", -40), ("total", -50)])

    # -- plans and periods -------------------------------------------------------------------------

    def test_a_plan_changed_in_mid_year_leaves_the_rules_of_then_to_the_money_of_then(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        payment = self._pay(self._invoice(1000), date="2026-01-10")
        self._confirm(plan, 1)
        with self.assertRaisesRegex(UserError, "new version"):
            plan.rule_ids.with_user(self.max).percent = 3
        version = self.env["collection.incentive.plan"].browse(plan.with_user(self.max).action_new_version()["res_id"])
        version.rule_ids.with_user(self.max).percent = 3
        version.with_user(self.max).action_activate()
        self.assertEqual((plan.state, plan.date_to, version.date_from), ("ended", date(2026, 1, 31), date(2026, 2, 1)))
        self._bounce(payment, "2026-02-10")
        self._pay(self._invoice(200), date="2026-01-25")
        self._pay(self._invoice(500), date="2026-02-20")
        self._compute(version, "2026-02-28")
        # what bounced and what came late are of January, at 1 %
        self.assertEqual(sorted(self._statement(month=2).line_ids.mapped("amount")), [-10, 2, 15])

    def test_quarters_are_those_of_a_fiscal_year_from_april(self):
        self.company.sudo().write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})
        plan = self._plan(self._rate(1), users=[self.amy], period="year", date_from="2025-10-15")
        for day in ("2025-10-14", "2025-10-15", "2026-03-31", "2026-04-01"):
            self._pay(self._invoice(1000, date="2025-10-01"), date=day)
        self._compute(plan, "2026-05-01")
        statements = self.env["collection.incentive"].search([("plan_id", "=", plan.id)], order="date_from")
        self.assertEqual(
            [(one.date_from, one.date_to, one.amount_total) for one in statements],
            [(date(2025, 10, 15), date(2026, 3, 31), 20), (date(2026, 4, 1), date(2027, 3, 31), 10)],
        )
        self.assertEqual(
            self._plan(self._rate(1), period="quarter", active=False)._period_of(date(2026, 2, 1)),
            (date(2026, 1, 1), date(2026, 3, 31)),
        )

    def test_a_merged_customer_changes_nothing(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        other = self.env["res.partner"].create({"name": "Bluebell Limited"})
        payment = self._pay(self._invoice(1000, partner=other), date="2026-01-10")
        self._pay(self._invoice(500), date="2026-01-11")
        self._confirm(plan, 1)
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((other + self.customer).ids, self.customer)
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertEqual(self._statement().amount_total, 15)
        self.assertLines(self._statement(month=2), [("reversal", -10)])

    def test_in_a_closed_period_the_bill_is_booked_on_the_first_open_day(self):
        plan = self._plan(
            self._rate(1),
            users=[self.amy],
            pay_by="entry",
            journal_id=self.company_data["default_journal_misc"].id,
            expense_account_id=self.company_data["default_account_expense"].id,
            liability_account_id=self.env["account.account"]
            .create({"name": "Owed", "code": "219900", "account_type": "liability_current"})
            .id,
        )
        self._pay(self._invoice(1000), date="2026-01-10")
        statement = self._confirm(plan, 1)
        self.company.sudo().fiscalyear_lock_date = "2026-01-31"
        with freeze_time("2026-02-05"):
            statement.with_user(self.max).action_pay()
        self.assertEqual((statement.state, statement.move_id.date), ("paid", date(2026, 2, 1)))
        self.assertEqual(sorted(statement.move_id.line_ids.mapped("balance")), [-10, 10])

    def test_who_collected_nothing_gets_an_empty_statement_that_can_be_paid(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        statement = self._confirm(plan, 1)
        statement.with_user(self.max).action_pay()
        self.assertEqual((statement.state, statement.amount_payable, len(statement.move_id)), ("paid", 0, 0))

    def _credit_note(self, invoice, amount, day):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": day, "journal_id": invoice.journal_id.id})
        )
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        refund.invoice_line_ids.price_unit = amount
        refund.invoice_date_due = day
        refund.action_post()
        return refund
