from odoo import Command
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchKnown(MatchCommon):
    """A number in the text that is known is what it says: it never nearly names another document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls._customer("Cornflower Ltd", account="NL91ABNA0417164300")

    def _months(self, paid=True):
        """Return October's and November's invoice of 100, one digit apart, October's paid."""
        october = self._invoice(100, date="2025-10-01", partner=self.payer)
        november = self._invoice(100, date="2025-11-01", partner=self.payer, name=self._beside(october.name))
        if paid:
            self._match(self._bank_line(100, partner=self.payer, date="2025-10-10"), self._receivable(october))
        return october, november

    def _beside(self, number):
        """Return the number that differs from this one in its last digit."""
        return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"

    def _money_of(self, amount, text):
        return self._money(amount, text, partner_name="Cornflower Ltd", account_number="NL91ABNA0417164300")

    def _assertNotSure(self, match, said):
        self.assertFalse(match.filtered("sure"))
        self.assertIn(said, match.reasons or "")

    # -- paid twice --------------------------------------------------------------------------------

    def test_an_invoice_paid_twice_does_not_pay_the_next_one(self):
        october, november = self._months()
        self._money_of(100, october.name)
        match = self._propose()
        self.assertEqual(match.line_ids.mapped("document"), [november.name])
        self._assertNotSure(match, f"But the text names {october.name}, which is paid.")
        self.assertNotIn("nearly", match.reasons)

    def test_the_next_one_is_paid_by_its_own_number(self):
        _october, november = self._months()
        self._money_of(100, november.name)
        self.assertTrue(self._propose().sure)

    def test_the_digits_of_a_paid_invoice_do_not_pay_the_next_one(self):
        october, _november = self._months()
        self._money_of(100, f"Rechnung {october.name.partition('/')[2].replace('/', '')}")
        self._assertNotSure(self._propose(), "which is paid.")

    def test_cancelled_credited_and_draft_are_known(self):
        october, november = self._months(paid=False)
        other = self._invoice(100, date="2025-12-01", partner=self.payer, name=self._beside(november.name))
        october.button_draft()
        november._reverse_moves(cancel=True)
        for document, what, text in (
            (october, "a draft", october.name),
            (november, "credited", november.name),
            (november, "credited", f"货款{november.name}谢谢"),
        ):
            with self.subTest(what=what, text=text):
                line = self._money_of(100, text)
                match = self._propose(line)
                self.assertEqual(match.line_ids.mapped("document"), [other.name])
                self._assertNotSure(match, f"But the text names {document.name}, which is {what}.")
                line.unlink()
        october.button_cancel()
        self._money_of(100, october.name)
        self._assertNotSure(self._propose(), "which is cancelled.")

    def test_a_paid_invoice_of_another_customer_is_known(self):
        stranger = self._invoice(100, partner=self._customer("Daisy Ltd"))
        own = self._invoice(100, partner=self.payer, name=self._beside(stranger.name))
        self._match(self._bank_line(100, partner=stranger.partner_id), self._receivable(stranger))
        self._money_of(100, stranger.name)
        match = self._propose()
        self.assertEqual(match.line_ids.document, own.name)
        self._assertNotSure(match, "which is paid.")

    def test_an_open_invoice_of_another_customer_of_the_same_amount_is_known(self):
        stranger = self._invoice(100, partner=self._customer("Daisy Ltd"))
        own = self._invoice(100, partner=self.payer, name=self._beside(stranger.name))
        self._money_of(100, stranger.name)
        match = self._propose()
        self.assertFalse(match.sure)
        self.assertNotEqual(match.line_ids.document, own.name)

    def test_orders_quotations_receipts_and_payments_are_known(self):
        self._invoice(100, partner=self.payer)
        order = self.env["sale.order"].create(
            {"partner_id": self.payer.id, "order_line": [Command.create({"product_id": self.service.id})]}
        )
        paid = self._invoice(77, partner=self.payer)
        payment = self._pay(paid)
        receipt = self._receipt(55, self._invoice(55), submit=True)
        for document, what in ((order, "quotation"), (payment, "payment"), (receipt, "receipt")):
            with self.subTest(what=what):
                line = self._money_of(100, f"for {document.name}")
                self._assertNotSure(self._propose(line), f"But the text names {what} {document.name}.")
                line.unlink()

    # -- what is named rightly ---------------------------------------------------------------------

    def test_the_order_of_the_invoice_is_no_doubt(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.payer.id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": 100})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-01-01"
        invoice.action_post()
        self._money_of(100, f"{invoice.name} / order {order.name}")
        self.assertTrue(self._propose().sure)

    def test_a_payment_in_transit_is_found_though_the_text_names_its_invoice(self):
        invoice = self._invoice(100, partner=self.payer)
        payment = self._pay(invoice, communication="Thanks")
        self._money_of(100, f"Payment of {invoice.name}")
        match = self._propose()
        self.assertEqual((match.line_ids.payment_id, match.sure), (payment, True))

    def test_money_paid_back_may_name_the_invoice_that_was_credited(self):
        invoice = self._invoice(100, partner=self.payer)
        self._pay(invoice)
        refund = invoice._reverse_moves([{"invoice_date": "2026-01-20"}])
        refund.action_post()
        self._money_of(-100, f"Refund for {invoice.name}")
        match = self._propose()
        self.assertEqual((match.line_ids.document, match.sure), (refund.name, True))

    def test_a_slip_that_hits_a_strangers_invoice_of_another_amount_is_still_a_slip(self):
        stranger = self._invoice(999, partner=self._customer("Daisy Ltd"))
        own = self._invoice(100, partner=self.payer, name=self._beside(stranger.name))
        self._money_of(100, stranger.name)
        match = self._propose()
        self.assertEqual((match.line_ids.document, match.sure), (own.name, True))

    # -- exact beats near --------------------------------------------------------------------------

    def test_exact_number_and_amount_stand_first_whoever_pays(self):
        named = self._invoice(100, partner=self._customer("Daisy Ltd"))
        for amount in (90, 100, 140):
            with self.subTest(own=amount):
                own = self._invoice(amount, partner=self.payer)
                line = self._money_of(100, named.name)
                match = self._propose(line)
                self.assertEqual((match.line_ids.document, match.sure), (named.name, False))
                line.unlink()
                own.button_draft()
