from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...engine.schedule.instalments import last_reached, run_down, split

#: the smallest amount of a currency: dinar, euro, yen, Swiss franc in cash
ROUNDINGS = st.sampled_from([Decimal("0.001"), Decimal("0.01"), Decimal(1), Decimal("0.05")])
AMOUNTS = st.lists(st.decimals(0, 1_000_000, places=2), min_size=1, max_size=20)


@tagged("post_install", "-at_install")
class TestEngineInstalments(BaseCase):
    def test_the_last_instalment_takes_the_rest(self):
        cent = Decimal("0.01")
        self.assertEqual(split(Decimal(100), 3, cent), [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")])
        self.assertEqual(split(Decimal(100), 1, cent), [Decimal(100)])

    def test_yen_are_not_split_into_parts_of_a_yen(self):
        self.assertEqual(split(Decimal(100), 3, Decimal(1)), [Decimal(33), Decimal(33), Decimal(34)])

    def test_nothing_and_less_than_nothing_are_not_split(self):
        for total, count in ((0, 2), (-100, 2), (100, 0), (2, 3)):
            with self.assertRaises(ValueError):
                split(Decimal(total), count, Decimal(1))

    @given(st.integers(1, 10**9), st.integers(1, 60), ROUNDINGS)
    def test_instalments_add_up_and_each_is_payable(self, steps, count, rounding):
        total = steps * rounding
        if steps < count:
            with self.assertRaises(ValueError):
                split(total, count, rounding)
            return
        parts = split(total, count, rounding)
        self.assertEqual((sum(parts), len(parts)), (total, count))
        self.assertTrue(all(part > 0 and part % rounding == 0 for part in parts))
        self.assertLess(parts[-1] - parts[0], count * rounding)

    def test_money_pays_the_first_instalment_first(self):
        owed = [Decimal(40), Decimal(60)]
        self.assertEqual(run_down(Decimal(50), owed), [40, 10])
        self.assertEqual(run_down(Decimal(0), owed), [0, 0])
        self.assertEqual(run_down(Decimal(-10), owed), [0, 0])
        self.assertEqual(run_down(Decimal(120), owed), [40, 60])

    @given(st.decimals(0, 10_000_000, places=2), AMOUNTS)
    def test_no_money_is_lost_and_none_is_made(self, money, owed):
        parts = run_down(money, owed)
        self.assertEqual(sum(parts), min(money, sum(owed)))
        for number, part in enumerate(parts):
            self.assertTrue(part == owed[number] or not any(parts[number + 1 :]))

    def test_an_item_falls_due_with_the_instalment_that_pays_its_last_part(self):
        self.assertEqual(last_reached([Decimal(40), Decimal(60)], [Decimal(50), Decimal(50)]), [0, 1])
        self.assertEqual(last_reached([Decimal(100)], [Decimal(30), Decimal(30), Decimal(40)]), [2])
        self.assertEqual(last_reached([Decimal(50), Decimal(50)], [Decimal(100)]), [0, 0])

    @given(AMOUNTS, AMOUNTS)
    def test_items_fall_due_in_their_order(self, items, instalments):
        found = last_reached(items, instalments)
        self.assertEqual(found, sorted(found))
        self.assertTrue(all(0 <= number < len(instalments) for number in found))
