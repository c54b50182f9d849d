from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchUndo(MatchCommon):
    """Taking a match back leaves books and ledger as they were, compared row by row."""

    def _check_undone(self, lines, moves):
        """Propose, accept and take back; books must be as before, the ledger must add up to nothing new."""
        entries = [*lines.move_id, *moves]
        before = self._books(*entries)
        collected = sum(self._entries(moves).mapped("amount"))
        match = self._propose()
        match.action_accept()
        self.assertNotEqual(self._books(*entries), before)
        match.action_undo()
        self.assertEqual(self._books(*entries), before)
        self.assertEqual(sum(self._entries(moves).mapped("amount")), collected)
        self.assertFalse(any(entry.bank_date for entry in self._entries(moves) if not entry.payment_id))
        self.assertEqual((match.state, set(lines.mapped("is_reconciled"))), ("undone", {False}))
        self.assertFalse(lines.partner_id)
        return match

    def test_one_line_for_one_invoice(self):
        invoice = self._invoice(100)
        self._check_undone(self._money(100, invoice.name), invoice)

    def test_one_line_for_two_invoices(self):
        invoices = self._invoice(33.33) | self._invoice(66.68)
        self._check_undone(self._money(100.01, " ".join(invoices.mapped("name"))), invoices)

    def test_two_lines_for_one_invoice(self):
        invoice = self._invoice(100)
        self._check_undone(self._money(60, invoice.name) | self._money(40, invoice.name), invoice)

    def test_a_line_with_a_fee(self):
        invoice = self._invoice(100)
        self._check_undone(self._money(97, invoice.name), invoice)

    def test_a_line_with_money_left_over(self):
        invoice = self._invoice(100)
        self._check_undone(self._money(130, invoice.name), invoice)

    def test_a_part_of_an_invoice(self):
        invoice = self._invoice(100)
        self._check_undone(self._money(30, invoice.name), invoice)

    def test_a_payment_in_transit(self):
        invoice = self._invoice(100)
        payment = self._pay(invoice)
        line = self._money(100, payment.name)
        before = self._books(line.move_id, payment.move_id, invoice)
        match = self._propose()
        match.action_accept()
        match.action_undo()
        self.assertEqual(self._books(line.move_id, payment.move_id, invoice), before)
        self.assertEqual((payment.is_matched, self._entries(invoice).bank_date), (False, False))

    def test_one_of_two_matches_of_a_line_goes_and_the_other_stays(self):
        first, second = self._invoice(100), self._invoice(30)
        line = self._money(130, "Money in")
        for invoice in (first, second):
            self.matches._put_together([(line, self._receivable(invoice), None, False)]).action_accept()
        self.assertTrue(line.is_reconciled)
        self.matches.search([("line_ids.document", "=", second.name)]).action_undo()
        self.assertEqual((first.amount_residual, second.amount_residual), (0, 30))
        self.assertEqual((line.is_reconciled, line.amount_residual), (False, -30))

    def test_what_was_taken_back_is_proposed_but_never_by_itself_again(self):
        self._money(100, self._invoice(100).name)
        match = self._propose()
        match.action_accept()
        match.action_undo()
        again = self._propose()
        self.assertEqual((again.state, again.sure, again.key), ("proposed", False, match.key))
        again.action_accept()
        self.assertEqual(again.state, "accepted")

    def test_a_match_whose_reasons_nobody_has_kept_is_taken_back_as_well(self):
        self._money(100, self._invoice(100).name)
        match = self._propose()
        match.action_accept()
        match.sudo().reason_data = False
        match.action_undo()
        again = self.matches.search([("state", "=", "proposed")])
        self.assertEqual((match.state, again.reasons), ("undone", "But it was accepted before and undone."))

    def test_undoing_the_bank_line_itself_takes_the_match_back(self):
        self._money(100, self._invoice(100).name)
        match = self._propose()
        match.action_accept()
        match.statement_line_ids.action_undo_reconciliation()
        self.assertEqual(match.state, "undone")

    def test_only_what_was_accepted_is_taken_back(self):
        self._money(100, self._invoice(100).name)
        match = self._propose()
        with self.assertRaisesRegex(UserError, "Only accepted"):
            match.action_undo()


