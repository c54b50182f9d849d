from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ....engine.bank.match import subsets
from ....engine.bank.match.matching import explain, settle
from ....engine.bank.match.matching_model import Candidate, Item, Money
from ....engine.bank.match.matching_text import near, numbers

DAY = date(2026, 2, 1)

#: few amounts and customers, so that rivals and sums come about
ITEMS = st.lists(
    st.builds(
        lambda amount, partner, serial, days, fee, claimed: Item(
            "", "receivable", amount, partner, f"INV{serial:05d}", DAY, DAY + timedelta(days), fee=fee, claimed=claimed
        ),
        st.sampled_from([100, 150, 250, 400, 999]),
        st.integers(1, 3),
        st.integers(1, 40),
        st.integers(-20, 20),
        st.sampled_from([0, 0, 5]),
        st.booleans(),
    ),
    max_size=7,
)
SIGNS = st.frozensets(st.sampled_from(["account", "name", "text", "word", "number", "order", "promise"]), max_size=3)
AMOUNTS = st.lists(st.sampled_from([95, 100, 150, 250, 400, 500, 650, 999]), min_size=1, max_size=4)


@st.composite
def statements(draw):
    """Return [(money, candidates)] of a few lines over a few items."""
    items = [
        Item(f"m{place}", *(getattr(item, name) for name in Item.__slots__[1:]))
        for place, item in enumerate(draw(ITEMS), 1)
    ]
    found = []
    for place, amount in enumerate(draw(AMOUNTS), 1):
        candidates = [Candidate(item, draw(SIGNS)) for item in items if draw(st.booleans())]
        named = frozenset(one.item.number for one in candidates if "number" in one.signs)
        found.append((Money(place, amount, DAY, named), candidates))
    return found


def decide(statement):
    return settle([match for money, candidates in statement for match in explain(money, candidates)])


