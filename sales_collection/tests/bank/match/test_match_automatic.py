from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchAutomatic(MatchCommon):
    """What is matched without a person, and what a person's decision teaches."""

    def _run(self):
        """Run the scheduled action as the server does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("sales_collection.cron_collection_match").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_the_scheduled_action_books_what_is_sure(self):
        invoice, other = self._invoice(100), self._invoice(50)
        sure, unsure = self._money(100, invoice.name), self._money(50)
        self._run()
        self.assertEqual((sure.is_reconciled, unsure.is_reconciled), (True, False))
        match = self.matches.search([("line_ids.statement_line_id", "=", sure.id)])
        self.assertEqual((match.state, match.accepted_by_id.id), ("accepted", False))
        self.assertEqual(other.amount_residual, 50)

    def test_running_again_does_nothing_more(self):
        self._money(100, self._invoice(100).name)
        self._money(50, partner_id=self._invoice(50).partner_id.id, payment_ref="x")
        self._run()
        before = self.matches.search([]).read(["state", "score", "write_date"])
        self._run()
        self.assertEqual(self.matches.search([]).read(["state", "score", "write_date"]), before)

    def test_a_claim_waits_for_a_person(self):
        receipt = self._receipt(100, self._invoice(100), submit=True)
        line = self._money(100, receipt.name)
        self._run()
        self.assertEqual((receipt.state, line.is_reconciled), ("submitted", False))

    def test_a_policy_may_leave_it_to_people(self):
        self.policy.match_automatic = False
        line = self._money(100, self._invoice(100).name)
        self._run()
        self.assertFalse(line.is_reconciled)

    def test_a_higher_threshold_asks_for_more(self):
        self.policy.match_score = 100
        self._money(100, self._invoice(100).name)
        self.assertFalse(self._propose().sure)

    def test_one_that_fails_does_not_stop_the_others(self):
        good, bad = self._invoice(100), self._invoice(70)
        lines = self._money(100, good.name) | self._money(70, bad.name)
        book = type(self.matches)._book

        def fail(matches):
            if bad.name in matches.line_ids.mapped("document"):
                raise ValueError("The bank is closed.")
            return book(matches)

        with (
            patch.object(type(self.matches), "_book", fail),
            mute_logger("odoo.addons.sales_collection.models.bank.match.collection_match_accept"),
        ):
            self._run()
        self.assertEqual(lines.mapped("is_reconciled"), [True, False])
        match = self.matches.search([("line_ids.statement_line_id", "=", lines[1].id)])
        self.assertEqual((match.failure, match.state), ("The bank is closed.", "proposed"))

    # -- learning ----------------------------------------------------------------------------------

    def _pay_strangely(self, amount):
        return self._money(amount, "x", account_number="FR76 3000 6000", partner_name="Uncle Bob")

    def test_what_a_person_accepts_is_known_the_next_time(self):
        self._invoice(100)
        self._pay_strangely(100)
        match = self._propose()
        self.assertFalse(match.sure)
        match.action_accept()
        self._invoice(61)
        self._pay_strangely(61)
        again = self._propose()
        self.assertEqual((again.sure, again.partner_id), (True, self.customer))
        self.assertIn("known to pay for Bluebell Ltd", again.reasons)

    def test_taking_back_forgets_what_was_learned(self):
        self._invoice(100)
        self._pay_strangely(100)
        match = self._propose()
        match.action_accept()
        self.assertEqual(len(self.env["collection.match.alias"].search([])), 2)
        match.action_undo()
        self.assertFalse(self.env["collection.match.alias"].search([]))

    def test_what_is_booked_without_a_person_teaches_nothing(self):
        self._money(100, self._invoice(100).name, account_number="FR7630006000")
        self._run()
        self.assertFalse(self.env["collection.match.alias"].search([]))

    # -- by hand -----------------------------------------------------------------------------------

    def test_a_person_puts_together_what_he_knows(self):
        invoice = self._invoice(100)
        line = self._money(60, "no word of it")
        match = self.matches._put_together([(line, self._receivable(invoice), 60, False)])
        match.action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled), (40, True))

    def test_a_person_settles_a_small_difference(self):
        invoice = self._invoice(100)
        line = self._money(98, "no word of it")
        self.matches._put_together([(line, self._receivable(invoice), 98, "discount")]).action_accept()
        self.assertCollected(invoice, [("cash", 98), ("write_off", 2)])

    def test_more_than_there_is_cannot_be_put_together(self):
        invoice, line = self._invoice(100), self._money(60)
        for amount in (61, 0, -60):
            with self.assertRaisesRegex(UserError, "exceed the open amounts"):
                self.matches._put_together([(line, self._receivable(invoice), amount, False)])

    def test_what_a_person_put_together_is_left_alone(self):
        invoice = self._invoice(100)
        line = self._money(100, invoice.name)
        match = self.matches._put_together([(line, self._receivable(invoice), 30, False)])
        self.assertEqual(self._propose(), match)
