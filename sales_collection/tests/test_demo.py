from datetime import date

from odoo.tests import tagged

from ..demo import plan
from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestDemo(CollectionCommon):
    """The plan of the demo company; that it loads is tried on a database with demo data."""

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
