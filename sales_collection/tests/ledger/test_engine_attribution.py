import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...engine.ledger import attribution
from ...engine.ledger.attribution import Credit, Document, Line, parts_of, plus, spread

MACHINE, CABLE, DRILL = 1, 2, 3
#: machine for 1,000 and cable for 1,000
INVOICE = [Line(11, MACHINE, (), 1000), Line(12, CABLE, (), 1000)]


def goods(parts):
    """Return the amounts without tax by line."""
    return {line: amount for (line, is_tax), amount in parts.items() if not is_tax}


@tagged("post_install", "-at_install")
class TestEngineAttribution(BaseCase):
    """What money is for, once something on the invoice has come back."""

    def _moves(self, document):
        return {row: goods(parts) for row, parts in document.moves()}

    def test_the_examples_in_the_texts_hold(self):
        self.assertFalse(doctest.testmod(attribution).failed)

    def test_money_is_for_all_lines_by_their_amounts(self):
        self.assertEqual(goods(Document(1, INVOICE).share(1, 500)), {11: 250, 12: 250})

    def test_money_after_a_return_is_for_what_was_kept(self):
        document = Document(1, INVOICE)
        document.take_back(1, Credit([Line(21, CABLE, (), 1000)]), 1000)
        self.assertEqual(goods(document.share(2, 1000)), {11: 1000})

    def test_a_return_moves_the_money_that_came_before(self):
        document = Document(1, INVOICE)
        document.share(1, 1000)
        document.take_back(2, Credit([Line(21, CABLE, (), 1000)]), 1000)
        self.assertEqual(self._moves(document), {1: {11: 500, 12: -500}})
        self.assertEqual(self._moves(document), {})

    def test_of_several_payments_each_moves_its_share(self):
        document = Document(1, INVOICE)
        document.share(1, 600)
        document.share(2, 200)
        document.take_back(3, Credit([Line(21, CABLE, (), 1000)]), 1000)
        self.assertEqual(self._moves(document), {1: {11: 300, 12: -300}, 2: {11: 100, 12: -100}})
        self.assertEqual(goods(document.share(4, 200)), {11: 200})

    def test_the_tax_of_what_was_kept_is_the_tax_of_the_money(self):
        document = Document(1, [Line(11, MACHINE, (15,), 1000, 150), Line(12, CABLE, (), 1000)])
        document.take_back(1, Credit([Line(21, CABLE, (), 1000)]), 1000)
        self.assertEqual(document.share(2, 1150), {(11, False): 1000, (11, True): 150})

    def test_half_of_a_line_comes_back(self):
        document = Document(1, INVOICE)
        document.take_back(1, Credit([Line(21, CABLE, (), 500)]), 500)
        self.assertEqual(goods(document.share(2, 1500)), {11: 1000, 12: 500})

    def test_a_credit_note_that_names_no_product_takes_from_the_lines_with_its_taxes(self):
        document = Document(1, [Line(11, MACHINE, (15,), 1000, 150), Line(12, CABLE, (), 1000)])
        self.assertEqual(document.take_back(1, Credit([Line(21, None, (), 200)]), 200), {(12, False): 200})
        self.assertEqual(
            document.take_back(2, Credit([Line(22, None, (15,), 200, 30)]), 230), {(11, False): 200, (11, True): 30}
        )

    def test_a_discount_afterwards_takes_from_all_lines(self):
        parts = Document(1, INVOICE).take_back(1, Credit([Line(21, DRILL, (5,), 200)]), 200)
        self.assertEqual(goods(parts), {11: 100, 12: 100})

    def test_goods_of_another_invoice_that_came_back_paid_for_this_one(self):
        document = Document(1, [Line(11, CABLE, (), 1000)])
        credit = Credit([Line(21, MACHINE, (), 1000)], origin=7)
        self.assertEqual(goods(document.take_back(1, credit, 1000)), {21: 1000})
        self.assertEqual(self._moves(document), {1: {11: 1000, 21: -1000}})

    def test_goods_that_nobody_says_where_from_are_of_another_invoice_too(self):
        document = Document(1, [Line(11, CABLE, (), 1000)])
        back = Line(21, MACHINE, (), 1000, goods=True)
        self.assertEqual(goods(document.take_back(1, Credit([back]), 1000)), {21: 1000})

    def test_a_fee_on_the_credit_note_is_no_part_of_what_was_kept(self):
        document = Document(1, INVOICE)
        document.take_back(1, Credit([Line(21, CABLE, (), 1000), Line(22, DRILL, (), -100)], origin=1), 900)
        self.assertEqual(goods(document.share(2, 1100)), {11: 1000, 22: 100})

    def test_an_opening_balance_knows_no_lines(self):
        document = Document(1, [])
        parts = document.take_back(1, Credit([Line(21, CABLE, (), 300, 45)], origin=7), 345)
        self.assertEqual(parts, {(0, False): 300, (0, True): 45})
        self.assertEqual(document.share(2, 100), {(0, False): 100})

    def test_a_credit_note_used_in_bits_is_used_up_to_the_last_cent(self):
        credit = Credit([Line(21, MACHINE, (), 100), Line(22, CABLE, (), 100), Line(23, DRILL, (), 100)])
        bits = [credit.take(amount) for amount in (50, 50, 101, 99)]
        total = {}
        for bit in bits:
            total = plus(total, bit)
        self.assertEqual(goods(total), {21: 100, 22: 100, 23: 100})
        self.assertEqual([sum(bit.values()) for bit in bits], [50, 50, 101, 99])

    def test_negative_amounts_are_split_as_positive_ones(self):
        weights = {(1, False): 1, (2, False): 2}
        self.assertEqual(spread(-100, weights), {part: -share for part, share in spread(100, weights).items()})

    def test_whatever_comes_in_whatever_order_the_parts_add_up_to_the_document(self):
        amounts = st.lists(st.tuples(st.booleans(), st.integers(1, 400)), min_size=1, max_size=8)
        lines = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 50)), min_size=1, max_size=5)

        @given(lines, amounts)
        def check(prices, steps):
            invoice = [Line(key, key, (), *price) for key, price in enumerate(prices, 1)]
            document, parts, left = Document(1, invoice), {}, sum(parts_of(invoice).values())
            for row, (is_credit, amount) in enumerate([*steps, (False, left)]):
                amount = min(amount, left)
                back = invoice[row % len(invoice)]
                if is_credit:
                    amount = min(amount, sum(document.net.get((back.key, is_tax), 0) for is_tax in (False, True)))
                    parts[row] = document.take_back(row, Credit([back]), amount)
                elif amount:
                    parts[row] = document.share(row, amount)
                left -= amount
                for moved, change in document.moves():
                    self.assertEqual(sum(change.values()), 0)
                    parts[moved] = plus(parts[moved], change)
            total = {}
            for part in parts.values():
                total = plus(total, part)
            self.assertEqual(total, parts_of(invoice))

        check()