@tagged("post_install", "-at_install")
class TestEngineMatching(BaseCase):
    """The decision what bank lines pay, apart from any database."""

    def _item(self, key, amount, partner=1, number="", **values):
        return Item(key, "receivable", amount, partner, number, **values)

    def _decide(self, amount, *candidates, text="", line=1, **values):
        money = Money(line, amount, DAY, numbers(text), **values)
        return settle(explain(money, [Candidate(item, frozenset(signs)) for item, *signs in candidates]))

    def test_what_speaks_how_much_for_one_item(self):
        examples = (
            (("number",), 100, True),
            (("account",), 100, True),
            (("alias",), 100, True),
            (("name",), 100, True),
            (("text",), 100, False),
            (("word",), 100, False),
            ((), 100, False),
            (("order",), 100, False),
            (("number", "account"), 60, False),
            (("number", "account"), 140, False),
            (("number",), 98, False),
            (("number", "account"), 98, True),
        )
        for signs, amount, sure in examples:
            with self.subTest(signs=signs, amount=amount):
                [match] = self._decide(amount, (self._item("m1", 100, fee=5), *signs))
                self.assertEqual(match.sure, sure)

    def test_a_slip_in_a_number_never_pays_another_customers_invoice(self):
        mine, other = self._item("m1", 100, 1, "INV202600012"), self._item("m2", 100, 2, "INV202600021")
        [match] = self._decide(100, (mine, "number"), (other,), text="INV/2026/00012")
        self.assertEqual((match.items, match.sure), ({"m1"}, False))
        [match] = self._decide(100, (mine, "number", "account"), (other,), text="INV/2026/00012")
        self.assertTrue(match.sure)

    def test_a_number_with_a_slip_speaks_for_the_known_payers_invoice(self):
        item = self._item("m1", 100, 1, "INV202600012")
        [match] = self._decide(100, (item, "account"), text="INV/2026/00021", payers=frozenset({1}))
        self.assertIn("near", dict(match.reasons))
        self.assertTrue(match.sure)

    def test_another_number_in_the_text_is_a_doubt(self):
        item = self._item("m1", 100, 1, "INV202600012")
        [match] = self._decide(100, (item, "account"), text="INV/2026/00777")
        self.assertEqual((match.sure, dict(match.doubts)["other_number"]), (False, "INV202600777"))

    def test_a_payer_known_as_somebody_else_is_a_doubt(self):
        [match] = self._decide(100, (self._item("m1", 100), "number"), payers=frozenset({7}))
        self.assertIn(("other_payer", 7), match.doubts)

    def test_all_that_a_customer_owes_is_sure_and_a_part_of_it_is_not(self):
        items = [self._item("m1", 100), self._item("m2", 50), self._item("m3", 30)]
        [match] = self._decide(180, *((item, "account") for item in items))
        self.assertTrue(match.sure)
        [match] = self._decide(150, *((item, "account") for item in items))
        self.assertEqual((match.items, match.sure), ({"m1", "m2"}, False))

    def test_invoices_of_several_customers_need_a_known_payer(self):
        items = [(self._item("m1", 100, 1), "number"), (self._item("m2", 50, 2), "number")]
        [match] = self._decide(150, *items)
        self.assertIn(("several", 2), match.doubts)
        [match] = self._decide(150, (items[0][0], "number"), (self._item("m2", 50, 1), "number"))
        self.assertTrue(match.sure)

    def test_sums_in_two_ways_are_ambiguous(self):
        items = [self._item(f"m{place}", amount) for place, amount in enumerate((100, 50, 70, 80), 1)]
        [match] = self._decide(150, *((item, "account") for item in items))
        self.assertIn(("ambiguous", 0), match.doubts)

    def test_of_many_amounts_only_some_are_looked_at(self):
        found = subsets.adding_up([10**number for number in range(30)], 11)
        self.assertEqual((found.places, found.only), ((0, 1), True))
        found = subsets.adding_up([7] * 5 + [10] * 30, 12 * 10)
        self.assertFalse(found.only)

    def test_money_before_the_invoice_is_a_doubt(self):
        item = self._item("m1", 100, issued=DAY + timedelta(30))
        self.assertFalse(self._decide(100, (item, "number"))[0].sure)

    def test_the_discount_of_the_payment_term_counts_until_its_day(self):
        for day, word in ((0, "discount"), (-3, "discount"), (-4, "part")):
            item = self._item("m1", 100, discounted=97, discount_until=DAY + timedelta(day))
            [match] = self._decide(97, (item, "number"))
            self.assertEqual(match.reasons[0][0], word)

    def test_a_receipt_goes_before_the_invoice_that_it_claims_to_pay(self):
        receipt = Item("r1", "receipt", 100, 1, pays=frozenset({"m1"}))
        [match] = self._decide(100, (self._item("m1", 100, claimed=True), "number", "account"), (receipt, "account"))
        self.assertEqual(match.items, {"r1"})

    def test_one_slip_makes_near_numbers(self):
        for one, other, answer in (
            ("INV00012", "INV00021", True),
            ("INV00012", "INV0012", True),
            ("INV00012", "INV000112", True),
            ("INV00012", "INV00019", True),
            ("INV00012", "INV00012", False),
            ("INV00012", "INV00091", False),
            ("INV00012", "", False),
        ):
            self.assertEqual((near(one, other), near(other, one)), (answer, answer), (one, other))

    # -- properties --------------------------------------------------------------------------------

    @given(statements())
    @settings(max_examples=150, deadline=None)
    def test_never_more_than_the_line_and_never_more_than_the_item(self, statement):
        amounts = {money.id: money.amount for money, _candidates in statement}
        items = {one.item.key: one.item for _money, candidates in statement for one in candidates}
        matches = decide(statement)
        for line, amount in amounts.items():
            parts = [part for match in matches for part in match.parts if part.money == line]
            self.assertLessEqual(sum(part.amount for part in parts), amount)
        for match in matches:
            for key in match.items:
                settled = sum(part.settles for part in match.parts if part.item == key)
                self.assertLessEqual(settled, items[key].amount)
            for part in match.parts:
                self.assertGreater(part.amount, 0)
                self.assertLessEqual(abs(part.settles - part.amount), items[part.item].fee)

    @given(statements(), st.randoms(use_true_random=False))
    @settings(max_examples=100, deadline=None)
    def test_the_order_does_not_matter(self, statement, chance):
        shuffled = [(money, chance.sample(candidates, len(candidates))) for money, candidates in statement]
        chance.shuffle(shuffled)
        self.assertEqual(decide(shuffled), decide(statement))

    @given(statements())
    @settings(max_examples=150, deadline=None)
    def test_nothing_with_a_rival_is_sure(self, statement):
        matches = decide(statement)
        sure = [match for match in matches if match.sure]
        items = [item for match in sure for item in match.items]
        self.assertEqual(len(items), len(set(items)))
        for match in sure:
            [line] = match.lines if len(match.lines) == 1 else [None]
            for money, candidates in statement:
                others = explain(money, candidates) if money.id == line else []
                self.assertFalse([one for one in others if one.key != match.key and one.points > match.points - 15])

    @given(statements())
    @settings(max_examples=100, deadline=None)
    def test_each_line_is_decided_once(self, statement):
        lines = [line for match in decide(statement) for line in match.lines]
        self.assertEqual(len(lines), len(set(lines)))

    @given(st.lists(st.integers(1, 500), max_size=14), st.integers(1, 2000))
    @settings(max_examples=150, deadline=None)
    def test_a_subset_adds_up_exactly_and_is_found_if_there_is_one(self, amounts, total):
        found = subsets.adding_up(amounts, total)
        reachable = {0}
        for amount in amounts:
            reachable |= {amount + sum_ for sum_ in reachable}
        if found:
            self.assertEqual(sum(amounts[place] for place in found.places), total)
        else:
            self.assertNotIn(total, reachable)
