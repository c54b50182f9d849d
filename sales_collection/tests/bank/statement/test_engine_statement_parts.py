import io
import zipfile

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table
from ....engine.bank.statement.records import Limits, Refused
from .statement_common import CSV, camt, camt_entry, camt_statement, ofx, workbook, zipped

HEAD = ["Date", "Text", "Amount"]


@tagged("post_install", "-at_install")
class TestEngineStatementParts(BaseCase):
    """Workbooks of several sheets and archives of several files: one is read, or all that need no columns."""

    def _amounts(self, content, part=""):
        source = reading.open_file(content, Limits(), part=part)
        return [line.amount for line in table.read(source.rows, layout.guess(source.rows), table.Style()).lines]

    def _refused(self, content, limits=None):
        with self.assertRaises(Refused) as caught:
            reading.open_file(content, limits or Limits())
        return caught.exception.problem.code

    def test_the_second_sheet_of_a_workbook_can_be_read(self):
        content = workbook(January=[HEAD, ["2026-01-31", "a", 10]], February=[HEAD, ["2026-02-01", "b", 20]])
        source = reading.open_file(content, Limits())
        self.assertEqual((source.parts, source.part), (("January", "February"), "January"))
        self.assertEqual(self._amounts(content), [10])
        self.assertEqual(self._amounts(content, "February"), [20])

    def test_a_workbook_of_one_sheet_has_no_parts(self):
        self.assertEqual(reading.open_file(workbook(One=[HEAD, ["2026-01-31", "a", 10]]), Limits()).parts, ())

    def test_of_an_archive_of_tables_one_is_read(self):
        content = zipped(b__csv=CSV.replace("100.00,", "200.00,", 1), a__csv=CSV)
        self.assertEqual(reading.open_file(content, Limits()).parts, ("a.csv", "b.csv"))
        self.assertEqual(self._amounts(content), [100, 50, -10])
        self.assertEqual(self._amounts(content, "b.csv"), [200, 50, -10])

    def test_an_archive_of_one_file_is_that_file(self):
        source = reading.open_file(zipped(a__csv=CSV, __MACOSX="x"), Limits())
        self.assertEqual((source.kind, source.parts), ("csv", ()))

    def test_all_statements_of_an_archive_are_read_together(self):
        january, february = (
            camt(camt_statement([camt_entry("50.00", number=number)], name=number)) for number in ("R1", "R2")
        )
        source = reading.open_file(zipped(one__xml=january, two__xml=february), Limits())
        self.assertEqual([statement.name for statement in source.statements], ["R1", "R2"])
        self.assertEqual([line.number for one in source.statements for line in one.lines], [1, 2])
        chosen = reading.open_file(zipped(one__xml=january, two__xml=february), Limits(), part="two.xml")
        self.assertEqual([statement.name for statement in chosen.statements], ["R2"])

    def test_a_workbook_or_an_ofx_file_may_be_in_an_archive(self):
        self.assertEqual(self._amounts(zipped(a__xlsx=workbook(One=[HEAD, ["2026-01-31", "a", 10]]))), [10])
        self.assertEqual(reading.open_file(zipped(a__ofx=ofx()), Limits()).kind, "ofx")

    def test_folders_say_nothing_and_chinese_names_are_read(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("../../etc/一月.csv", CSV)
            archive.writestr("__MACOSX/._x.csv", "x")
            archive.writestr("2026/二月.csv", CSV)
        self.assertEqual(reading.open_file(stream.getvalue(), Limits()).parts, ("一月.csv", "二月.csv"))

    def test_an_archive_that_is_made_to_harm_is_refused(self):
        self.assertEqual(self._refused(zipped(a__csv=zipped(b__csv=CSV))), "archive")
        self.assertEqual(self._refused(zipped(a__csv=" " * 6_000_000), Limits(size=1_000_000)), "bomb")
        self.assertEqual(self._refused(zipped(a__csv=" " * 2_000_000), Limits(size=1_000_000)), "too_large")
        self.assertEqual(self._refused(zipped(**{f"f{number}": "x" for number in range(101)})), "bomb")
        self.assertEqual(self._refused(zipped()), "empty")
        self.assertEqual(self._refused(zipped(a__csv=CSV)[:-30]), "table")
