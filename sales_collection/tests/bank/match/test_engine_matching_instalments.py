from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ....engine.bank.match.matching import explain, settle
from ....engine.bank.match.matching_model import Candidate, Item, Money

DAY = date(2026, 2, 1)


@tagged("post_install", "-at_install")
class TestEngineMatchingInstalments(BaseCase):
    """An invoice in instalments of 90, 90 and 120, each a month after the other."""

    def _instalments(self, *amounts, document=1, signs=("partner", "number"), first=0):
        return [
            Candidate(
                Item(
                    f"m{document}{99 - place}",
                    "receivable",
                    amount,
                    1,
                    f"INV0000{document}",
                    due=DAY + timedelta(30 * place),
                    document=document,
                    place=place,
                ),
                frozenset(signs),
            )
            for place, amount in enumerate(amounts, first)
        ]

    def _decide(self, amount, candidates, rejected=()):
        """Return the parts of the decision (place of the instalment, amount), and its doubts."""
        by_key = {one.item.key: one.item for one in candidates}
        found = settle(explain(Money(1, amount, DAY), candidates, rejected))
        if not found:
            return [], []
        parts = [(by_key[part.item].place, part.amount) for part in found[0].parts]
        return parts, [word for word, _about in found[0].doubts]

    def test_money_goes_to_the_oldest_instalment_first(self):
        for amount, parts in (
            (150, [(0, 90), (1, 60)]),
            (200, [(0, 90), (1, 90), (2, 20)]),
            (60, [(0, 60)]),
            (91, [(0, 90), (1, 1)]),
        ):
            with self.subTest(amount):
                found, doubts = self._decide(amount, self._instalments(90, 90, 120))
                self.assertEqual(found, parts)
                self.assertIn("part", doubts)

    def test_of_two_equal_instalments_the_oldest_is_meant_without_a_doubt(self):
        for signs in (("partner", "number"), ("number",), ("partner",)):
            with self.subTest(signs):
                found = self._decide(90, self._instalments(90, 90, 120, signs=signs))
                self.assertEqual(found, ([(0, 90)], []))

    def test_several_whole_instalments_from_the_oldest_on_are_no_doubt(self):
        self.assertEqual(self._decide(180, self._instalments(90, 90, 120)), ([(0, 90), (1, 90)], []))
        self.assertEqual(self._decide(300, self._instalments(90, 90, 120))[1], [])

    def test_a_later_instalment_to_the_cent_is_for_a_person_to_decide(self):
        parts, doubts = self._decide(120, self._instalments(90, 90, 120))
        self.assertEqual(parts, [(2, 120)])
        self.assertIn("skipped", doubts)

    def test_an_older_instalment_that_was_rejected_still_counts_as_older(self):
        parts, doubts = self._decide(90, self._instalments(90, 120, first=1))
        self.assertEqual((parts, doubts), ([(1, 90)], ["skipped"]))

    def test_two_invoices_of_one_instalment_each_are_two_readings(self):
        both = self._instalments(90) + self._instalments(90, document=2)
        self.assertIn("rival", self._decide(90, both)[1])

    def test_nobody_knows_whose_part_it_is_without_payer_and_number(self):
        self.assertEqual(self._decide(150, self._instalments(90, 90, 120, signs=("word",))), ([], []))
