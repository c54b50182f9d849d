from datetime import date

from odoo.tests import BaseCase, tagged

from ....engine.bank.match.matching import explain, settle
from ....engine.bank.match.matching_model import Candidate, Item, Money, Said

DAY = date(2026, 2, 10)


@tagged("post_install", "-at_install")
class TestEngineMatchingReturned(BaseCase):
    """Money goes out, as much as a customer has paid nine days before."""

    def _paid(self, key, amount, *signs, document=7, **values):
        item = Item(
            key,
            "returned",
            amount,
            1,
            f"PAY{document}0001",
            issued=date(2026, 2, 1),
            due=date(2026, 2, 1),
            document=document,
            **values,
        )
        return Candidate(item, frozenset(signs))

    def _decide(self, amount, *candidates, says=False):
        """Return the best proposal as {item: (money, settled)} and its doubts."""
        found = settle(
            explain(Money(1, amount, DAY, said=Said((("returned", "RETURNED"),) if says else ())), candidates)
        )
        if not found:
            return {}, []
        self.assertFalse(found[0].sure)
        doubts = [word for word, _about in found[0].doubts]
        return {part.item: (part.amount, part.settles) for part in found[0].parts}, doubts

    def test_a_payment_that_is_named_is_undone_if_a_person_says_so(self):
        parts, doubts = self._decide(100, self._paid("t1", 100, "receipt", "partner"), says=True)
        self.assertEqual((parts, doubts), ({"t1": (100, 100)}, ["returned"]))

    def test_amount_and_words_are_enough_to_ask(self):
        self.assertEqual(self._decide(100, self._paid("t1", 100), says=True)[0], {"t1": (100, 100)})

    def test_amount_and_customer_are_enough_to_ask(self):
        self.assertEqual(self._decide(100, self._paid("t1", 100, "partner"))[0], {"t1": (100, 100)})

    def test_the_amount_alone_says_nothing(self):
        self.assertEqual(self._decide(100, self._paid("t1", 100)), ({}, []))

    def test_the_fee_of_the_bank_is_taken_with_it_within_the_limit(self):
        paid = self._paid("t1", 100, "receipt", fee=5)
        self.assertEqual(self._decide(103, paid, says=True)[0], {"t1": (103, 100)})
        self.assertEqual(self._decide(106, paid, says=True)[0], {})

    def test_a_payment_of_two_invoices_comes_back_whole(self):
        both = (self._paid("t1", 60, "receipt"), self._paid("t2", 40))
        self.assertEqual(self._decide(100, *both, says=True)[0], {"t1": (60, 60), "t2": (40, 40)})

    def test_a_discount_that_was_taken_with_the_payment_stays_a_credit(self):
        parts, doubts = self._decide(98, self._paid("t1", 100, "receipt"), says=True)
        self.assertEqual((parts, "part" in doubts), ({"t1": (98, 98)}, True))

    def test_a_credit_note_of_the_same_amount_that_is_named_stands_first(self):
        credit = Candidate(Item("m1", "receivable", 100, 1, "RINV0001"), frozenset({"partner", "number"}))
        self.assertEqual(self._decide_first(100, credit, self._paid("t1", 100, "partner")), {"m1"})

    def test_two_payments_of_the_same_amount_are_two_ways(self):
        both = (self._paid("t1", 100, "partner"), self._paid("t2", 100, "partner", document=8))
        self.assertIn("rival", self._decide(100, *both, says=True)[1])

    def _decide_first(self, amount, *candidates):
        return settle(explain(Money(1, amount, DAY), candidates))[0].items
