from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.target.targets import period_of, quarter_number, status

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
KINDS = st.sampled_from(["month", "quarter", "year"])
YEAR_ENDS = st.sampled_from([(12, 31), (3, 31), (2, 28), (2, 29), (4, 5), (6, 30), (5, 30), (8, 31)])


@tagged("post_install", "-at_install")
class TestEngineTargets(BaseCase):
    def test_periods_of_the_calendar_year(self):
        day = date(2026, 8, 15)
        self.assertEqual(period_of("month", day), (date(2026, 8, 1), date(2026, 8, 31)))
        self.assertEqual(period_of("quarter", day), (date(2026, 7, 1), date(2026, 9, 30)))
        self.assertEqual(period_of("year", day), (date(2026, 1, 1), date(2026, 12, 31)))

    def test_a_fiscal_year_from_april(self):
        day = date(2027, 2, 15)
        self.assertEqual(period_of("year", day, 3, 31), (date(2026, 4, 1), date(2027, 3, 31)))
        self.assertEqual(period_of("quarter", day, 3, 31), (date(2027, 1, 1), date(2027, 3, 31)))
        self.assertEqual(quarter_number(day, 3, 31), 4)

    def test_a_fiscal_year_that_begins_within_a_month(self):
        self.assertEqual(period_of("quarter", date(2026, 4, 6), 4, 5), (date(2026, 4, 6), date(2026, 7, 5)))
        self.assertEqual(period_of("quarter", date(2026, 4, 5), 4, 5), (date(2026, 1, 6), date(2026, 4, 5)))

    def test_a_fiscal_year_that_ends_in_february_ends_on_its_last_day(self):
        self.assertEqual(period_of("year", date(2028, 2, 29), 2, 28), (date(2027, 3, 1), date(2028, 2, 29)))

    @given(KINDS, DAYS, YEAR_ENDS)
    def test_a_day_lies_in_its_period_and_periods_join_without_a_gap(self, kind, day, year_end):
        first, last = period_of(kind, day, *year_end)
        self.assertTrue(first <= day <= last)
        self.assertEqual({period_of(kind, known, *year_end) for known in (first, last)}, {(first, last)})
        self.assertEqual(period_of(kind, last + timedelta(days=1), *year_end)[0], last + timedelta(days=1))

    @given(DAYS, YEAR_ENDS)
    def test_a_year_has_four_quarters(self, day, year_end):
        first, last = period_of("year", day, *year_end)
        count, start = 0, first
        while start <= last:
            count += 1
            self.assertEqual(quarter_number(start, *year_end), count)
            start = period_of("quarter", start, *year_end)[1] + timedelta(days=1)
        self.assertEqual((count, start), (4, last + timedelta(days=1)))

    def test_who_is_on_track_has_collected_as_much_as_days_are_over(self):
        self.assertEqual(status(1000, 500, 10, 20, True), "on_track")
        self.assertEqual(status(1000, 499, 10, 20, True), "behind")
        self.assertEqual(status(1000, 1000, 1, 20, True), "reached")
        self.assertEqual(status(1000, 999, 20, 20, False), "missed")
        self.assertEqual(status(1000, 0, 0, 20, True), "on_track")
