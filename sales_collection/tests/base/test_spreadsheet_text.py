import base64
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl

from odoo.http import Request
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import file_path

from ...engine.base.xlsx import LONGEST, Book
from ...reports.incentive.collection_incentive_xlsx import workbook
from ..bank.reconcile.reconcile_common import ReconcileCommon
from ..incentive.incentive_common import IncentiveCommon

#: what a spreadsheet program computes, opens or loads where it is no text
NASTY = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com","x")',
    '=IMPORTXML("http://example.com","//a")',
    "http://example.com",
    "mailto:a@example.com",
    "internal:Sheet1!A1",
    "{=1+1}",
    "123",
    "<f>1+1</f>",
    "_x0041_",
)


def formulas(content):
    """Return the formulas, and the links, that are anywhere in a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    return re.findall(r"<f[ >].*?</f>|<hyperlink .*?>|TargetMode=.External.", "".join(parts))


def cells(content):
    """Return all cells that are not empty."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@tagged("post_install", "-at_install")
class TestBook(BaseCase):
    """The one place where workbooks are written."""

    def test_text_is_text_and_numbers_are_numbers(self):
        book = Book()
        sheet = book.add_worksheet("One")
        for row, value in enumerate(NASTY):
            sheet.write_string(row, 0, value)
            sheet.write_number(row, 1, 5.5)
        content = book.content()
        self.assertEqual(formulas(content), [])
        found = openpyxl.load_workbook(io.BytesIO(content))["One"]
        self.assertEqual({(cell.data_type, cell.hyperlink) for cell in found["A"]}, {("s", None)})
        self.assertEqual([cell.value.replace("_x000D_", "\r") for cell in found["A"]], list(NASTY))
        self.assertEqual({cell.value for cell in found["B"]}, {5.5})

    def test_text_that_no_cell_holds_is_cut_or_replaced(self):
        book = Book()
        sheet = book.add_worksheet("One")
        for row, value in enumerate(("x" * 40_000, "a\x00\x07\x1bb", "a\ud800b", "a\ufffeb", False, None)):
            sheet.write_string(row, 0, value)
        found = openpyxl.load_workbook(io.BytesIO(book.content()))["One"]
        values = [found.cell(row, 1).value for row in range(1, 5)]
        self.assertEqual(values, ["x" * LONGEST, "a\ufffd\ufffd\ufffdb", "a\ufffdb", "a\ufffdb"])

    def test_sheets_have_names_that_programs_take(self):
        book = Book()
        for name in ("a[b]:*?/\\c", "x" * 40, "x" * 40, "Same", "same", "", "'q'", "::"):
            book.add_worksheet(name)
        names = openpyxl.load_workbook(io.BytesIO(book.content())).sheetnames
        self.assertEqual(len({name.casefold() for name in names}), 8)
        self.assertFalse(
            [name for name in names if not name or len(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name)]
        )

    def test_nothing_else_writes_workbooks(self):
        root = Path(file_path("sales_collection/__manifest__.py")).parent
        for path in root.rglob("*.py"):
            if "tests" not in path.parts and path.name != "xlsx.py":
                self.assertNotRegex(path.read_text(), r"xlsxwriter\.Workbook|openpyxl\.Workbook|csv\.writer", path)


@tagged("post_install", "-at_install")
class TestSpreadsheetText(ReconcileCommon, HttpCase):
    """What people named and wrote, in the spreadsheets that leave the house."""

    def test_the_summary_of_a_reconciliation(self):
        for number, text in enumerate(NASTY):
            self._bank_line(10 + number, date="2026-02-05", payment_ref=text, partner_name=text)
        invoice = self._invoice(300, partner=self.env["res.partner"].create({"name": NASTY[0]}))
        self._receipt(300, invoice, partner_id=invoice.partner_id.id, submit=True)
        self.reconcile.action_close()
        content = base64.b64decode(self.reconcile.spreadsheet)
        self.assertEqual(formulas(content), [])
        found = cells(content)
        self.assertLessEqual({"=1+1", "@SUM(1)", "123"}, {cell.value for cell in found if cell.data_type == "s"})
        self.assertLessEqual({10, 11, 300}, {cell.value for cell in found if cell.data_type == "n"})

    def test_any_name_of_a_journal_is_downloaded(self):
        self.journal.sudo().name = 'a?b#c%2e/../\\"\r\nX: y<b>'
        url = self.reconcile.action_spreadsheet()["url"]
        self.fay.sudo().password = "fay-download"
        self.authenticate("fay", "fay-download")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(cells(answer.content))
        self.assertNotIn("X", answer.headers)

    def test_the_template_of_targets(self):
        self.team.sudo().name = NASTY[0]
        self.amy.sudo().login = NASTY[7]
        wizard = self.env["collection.target.import"].with_user(self.max).with_company(self.company).create({})
        content = base64.b64decode(wizard.template)
        self.assertEqual(formulas(content), [])
        self.assertLessEqual({NASTY[0], NASTY[7]}, {cell.value for cell in cells(content)})

    def test_a_list_that_is_exported_as_csv_has_no_formulas(self):
        """Odoo puts an apostrophe before them; in its own XLSX it does not."""
        partner = self.env["res.partner"].create({"name": "=1+1"})
        receipt = self._receipt(300, self._invoice(300, partner=partner), partner_id=partner.id, reference="+1+1")
        self.amy.sudo().password = "amy-export"
        self.amy.sudo().group_ids += self.env.ref("base.group_allow_export")
        self.authenticate("amy", "amy-export")
        data = {
            "model": "collection.receipt",
            "fields": [{"name": "partner_id/name", "label": "C", "type": "char"}, {"name": "reference", "label": "R"}],
            "ids": receipt.ids,
            "domain": [],
            "import_compat": False,
        }
        answer = self.url_open(
            "/web/export/csv", data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        )
        self.assertIn('"\'=1+1","\'+1+1"', answer.text)


@tagged("post_install", "-at_install")
class TestIncentiveText(IncentiveCommon):
    def test_incentives_for_payroll(self):
        plan = self._plan(self._rate(1), users=[self.amy], name=NASTY[6])
        self.customer.name, self.amy.sudo().name = NASTY[0], NASTY[7]
        self._pay(self._invoice(1000), date="2026-01-10")
        self._compute(plan, "2026-01-31")
        content = workbook(self._statement().with_user(self.max))
        self.assertTrue(all(re.match(r"<f>SUM\([A-Z]\d+:[A-Z]\d+\)</f>", one) for one in formulas(content)))
        texts = {cell.value for cell in cells(content) if cell.data_type == "s"}
        self.assertLessEqual({NASTY[0], NASTY[6], NASTY[7]}, texts)
