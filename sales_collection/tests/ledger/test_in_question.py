from odoo.tests import tagged

from .in_question_common import InQuestionCommon


@tagged("post_install", "-at_install")
class TestInQuestion(InQuestionCommon):
    """What settled an invoice is not posted any more: Odoo still calls it paid, here it is open again, everywhere."""

    # -- payments

    def test_a_payment_is_set_to_draft(self):
        payment = self._pay(self.invoice)
        self.assertOpen(0)
        payment.action_draft()
        self.assertTrue(self.item.reconciled, "Odoo lets the reconciliation stand")
        self.assertOpen(1000)

    def test_the_payment_is_posted_again(self):
        payment = self._pay(self.invoice)
        payment.action_draft()
        payment.action_post()
        self.assertOpen(0)
        self.assertFalse(self.item.collection_in_question)

    def test_the_payment_is_cancelled_instead(self):
        payment = self._pay(self.invoice)
        payment.action_draft()
        payment.action_cancel()
        self.assertOpen(1000)
        self.assertFalse(self.item.collection_in_question)

    def test_the_payment_is_deleted(self):
        payment = self._pay(self.invoice)
        payment.action_draft()
        payment.unlink()
        self.assertOpen(1000)
        self.assertFalse(self.item.collection_in_question)

    def test_the_reconciliation_with_the_draft_is_undone(self):
        payment = self._pay(self.invoice)
        payment.action_draft()
        self.item.remove_move_reconcile()
        self.assertOpen(1000)
        self.assertFalse(self.item.collection_in_question)

    def test_one_of_two_payments_is_set_to_draft(self):
        self._pay(self.invoice, 300)
        payment = self._pay(self.invoice, 700)
        payment.action_draft()
        self.assertOpen(700)

    def test_part_is_open_and_part_in_question(self):
        payment = self._pay(self.invoice, 600)
        payment.action_draft()
        self.assertEqual(self.item.amount_residual, 400)
        self.assertOpen(1000)

    def test_a_payment_over_two_invoices_is_set_to_draft(self):
        other = self._invoice(500, date=self._day(-10))
        payment = self._pay(self.invoice + other)
        payment.action_draft()
        self.assertEqual(self._receivable(other).collection_open, 500)
        rows = self.env["collection.receivable"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(sum(rows.mapped("residual")), 1500)

    # -- other documents

    def test_the_entry_of_a_bank_line_is_set_to_draft(self):
        bank_line = self._bank_line(1000, date=self.today)
        self._match(bank_line, self.item)
        self.assertOpen(0)
        bank_line.move_id.button_draft()
        self.assertOpen(1000)
        bank_line.move_id.action_post()
        self.assertOpen(0)

    def test_a_credit_note_is_set_to_draft(self):
        note = self._credit_note()
        note.button_draft()
        self.assertOpen(1000)
        note.action_post()
        self.assertOpen(0)

    def test_a_miscellaneous_entry_is_set_to_draft(self):
        entry = self._entry(-1000, self.company_data["default_account_expense"], date=self.today)
        (self._receivable(entry) | self.item).reconcile()
        entry.button_draft()
        self.assertOpen(1000)
        entry.action_post()
        self.assertOpen(0)

    def test_an_invoice_is_set_to_draft_and_its_payment_lies_there_unmatched(self):
        payment = self._pay(self.invoice)
        self.invoice.button_draft()
        money = self._receivable(payment.move_id)
        self.assertEqual((money.amount_residual, money.collection_open), (0, -1000))
        self.assertFalse(self.item.collection_in_question)
        self.assertEqual(self.customer.with_company(self.company).collection_exposure_not_due, -1000)
        self.invoice.action_post()
        self.assertOpen(0)
        self.assertFalse(money.collection_open)

    def test_both_are_set_to_draft_and_the_invoice_comes_back_first(self):
        payment = self._pay(self.invoice)
        payment.action_draft()
        self.invoice.button_draft()
        self.invoice.action_post()
        self.assertOpen(1000)
        payment.action_post()
        self.assertOpen(0)

    def test_a_draft_is_reconciled_with_the_invoice(self):
        entry = self._entry(-1000, self.company_data["default_account_expense"], date=self.today)
        entry.button_draft()
        (self._receivable(entry) | self.item).reconcile()
        self.assertOpen(1000)

    def test_what_is_in_question_is_known_in_the_currency_of_the_invoice(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        invoice = self._invoice(800, date=self.today, currency_id=euro.id)
        self._pay(invoice, date=self.today, currency_id=euro.id).action_draft()
        item = self._receivable(invoice)
        self.assertEqual((item.collection_open, item.collection_open_currency), (400, 800))

    # -- at install

    def test_an_older_database_is_looked_through(self):
        self._pay(self.invoice).action_draft()
        self.env.cr.execute("UPDATE account_move_line SET collection_in_question = NULL")
        self.item.invalidate_recordset()
        self.env["account.move.line"]._follow_all_questions()
        self.assertOpen(1000)
