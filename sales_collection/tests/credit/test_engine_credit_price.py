from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.credit import credit_price as engine

CENT = Decimal("0.01")
#: a busy machine draws slowly at first, which says nothing about the formula
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# in cents: much faster to draw than decimals
AMOUNTS = st.integers(-100_000_000, 100_000_000).map(lambda cents: Decimal(cents) / 100)
SHARES = st.lists(st.tuples(AMOUNTS, st.integers(0, 400)), max_size=4)
DELAYS = st.integers(0, 2_000).map(lambda tenths: Decimal(tenths) / 10)
PERCENTS = st.integers(0, 10_000).map(lambda parts: Decimal(parts) / 100)
ROUNDINGS = st.sampled_from([CENT, Decimal("0.05"), Decimal(1), Decimal("0.001")])


def _price(shares, margin=1000, delay=0, money=0, loss=0, rounding=CENT):
    shares = [engine.Share(Decimal(amount), days) for amount, days in shares]
    return engine.price(shares, Decimal(margin), Decimal(delay), Decimal(money), Decimal(loss), rounding)


@tagged("post_install", "-at_install")
class TestEngineCreditPrice(BaseCase):
    def test_half_of_it_out_for_a_year_costs_half_a_year_of_it(self):
        found = _price([(500, 0), (500, 365)], money=10)
        self.assertEqual((found.financing, found.margin, found.days), (50, 950, Decimal("182.5")))

    def test_what_is_paid_on_the_day_costs_nothing(self):
        self.assertEqual(_price([(1000, 0)], money=10, loss=5), (0, 0, 0, 1000))

    def test_what_is_due_at_once_and_paid_late_costs_as_well(self):
        found = _price([(1000, 0)], delay=73, money=10, loss=5)
        self.assertEqual((found.financing, found.loss, found.margin), (20, 50, 930))

    def test_only_what_is_sold_on_credit_may_be_lost(self):
        self.assertEqual(_price([(400, 0), (600, 30)], loss=10).loss, 60)

    def test_an_order_of_less_than_nothing_costs_nothing(self):
        self.assertEqual(_price([(-1000, 30)], margin=-200, delay=5, money=10, loss=5), (0, 0, 0, -200))

    def test_half_a_cent_is_rounded_up(self):
        self.assertEqual(_price([(1, 30)], loss=Decimal("0.5")).loss, CENT)

    def test_a_longer_term_is_never_cheaper(self):
        @UNHURRIED
        @given(SHARES, st.lists(st.integers(0, 400), min_size=4, max_size=4), DELAYS, PERCENTS, PERCENTS, ROUNDINGS)
        def check(shares, more, delay, money, loss, rounding):
            later = [(amount, days + extra) for (amount, days), extra in zip(shares, more, strict=False)]
            short, long = (_price(each, 1000, delay, money, loss, rounding) for each in (shares, later))
            self.assertGreaterEqual(long.financing, short.financing)
            self.assertGreaterEqual(long.loss, short.loss)
            self.assertLessEqual(long.margin, short.margin)
            self.assertGreaterEqual(long.days, short.days)

        check()

    def test_paying_later_is_never_cheaper(self):
        @UNHURRIED
        @given(SHARES, DELAYS, DELAYS, PERCENTS, PERCENTS)
        def check(shares, delay, more, money, loss):
            soon, late = _price(shares, 0, delay, money, loss), _price(shares, 0, delay + more, money, loss)
            self.assertLessEqual(late.margin, soon.margin)

        check()

    def test_a_rate_of_zero_costs_nothing(self):
        @UNHURRIED
        @given(SHARES, AMOUNTS, DELAYS, PERCENTS)
        def check(shares, margin, delay, percent):
            self.assertEqual(_price(shares, margin, delay, 0, percent).financing, 0)
            self.assertEqual(_price(shares, margin, delay, percent, 0).loss, 0)
            self.assertEqual(_price(shares, margin, delay, 0, 0).margin, margin)

        check()

    def test_the_parts_add_up_to_the_margin(self):
        @UNHURRIED
        @given(SHARES, AMOUNTS, DELAYS, PERCENTS, PERCENTS, ROUNDINGS)
        def check(shares, margin, delay, money, loss, rounding):
            found = _price(shares, margin, delay, money, loss, rounding)
            self.assertEqual(found.margin + found.financing + found.loss, margin)
            self.assertEqual((found.financing % rounding, found.loss % rounding), (0, 0))

        check()

    def test_the_order_of_the_shares_does_not_matter(self):
        @UNHURRIED
        @given(SHARES, DELAYS, PERCENTS, PERCENTS)
        def check(shares, delay, money, loss):
            self.assertEqual(_price(shares, 0, delay, money, loss), _price(shares[::-1], 0, delay, money, loss))

        check()
