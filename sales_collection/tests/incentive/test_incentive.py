from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentive(IncentiveCommon):
    """What statements come to, with numbers that add up."""

    def test_collected_money_earns_its_rate_with_the_formula_in_words(self):
        plan = self._plan(self._rate(1.5))
        self._pay(self._invoice(3000, due="2026-01-27"), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        statement = self._statement()
        self.assertLines(statement, [("entry", 45)])
        self.assertEqual(statement.line_ids.formula, "3,000.00 collected 4 days late × 1.5 % = 45.00")
        self.assertEqual((statement.state, statement.amount_total, statement.amount_payable), ("computed", 45, 45))

    def test_computing_again_gives_the_same(self):
        plan = self._plan(self._rate(1.5), {"name": "T", "kind": "tiers", "step_ids": self._steps((0, 1), (1000, 2))})
        self._pay(self._invoice(3000), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        before = self._statement()._fingerprints()
        self._compute(plan, "2026-01-31")
        self.assertTrue(before)
        self.assertEqual(self._statement()._fingerprints(), before)
        self.assertEqual(self._statement().amount_total, 45 + 10 + 40)

    def test_the_bracket_of_days_late_decides_the_rate(self):
        plan = self._plan(self._rate(0, brackets=[(-30, 3), (0, 2), (1, 1), (31, 0.5)]))
        for due in ("2026-03-15", "2026-02-10", "2026-01-31", "2026-01-30", "2026-01-01", "2025-12-31"):
            self._pay(self._invoice(1000, date="2025-12-01", due=due), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        # 43 and 10 days early count to the first bracket, then on time, 1 and 30 days late, 31 days late
        self.assertLines(self._statement(), [("entry", amount) for amount in (30, 30, 20, 10, 10, 5)])

    def test_the_age_of_the_debt_decides_the_rate(self):
        plan = self._plan(self._rate(0, bracket="age", step_ids=self._steps((0, 1), (180, 4))))
        self._pay(self._invoice(1000, date="2026-01-01"), date="2026-01-31")
        self._pay(self._invoice(1000, date="2025-06-01"), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", 10), ("entry", 40)])
        self.assertIn("collected after 244 days", self._statement().line_ids[-1].formula)

    def test_tax_counts_only_if_the_rule_says_so(self):
        tax = self.env["account.tax"].create({"name": "10 %", "amount": 10})
        plan = self._plan(self._rate(1), self._rate(1, basis="amount"))
        self._pay(self._invoice(1000, taxes=tax), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", 10), ("entry", 11)])

    def test_a_rule_that_is_the_last_to_apply_keeps_money_from_those_after_it(self):
        rating = self.env["collection.rating"].create({"name": "Z", "score_from": 1})
        plan = self._plan(self._rate(5, rating_ids=[Command.set(rating.ids)], exclusive=True), self._rate(1))
        self._pay(self._invoice(1000), date="2026-01-31")
        self.customer.with_company(self.company).collection_rating_id = rating
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", 50)])

    def test_a_rule_for_a_product_category_takes_its_part_of_the_money(self):
        goods = self.env["product.category"].create({"name": "Goods"})
        below = self.env["product.category"].create({"name": "Chairs", "parent_id": goods.id})
        chair = self.env["product.product"].create({"name": "Chair", "categ_id": below.id, "taxes_id": []})
        plan = self._plan(self._rate(10, categ_ids=[Command.set(goods.ids)], exclusive=True), self._rate(1))
        invoice = self._invoice(
            0,
            invoice_line_ids=[
                Command.create({"product_id": self.service.id, "price_unit": 600, "tax_ids": []}),
                Command.create({"product_id": chair.id, "price_unit": 400, "tax_ids": []}),
            ],
        )
        self._pay(invoice, 500, date="2026-01-31")
        self._compute(plan, "2026-01-31")
        # 200 of the 500 are for chairs
        self.assertLines(self._statement(), [("entry", 20), ("entry", 3)])

    def test_new_customers_count_from_their_first_invoice(self):
        plan = self._plan(self._rate(2, customer="new", new_days=90), self._rate(1, customer="known", new_days=90))
        self._pay(self._invoice(1000, date="2025-11-01"), date="2026-01-10")
        self._pay(self._invoice(1000, date="2026-01-20"), date="2026-01-31")
        newcomer = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        self._pay(self._invoice(1000, date="2026-01-20", partner=newcomer), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        # 0 and 80 days after the first invoice are new; Larkspur's is his first
        self.assertLines(self._statement(), [("entry", 20), ("entry", 20), ("entry", 20)])
        self._pay(self._invoice(1000, date="2026-01-30"), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertEqual(self._statement().amount_total, 70)

    def test_only_money_of_a_team_counts_if_the_rule_says_so(self):
        plan = self._plan(self._rate(1, team_ids=[Command.set(self.other_team.ids)]), users=[self.amy, self.zoe])
        for user in (self.amy, self.zoe):
            self._pay(self._invoice(1000, user=user), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertEqual((self._statement().amount_total, self._statement(self.zoe).amount_total), (0, 10))

    def test_late_money_and_write_offs_take_something(self):
        plan = self._plan(
            self._rate(2),
            {"name": "Late", "kind": "late", "bracket": "days_late", "step_ids": self._steps((30, 1), (60, 3))},
            {"name": "Lost", "kind": "write_off", "percent": 10},
        )
        self._pay(self._invoice(1000, date="2026-01-01", due="2026-01-02"), date="2026-01-31")
        self._pay(self._invoice(1000, date="2025-11-01", due="2025-11-02"), date="2026-01-31")
        invoice = self._invoice(1000, date="2026-01-31")
        self._pay(
            invoice,
            900,
            date="2026-01-31",
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self._compute(plan, "2026-01-31")
        self.assertLines(
            self._statement(),
            [("entry", 20), ("entry", 20), ("entry", -30), ("entry", 18), ("entry", -10)],
        )
        self.assertEqual(self._statement().line_ids[-1].formula, "100.00 written off × -10 % = -10.00")

    def test_what_comes_on_time_is_never_taken_from(self):
        plan = self._plan({"name": "Late", "kind": "late", "percent": 10})
        self._pay(self._invoice(1000, due="2026-01-31"), date="2026-01-31")
        self._pay(self._invoice(500, due="2026-01-30"), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", -50)])

    # -- the sum of a period -----------------------------------------------------------------------

    def test_marginal_tiers_pay_each_part_and_tiers_on_the_whole_pay_all_at_the_rate_reached(self):
        steps = self._steps((0, 1), (5000, 2))
        plan = self._plan(
            {"name": "M", "kind": "tiers", "step_ids": steps},
            {"name": "W", "kind": "tiers", "method": "whole", "step_ids": steps},
        )
        self._pay(self._invoice(12000), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("total", 190), ("total", 240)])
        self.assertEqual(
            self._statement().line_ids[0].formula,
            "12,000.00 collected: 5,000.00 × 1 % + 7,000.00 × 2 % = 190.00",
        )

    def test_punctual_money_and_few_days_late_are_awarded(self):
        plan = self._plan(
            {"name": "On time", "kind": "on_time", "step_ids": self._steps((80, 0, 100), (95, 0, 300))},
            {"name": "Days", "kind": "days_late", "step_ids": self._steps((2, 0, 50), (5, 0, 20))},
        )
        self._pay(self._invoice(8000, due="2026-01-31"), date="2026-01-31")
        self._pay(self._invoice(2000, due="2026-01-21"), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        # 80 % on time; 2,000 of 10,000 were 10 days late, 2 days on average
        self.assertLines(self._statement(), [("total", 100), ("total", 50)])
        self.assertIn("80 % of collections on time", self._statement().line_ids[0].formula)

    def test_an_award_for_lateness_goes_back_with_the_money(self):
        days = {"name": "Days", "kind": "days_late", "step_ids": self._steps((5, 0, 20))}
        plan = self._plan(days, users=[self.amy])
        payment = self._pay(self._invoice(100, due="2026-01-31"), date="2026-01-31")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertLines(self._statement(month=2), [("total", -20)])
        words = self._statement(month=2).line_ids.formula
        self.assertTrue(words.endswith("no collections remaining: no award; previously 20.00"), words)

    def test_floor_and_cap_hold(self):
        plan = self._plan(self._rate(1), floor=50, cap=100)
        self._pay(self._invoice(12000), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", 120), ("limit", -20)])
        self.assertLines(self._statement(self.ben), [("limit", 50)])

    def test_a_leader_has_a_share_of_what_others_of_his_teams_collect(self):
        plan = self._plan(
            self._rate(1),
            self._rate(0.5, scope="team"),
            users=[self.amy],
            member_ids=[
                Command.create({"user_id": self.amy.id}),
                Command.create({"user_id": self.lea.id, "team_ids": [Command.set(self.team.ids)]}),
            ],
        )
        for user, amount in ((self.amy, 1000), (self.ben, 2000), (self.zoe, 4000)):
            self._pay(self._invoice(amount, user=user), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("entry", 10)])
        self.assertLines(self._statement(self.lea), [("entry", 5), ("entry", 10)])

    # -- waiting for the bank ----------------------------------------------------------------------

    def test_the_deferred_part_is_paid_when_the_bank_has_confirmed(self):
        plan = self._plan(self._rate(2), deferred_percent=25)
        payment = self._pay(self._invoice(1000), date="2026-01-31")
        self._confirm(plan, 1, day="2026-02-01")
        statement = self._statement()
        self.assertEqual((statement.amount_total, statement.amount_deferred), (15, 5))
        liquidity = payment._seek_for_lines()[0]
        bank_line = self._bank_line(1000, date="2026-02-10")
        self._match(bank_line, liquidity)
        self._compute(plan, "2026-02-28")
        self.assertLines(self._statement(month=2), [("bank", 5)])
        self.assertEqual(self._statement(month=2).amount_deferred, -5)

    def test_what_bounces_before_the_bank_confirms_takes_back_the_paid_part_only(self):
        plan = self._plan(self._rate(2), deferred_percent=25)
        payment = self._pay(self._invoice(1000), date="2026-01-31")
        self._confirm(plan, 1, day="2026-02-01")
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertLines(self._statement(month=2), [("reversal", -15)])
        self.assertEqual(self._statement(month=2).amount_deferred, -5)

    # -- confirmed statements ----------------------------------------------------------------------

    def test_a_bounce_claws_back_what_was_earned_in_the_next_statement(self):
        plan = self._plan(self._rate(0, brackets=[(0, 2), (1, 1)]), users=[self.amy])
        payment = self._pay(self._invoice(3000, due="2026-01-31"), date="2026-01-31")
        january = self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertEqual((january.state, january.amount_total), ("confirmed", 60))
        february = self._statement(month=2)
        self.assertLines(february, [("reversal", -60)])
        self.assertEqual(february.line_ids.period_id, january)
        self.assertIn("Reversed on 02/10/2026", february.line_ids.formula)

    def test_money_that_comes_late_into_the_books_corrects_the_tiers_of_then(self):
        plan = self._plan({"name": "T", "kind": "tiers", "step_ids": self._steps((0, 1), (1000, 2))}, users=[self.amy])
        self._pay(self._invoice(800), date="2026-01-20")
        january = self._confirm(plan, 1)
        self._pay(self._invoice(600), date="2026-01-25")
        self._pay(self._invoice(500), date="2026-02-25")
        self._compute(plan, "2026-02-28")
        # January: 1,400 earn 10 + 8, of which 8 were paid; February: 500 earn 5
        self.assertEqual(january.amount_total, 8)
        self.assertLines(self._statement(month=2), [("total", 10), ("total", 5)])
        self.assertIn("previously 8.00", self._statement(month=2).line_ids[0].formula)

    def test_a_bounce_takes_back_the_tier_that_it_had_reached(self):
        plan = self._plan({"name": "T", "kind": "tiers", "step_ids": self._steps((0, 1), (1000, 2))}, users=[self.amy])
        self._pay(self._invoice(900), date="2026-01-20")
        payment = self._pay(self._invoice(600), date="2026-01-25")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        # 1,500 earned 10 + 10, 900 earn 9
        self.assertLines(self._statement(month=2), [("total", -11)])

    def test_a_bounce_above_the_cap_takes_nothing_back(self):
        plan = self._plan(self._rate(10), users=[self.amy], cap=100)
        self._pay(self._invoice(1000), date="2026-01-20")
        payment = self._pay(self._invoice(500), date="2026-01-25")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertLines(self._statement(month=2), [("reversal", -50), ("limit", 50)])
        self.assertEqual(self._statement(month=2).amount_total, 0)

    def test_less_than_nothing_is_not_paid_but_offset_by_the_next(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        payment = self._pay(self._invoice(5000), date="2026-01-20")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self._confirm(plan, 2)
        february = self._statement(month=2)
        self.assertEqual((february.amount_total, february.amount_payable, february.amount_carried), (-50, 0, -50))
        self._pay(self._invoice(7000), date="2026-03-10")
        self._compute(plan, "2026-03-31")
        march = self._statement(month=3)
        self.assertEqual((march.amount_total, march.amount_brought, march.amount_payable), (70, -50, 20))

    def test_nothing_is_confirmed_out_of_order_or_before_its_time(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        self._compute(plan, "2026-02-10")
        with freeze_time("2026-03-10"), self.assertRaisesRegex(UserError, "Confirm .* first"):
            self._statement(month=2).with_user(self.max).action_confirm()
        with freeze_time("2026-01-31"), self.assertRaisesRegex(UserError, "not over yet"):
            self._statement().with_user(self.max).action_confirm()

    def test_what_changed_since_it_was_computed_is_not_confirmed(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        self._pay(self._invoice(1000), date="2026-01-20")
        self._compute(plan, "2026-01-31")
        self._pay(self._invoice(1000), date="2026-01-21")
        with freeze_time("2026-02-01"), self.assertRaisesRegex(UserError, "Recompute"):
            self._statement().with_user(self.max).action_confirm()

    def test_more_money_takes_no_more_queries(self):
        tiers = {"name": "T", "kind": "tiers", "step_ids": self._steps((0, 1))}
        plan = self._plan(self._rate(1), tiers, cap=1, deferred_percent=10)

        def queries():
            self._compute(plan, "2026-01-31")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._compute(plan, "2026-01-31")
            return self.env.cr.sql_log_count - before

        self._pay(self._invoice(1000), date="2026-01-10")
        few = queries()
        for turn in range(6):
            self._pay(self._invoice(100 + turn, user=self.ben), date="2026-01-10")
        self.assertLessEqual(queries(), few)
