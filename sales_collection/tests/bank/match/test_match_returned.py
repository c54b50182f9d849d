from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchReturned(MatchCommon):
    """A customer has paid 100 on 2 February; on 12 March the bank takes the money back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(100, date="2026-01-01", due="2026-01-31")

    def _back(self, amount=-100, text="Returned direct debit Bluebell Ltd", **values):
        """Return the bank line by which the bank takes money back."""
        return self._money(amount, text, date="2026-03-12", **values)

    def _paid_at_the_bank(self, amount=100, text=None):
        """Let the customer pay by a bank line of its own, matched with the invoice."""
        line = self._money(amount, text or self.invoice.name, partner_id=self.customer.id)
        self._propose().action_accept()
        return line

    def _ledger(self):
        """Return the ledger of the invoice: (day, amount, day at the bank)."""
        return [(str(row.date), row.amount, str(row.bank_date or "")) for row in self._entries(self.invoice)]

    # -- what came at the bank --------------------------------------------------------------------

    def test_the_bank_line_finds_what_it_takes_back_and_waits_for_a_person(self):
        came = self._paid_at_the_bank()
        back = self._back()
        match = self._propose()
        self.assertEqual((match.statement_line_ids, match.amount), (back, -100))
        self.assertEqual((match.line_ids.kind, match.line_ids.move_line_id.move_id), ("returned", came.move_id))
        self.assertEqual((match.sure, match.automatic), (False, False))
        self.assertIn("must be confirmed by a user", match.reasons)

    def test_accepting_opens_the_invoice_and_the_ledger_has_it_on_the_banks_day(self):
        came = self._paid_at_the_bank()
        back = self._back()
        self._propose().action_accept()
        self.assertEqual((self.invoice.amount_residual, self.invoice.payment_state), (100, "not_paid"))
        self.assertEqual((came.is_reconciled, back.is_reconciled), (True, True))
        self.assertEqual(self._ledger(), [("2026-02-02", 100, "2026-02-02"), ("2026-03-12", -100, "2026-03-12")])
        account = self.company_data["default_account_receivable"]
        left = (came.move_id | back.move_id).line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual(left.mapped("amount_residual"), [0, 0])

    def test_taking_it_back_pays_the_invoice_again(self):
        came = self._paid_at_the_bank()
        back = self._back()
        before = self._books(came.move_id, back.move_id, self.invoice)
        match = self._propose()
        match.action_accept()
        match.action_undo()
        self.assertEqual(self._books(came.move_id, back.move_id, self.invoice), before)
        self.assertEqual(sum(self._entries(self.invoice).mapped("amount")), 100)
        self.assertFalse(self.invoice.activity_ids)

    def test_undoing_the_bank_line_itself_pays_the_invoice_again_too(self):
        self._paid_at_the_bank()
        back = self._back()
        match = self._propose()
        match.action_accept()
        back.action_undo_reconciliation()
        self.assertEqual((match.state, self.invoice.amount_residual), ("undone", 0))

    def test_the_salesperson_gets_a_to_do(self):
        came = self._paid_at_the_bank()
        self._back()
        self._propose().action_accept()
        [todo] = self.invoice.activity_ids
        self.assertEqual((todo.user_id, todo.summary), (self.amy, f"Payment returned by the bank: {came.move_id.name}"))
        self.assertIn(self.invoice.name, todo.note)

    def test_the_fee_that_the_bank_takes_goes_to_the_policys_account(self):
        self._paid_at_the_bank()
        back = self._back(-103)
        match = self._propose()
        self.assertEqual(self._rows(match), [(-103, -100, match.line_ids.document)])
        match.action_accept()
        self.assertEqual(back.move_id.line_ids.filtered(lambda item: item.account_id == self.fees).balance, 3)
        self.assertEqual(self.invoice.amount_residual, 100)

    def test_more_than_a_fee_is_something_else(self):
        self._paid_at_the_bank()
        self._back(-120)
        self.assertFalse(self._propose())

    def test_nobody_takes_back_a_match_whose_money_the_bank_has_returned(self):
        self._paid_at_the_bank()
        paid = self.matches.search([("state", "=", "accepted")])
        self._back()
        self._propose().action_accept()
        with self.assertRaisesRegex(UserError, "returned this payment on 2026-03-12"):
            paid.action_undo()

    def test_what_came_back_once_does_not_come_back_twice(self):
        self._paid_at_the_bank()
        self._back()
        self._propose().action_accept()
        self._back()
        self.assertFalse(self._propose())

    def test_two_lines_that_want_the_same_payment_undo_it_once(self):
        self._paid_at_the_bank()
        self._back()
        self._back()
        first, second = self._propose()
        first.action_accept()
        self.assertFalse(second.exists())

    def test_it_may_be_paid_and_returned_again(self):
        self._paid_at_the_bank()
        self._back()
        self._propose().action_accept()
        self._money(100, self.invoice.name, date="2026-03-20", partner_id=self.customer.id)
        self._propose().action_accept()
        self.assertEqual(self.invoice.amount_residual, 0)
        self._money(-100, "Returned direct debit Bluebell Ltd", date="2026-03-25")
        self._propose().action_accept()
        self.assertEqual(self.invoice.amount_residual, 100)
        self.assertEqual(sum(self._entries(self.invoice).mapped("amount")), 0)

    def test_a_chinese_word_and_the_number_of_the_invoice(self):
        self._paid_at_the_bank()
        self._back(text=f"退票 {self.invoice.name}")
        self.assertEqual(self._propose().line_ids.kind, "returned")

    def test_of_two_payments_of_the_same_amount_the_one_for_the_named_invoice(self):
        other = self._invoice(100)
        for invoice in (self.invoice, other):
            self._money(100, invoice.name, partner_id=self.customer.id)
            self._propose().action_accept()
        for invoice in (other, self.invoice):
            back = self._back(text=f"Returned {invoice.name} Bluebell Ltd")
            self._propose(back).action_accept()
            self.assertEqual(invoice.amount_residual, 100)

    def test_the_reference_with_which_it_came(self):
        self._paid_at_the_bank(text=f"{self.invoice.name} E2E-778899")
        self._back(text="R-transaction E2E-778899")
        self.assertEqual(self._propose().line_ids.kind, "returned")

    def test_money_paid_back_for_a_credit_note_is_no_return(self):
        self._paid_at_the_bank()
        credit = self._invoice(100, move_type="out_refund")
        self._back(text="Bluebell Ltd", partner_id=self.customer.id)
        match = self._propose()
        self.assertEqual((match.line_ids.document, match.sure), (credit.name, True))

    def test_it_counts_in_the_customers_score_as_long_as_it_stands(self):
        self._paid_at_the_bank()
        self._back()
        match = self._propose()
        match.action_accept()
        self.assertEqual(self._bounced(), 1)
        match.action_undo()
        self.assertEqual(self._bounced(), 0)

    def _bounced(self):
        """Return how many payments of the customer bounced, for his score on the day after."""
        with freeze_time("2026-03-13"):
            scores = self.env["collection.credit.score"].sudo()
            scores._score(self.company)
            return scores.search([("partner_id", "=", self.customer.id)]).bounced_payments

    # -- payments ----------------------------------------------------------------------------------

    def test_a_payment_is_rejected_and_its_invoices_are_open_as_they_were(self):
        second = self._invoice(70)
        payment = self._pay(self.invoice | second, 150)
        came = self._money(150, payment.name)
        self._propose().action_accept()
        back = self._back(-150, f"Chargeback {payment.name}")
        match = self._propose()
        self.assertEqual(match.line_ids.payment_id, payment)
        before = self._books(came.move_id, back.move_id, self.invoice, second, payment.move_id)
        match.action_accept()
        self.assertEqual((self.invoice.amount_residual, second.amount_residual), (100, 70))
        self.assertEqual((payment.state, payment.move_id.state), ("rejected", "posted"))
        self.assertEqual(sum(self._entries(self.invoice | second).mapped("amount")), 0)
        self.assertEqual(set(self._entries(second).filtered("reversal_of_id").mapped("date")), {back.date})
        match.action_undo()
        self.assertEqual(self._books(came.move_id, back.move_id, self.invoice, second, payment.move_id), before)
        self.assertEqual(payment.state, "paid")

    def test_a_refund_that_the_customers_bank_sends_back(self):
        credit = self._invoice(40, move_type="out_refund")
        payment = self._pay(credit, date="2026-02-01")
        self._money(-40, payment.name)
        self._propose().action_accept()
        self._money(40, f"Returned {payment.name} account closed", date="2026-02-09")
        match = self._propose()
        self.assertEqual(match.line_ids.payment_id, payment)
        match.action_accept()
        self.assertEqual((credit.amount_residual, payment.state), (40, "rejected"))

    # -- receipts ----------------------------------------------------------------------------------

    def test_the_receipt_of_a_cheque_that_bounced_says_so(self):
        receipt = self._receipt(100, self.invoice, submit=True)
        self._money(100, receipt.name)
        self._propose().action_accept()
        self._back(text=f"Cheque returned {receipt.name}")
        match = self._propose()
        match.action_accept()
        self.assertEqual((receipt.state, str(receipt.returned_date)), ("confirmed", "2026-03-12"))
        self.assertEqual((self.invoice.amount_residual, receipt.activity_ids.user_id), (100, self.amy))
        with self.assertRaisesRegex(UserError, "returned the payment of receipt"):
            receipt.with_user(self.fay).action_cancel()
        match.action_undo()
        self.assertEqual((receipt.returned_date, self.invoice.amount_residual), (False, 0))
        self.assertFalse(receipt.activity_ids)
