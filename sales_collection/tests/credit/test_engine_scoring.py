from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...engine.credit.scoring import WEIGHTS, Figures, Item, figures_of, score

TODAY = date(2026, 6, 30)

items = st.builds(
    Item,
    due=st.dates(date(2024, 1, 1), date(2026, 8, 31)),
    paid=st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    amount=st.decimals("0.01", "99999", places=2),
)
histories = st.lists(items, min_size=3, max_size=12)


@tagged("post_install", "-at_install")
class TestScoring(BaseCase):
    """On 30 June 2026: what has fallen due, how late it was paid, and the score that comes of it."""

    def _item(self, amount, due, late=0):
        return Item(due, None if late is None else due + timedelta(days=late), Decimal(amount))

    # -- figures

    def test_the_average_is_weighted_by_amount(self):
        due = date(2026, 1, 10)
        found = figures_of([self._item(900, due, 10), self._item(100, due, 20)], TODAY)
        self.assertEqual(found.average_days, 11)

    def test_what_came_early_is_not_late(self):
        due = date(2026, 1, 10)
        found = figures_of([self._item(100, due, -20), self._item(100, due, 20)], TODAY)
        self.assertEqual((found.average_days, found.on_time), (10, 0.5))

    def test_what_is_open_is_as_late_as_it_is_today(self):
        found = figures_of([self._item(100, date(2026, 6, 20), None)], TODAY)
        self.assertEqual((found.average_days, found.worst_days, found.on_time), (10, 10, 0))

    def test_what_falls_due_later_says_nothing_yet(self):
        self.assertEqual(figures_of([self._item(100, date(2026, 7, 1), -30)], TODAY).items, 0)

    def test_a_payment_that_comes_later_is_not_known_yet(self):
        found = figures_of([self._item(100, date(2026, 6, 20), 100)], TODAY)
        self.assertEqual(found.worst_days, 10)

    def test_credit_notes_do_not_count(self):
        self.assertEqual(figures_of([self._item(-100, date(2026, 1, 1), 50)], TODAY).items, 0)

    def test_the_worst_is_of_the_last_year(self):
        long_ago, lately = self._item(100, date(2024, 1, 1), 300), self._item(100, date(2026, 1, 1), 7)
        self.assertEqual(figures_of([long_ago, lately], TODAY).worst_days, 7)

    def test_the_trend_compares_three_months_with_the_twelve_before(self):
        found = figures_of([self._item(1, date(2026, 5, 1), 30), self._item(1, date(2025, 8, 1), 5)], TODAY)
        self.assertEqual((found.recent_days, found.earlier_days), (30, 5))

    # -- score

    def test_who_always_pays_on_time_and_stays_long_has_100(self):
        found = score(Figures(items=24, recent_days=0, earlier_days=0, months=36))
        self.assertEqual(found.value, 100)

    def test_thirty_days_late_halve_the_points(self):
        found = score(Figures(items=5, average_days=30), {"average": 1})
        self.assertEqual((found.value, found.parts["average"]), (50, 50))

    def test_each_broken_promise_halves_the_points(self):
        self.assertEqual(score(Figures(items=5, broken_promises=2), {"promises": 1}).value, 25)

    def test_getting_worse_shows_at_once(self):
        self.assertEqual(score(Figures(items=5, recent_days=30, earlier_days=0), {"trend": 1}).value, 50)

    def test_getting_better_shows_once_it_has_lasted(self):
        self.assertEqual(score(Figures(items=5, recent_days=0, earlier_days=30), {"trend": 1}).value, 50)

    def test_the_parts_count_by_their_weights(self):
        figures = Figures(items=5, average_days=30, on_time=1)
        self.assertEqual(score(figures, {"average": 3, "on_time": 1}).value, 62.5)

    def test_what_nothing_is_known_of_does_not_count(self):
        found = score(Figures(items=5), {"on_time": 1, "report": 9})
        self.assertEqual(found.value, 100)
        self.assertNotIn("report", found.parts)

    def test_too_short_a_history_is_not_rated(self):
        self.assertIsNone(score(Figures(items=2)).value)

    def test_without_any_weight_nobody_is_rated(self):
        self.assertIsNone(score(Figures(items=5), {}).value)

    def test_a_negative_weight_is_refused(self):
        with self.assertRaises(ValueError):
            score(Figures(items=5), {"average": -1})

    # -- properties

    @given(histories)
    def test_a_score_lies_between_0_and_100(self, history):
        value = score(figures_of(history, TODAY), minimum_items=1).value
        self.assertTrue(value is None or 0 <= value <= 100)

    @given(histories, st.integers(0, 11), st.integers(0, 500))
    def test_paying_later_never_raises_the_score(self, history, which, days):
        before = score(figures_of(history, TODAY), minimum_items=1).value
        item = history[which % len(history)]
        later = item.paid and item.paid + timedelta(days=days)
        history[which % len(history)] = replace(item, paid=later)
        after = score(figures_of(history, TODAY), minimum_items=1).value
        self.assertTrue(before is after is None or after <= before)

    @given(histories)
    def test_not_paying_at_all_never_raises_the_score(self, history):
        before = score(figures_of(history, TODAY), minimum_items=1).value
        unpaid = [replace(item, paid=None) for item in history]
        after = score(figures_of(unpaid, TODAY), minimum_items=1).value
        self.assertTrue(before is after is None or after <= before)

    @given(histories, st.decimals("0.01", "1000", places=2))
    def test_the_scale_of_the_amounts_does_not_matter(self, history, factor):
        scaled = [replace(item, amount=item.amount * factor) for item in history]
        self.assertEqual(figures_of(history, TODAY), figures_of(scaled, TODAY))

    @given(histories, st.randoms(use_true_random=False))
    def test_the_order_of_the_history_does_not_matter(self, history, chance):
        mixed = list(history)
        chance.shuffle(mixed)
        self.assertEqual(figures_of(history, TODAY), figures_of(mixed, TODAY))

    @given(histories, st.sampled_from(["broken_promises", "lost_disputes", "bounced_payments"]))
    def test_one_more_bad_event_never_raises_the_score(self, history, name):
        before = score(figures_of(history, TODAY), WEIGHTS, 1).value
        after = score(figures_of(history, TODAY, **{name: 1}), WEIGHTS, 1).value
        self.assertTrue(before is after is None or after <= before)
