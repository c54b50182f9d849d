from odoo import Command
from odoo.tests import tagged

from .match_common import MatchCommon

#: what a line says that comes from the customer's own account, with the amount of his only open invoice, and what the
#: clerk says to it; empty where he books it without a question
SAID = [
    # the plain ones
    ("Payment {number}", ""),
    ("货款 {number}", ""),
    ("Thank you for the goods", ""),
    ("货款", ""),
    ("Our payment of {amount}", ""),
    ("本次付款 {amount} 元整", ""),
    # paid twice
    ("Payment {paid}", "which is paid"),
    ("再付 {paid}", "which is paid"),
    ("{number} and {paid}", "which is paid"),
    ("Invoice {paid_digits}", "which is paid"),
    # what is named is no open invoice
    ("Invoice {draft}", "which is a draft"),
    ("Invoice {cancelled}", "which is cancelled"),
    ("发票 {cancelled}", "which is cancelled"),
    ("Less credit note {credit_note}", "credit note"),
    ("冲减 {credit_note}", "credit note"),
    ("for {quotation}", "quotation"),
    ("报价单 {quotation}", "quotation"),
    ("order {order}", "order"),
    ("订单 {order}", "order"),
    # deposits, advances, guarantees
    ("deposit {order}", "a deposit or advance"),
    ("50% advance for {order}", "a deposit or advance"),
    ("Down payment", "a deposit or advance"),
    ("Rent guarantee shop 12", "a deposit or advance"),
    ("5% retention released", "a deposit or advance"),
    ("办公室押金", "a deposit or advance"),
    ("订金 {order}", "a deposit or advance"),
    ("预付货款", "a deposit or advance"),
    ("质保金", "a deposit or advance"),
    # money that came back
    ("CHEQUE RETURNED 004711", "a returned payment"),
    ("chargeback card 4711", "a returned payment"),
    ("支票退票", "a returned payment"),
    ("转账退回", "a returned payment"),
    ("Refund of your refund", "a refund"),
    ("退款", "a refund"),
    # other money
    ("Salary Cornflower June", "salary"),
    ("6月工资", "工资"),
    ("Own transfer between accounts", "own transfer"),
    ("内部转账", "内部转账"),
    ("Card settlement less fee", "card settlement"),
    ("刷卡结算净额", "刷卡结算"),
    ("Loan repayment", "loan"),
    ("归还借款", "借款"),
    # parts
    ("2nd instalment of the machine", "a part payment"),
    ("机器分期款", "a part payment"),
    ("2nd instalment {number}", ""),
    # another month
    ("Rent October", "another month"),
    ("Fee for 2025-10", "another month"),
    ("Last month", ""),
    ("10月份货款", "another month"),
    ("十月租金", "another month"),
    ("Rent October {number}", ""),
    ("Sent 1 Feb", ""),
    ("2月1日付款", ""),
    # another amount, another currency
    ("Payment of 5,222.22", "another amount"),
    ("付款 5222.22 元", "another amount"),
    ("EUR 50.00 for goods", "another currency"),
    ("欧元 50.00", "another currency"),
]


@tagged("post_install", "-at_install")
class TestMatchClerk(MatchCommon):
    """What a careful clerk stops at in the text of a bank line, and what he does not (docs/matching-rules.md)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = []
        for place, (text, doubt) in enumerate(SAID):
            customer = cls._customer(
                f"Cornflower {'ABCDEFGH'[place // 8]}{'ABCDEFGH'[place % 8]}", account=f"NL{place:012d}"
            )
            invoice = cls._invoice(1000 + place, date="2026-01-05", partner=customer)
            said = text.format(number=invoice.name, amount=f"{1000 + place:,}.00", **cls._named(text, customer))
            line = cls._money(1000 + place, said, account_number=f"NL{place:012d}")
            cls.rows.append((said, doubt, line))
        cls._propose()

    @classmethod
    def _named(cls, text, customer):
        """Return the numbers of other documents of the customer that a text names."""
        return {
            name: make(customer)
            for name, make in (
                ("paid", cls._paid),
                ("paid_digits", lambda one: cls._paid(one).partition("/")[2].replace("/", "")),
                ("draft", lambda one: cls._drafted(one)),
                ("cancelled", lambda one: cls._drafted(one, cancel=True)),
                ("credit_note", cls._credited),
                ("quotation", lambda one: cls._ordered(one).name),
                ("order", lambda one: cls._ordered(one, confirm=True).name),
            )
            if f"{{{name}}}" in text
        }

    @classmethod
    def _paid(cls, customer):
        invoice = cls._invoice(300, date="2026-01-02", partner=customer)
        cls._match(cls._bank_line(300, partner=customer), cls._receivable(invoice))
        return invoice.name

    @classmethod
    def _drafted(cls, customer, cancel=False):
        invoice = cls._invoice(300, partner=customer)
        invoice.button_draft()
        if cancel:
            invoice.button_cancel()
        return invoice.name

    @classmethod
    def _credited(cls, customer):
        invoice = cls._invoice(300, partner=customer)
        return invoice._reverse_moves([{"invoice_date": "2026-01-03"}], cancel=True).name

    @classmethod
    def _ordered(cls, customer, confirm=False):
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [Command.create({"product_id": cls.service.id, "price_unit": 700})],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def test_what_the_text_says(self):
        for said, doubt, line in self.rows:
            with self.subTest(text=said):
                match = self.matches.search([("line_ids.statement_line_id", "=", line.id)])
                self.assertEqual(len(match), 1)
                self.assertEqual(match.sure, not doubt, match.reasons)
                self.assertIn(doubt, match.reasons)
