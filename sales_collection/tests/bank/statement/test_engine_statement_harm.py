import io
import random
import time
import tracemalloc
import zipfile

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table, workbook
from ....engine.bank.statement.records import Limits, Refused
from ....engine.bank.statement.values import LONGEST
from ....engine.base.xlsx import Book
from .statement_common import CSV, camt, camt_entry, camt_statement, ofx, repacked
from .statement_common import workbook as made

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
ROW = '<row r="1"><c r="A1"><v>5</v></c></row>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def changed(part, text):
    """Return a workbook in which a part is this."""
    book = Book()
    book.add_worksheet("One").write_string(0, 0, "Date")
    return repacked(book.content(), part, lambda _data: text)


def sheet(rows, behind=""):
    return changed(SHEET, f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{behind}</worksheet>")


@tagged("post_install", "-at_install")
class TestEngineStatementHarm(BaseCase):
    """Files that are made to fill the memory or to take hours are refused at once, in a word."""

    def _opened(self, content, limits=None):
        """Return how a file is refused, or how many lines were found; never more than a few seconds later."""
        content = content.encode() if isinstance(content, str) else content
        begun = time.process_time()
        try:
            source = reading.open_file(content, limits or Limits())
            found = source.statements
            if source.is_table:
                found = [table.read(source.rows, layout.guess(source.rows), table.Style())]
            return sum(len(one.lines) for one in found)
        except Refused as refused:
            return refused.problem.code
        finally:
            self.assertLess(time.process_time() - begun, 20)

    def _peak(self, content):
        """Return the outcome and how many MB were taken for it."""
        tracemalloc.start()
        try:
            return self._opened(content), tracemalloc.get_traced_memory()[1] / 1e6
        finally:
            tracemalloc.stop()

    # -- archives and workbooks --------------------------------------------------------------------

    def test_an_archive_of_very_many_files_is_not_listed(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for number in range(6000):
                archive.writestr(str(number), b"")
        self.assertEqual(self._opened(stream.getvalue()), "bomb")
        with self.assertRaises(Refused):
            workbook.rows_of_xlsx(stream.getvalue(), Limits())

    def test_a_workbook_of_very_many_elements_is_not_built_up(self):
        many = 200_000
        for name, content in (
            ("cells in a row", sheet('<row r="1">' + "<c/>" * many + "</row>")),
            ("cells under another prefix", sheet('<x:row xmlns:x="u">' + "<x:c/>" * many + "</x:row>")),
            ("merged cells", sheet(ROW, "<mergeCells>" + "<mergeCell/>" * many + "</mergeCells>")),
            ("elements in each other", sheet("<a>" * many)),
            ("styles", changed(STYLES, f"<styleSheet {MAIN}><cellXfs>" + "<xf/>" * many + "</cellXfs></styleSheet>")),
            ("names", changed(BOOK, f"<workbook {MAIN}><definedNames>" + "<a/>" * many + "</definedNames></workbook>")),
            ("a comment", sheet("<!--" + "x" * 3_000_000 + "-->" + ROW)),
            ("an attribute", sheet('<row r="' + "1" * 3_000_000 + '"/>')),
        ):
            with self.subTest(name):
                outcome, peak = self._peak(content)
                self.assertEqual(outcome, "bomb")
                self.assertLess(peak, 40)

    def test_a_workbook_of_more_rows_or_texts_than_excel_has_is_not_built_up(self):
        for content in (
            sheet("<row/>" * 1_100_000),
            changed(STRINGS, f"<sst {MAIN}>" + "<si/>" * 1_100_000 + "</sst>"),
        ):
            self.assertEqual(self._opened(content), "bomb")

    def test_sheets_that_are_one_part_count_each_time(self):
        many = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 200))
        relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        book = f"<workbook {MAIN} {relations}><sheets>{many}</sheets></workbook>"
        self.assertEqual(self._opened(repacked(sheet("<row/>" * 100_000), BOOK, lambda _data: book)), "bomb")

    def test_a_workbook_has_no_more_sheets_than_any_statement(self):
        self.assertEqual(self._opened(made(**{f"S{number}": [["a"]] for number in range(256)})), "bomb")

    def test_entities_are_found_in_any_part_of_any_name_and_encoding(self):
        for name, part, text in (
            ("sheet", SHEET, f'{LAUGHS}<worksheet {MAIN}><sheetData><row r="1"/></sheetData></worksheet>'),
            ("utf-16", SHEET, ('<?xml version="1.0" encoding="utf-16"?>' + LAUGHS + "<worksheet/>").encode("utf-16")),
            ("relations", "xl/_rels/workbook.xml.rels", LAUGHS + "<Relationships/>"),
            ("types", "[Content_Types].xml", LAUGHS + "<Types/>"),
        ):
            with self.subTest(name):
                self.assertEqual(self._opened(changed(part, text)), "entities")
        # a part may have any name; what it is, another part says
        hidden = changed(STRINGS, f"{LAUGHS}<sst {MAIN}><si><t>&b;</t></si></sst>")
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(hidden)) as source, zipfile.ZipFile(stream, "w") as target:
            for name in source.namelist():
                data = source.read(name).replace(b"Strings.xml", b"Strings.bin")
                target.writestr(name.replace("Strings.xml", "Strings.bin"), data)
        self.assertEqual(self._opened(stream.getvalue()), "entities")

    def test_a_dimension_without_end_costs_nothing(self):
        rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Date</t></is></c></row>'
        content = changed(
            SHEET, f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
        )
        outcome, peak = self._peak(content)
        self.assertEqual(outcome, "no_columns")
        self.assertLess(peak, 20)

    # -- text --------------------------------------------------------------------------------------

    def test_lines_without_end_and_without_number_are_refused(self):
        limits = Limits(lines=1000)
        for content, code in (
            (b"Date,Amount\n" + b"\n" * 20_000, "too_many"),
            (b'Date,Amount\n"' + b"\n" * 20_000, "too_many"),
            (b'a,"b"c\n' + b"\r" * 20_000, "too_many"),
            (b"ab," * 500_000, "table"),
            (b"Date,Amount\n2026-01-31," + b"1" * 2_000_000, "table"),
            (CSV.encode("utf-32"), "binary"),
            (b"Date,Amount\n2026-01-31,\x005\n", "binary"),
        ):
            self.assertEqual(self._opened(content, limits), code, content[:30])

    def test_rubbish_is_refused_or_has_no_lines(self):
        noise = random.Random(7)
        for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml version='1.0'?>", b"<OFX>"):
            self.assertIn(type(self._opened(start + noise.randbytes(300_000))), (str, int))

    def test_a_long_text_is_cut(self):
        content = f"Date,Text,Amount\n2026-01-31,{'x' * 50_000},5.00\n"
        source = reading.open_file(content.encode(), Limits())
        [line] = table.read(source.rows, layout.guess(source.rows), table.Style()).lines
        self.assertEqual(len(line.text), LONGEST)

    def test_what_is_no_amount_is_told_at_once(self):
        for cell in ("(" * 30_000 + "1" * 30_000, "1 1-" * 15_000 + "x", "1" * 50_000, "1,1." * 10_000):
            self.assertEqual(self._opened("Date,Text,Amount\n" + f'2026-01-31,a,"{cell}"\n' * 15), 0)

    def test_thousands_of_headings_and_of_rows_of_words_are_no_tables(self):
        self.assertEqual(self._opened("Date,Text,Amount\n" * 20_000 + "2026-01-31,a,5.00\n"), 1)
        words = "".join(f"{','.join(f'w{chr(97 + place % 26)}' for place in range(60))}\n" for _row in range(20_000))
        self.assertEqual(self._opened("Date,Text,Amount\n2026-01-31,a,5.00\n" + words), 1)

    def test_closed_trades_of_one_amount_are_not_all_compared(self):
        rows = "".join(
            f"2026-01-{1 + n % 28:02},A{n},交易关闭,5.00\n2026-01-31,refund B{n},ok,5.00\n" for n in range(9000)
        )
        self.assertEqual(self._opened("Date,Text,Status,Amount\n" + rows), 9000)

    # -- XML and OFX -------------------------------------------------------------------------------

    def test_an_entry_of_very_many_parts_is_looked_through_once(self):
        detail = "<TxDtls><Amt Ccy='EUR'>1.00</Amt></TxDtls>"
        entry = camt_entry("5000.00", details=detail).replace(
            "</NtryDtls>", "</NtryDtls>" + f"<NtryDtls>{detail}</NtryDtls><a/>" * 4999
        )
        self.assertEqual(self._opened(camt(camt_statement([entry]))), 5000)

    def test_texts_of_an_entry_without_number_are_not_all_compared(self):
        texts = "".join(f"<Ustrd>text {number}</Ustrd>" for number in range(60_000))
        entry = camt_entry("5.00", details=f"<TxDtls><RmtInf>{texts}</RmtInf></TxDtls>")
        [statement] = reading.open_file(camt(camt_statement([entry])), Limits()).statements
        self.assertLessEqual(len(statement.lines[0].text), LONGEST)

    def test_amounts_beyond_all_measure_break_their_line_only(self):
        charged = "<Chrgs><Rcrd><Amt>1E999999</Amt></Rcrd></Chrgs>"
        details = f"<TxDtls><Amt Ccy='EUR'>1.00</Amt>{charged}</TxDtls>" * 2
        entries = [camt_entry(amount) for amount in ("1E999999999", "1E-999999", "9" * 5000, "NaN", "Infinity", "5.00")]
        content = camt(camt_statement([*entries, camt_entry("2.00", details=details)], opening="1E999999"))
        [statement] = reading.open_file(content, Limits()).statements
        self.assertEqual([line.amount for line in statement.lines], [5])
        self.assertEqual({line.problem.code for line in statement.broken}, {"amount"})

    def test_statements_without_number_are_refused(self):
        limits = Limits(lines=100)
        empty = "<?xml version='1.0'?><Document><BkToCstmrStmt>" + "<Stmt/>" * 101 + "</BkToCstmrStmt></Document>"
        self.assertEqual(self._opened(empty, limits), "too_many")
        self.assertEqual(self._opened("<OFX>" + "<STMTRS>x" * 101, limits), "too_many")
        entry = camt_entry("5.00", details="<TxDtls/>" * 101)
        self.assertEqual(self._opened(camt(camt_statement([entry])), limits), "too_many")

    def test_a_code_page_that_makes_no_text_is_none(self):
        for page in ("zlib", "base64", "hex", "idna", "undefined", "rot13", "a:" * 900):
            self.assertEqual(self._opened(ofx(page=page).encode() + b"\xff"), 2, page)

    def test_tags_without_number_are_not_built_up(self):
        for content in ("<OFX>" + "<A>" * 31_000, "<OFX>" + "<A></A>" * 16_000):
            self.assertEqual(self._opened(content, Limits(lines=1000)), "too_many")
        outcome, peak = self._peak("<OFX><STMTRS><MEMO>" + "< x" * 300_000)
        self.assertEqual(outcome, 0)
        self.assertLess(peak, 20)

    def test_nothing_outside_of_the_file_is_included(self):
        include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
        [statement] = reading.open_file(camt(camt_statement([], name=include)), Limits()).statements
        self.assertEqual(statement.name, "")
        [statement] = reading.open_file(ofx(name=include).encode(), Limits()).statements
        self.assertNotIn("root:", str(statement.lines))
