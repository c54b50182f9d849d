from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionEntryOrigin(CollectionCommon):
    """A salesperson sees where his money came from, and opens neither payments nor bank lines."""

    def _row(self, invoice, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._entries(invoice).with_user(user or self.amy)

    def test_of_a_payment_its_date_and_reference(self):
        invoice = self._invoice(100)
        payment = self._pay(invoice, date="2026-01-31", communication="Cheque 4711")
        row = self._row(invoice)
        self.assertEqual(str(row.origin_payment_date), "2026-01-31")
        self.assertEqual(row.origin_payment_reference, f"{payment.name}, Cheque 4711")
        self.assertFalse(row.origin_bank)
        with self.assertRaises(AccessError):
            row.payment_id.read(["memo"])

    def test_of_a_bank_line_its_date_payer_and_text(self):
        invoice = self._invoice(100)
        self._match(
            self._bank_line(100, payment_ref="INV 1 of Bluebell", partner_name="BLUEBELL LTD"),
            self._receivable(invoice),
        )
        row = self._row(invoice)
        self.assertEqual(row.origin_bank, "02/02/2026, BLUEBELL LTD, INV 1 of Bluebell")
        self.assertFalse(row.origin_payment_date)

    def test_of_a_payment_that_the_bank_confirmed_both(self):
        invoice = self._invoice(100)
        payment = self._pay(invoice, date="2026-01-31")
        self._match(self._bank_line(100, payment_ref="TRF 100"), payment._seek_for_lines()[0])
        row = self._row(invoice)
        self.assertEqual((row.origin_bank, str(row.origin_payment_date)), ("02/02/2026, TRF 100", "2026-01-31"))

    def test_of_a_receipt_its_number(self):
        invoice = self._invoice(100)
        receipt = self._receipt(100, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(self._row(invoice).origin_receipt, receipt.name)

    def test_a_colleague_s_row_tells_nothing(self):
        invoice = self._invoice(100)
        self._pay(invoice)
        with self.assertRaises(AccessError):
            self._row(invoice, self.zoe).read(["origin_payment_date"])

    def test_a_row_of_the_report_by_product_opens_ledger_row_invoice_and_payment(self):
        invoice = self._invoice(100)
        payment = self._pay(invoice)
        self.env.flush_all()
        row = self.env["collection.report"].with_user(self.fay).search([("move_id", "=", invoice.id)])
        for button, document in (("entry", self._entries(invoice)), ("invoice", invoice), ("payment", payment)):
            action = getattr(row, f"action_open_{button}")()
            self.assertEqual((action["res_model"], action["res_id"]), (document._name, document.id))

    def test_a_credit_note_is_what_settled_the_invoice(self):
        invoice = self._invoice(100)
        credit = self._reverse_invoice(invoice, is_modify=False, post=True, date="2026-01-31")
        self.env.flush_all()
        row = self.env["collection.report"].with_user(self.fay).search([("move_id", "=", invoice.id)])
        self.assertEqual(row.action_open_payment()["res_id"], credit.id)
