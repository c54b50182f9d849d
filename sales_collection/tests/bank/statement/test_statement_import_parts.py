from odoo.exceptions import UserError
from odoo.tests import tagged

from .statement_common import CSV, StatementCommon, workbook, zipped

HEAD = ["Date", "Text", "Amount"]


@tagged("post_install", "-at_install")
class TestStatementImportParts(StatementCommon):
    """Fay imports workbooks of several sheets, archives, and files of payment services."""

    def _choose(self, wizard, name):
        wizard.part_id = wizard.part_ids.filtered(lambda part: part.name == name)
        wizard.action_read()

    def test_another_sheet_is_chosen_and_imported(self):
        content = workbook(Summary=[["About", "this file"]], Lines=[HEAD, ["2026-01-31", "a", 10]])
        wizard = self._wizard(content, "bank.xlsx")
        self.assertEqual(wizard.part_ids.mapped("name"), ["Summary", "Lines"])
        self.assertIn("The part Summary is shown", wizard.notes)
        self._choose(wizard, "Lines")
        self.assertEqual(wizard.part_id.name, "Lines")
        self.assertEqual(self._imported(wizard).mapped("amount"), [10])

    def test_the_files_of_an_archive_are_imported_one_after_the_other(self):
        content = zipped(a__csv=CSV, b__csv="When,What,Amount\n2026-02-01,b,7.00\n", c__csv=CSV)
        wizard = self._wizard(content, "bank.zip")
        self.assertEqual(self._imported(wizard).mapped("amount"), [100, 50, -10])
        self._choose(wizard, "c.csv")
        self.assertEqual((wizard.good_count, wizard.known_count), (0, 3))
        self._choose(wizard, "b.csv")
        self.assertIn("Select the date column", wizard.notes)

    def test_another_file_has_its_own_sheets(self):
        wizard = self._wizard(zipped(a__csv=CSV, b__csv=CSV), "bank.zip")
        wizard.file = self._wizard(CSV).with_context(bin_size=False).file
        wizard.action_read()
        self.assertFalse(wizard.part_ids)
        self.assertFalse(wizard.part_id)

    def test_a_fee_in_a_column_is_offered_as_a_line_and_the_answer_is_remembered(self):
        content = "Date,Text,Amount,Fee\n2026-01-31,Rose,100.00,3.00\n"
        wizard = self._wizard(content)
        with self.assertRaisesRegex(UserError, "Fees or refunds of -3.00"):
            wizard.action_import()
        wizard.beside = "own"
        wizard.action_read()
        lines = self._imported(wizard)
        self.assertRecordValues(
            lines, [{"amount": 100, "payment_ref": "Rose"}, {"amount": -3, "payment_ref": "Fee Rose"}]
        )
        again = self._wizard(content)
        self.assertRecordValues(again, [{"beside": "own", "questions": False, "known_count": 2}])

    def test_gross_fee_and_net_of_a_payment_service_add_up_to_its_balance(self):
        wizard = self._wizard(
            "Date,Name,Type,Status,Gross,Fee,Net,Balance,Transaction ID\n"
            "2026-01-30,Rose,Payment,Completed,100.00,-3.00,97.00,97.00,P1\n"
            "2026-01-31,Rose,Payment,Pending,40.00,-1.00,39.00,97.00,P2\n"
            "2026-01-31,Rose,Payment Refund,Completed,-100.00,3.00,-97.00,0.00,P3\n"
        )
        self.assertFalse(wizard.questions)
        lines = self._imported(wizard)
        self.assertEqual(lines.mapped("amount"), [100, -3, -100, 3])
        self.assertRecordValues(lines.statement_id, [{"balance_start": 0, "balance_end_real": 0, "is_complete": True}])
