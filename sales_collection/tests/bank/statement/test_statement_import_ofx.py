from odoo.tests import tagged

from .statement_common import StatementCommon, ofx


@tagged("post_install", "-at_install")
class TestStatementImportOfx(StatementCommon):
    """Fay imports OFX: names as the bank has written them, and no line lost for want of a number."""

    def _payer(self, wizard):
        return wizard.line_ids.filtered(lambda line: line.amount == 100).name

    def test_names_are_in_the_code_page_that_the_file_declares(self):
        wizard = self._wizard(ofx("Façade Garçon").encode("cp1252"), "bank.ofx")
        self.assertEqual((self._payer(wizard), wizard.encoding_found), ("Façade Garçon", "cp1252"))

    def test_the_encoding_that_the_clerk_chooses_counts(self):
        wizard = self._wizard(ofx("上海蓝铃").encode("gbk"), "bank.ofx")
        self.assertNotEqual(self._payer(wizard), "上海蓝铃")
        wizard.encoding = "gb18030"
        wizard.action_read()
        self.assertEqual(self._payer(wizard), "上海蓝铃")

    def test_the_encoding_of_the_bank_s_tables_is_not_that_of_its_ofx_files(self):
        table = "日期,对方户名,金额\n2026-01-15,上海蓝铃,5.00\n".encode("gbk")
        self._imported(self._wizard(table, encoding="gb18030"))
        wizard = self._wizard(ofx("Façade").encode("cp1252"), "bank.ofx")
        self.assertEqual((self._payer(wizard), wizard.encoding), ("Façade", False))

    def test_lines_without_a_number_come_in_once(self):
        line = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260131<TRNAMT>{}<FITID><NAME>{}</STMTTRN>"
        more = line.format("7.00", "Larkspur") + line.format("7.00", "Rose").replace("<FITID>", "")
        wizard = self._wizard(ofx(more=more), "bank.ofx")
        self.assertRecordValues(wizard, [{"good_count": 4, "broken_count": 0}])
        self.assertEqual(sum(self._imported(wizard).mapped("amount")), 93.5)
        self.assertRecordValues(self._wizard(ofx(more=more), "bank.ofx"), [{"good_count": 0, "known_count": 4}])

    def test_what_is_imported_from_two_accounts_of_a_file_has_the_balances_of_its_own(self):
        self.journal.sudo().bank_acc_number = "12345678"
        other = ofx().split("<BANKMSGSRSV1>")[1].split("</BANKMSGSRSV1>")[0].replace("12345678", "87654321")
        content = ofx().replace("</BANKMSGSRSV1>", f"{other}</BANKMSGSRSV1>")
        wizard = self._wizard(content, "bank.ofx", on_broken="good")
        self.assertRecordValues(wizard, [{"good_count": 2, "broken_count": 2}])
        lines = self._imported(wizard)
        self.assertRecordValues(lines.statement_id, [{"balance_start": 920.5, "balance_end_real": 1000}])
