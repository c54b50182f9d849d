import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.ledger import ageing


@tagged("post_install", "-at_install")
class TestEngineAgeing(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        self.assertEqual(doctest.testmod(ageing).failed, 0)

    def test_the_day_itself_is_not_overdue(self):
        self.assertEqual(ageing.bucket(ageing.days_overdue(date(2026, 5, 1), date(2026, 5, 1))), "not_due")

    def test_the_upper_bound_of_a_bucket_belongs_to_it(self):
        for name, last in ageing.BOUNDS:
            self.assertEqual(ageing.bucket(last), name)
            self.assertNotEqual(ageing.bucket(last + 1), name)

    def test_an_item_never_gets_younger(self):
        @given(st.integers(-1000, 1000), st.integers(0, 500))
        def check(days, more):
            order = ageing.BUCKETS.index
            self.assertLessEqual(order(ageing.bucket(days)), order(ageing.bucket(days + more)))

        check()

    def test_days_are_counted_by_the_calendar(self):
        @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-5000, 5000))
        def check(due, days):
            self.assertEqual(ageing.days_overdue(due, due + timedelta(days=days)), days)

        check()
