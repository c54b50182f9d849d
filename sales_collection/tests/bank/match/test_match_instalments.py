from odoo import Command
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchInstalments(MatchCommon):
    """A part of an invoice of 300 in instalments of 90, 90 and 120 goes to what has been due longest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "Three times",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in ((30, 30), (30, 60), (40, 90))
                ],
            }
        )
        cls.invoice = cls._invoice(300, invoice_payment_term_id=cls.term.id)

    def _open(self):
        """Return what is open of each instalment, by its date on the invoice."""
        return self._receivable(self.invoice).sorted("date_maturity").mapped("amount_residual")

    def test_a_part_is_proposed_for_the_oldest_ones_and_booked_so(self):
        self._money(150, self.invoice.name)
        match = self._propose()
        self.assertEqual([row.amount for row in match.line_ids], [90, 60])
        self.assertIn("oldest 2 instalments", match.reasons)
        self.assertFalse(match.sure)
        match.action_accept()
        self.assertEqual(self._open(), [0, 30, 120])

    def test_the_amount_of_one_is_sure_and_the_oldest(self):
        self._money(90, f"{self.invoice.name} Bluebell Ltd")
        match = self._propose()
        self.assertTrue(match.sure)
        match.action_accept()
        self.assertEqual(self._open(), [0, 90, 120])

    def test_an_agreement_that_moved_the_first_one_makes_the_second_the_oldest(self):
        first = self._receivable(self.invoice).sorted("date_maturity")[0]
        first.collection_date_due = "2026-06-30"
        self._money(150, self.invoice.name)
        self._propose().action_accept()
        self.assertEqual(self._open(), [90, 0, 60])

    def test_odoos_own_register_payment_pays_the_oldest_first(self):
        self._pay(self.invoice, 150)
        self.assertEqual(self._open(), [0, 30, 120])

    def test_odoos_own_register_payment_goes_by_the_due_date_in_force(self):
        first = self._receivable(self.invoice).sorted("date_maturity")[0]
        first.collection_date_due = "2026-06-30"
        self._pay(self.invoice, 150)
        self.assertEqual(self._open(), [90, 0, 60])

    def test_what_a_person_rejected_for_the_oldest_is_not_booked_on_the_next_by_itself(self):
        self._money(90, f"{self.invoice.name} Bluebell Ltd")
        self._propose().action_reject()
        match = self._propose()
        self.assertEqual((match.sure, match.line_ids.amount), (False, 90))
        self.assertIn("older instalment", match.reasons)
