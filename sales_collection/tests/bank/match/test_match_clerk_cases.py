from odoo.tests import tagged

from .match_common import MatchCommon

ACCOUNT = "NL91ABNA0417164300"


@tagged("post_install", "-at_install")
class TestMatchClerkCases(MatchCommon):
    """What a careful clerk stops at in the books, though a customer's account and an amount agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls._customer("Cornflower Ltd", account=ACCOUNT)

    def _owes(self, *amounts, **values):
        moves = self.env["account.move"]
        for amount in amounts:
            moves |= self._invoice(amount, partner=self.payer, **values)
        return moves

    def _look(self, amount, text="payment", **values):
        """Return what is proposed for money of the customer."""
        return self._propose(self._money(amount, text, **{"account_number": ACCOUNT, **values}))

    def _assertDoubt(self, match, said):
        self.assertEqual((len(match), match.sure), (1, False), match.reasons)
        self.assertIn(said, match.reasons)

    # -- two readings ------------------------------------------------------------------------------

    def test_one_invoice_or_two_others_of_the_same_sum(self):
        self._owes(5222.22, 3000, 2222.22)
        self._assertDoubt(self._look(5222.22), "other items add up to the same amount")

    def test_one_invoice_or_the_three_oldest(self):
        self._owes(100, 110, 120, 330, 400, 410, 420, 430, 440, 450, 460, 470, 480, 490)
        self._assertDoubt(self._look(330), "other items add up to the same amount")

    def test_one_invoice_or_another_less_a_credit_note(self):
        self._owes(900, 1000)
        self._invoice(100, partner=self.payer, move_type="out_refund")
        self._assertDoubt(self._look(900), "other items add up to the same amount")

    def test_an_open_credit_note_that_changes_nothing_is_no_doubt(self):
        self._owes(900, 700)
        self._invoice(100, partner=self.payer, move_type="out_refund")
        self.assertTrue(self._look(900).sure)

    def test_an_invoice_whose_credit_note_is_open_beside_it(self):
        [invoice] = self._owes(100)
        self._invoice(100, partner=self.payer, move_type="out_refund")
        self._assertDoubt(self._look(100, invoice.name), "a credit note of the same amount is open")

    def test_the_text_decides_between_two_readings(self):
        first, _second, _third = self._owes(5222.22, 3000, 2222.22)
        self.assertTrue(self._look(5222.22, first.name).sure)

    def test_two_open_invoices_of_the_same_amount(self):
        self._owes(100, 100)
        self._assertDoubt(self._look(100), "is a close alternative")

    def test_the_same_sum_in_another_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        self._owes(100)
        self._owes(200, currency_id=euro.id)
        self._assertDoubt(self._look(100), "other items add up to the same amount")

    def test_the_same_number_of_units_in_another_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        self._owes(100)
        self._owes(100, currency_id=euro.id)
        self._assertDoubt(self._look(100), "other items add up to the same amount")

    # -- who pays ----------------------------------------------------------------------------------

    def _of_name(self, payer, *names):
        """Return what is proposed for money of that name, if the first customer owes it and all of them are ours."""
        customers = [self._customer(name) for name in names]
        self._invoice(100, partner=customers[0])
        return self._propose(self._money(100, "payment", partner_name=payer))

    def test_two_customers_of_one_name_though_one_of_them_owes_nothing(self):
        self._assertDoubt(self._of_name("Daisy Ltd", "Daisy Ltd", "Daisy Ltd"), "several customers called Daisy Ltd")

    def test_two_customers_of_one_name_but_for_the_legal_form(self):
        self._assertDoubt(self._of_name("Daisy", "Daisy Ltd", "Daisy GmbH"), "several customers called Daisy Ltd")
        self._assertDoubt(self._of_name("Aster GmbH", "Aster Ltd", "Aster GmbH"), "several customers called Aster Ltd")

    def test_two_chinese_customers_of_one_name(self):
        match = self._of_name("上海蓝铃贸易有限公司", "上海蓝铃贸易有限公司", "上海蓝铃贸易有限公司")
        self._assertDoubt(match, "several customers called")

    def test_the_legal_form_tells_them_apart(self):
        self.assertTrue(self._of_name("Daisy Ltd", "Daisy Ltd", "Daisy GmbH").sure)

    def test_the_account_tells_namesakes_apart(self):
        self._customer("Cornflower Ltd")
        self._owes(100)
        self.assertTrue(self._look(100, partner_name="Cornflower Ltd").sure)

    def test_a_contact_of_the_customer_with_his_name_is_no_other_customer(self):
        self.env["res.partner"].create({"name": "Cornflower Ltd", "parent_id": self.payer.id})
        self._owes(100)
        self.assertTrue(self._look(100, account_number=False, partner_name="Cornflower Ltd").sure)

    def test_a_transfer_from_an_own_account(self):
        own = self.env["res.partner.bank"].create({"acc_number": "XX1", "partner_id": self.company.partner_id.id})
        [invoice] = self._owes(100)
        self._assertDoubt(self._look(100, invoice.name, account_number=own.acc_number), "from the company itself")

    def test_money_under_the_own_name(self):
        [invoice] = self._owes(100)
        match = self._look(100, invoice.name, account_number=False, partner_name=self.company.name)
        self._assertDoubt(match, "from the company itself")

    def test_a_customer_who_is_called_like_a_word_of_doubt(self):
        customer = self._customer("Advance Tools Ltd", account="NL02")
        self._invoice(100, partner=customer)
        line = self._money(100, "Advance Tools payment", account_number="NL02")
        self.assertTrue(self._propose(line).sure)

    def test_invoices_of_two_customers_in_one_sum(self):
        [mine] = self._owes(100)
        other = self._invoice(50, partner=self._customer("Daisy Ltd"))
        self._assertDoubt(self._look(150, f"{mine.name} {other.name}"), "2 customers")

    # -- when --------------------------------------------------------------------------------------

    def test_paid_a_day_before_the_invoice(self):
        [invoice] = self._owes(100, date="2026-02-03")
        self._assertDoubt(self._look(100), "is earlier than the document")
        self.assertFalse(self._look(100, invoice.name).filtered("sure"))

    def test_paid_on_the_day_of_the_invoice(self):
        self._owes(100, date="2026-02-02")
        self.assertTrue(self._look(100).sure)

    # -- how much ----------------------------------------------------------------------------------

    def test_a_cent_off_without_a_word_of_the_invoice(self):
        self._owes(100, due="2026-02-01")
        self._assertDoubt(self._look(99.99), "the amount differs")

    def test_a_cent_off_and_the_invoice_named(self):
        [invoice] = self._owes(100)
        self.assertTrue(self._look(99.99, invoice.name).sure)

    def test_a_batch_less_a_fee(self):
        self._owes(100, due="2026-02-01")
        self._assertDoubt(self._look(97), "the amount differs")

    def test_the_part_of_another_invoice(self):
        large, small = self._owes(1000, 100)
        self._assertDoubt(self._look(100, f"first tenth of {large.name}"), large.name)
        self.assertEqual(small.amount_residual, 100)

    # -- numbers that are none ---------------------------------------------------------------------

    def test_a_number_in_a_phone_number_or_an_address(self):
        invoice = self._invoice(100, name="100234", partner=self._customer("Daisy Ltd"))
        for text in ("Call phone 100234", "100234 High Street", "联系电话 100234", "人民路100234号"):
            with self.subTest(text=text):
                line = self._money(100, text)
                self.assertFalse(self._propose(line).filtered("sure"))
                line.unlink()
        self.assertEqual(invoice.name, "100234")
        self.assertTrue(self._propose(self._money(100, "Invoice 100234")).sure)

    def test_a_year_and_month_as_a_number(self):
        self._invoice(100, name="202601", partner=self._customer("Daisy Ltd"))
        for text in ("Rent 2026-01", "租金 2026年01月", "20260131"):
            with self.subTest(text=text):
                line = self._money(100, text)
                self.assertFalse(self._propose(line).filtered("sure"))
                line.unlink()
