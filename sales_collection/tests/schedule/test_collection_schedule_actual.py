from datetime import timedelta
from random import Random

from odoo.tests import tagged

from .schedule_common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestCollectionScheduleActual(ScheduleCommon):
    """What became of the schedule: invoiced, collected and banked against each line."""

    # -- the money runs down the lines -------------------------------------------------------------

    def test_money_fills_the_oldest_line_first(self):
        order = self._order()
        self._plan(order, (700, 30), (300, 0))
        payment = self._pay(self._invoice_order(order), 400)
        self._match(self._bank_line(400), payment._seek_for_lines()[0])
        self.assertLines(order, "planned", [300, 700])
        self.assertLines(order, "invoiced", [300, 700])
        self.assertLines(order, "collected", [300, 100])
        self.assertLines(order, "banked", [300, 100])
        self.assertLines(order, "open", [0, 600])
        self.assertMoney(order, collected=400, banked=400)

    def test_what_is_paid_beyond_the_schedule_stays_on_the_last_line(self):
        order = self._order()
        self._plan(order, (300, 0), (600, 30))
        self._pay(self._invoice_order(order))
        self.assertLines(order, "collected", [300, 700])
        self.assertMoney(order, collected=1000)

    def test_a_down_payment_fills_the_first_line_and_the_final_invoice_the_second(self):
        order = self._order()
        self._plan(order, (300, 0), (700, 30))
        self._pay(self._down_payment(order, amount=30))
        self.assertLines(order, "invoiced", [300, 0])
        self.assertLines(order, "collected", [300, 0])
        self._invoice_order(order)
        self.assertLines(order, "invoiced", [300, 700])
        self.assertLines(order, "collected", [300, 0])

    def test_a_bounced_payment_empties_the_line_again(self):
        order = self._order()
        self._plan(order, (300, 0), (700, 30))
        invoice = self._invoice_order(order)
        self._pay(invoice, 300)
        invoice.line_ids.remove_move_reconcile()
        self.assertLines(order, "collected", [0, 0])
        self.assertLines(order, "state", ["due", "not_due"])

    def test_a_discount_closes_the_line_without_being_collected(self):
        order = self._order()
        self._plan(order, (1000, -1))
        account = self.company_data["default_account_expense"]
        invoice = self._invoice_order(order)
        self._pay(invoice, 980, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        line = self._lines(order)
        self.assertEqual((line.collected, line.waived, line.open, line.state), (980, 20, 0, "collected"))

    def test_a_credit_note_takes_from_the_last_line(self):
        order = self._order()
        self._plan(order, (300, 0), (700, 30))
        invoice = self._invoice_order(order)
        credit = invoice._reverse_moves([{"invoice_date": self.today}])
        credit.invoice_line_ids.price_unit = 200
        credit.action_post()
        self.assertLines(order, "invoiced", [300, 500])

    def test_a_smaller_order_leaves_a_smaller_plan(self):
        order = self._order(term=self.term)
        order.order_line.price_unit = 500
        self._pay(self._invoice_order(order))
        self.assertLines(order, "planned", [150, 350])
        self.assertLines(order, "open", [0, 0])

    # -- its state ---------------------------------------------------------------------------------

    def test_a_line_is_not_due_then_due_then_overdue(self):
        order = self._order()
        self._plan(order, (200, -1), (300, 0), (500, 1))
        self.assertLines(order, "state", ["overdue", "due", "not_due"])
        self.assertLines(order, "overdue", [200, 0, 0])

    def test_a_line_is_partly_then_wholly_collected(self):
        order = self._order()
        self._plan(order, (300, 0), (700, 30))
        self._pay(self._invoice_order(order), 500)
        self.assertLines(order, "state", ["collected", "partial"])

    def test_a_partly_collected_line_past_its_date_is_overdue(self):
        order = self._order()
        self._plan(order, (1000, -1))
        self._pay(self._invoice_order(order), 500)
        self.assertLines(order, "state", ["overdue"])
        self.assertLines(order, "overdue", [500])

    def test_days_after_the_invoice_are_not_due_before_there_is_an_invoice(self):
        order = self._order()
        lines = self._plan(order, (300, -60), (700, -30))
        lines[0].milestone = "signature"
        lines[1].write({"milestone": "invoice", "days": 30})
        order.date_order -= timedelta(days=90)
        self.assertLines(order, "state", ["overdue", "not_due"])
        self.assertLines(order, "date_due", [self._day(-90), False])

    def test_days_after_the_invoice_count_from_the_invoice_that_reaches_the_line(self):
        order = self._order()
        lines = self._plan(order, (300, 0), (700, 0))
        lines[1].write({"milestone": "invoice", "days": 30})
        down = self._down_payment(order, amount=30)
        self.assertEqual(down.invoice_date, self.today)
        self.assertLines(order, "date_due", [self.today, False])
        self._invoice_order(order, date=self._day(-40))
        self.assertLines(order, "date_due", [self.today, self._day(-10)])

    def test_each_invoice_brings_its_own_part_due(self):
        order = self._order()
        self._lines(order).days = 30
        self._down_payment(order, date=self._day(-40), amount=20)
        self._invoice_order(order, date=self._day(-20))
        self.assertLines(order, "overdue", [200])
        self.assertLines(order, "state", ["overdue"])

    def test_a_quotation_is_never_overdue(self):
        order = self._order(confirm=False)
        self._plan(order, (1000, -10))
        self.assertLines(order, "state", ["not_due"])

    def test_a_cancelled_order_plans_nothing_until_it_comes_back(self):
        order = self._order(term=self.term)
        order._action_cancel()
        self.assertLines(order, "state", ["cancelled", "cancelled"])
        self.assertLines(order, "planned", [0, 0])
        order.action_draft()
        self.assertLines(order, "planned", [300, 700])
        order.action_confirm()
        self.assertLines(order, "state", ["not_due", "not_due"])

    def test_the_figures_of_many_lines_cost_one_query(self):
        orders = self._order(term=self.term) | self._order(term=self.term) | self._order(term=self.term)
        lines = orders.collection_schedule_line_ids
        counts = []
        for some in (lines[:2], lines):
            self.env.flush_all()
            self.env.invalidate_all()
            some = some.browse(some.ids)
            some.mapped("order_id.currency_id.rounding")
            before = self.cr.sql_log_count
            some.mapped("collected")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_on_random_histories_the_lines_add_up_to_the_order_and_the_orders_to_the_invoice(self):
        draw = Random(20)
        for _round in range(4):
            orders = self._order(draw.randint(1, 99999) / 100) | self._order(draw.randint(1, 99999) / 100)
            for order in orders:
                share = order.currency_id.round(order.amount_total * draw.random())
                self._plan(order, (share, draw.randint(-9, 9)), (order.amount_total - share, draw.randint(-9, 9)))
            invoice = self._invoice_order(orders)
            for _payment in range(draw.randint(0, 3)):
                self._pay(invoice, self.currency.round(invoice.amount_residual * draw.random()) or 0.01)
            self.env.invalidate_all()
            for order in orders:
                self.assertMoney(order, invoiced=order.amount_total)
            for name, total in (
                ("invoiced", invoice.amount_total),
                ("open", invoice.amount_residual),
                ("collected", invoice.amount_total - invoice.amount_residual),
            ):
                self.assertAlmostEqual(sum(orders.mapped(f"collection_amount_{name}")), total, 2, name)

    # -- the report --------------------------------------------------------------------------------

    def test_the_collection_rate_of_a_group_is_its_money_over_its_plan(self):
        big, small = self._order(900), self._order(100)
        self._plan(big, (900, -5))
        self._plan(small, (100, -5))
        self._pay(self._invoice_order(small))
        self.assertEqual(self._rates(big | small, "order_id"), {big: 0, small: 1})
        self.assertEqual(self._rates(big | small, "user_id"), {self.amy: 0.1})

    def test_what_is_not_due_does_not_count_in_the_rate(self):
        order = self._order()
        self._plan(order, (300, -5), (700, 30))
        self._pay(self._invoice_order(order), 150)
        self.assertEqual(self._rates(order, "order_id"), {order: 0.5})

    def test_what_is_paid_early_does_not_make_up_for_what_is_late(self):
        late, early = self._order(100), self._order(100)
        self._plan(late, (100, -5))
        self._plan(early, (100, 5))
        self._pay(self._invoice_order(early))
        self.assertEqual(self._rates(late | early, "user_id"), {self.amy: 0})

    def test_a_cancelled_order_does_not_count_in_the_rate(self):
        order = self._order()
        self._plan(order, (1000, -5))
        order._action_cancel()
        row = self._report(order)
        self.assertEqual((row.planned, row.planned_due, row.state), (0, 0, "cancelled"))

    def test_months_and_teams_group_the_plan(self):
        order = self._order()
        self._plan(order, (300, 0), (700, 0))
        self.env.flush_all()
        report = self.env["collection.schedule.report"].with_user(self.lea)
        groups = report._read_group(
            [("order_id", "=", order.id)], ["team_id", "date_planned:month"], ["planned:sum", "collection_rate:avg"]
        )
        self.assertEqual(groups, [(self.team, self.today.replace(day=1), 1000, 0)])

    def test_a_foreign_order_is_reported_in_company_currency(self):
        gold = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": gold.id})
        order = self._order(pricelist_id=pricelist.id)
        self._pay(self._invoice_order(order), 400, currency_id=gold.id, date=self.today)
        row = self._report(order)
        self.assertEqual((row.planned, row.collected, row.open), (500, 200, 300))

    def test_each_role_sees_its_part_of_the_report(self):
        orders = self._order() | self._order(user=self.ben) | self._order(user=self.zoe)
        self.env.flush_all()
        report = self.env["collection.schedule.report"]
        for user, seen in ((self.amy, 1), (self.ben, 1), (self.lea, 2), (self.fay, 3), (self.max, 3)):
            with self.subTest(user=user.name):
                self.assertEqual(report.with_user(user).search_count([("order_id", "in", orders.ids)]), seen)

    def _report(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["collection.schedule.report"].with_user(self.amy).search([("order_id", "=", order.id)])

    def _rates(self, orders, groupby):
        self.env.flush_all()
        report = self.env["collection.schedule.report"].with_user(self.max)
        return dict(report._read_group([("order_id", "in", orders.ids)], [groupby], ["collection_rate:avg"]))
