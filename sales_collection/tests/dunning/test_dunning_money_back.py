from odoo.tests import tagged

from .dunning_charge_common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningMoneyBack(DunningCommon):
    """Credits that went back to the customer cover nothing; an invoice of 100 is overdue all the time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owed = cls._invoice(100, date="2026-01-01", due="2026-03-10")
        cls.euro = cls.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])

    def _cover(self):
        """Return what is said to cover the invoice on the day after its due date, and whether it waits for that."""
        notice = self._prepare("2026-03-11")
        return notice.unmatched, notice.blocker

    def _credit(self, amount=100, **values):
        return self._invoice(amount, move_type="out_refund", **values)

    def _pay_back(self, amount=100, entry=True, **values):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": amount,
                "payment_type": "outbound",
                "partner_type": "customer",
                "journal_id": self.journal.id,
                **values,
            }
        )
        if not entry:
            payment.outstanding_account_id = False
        payment.action_post()
        return payment

    def _on_account(self, line):
        """Book a bank line on the customer's account, as the board does."""
        suspense = line._seek_for_lines()[1]
        suspense.write({"account_id": self.company_data["default_account_receivable"].id})

    def test_a_credit_that_was_paid_back_covers_nothing(self):
        self._credit()
        self._pay_back()
        self.assertEqual(self._cover(), (0, False))

    def test_of_a_credit_paid_back_in_part_the_rest_covers(self):
        self._credit(250)
        self._pay_back(150)
        self.assertEqual(self._cover(), (100, "covered"))

    def test_money_in_and_money_out_on_account_cover_nothing(self):
        self._on_account(self._bank_line(100))
        self._on_account(self._bank_line(-100))
        self.assertEqual(self._cover(), (0, False))

    def test_money_that_went_back_at_the_bank_and_waits_to_be_booked_covers_nothing(self):
        self._credit()
        self._bank_line(-100)
        self.assertEqual(self._cover(), (0, False))

    def test_a_payment_back_that_waits_for_the_bank_is_taken_off_once(self):
        self._credit(200)
        self._pay_back(100)
        self._bank_line(-100)
        self.assertEqual(self._cover(), (100, "covered"))

    def test_a_payment_back_without_an_entry_is_taken_off(self):
        self._credit()
        self._pay_back(entry=False)
        self.assertEqual(self._cover(), (0, False))

    def test_money_to_a_customer_who_also_supplies_may_have_paid_his_bill(self):
        self.customer.supplier_rank = 1
        self._credit()
        self._bank_line(-100)
        self.assertEqual(self._cover(), (100, "covered"))

    def test_more_money_back_than_credit_is_no_money_below_nothing(self):
        self._credit(50)
        self._pay_back(90)
        self._invoice(100, move_type="out_refund", currency_id=self.euro.id)
        self.assertEqual(self._cover(), (200, "covered"))

    def test_money_back_in_one_currency_leaves_a_credit_in_another(self):
        self._credit(50, currency_id=self.euro.id)
        self._pay_back(100)
        self.assertEqual(self._cover(), (100, "covered"))

    def test_another_invoice_is_nothing_that_went_back(self):
        self._credit()
        self._invoice(100, date="2026-03-01", due="2026-05-01")
        self.assertEqual(self._cover(), (100, "covered"))

    def test_money_that_finance_calls_not_ours_covers_nothing(self):
        self._bank_line(100).collection_not_ours = "A refund of the tax office"
        self.assertEqual(self._cover(), (0, False))
