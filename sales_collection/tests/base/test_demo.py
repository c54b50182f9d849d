from datetime import date, timedelta

from odoo.tests import tagged

from ...demo import plan
from ...engine.ledger.ageing import NOT_DUE, bucket, days_overdue
from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDemo(CollectionCommon):
    """The plan of the demo company, drawn from its seed without touching the database."""

    TODAY = date(2026, 6, 30)

    def test_the_same_day_gives_the_same_company(self):
        self.assertEqual(plan.make(self.TODAY), plan.make(self.TODAY))

    def test_nothing_happens_after_today_or_before_the_first_month(self):
        orders = plan.make(self.TODAY)
        days = [order.day for order in orders]
        self.assertLess(max(days), self.TODAY)
        self.assertGreaterEqual((self.TODAY - min(days)).days, 24 * 30 - 30)
        for order in orders:
            for payment in order.payments:
                self.assertLess(order.day, payment.day)
                self.assertLess(payment.day, self.TODAY)
                self.assertLess(payment.bank_day or payment.day, self.TODAY)

    def test_every_salesperson_and_every_kind_of_payer_has_orders(self):
        orders = plan.make(self.TODAY)
        self.assertEqual({order.seller for order in orders}, set(plan.SELLERS))
        profiles = {plan.CUSTOMERS[order.customer][3] for order in orders}
        self.assertEqual(profiles, {"good", "late", "part", "bankrupt"})

    def test_good_payers_are_early_and_late_ones_late(self):
        def delay(profile):
            paid = [
                (order.payments[0].day - order.day).days
                for order in plan.make(self.TODAY)
                if plan.CUSTOMERS[order.customer][3] == profile and order.payments
            ]
            return sum(paid) / len(paid)

        self.assertLess(delay("good"), 35)
        self.assertGreater(delay("late"), 50)

    def test_the_special_cases_are_there(self):
        orders = plan.make(self.TODAY)
        for case in ("credit", "deposit", "foreign", "write_off"):
            self.assertTrue(any(getattr(order, case) for order in orders), case)

    def test_the_bankrupt_customer_paid_at_first_and_then_no_more(self):
        bankrupt = [order for order in plan.make(self.TODAY) if plan.CUSTOMERS[order.customer][3] == "bankrupt"]
        self.assertTrue(any(order.payments for order in bankrupt))
        self.assertFalse([order for order in bankrupt if order.write_off and order.payments])
        self.assertTrue([order for order in bankrupt if not order.write_off and not order.payments])

    def test_unpaid_orders_lie_in_at_least_four_ageing_buckets(self):
        due = [
            order.billed + timedelta(days=30) for order in plan.make(self.TODAY) if order.billed and not order.payments
        ]
        overdue = {bucket(days_overdue(day, self.TODAY)) for day in due} - {NOT_DUE}
        self.assertGreaterEqual(len(overdue), 4, overdue)

    def test_a_deposit_comes_before_the_invoice_of_the_rest(self):
        for order in plan.make(self.TODAY):
            if order.deposit and order.billed:
                self.assertLess(max(payment.day for payment in order.deposit_payments), order.billed)

    def test_old_money_is_at_the_bank_and_some_of_the_latest_is_still_on_its_way(self):
        paid = [payment for order in plan.make(self.TODAY) for payment in order.payments]
        new = [payment for payment in paid if (self.TODAY - payment.day).days < 30]
        old = [payment for payment in paid if payment not in new]
        self.assertTrue([payment for payment in new if not payment.bank_day])
        self.assertLess(len([payment for payment in old if not payment.bank_day]), len(old) / 20)