@tagged("post_install", "-at_install")
class TestMatchReceipt(MatchCommon):
    """Bank lines and what salespeople have claimed: four eyes, whoever accepts."""

    def _claim(self, amount, moves=None, **values):
        return self._receipt(amount, moves, submit=True, **values)

    def test_accepting_confirms_the_receipt(self):
        invoice = self._invoice(100)
        receipt = self._claim(100, invoice)
        line = self._money(100, receipt.name)
        match = self._propose()
        self.assertEqual((match.line_ids.kind, match.sure, match.automatic), ("receipt", True, False))
        match.action_accept()
        self.assertEqual((receipt.state, receipt.confirmed_by_id), ("confirmed", self.fay))
        self.assertEqual((receipt.statement_line_ids, invoice.amount_residual), (line, 0))
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-02")

    def test_an_invoice_that_is_claimed_is_paid_by_its_receipt(self):
        invoice = self._invoice(100)
        receipt = self._claim(100, invoice)
        self._money(100, invoice.name, partner_id=self.customer.id)
        self.assertEqual(self._propose().line_ids.receipt_id, receipt)

    def test_who_claimed_does_not_accept(self):
        receipt = self._receipt(100, user=self.max, submit=True)
        self._money(100, receipt.name)
        match = self._propose()
        with self.assertRaisesRegex(AccessError, "Another user must decide"):
            match.with_user(self.max).action_accept()
        self.assertEqual((receipt.state, match.state), ("submitted", "proposed"))

    def test_accepting_all_sure_ones_leaves_ones_own_claim_and_says_why(self):
        own, other = self._receipt(100, user=self.max, submit=True), self._claim(70)
        self._money(100, own.name)
        self._money(70, other.name)
        self._propose().with_user(self.max).action_accept_sure()
        self.assertEqual((own.state, other.state), ("submitted", "confirmed"))
        left = self.matches.search([("state", "=", "proposed")])
        self.assertIn("Another user", left.failure)

    def test_a_fee_on_a_claim_is_booked_and_the_payment_is_banked(self):
        receipt = self._claim(100, self._invoice(100))
        line = self._money(97, f"{receipt.name}")
        self._propose().action_accept()
        self.assertEqual((receipt.payment_id.is_matched, line.is_reconciled), (True, True))

    def _photo(self):
        return self.env["ir.attachment"].with_user(self.amy).create({"name": "cash.png", "raw": b"photo"})

    def test_one_deposit_brings_the_cash_of_several_receipts(self):
        cash = self.env.ref("sales_collection.collection_receipt_method_cash")
        box = self.company_data["default_journal_cash"]
        receipts = self.env["collection.receipt"]
        for amount in (100, 50, 20):
            receipts |= self._claim(
                amount,
                self._invoice(amount),
                method_id=cash.id,
                journal_id=box.id,
                reference=False,
                attachment_ids=[Command.link(photo.id) for photo in self._photo()],
            )
        self._money(170, "Cash deposit by Amy")
        match = self._propose()
        self.assertEqual(match.line_ids.receipt_id, receipts.sorted("id"))
        match.action_accept()
        self.assertEqual(set(receipts.mapped("state")), {"confirmed"})
        self.assertEqual(set(receipts.payment_id.mapped("is_matched")), {True})

    def test_two_bank_lines_bring_the_money_of_one_receipt(self):
        receipt = self._claim(100, self._invoice(100))
        lines = self._money(60, receipt.name) | self._money(40, receipt.name)
        self._propose().action_accept()
        self.assertEqual((receipt.statement_line_ids, receipt.payment_id.is_matched), (lines, True))

    def test_taking_back_lets_the_claim_wait_again(self):
        invoice = self._invoice(100)
        receipt = self._claim(100, invoice)
        line = self._money(100, receipt.name)
        before = self._books(line.move_id, invoice)
        match = self._propose()
        match.action_accept()
        payment = receipt.payment_id
        match.action_undo()
        self.assertEqual((receipt.state, receipt.payment_id.id, payment.state), ("submitted", False, "canceled"))
        self.assertEqual(self._books(line.move_id, invoice), before)
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 0)
        self._propose().action_accept()
        self.assertEqual(receipt.state, "confirmed")

    def test_who_claimed_does_not_take_back(self):
        receipt = self._receipt(100, user=self.max, submit=True)
        self._money(100, receipt.name)
        match = self._propose()
        match.action_accept()
        with self.assertRaisesRegex(AccessError, "Another user must decide"):
            match.with_user(self.max).action_undo()
