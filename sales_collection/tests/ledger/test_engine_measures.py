from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...engine.ledger.measures import average_days_late, late_days, on_time, share


@tagged("post_install", "-at_install")
class TestEngineMeasures(BaseCase):
    def test_early_money_is_not_late_and_makes_up_for_nothing(self):
        self.assertEqual((late_days(-20), late_days(0), late_days(3)), (0, 0, 3))
        self.assertEqual(average_days_late([(Decimal(100), 30), (Decimal(100), -20)]), 15)

    def test_days_late_are_weighted_by_amount(self):
        self.assertEqual(average_days_late([(Decimal(900), 10), (Decimal(100), 0)]), 9)

    def test_the_due_date_itself_is_on_time(self):
        self.assertEqual([on_time(days) for days in (-1, 0, 1)], [True, True, False])

    def test_nothing_to_measure_by_is_no_measure(self):
        self.assertIsNone(average_days_late([]))
        self.assertIsNone(average_days_late([(Decimal(0), 5)]))
        self.assertEqual(share(30, 120), 25)
        self.assertIsNone(share(0, 0))
        self.assertIsNone(share(10, -5))
