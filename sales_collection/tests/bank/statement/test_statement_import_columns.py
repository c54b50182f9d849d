from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .statement_common import CSV, StatementCommon, ofx, xlsx

ODD = "When;What;How much\n31.01.2026;Invoice 1;1.234,00\n01.02.2026;Invoice 2;5,00\n"


@tagged("post_install", "-at_install")
class TestStatementImportColumns(StatementCommon):
    """What the columns mean: guessed, corrected by the clerk, remembered for the journal."""

    def _assign(self, wizard, **roles):
        """Say as in the browser what columns mean."""
        with Form(wizard) as form:
            for index, column in enumerate(wizard.column_ids):
                if column.name.replace(" ", "_") in roles:
                    with form.column_ids.edit(index) as line:
                        line.role = roles[column.name.replace(" ", "_")]
        wizard.action_read()

    def _format(self):
        return self.env["collection.statement.format"].search([("journal_id", "=", self.journal.id)])

    def test_columns_that_nobody_knows_are_asked_for(self):
        wizard = self._wizard(ODD)
        self.assertIn("Select the date column", wizard.notes)
        self.assertEqual(wizard.column_ids.mapped("name"), ["A", "B", "C"])
        wizard.header_row = 1
        wizard.action_read()
        self.assertEqual(wizard.column_ids.mapped("name"), ["When", "What", "How much"])
        self.assertIn("31.01.2026", wizard.column_ids[0].sample)
        with self.assertRaisesRegex(UserError, "nothing to import"):
            wizard.action_import()

    def test_what_the_clerk_says_is_read_and_remembered(self):
        wizard = self._wizard(ODD)
        wizard.header_row = 1
        wizard.action_read()
        self._assign(wizard, When="date", What="text", How_much="amount")
        self.assertEqual(self._imported(wizard).mapped("amount"), [1234, 5])
        self.assertEqual(self._format()._roles(), {"When": "date", "What": "text", "How much": "amount"})
        again = self._wizard("Title\n\n" + ODD.replace("Invoice 2", "Invoice 3"))
        self.assertRecordValues(again, [{"good_count": 1, "known_count": 1, "header_row": 3}])

    def test_a_table_without_headers_is_remembered_by_its_letters(self):
        wizard = self._wizard("2026-01-31,Invoice 1,5.00\n2026-02-01,Invoice 2,6.00\n")
        self._assign(wizard, B="text", C="amount")
        self.assertEqual(self._imported(wizard).mapped("payment_ref"), ["Invoice 1", "Invoice 2"])
        again = self._wizard("2026-02-02,Invoice 3,7.00\n")
        self.assertRecordValues(again, [{"good_count": 1, "header_row": 0, "money_in": 7}])

    def test_other_columns_than_last_time_are_told(self):
        self._imported(self._wizard(CSV))
        wizard = self._wizard(CSV.replace("Payer", "Name"))
        self.assertIn("Missing: Payer", wizard.notes)
        self.assertEqual(wizard.known_count, 3)

    def test_the_clerk_s_choice_of_day_and_month_is_remembered(self):
        content = "Date,Text,Amount\n03/04/2026,Rent,-5.00\n"
        wizard = self._wizard(content)
        self.assertIn("Select the date order", wizard.shown_line_ids.reason)
        wizard.date_order = "dmy"
        wizard.action_read()
        self.assertEqual(str(self._imported(wizard).date), "2026-04-03")
        self.assertEqual(str(self._wizard(content.replace("Rent", "Fee")).date_from), "2026-04-03")

    def test_finance_corrects_the_remembered_format(self):
        self._imported(self._wizard(CSV))
        balance = self._format().with_user(self.fay).column_ids.filtered(lambda column: column.role == "balance")
        balance.unlink()
        self.assertFalse(self._wizard(CSV.replace("Invoice", "Order")).column_ids[-1].role)

    def test_two_columns_cannot_both_be_the_amount(self):
        wizard = self._wizard(CSV)
        with self.assertRaisesRegex(UserError, "Amount, Balance"):
            self._assign(wizard, Balance="amount")

    def test_two_columns_may_both_be_text(self):
        wizard = self._wizard(CSV)
        self._assign(wizard, Payer="text")
        self.assertEqual(self._imported(wizard)[0].payment_ref, "Bluebell Ltd Invoice 1")

    def test_a_workbook_of_a_chinese_bank_is_read_as_it_is(self):
        content = xlsx(
            [
                ["某银行账户交易明细"],
                ["账号：", "6222000011112222", "币种：", "美元"],
                ["交易日期", "借方发生额", "贷方发生额", "余额", "对方户名", "摘要", "交易流水号"],
                ["20260131", "", "1,200.00", "2,200.00", "上海蓝铃有限公司", "货款", "F001"],
                ["20260131", "0.50", "", "2,199.50", "", "手续费", "F002"],
                ["合计", "0.50", "1,200.00", "", "", "", ""],
            ]
        )
        wizard = self._wizard(content, "明细.xlsx")
        self.assertEqual(self._states(wizard), ["good", "good", "skipped"])
        lines = self._imported(wizard)
        self.assertRecordValues(
            lines, [{"amount": 1200, "partner_name": "上海蓝铃有限公司"}, {"amount": -0.5, "partner_name": False}]
        )
        self.assertRecordValues(lines.statement_id, [{"balance_start": 1000, "balance_end_real": 2199.5}])

    def test_ofx_and_camt_need_no_columns(self):
        wizard = self._wizard(ofx(), "bank.ofx")
        self._imported(wizard)
        self.assertFalse(wizard.column_ids)
        self.assertFalse(self._format())

    def test_of_a_table_with_several_own_accounts_only_the_journal_s_lines_are_imported(self):
        content = (
            "Account,Date,Amount,Counterparty account,Balance\n6222001,2026-01-30,100.00,777,100.00\n"
            "6222002,2026-01-30,50.00,778,900.00\n6222001,2026-01-31,-10.00,779,90.00\n"
        )
        wizard = self._wizard(content)
        self.assertEqual(set(wizard.line_ids.mapped("state")), {"broken"})
        self.assertIn("several accounts", wizard.line_ids[0].reason)
        self.journal.sudo().bank_acc_number = "6222001"
        wizard = self._wizard(content, on_broken="good")
        self.assertEqual(wizard.line_ids.sorted("number").mapped("state"), ["good", "broken", "good"])
        self.assertFalse(wizard.account_mismatch)
        self.assertEqual(self._imported(wizard).mapped("amount"), [100, -10])

    def test_an_account_that_is_the_only_one_may_be_the_payer_s(self):
        self.journal.sudo().bank_acc_number = "6222001"
        wizard = self._wizard("Account,Date,Amount\n777,2026-01-30,100.00\n778,2026-01-30,50.00\n")
        self.assertEqual(wizard.line_ids.mapped("state"), ["good", "good"])
        self.assertFalse(wizard.column_ids.filtered(lambda column: column.name == "Account").role)
