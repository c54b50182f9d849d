from odoo.tests import BaseCase, tagged

from ....engine.bank.statement.payer import is_iban
from .statement_common import StatementCommon

OURS, SAVINGS, THEIRS = "DE89370400440532013000", "DE02120300000000202051", "FR7630006000011234567890189"


@tagged("post_install", "-at_install")
class TestStatementImportPayer(StatementCommon):
    """Our own account and our own name are nobody's payer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.sudo().bank_acc_number = OURS
        cls.env["res.partner.bank"].sudo().create(
            {"partner_id": cls.company.partner_id.id, "acc_number": SAVINGS, "acc_holder_name": "We Trading"}
        )

    def _lines(self, *rows, head="Date,Payer,Payer Account,Text,Amount"):
        return self._wizard("\n".join([head, *rows]) + "\n").line_ids.sorted("number")

    def test_our_own_account_number_is_no_name(self):
        for name in (OURS, "DE89 3704 0044 0532 0130 00", "0532013000"):
            self.assertRecordValues(
                self._lines(f"2026-01-31,{name},,Invoice 1,100.00"), [{"name": False, "text": "Invoice 1"}]
            )

    def test_our_own_account_beside_a_customer_leaves_the_customer(self):
        self.assertRecordValues(
            self._lines(f"2026-01-31,Bluebell,{OURS},Invoice 1,100.00"), [{"name": "Bluebell", "account": False}]
        )

    def test_our_own_name_beside_our_own_account_is_no_payer(self):
        for name in (self.company.name, "we trading"):
            self.assertRecordValues(
                self._lines(f"2026-01-31,{name},{OURS},Invoice 1,100.00"), [{"name": False, "account": False}]
            )

    def test_a_column_that_always_has_our_name_names_nobody(self):
        lines = self._lines("2026-01-30,We Trading,,Invoice 1,100.00", "2026-01-31,We Trading,,Invoice 2,50.00")
        self.assertEqual(lines.mapped("name"), [False, False])

    def test_money_from_our_other_account_still_says_so(self):
        lines = self._lines(f"2026-01-30,We Trading,{SAVINGS},Transfer,100.00", "2026-01-31,Bluebell,,Invoice 2,50.00")
        self.assertEqual(lines.mapped("name"), ["We Trading", "Bluebell"])
        self.assertEqual(lines[0].account, SAVINGS)

    def test_an_account_number_in_the_payer_s_place_is_his_account(self):
        self.assertRecordValues(
            self._lines(f"2026-01-31,{THEIRS},,Invoice 1,100.00"), [{"name": False, "account": THEIRS}]
        )
        self.assertRecordValues(self._lines(f"2026-01-31,{SAVINGS},,Transfer,100.00"), [{"name": False}])

    def test_a_name_with_digits_stays_a_name(self):
        self.assertRecordValues(self._lines("2026-01-31,Studio 3000,,Invoice 1,100.00"), [{"name": "Studio 3000"}])

    def test_what_came_under_our_account_number_is_known_again(self):
        content = f"Date,Payer,Text,Amount\n2026-01-31,{OURS},Invoice 1,100.00\n"
        self.assertFalse(self._imported(self._wizard(content)).partner_name)
        self.assertEqual(self._states(self._wizard(content)), ["known"])


@tagged("post_install", "-at_install")
class TestEngineIban(BaseCase):
    def test_an_iban_is_told_by_its_check_digits(self):
        for text, expected in (
            (OURS, True),
            ("de89 3704 0044 0532 0130 00", True),
            (OURS[:-1] + "1", False),
            ("", False),
        ):
            self.assertEqual(is_iban(text), expected, text)
