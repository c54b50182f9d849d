from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.incentive import tiers
from ...engine.incentive.tiers import Step

CENT = D("0.01")
ROUNDINGS = st.sampled_from([D("0.001"), CENT, D(1), D("0.05")])
AMOUNTS = st.decimals(0, 1_000_000, places=2)
PERCENTS = st.decimals(0, 20, places=2)
STEPS = st.lists(
    st.builds(Step, AMOUNTS, PERCENTS, st.just(D(0))), min_size=1, max_size=5, unique_by=lambda step: step.start
)


def rising(steps):
    """The same steps with percentages that rise with them."""
    return [
        step._replace(percent=percent)
        for step, percent in zip(sorted(steps), sorted(step.percent for step in steps), strict=True)
    ]


@tagged("post_install", "-at_install")
class TestEngineTiers(BaseCase):
    def marginal(self, value, steps, rounding=CENT):
        return tiers.total(tiers.marginal(value, steps), rounding)

    def whole(self, value, steps, rounding=CENT):
        return tiers.total(tiers.whole(value, value, steps), rounding)

    def test_three_thousand_at_one_and_a_half_per_cent_are_45(self):
        self.assertEqual(tiers.of_base(D(3000), D("1.5"), CENT), 45)

    def test_marginal_tiers_pay_each_part_at_its_own_rate(self):
        steps = [Step(D(0), D(1)), Step(D(5000), D(2))]
        self.assertEqual(self.marginal(D(12000), steps), 50 + 140)

    def test_tiers_on_the_whole_pay_all_at_the_rate_reached(self):
        steps = [Step(D(0), D(1)), Step(D(5000), D(2))]
        self.assertEqual(self.whole(D("4999.99"), steps), 50)
        self.assertEqual(self.whole(D(5000), steps), 100)

    def test_a_fixed_award_is_earned_by_reaching_its_step(self):
        steps = [Step(D(100), D(0), D(500)), Step(D(120), D(0), D(300))]
        self.assertEqual(self.marginal(D(99), steps), 0)
        self.assertEqual(self.marginal(D(100), steps), 500)
        self.assertEqual(self.marginal(D(120), steps), 800)
        self.assertEqual(self.whole(D(120), steps), 300)

    def test_steps_of_a_target_are_turned_into_amounts(self):
        steps = tiers.of_target([Step(D(80), D(1)), Step(D(100), D(2))], D(10000))
        self.assertEqual(self.marginal(D(11000), steps), 20 + 20)

    def test_the_lowest_mark_that_is_kept_counts(self):
        steps = [Step(D(5), D(0), D(200)), Step(D(10), D(0), D(100))]
        for days, amount in ((4, 200), (5, 200), (6, 100), (11, 0), (-3, 200)):
            self.assertEqual(tiers.total(tiers.whole(D(0), D(days), steps, at_most=True), CENT), amount)

    def test_floor_and_cap(self):
        for earned, paid in ((100, 500), (700, 700), (2000, 1000), (-50, 500)):
            self.assertEqual(tiers.limited(D(earned), D(500), D(1000)), paid)
        self.assertEqual(tiers.limited(D(-50), D(0), D(0)), -50)

    def test_a_floor_is_shared_by_days(self):
        self.assertEqual(tiers.by_days(D(300), 10, 30, CENT), 100)

    @given(AMOUNTS, AMOUNTS, STEPS)
    def test_more_money_never_earns_less_in_marginal_tiers(self, one, other, steps):
        low, high = sorted((one, other))
        self.assertLessEqual(self.marginal(low, steps), self.marginal(high, steps))

    @given(AMOUNTS, AMOUNTS, STEPS)
    def test_more_money_never_earns_less_on_the_whole_when_rates_rise(self, one, other, steps):
        low, high = sorted((one, other))
        self.assertLessEqual(self.whole(low, rising(steps)), self.whole(high, rising(steps)))

    @given(STEPS, st.decimals("0.01", 10, places=2))
    def test_marginal_tiers_join_without_a_jump(self, steps, more):
        highest = max(step.percent for step in steps)
        for step in steps:
            jump = self.marginal(step.start + more, steps) - self.marginal(step.start, steps)
            self.assertLessEqual(jump, more * highest / 100 + CENT)

    @given(AMOUNTS, STEPS)
    def test_the_parts_of_marginal_tiers_are_what_lies_above_the_first_step(self, value, steps):
        first = min(step.start for step in steps)
        self.assertEqual(sum(part.base for part in tiers.marginal(value, steps)), max(value - first, 0))

    @given(st.decimals(-1_000_000, 1_000_000, places=2), PERCENTS, ROUNDINGS)
    def test_taking_back_is_earning_with_the_sign_turned(self, base, percent, rounding):
        self.assertEqual(tiers.of_base(-base, percent, rounding), -tiers.of_base(base, percent, rounding))

    @given(
        st.integers(-(10**9), 10**9), st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=8), ROUNDINGS
    )
    def test_shares_add_up_to_the_whole(self, count, weights, rounding):
        amount = count * rounding
        parts = tiers.split(amount, weights, rounding)
        self.assertEqual(sum(parts), amount)
        for part, weight in zip(parts, weights, strict=True):
            self.assertLessEqual(abs(part - amount * weight / sum(weights)), rounding)

    @given(st.decimals(-1_000_000, 1_000_000, places=2), AMOUNTS, AMOUNTS)
    def test_what_is_paid_lies_between_floor_and_cap(self, earned, one, other):
        floor, cap = sorted((one, other))
        paid = tiers.limited(earned, floor, cap)
        self.assertTrue(not floor or paid >= floor)
        self.assertTrue(not cap or paid <= cap)
        self.assertEqual(tiers.limited(paid, floor, cap), paid)
