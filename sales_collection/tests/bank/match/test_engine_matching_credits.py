from datetime import date

from odoo.tests import BaseCase, tagged

from ....engine.bank.match.matching import explain, settle
from ....engine.bank.match.matching_model import Candidate, Item, Money

DAY = date(2026, 2, 1)


@tagged("post_install", "-at_install")
class TestEngineMatchingCredits(BaseCase):
    """A customer pays what he owes less what he has to get."""

    def _owed(self, key, amount, *signs, **values):
        return Candidate(Item(key, "receivable", amount, 1, f"INV0{key}000", **values), frozenset({"partner", *signs}))

    def _credit(self, key, amount, *signs):
        return self._owed(key, amount, *signs, credit=True)

    def _decide(self, amount, *candidates):
        """Return the best proposal as {item: (money, set off)} and its doubts."""
        found = settle(explain(Money(1, amount, DAY), candidates))
        if not found:
            return {}, []
        doubts = [word for word, _about in found[0].doubts]
        return {part.item: (part.amount, part.set_off) for part in found[0].parts}, doubts

    def test_invoice_less_credit_note_that_are_both_named_is_sure(self):
        found = self._decide(900, self._owed("1", 1000, "number"), self._credit("2", 100, "number"))
        self.assertEqual(found, ({"1": (900, 100), "2": (0, -100)}, []))

    def test_a_credit_note_that_nothing_names_is_for_a_person_to_decide(self):
        parts, doubts = self._decide(900, self._owed("1", 1000, "number"), self._credit("2", 100))
        self.assertEqual((parts, doubts), ({"1": (900, 100), "2": (0, -100)}, ["credit"]))

    def test_all_that_is_owed_less_all_credits(self):
        owed = (self._owed("1", 60), self._owed("2", 400))
        parts, _doubts = self._decide(350, *owed, self._credit("3", 80), self._credit("4", 30))
        self.assertEqual(parts, {"1": (0, 60), "2": (350, 50), "3": (0, -80), "4": (0, -30)})

    def test_one_of_two_credit_notes_that_adds_up(self):
        parts, _doubts = self._decide(
            900, self._owed("1", 1000, "number"), self._credit("2", 70), self._credit("3", 100)
        )
        self.assertEqual(parts, {"1": (900, 100), "3": (0, -100)})

    def test_two_credit_notes_of_the_same_amount_are_two_ways(self):
        _parts, doubts = self._decide(
            900, self._owed("1", 1000, "number"), self._credit("2", 100), self._credit("3", 100)
        )
        self.assertIn("ambiguous", doubts)

    def test_an_invoice_of_just_the_amount_needs_no_credit(self):
        parts, _doubts = self._decide(
            900, self._owed("1", 1000), self._owed("2", 900, "number"), self._credit("3", 100)
        )
        self.assertEqual(parts, {"2": (900, 0)})

    def test_a_credit_pays_nothing_alone(self):
        self.assertEqual(self._decide(100, self._credit("1", 100, "number")), ({}, []))

    def test_a_credit_of_another_customer_is_not_taken_off(self):
        other = Candidate(Item("2", "receivable", 100, 2, "INV02000", credit=True), frozenset({"number"}))
        parts, doubts = self._decide(900, self._owed("1", 1000, "number"), other)
        self.assertEqual((parts, "part" in doubts), ({"1": (900, 0)}, True))
