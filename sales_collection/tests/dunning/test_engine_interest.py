import doctest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.dunning import interest as engine

START = date(2026, 1, 1)
FLAT = [(date.min, Decimal("3.65"))]
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
AMOUNTS = st.decimals(0, 1_000_000, places=2)
COUNTS = st.sampled_from(sorted(engine.BASES))
RATES = st.lists(st.tuples(DAYS, st.decimals(0, 20, places=2)), max_size=4)


@tagged("post_install", "-at_install")
class TestEngineInterest(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        self.assertEqual(doctest.testmod(engine).failed, 0)

    def test_a_year_of_360_days_makes_interest_a_little_dearer(self):
        self.assertEqual(
            engine.interest(Decimal(1000), START, START + timedelta(100), [(date.min, Decimal("3.6"))], "act360"), 10
        )

    def test_a_month_counts_thirty_days_whatever_its_length(self):
        self.assertEqual(engine.days_between(date(2026, 2, 15), date(2026, 3, 15), "30360"), 30)
        self.assertEqual(engine.days_between(date(2026, 3, 15), date(2026, 4, 15), "30360"), 30)

    def test_a_new_rate_counts_from_its_day_on(self):
        rates = [(date.min, Decimal("3.65")), (START + timedelta(50), Decimal("7.30"))]
        self.assertEqual(engine.interest(Decimal(1000), START, START + timedelta(100), rates, "act365"), 15)

    def test_days_before_the_first_known_rate_bear_nothing(self):
        rates = [(START + timedelta(50), Decimal("3.65"))]
        self.assertEqual(engine.interest(Decimal(1000), START, START + timedelta(100), rates, "act365"), 5)

    def test_no_days_bear_no_interest(self):
        @given(AMOUNTS, DAYS, RATES, COUNTS)
        def check(amount, day, rates, count):
            self.assertEqual(engine.interest(amount, day, day, rates, count), 0)

        check()

    def test_adjoining_periods_add_up(self):
        @given(AMOUNTS, st.lists(DAYS, min_size=3, max_size=3), RATES, COUNTS)
        def check(amount, days, rates, count):
            a, b, c = sorted(days)
            changes = [(date.min, amount)]
            halves = sum(engine.interest_of_balance(changes, x, y, rates, count) for x, y in ((a, b), (b, c)))
            whole = engine.interest_of_balance(changes, a, c, rates, count)
            self.assertAlmostEqual(halves, whole, 12)

        check()

    def test_more_money_or_more_days_never_bear_less(self):
        @given(AMOUNTS, AMOUNTS, DAYS, st.integers(0, 999), st.integers(0, 999), RATES, COUNTS)
        def check(amount, more, day, days, later, rates, count):
            end = day + timedelta(days)
            least = engine.interest(amount, day, end, rates, count)
            self.assertGreaterEqual(engine.interest(amount + more, day, end, rates, count), least)
            self.assertGreaterEqual(engine.interest(amount, day, end + timedelta(later), rates, count), least)

        check()

    def test_a_full_year_of_thirty_day_months_bears_the_rate(self):
        @given(AMOUNTS, DAYS, st.decimals(0, 20, places=2))
        def check(amount, day, percent):
            end = day.replace(year=day.year + 1, day=min(day.day, 28))
            start = day.replace(day=end.day)
            self.assertEqual(
                engine.interest(amount, start, end, [(date.min, percent)], "30360"), amount * percent / 100
            )

        check()

    def test_an_overpaid_item_earns_nothing(self):
        self.assertEqual(engine.interest(Decimal(-100), START, START + timedelta(100), FLAT, "act365"), 0)
