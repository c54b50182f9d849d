import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table
from ....engine.bank.statement.records import Limits, Refused
from .statement_common import CSV, camt, camt_entry, camt_statement, ofx, repacked, xlsx

CHINESE = """交易日期,对方户名,摘要,借方金额,贷方金额,余额
2026年1月30日,上海蓝铃有限公司,货款,,"1,200.00","11,200.00"
2026年1月31日,,手续费,５００.００,,"10,700.00"
合计,,,500.00,"1,200.00",
"""
#: words that a file may have in any of its cells
WORDS = st.text(st.characters(categories=("L", "Nd", "Zs"), max_codepoint=0x9FFF), max_size=15)
MOVES = st.lists(
    st.tuples(st.dates(date(2000, 1, 1), date(2099, 12, 31)), WORDS, st.integers(-(10**9), 10**9).filter(bool)),
    min_size=1,
    max_size=8,
)


def opened(content, limits=None, **options):
    content = content.encode() if isinstance(content, str) else content
    return reading.open_file(content, limits or Limits(), **options)


def lines(content, **options):
    """Return the movements of a file, of its first statement."""
    source = opened(content, **options)
    if source.is_table:
        return table.read(source.rows, layout.guess(source.rows), table.Style()).lines
    return source.statements[0].lines


def amounts(content, **options):
    return [str(line.amount) for line in lines(content, **options)]


@tagged("post_install", "-at_install")
class TestEngineStatementFiles(BaseCase):
    def _refused(self, content, code, limits=None, **options):
        with self.assertRaises(Refused) as caught:
            opened(content, limits, **options)
        self.assertEqual(caught.exception.problem.code, code)

    # -- text --------------------------------------------------------------------------------------

    def test_chinese_files_are_read_in_every_encoding(self):
        for encoding in ("gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
            found = lines(CHINESE.encode(encoding))
            self.assertEqual([line.amount for line in found], [1200, -500], encoding)
            self.assertEqual(found[0].name, "上海蓝铃有限公司", encoding)

    def test_western_umlauts_are_not_taken_for_chinese(self):
        [line] = lines("Buchungstag;Auftraggeber;Betrag\n31.01.2026;Müller & Söhne;1.234,56\n".encode("cp1252"))
        self.assertEqual((line.name, line.amount), ("Müller & Söhne", Decimal("1234.56")))

    def test_what_the_user_says_counts(self):
        text = "Date,Payer,Amount\n2026-01-31,台灣,5.00\n"
        self.assertEqual(lines(text.encode("big5"), encoding="big5")[0].name, "台灣")
        self._refused(text.encode("big5"), "encoding", encoding="utf-8")

    def test_every_separator_is_found(self):
        for separator in ",;\t|":
            self.assertEqual(amounts(CSV.replace(",", separator)), ["100.00", "50.00", "-10.00"], separator)
        self.assertEqual(amounts("Date;Amount\n2026-01-30;1,50\n2026-01-31;2,50\n"), ["1.50", "2.50"])

    def test_a_quotation_mark_too_many_does_not_swallow_lines(self):
        self.assertEqual(amounts(CSV.replace("Invoice 1", '"Pipe 5" long')), ["100.00", "50.00", "-10.00"])

    def test_a_text_over_two_lines_is_one_line(self):
        found = lines(CSV.replace("Invoice 1", '"Invoice\n1"'))
        self.assertEqual([(line.number, line.text) for line in found][:2], [(2, "Invoice 1"), (4, "Invoice 2")])

    @settings(max_examples=30, deadline=None)
    @given(MOVES, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    def test_every_table_that_is_written_is_read_again(self, moves, encoding):
        body = "".join(f'"{day}","{word} 1","{Decimal(cents) / 100:,.2f}"\n' for day, word, cents in moves)
        content = f"日期,摘要,金额\n{body}".encode(encoding)
        # which encoding it was, a short text may not tell: the remembered one does
        found = lines(content, encoding="" if encoding == "utf-16" else encoding.removesuffix("-sig"))
        self.assertEqual(
            sorted((line.date, line.amount) for line in found),
            sorted((day, Decimal(cents) / 100) for day, _word, cents in moves),
        )

    # -- spreadsheets ------------------------------------------------------------------------------

    def test_a_workbook_has_numbers_days_and_empty_columns(self):
        content = xlsx(
            [
                ["某银行"],
                [],
                ["交易时间", None, "摘要", "收入", "支出", "余额"],
                [datetime(2026, 1, 30, 9, 30), None, "货款", 0.1 + 0.2, None, 10.3],
                [46053, None, "手续费", None, "1,000.10", "-989.80"],
                ["合计", None, None, 0.3, 1000.1, None],
            ]
        )
        found = lines(content)
        self.assertEqual([(line.number, str(line.amount)) for line in found], [(4, "0.30"), (5, "-1000.10")])
        self.assertEqual(found[1].date, date(2026, 1, 31))

    def test_a_workbook_that_unpacks_to_gigabytes_is_refused(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 6_000_000)
        self._refused(stream.getvalue(), "bomb", Limits(size=1_000_000))

    def test_a_workbook_that_defines_entities_is_refused(self):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

        def planted(data):
            return data.replace(b"<worksheet", b"<!-- " + b" " * 70_000 + b"-->" + bomb + b"<worksheet", 1)

        content = xlsx([["Date", "Amount"], ["2026-01-31", 5]])
        self._refused(repacked(content, "xl/worksheets/sheet1.xml", planted), "entities")

    def test_a_cell_a_million_rows_down_does_not_fill_the_memory(self):
        content = repacked(
            xlsx([["Date", "Amount"], ["2026-01-31", 5]]),
            "xl/worksheets/sheet1.xml",
            lambda data: data.replace(b'r="2"', b'r="99999999"').replace(b'r="A2"', b'r="A99999999"'),
        )
        self.assertEqual(len(opened(content).rows), 1)

    # -- OFX ---------------------------------------------------------------------------------------

    def test_an_ofx_file_keeps_the_bank_s_day_and_number(self):
        [statement] = opened(ofx()).statements
        self.assertEqual(
            [(str(line.amount), line.date.isoformat(), line.unique_id, line.name) for line in statement.lines],
            [("-20.50", "2026-01-30", "A2", "Fee"), ("100.00", "2026-01-31", "A1", "Bluebell")],
        )
        self.assertEqual((statement.account, statement.currency), ("12345678", "USD"))
        self.assertEqual((statement.opening, statement.closing), (Decimal("920.50"), 1000))

    def test_an_ofx_file_may_be_chinese(self):
        for page, encoding in (("936", "gbk"), ("1252", "utf-8")):
            self.assertEqual(lines(ofx("上海蓝铃有限公司", page).encode(encoding))[-1].name, "上海蓝铃有限公司")

    def test_a_broken_transaction_is_shown_and_then_no_opening_is_claimed(self):
        [statement] = opened(ofx(more="<STMTTRN><DTPOSTED>20260130<TRNAMT>x<FITID>A3</STMTTRN>")).statements
        self.assertEqual((len(statement.lines), statement.broken[0].problem.code), (2, "amount"))
        self.assertIsNone(statement.opening)

    def test_damaged_ofx_is_refused(self):
        self._refused("OFXHEADER:100\n\n<OFX></OFX>", "ofx")
        self._refused("OFXHEADER:100\n\nnothing", "ofx")

    # -- CAMT --------------------------------------------------------------------------------------

    def test_a_camt_statement_of_any_version_is_read(self):
        for version, party in ((2, "<Nm>Bluebell</Nm>"), (8, "<Pty><Nm>Bluebell</Nm></Pty>")):
            details = (
                f"<TxDtls><RltdPties><Dbtr>{party}</Dbtr><DbtrAcct><Id><IBAN>FR1</IBAN></Id></DbtrAcct></RltdPties>"
                "<RmtInf><Ustrd>Invoice</Ustrd><Ustrd>1</Ustrd></RmtInf></TxDtls>"
            )
            entries = [camt_entry("60.00", number="R1", details=details), camt_entry("10.00", "DBIT", status="BOOK")]
            [found] = opened(camt(camt_statement(entries), version=version)).statements
            self.assertEqual([str(line.amount) for line in found.lines], ["60.00", "-10.00"])
            line = found.lines[0]
            self.assertEqual(
                (line.name, line.account, line.text, line.unique_id), ("Bluebell", "FR1", "Invoice 1", "R1")
            )
            self.assertEqual((found.account, found.opening, found.closing), ("DE89370400440532013000", 100, 150))
            self.assertEqual(found.problems(), [])

    def test_a_collected_entry_is_taken_apart_if_its_parts_add_up(self):
        part = "<TxDtls><Amt Ccy='EUR'>{}</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>"
        for parts, expected in ((("20.00", "40.00"), ["20.00", "40.00"]), (("20.00", "30.00"), ["60.00"])):
            entry = camt_entry("60.00", number="R1", details="".join(map(part.format, parts)))
            found = lines(camt(camt_statement([entry])))
            self.assertEqual([str(line.amount) for line in found], expected)
            self.assertEqual(len({line.unique_id for line in found}), len(expected))

    def test_what_is_not_booked_is_no_movement_and_a_missing_direction_is_broken(self):
        entries = [camt_entry("5.00", status="<Cd>PDNG</Cd>"), camt_entry("5.00", side=""), camt_entry("5.005")]
        [found] = opened(camt(camt_statement(entries))).statements
        self.assertEqual([line.problem.code for line in found.broken], ["pending", "direction", "amount_fine"])

    def test_closing_balances_that_do_not_add_up_are_told(self):
        [found] = opened(camt(camt_statement([camt_entry("60.00")]))).statements
        self.assertEqual([(problem.code, problem.value) for problem in found.problems()], [("balance_off", "-10.00")])

    def test_entity_bombs_and_foreign_files_are_refused_and_not_read(self):
        body = "<Document><BkToCstmrStmt><Stmt>&b;</Stmt></BkToCstmrStmt></Document>"
        for entity in ("<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>", "<!ENTITY b SYSTEM 'file:///etc/passwd'>", ""):
            self._refused(f"<?xml version='1.0'?><!DOCTYPE x [{entity}]>{body}", "entities")
        self._refused("<?xml version='1.0'?><!DOCTYPE x SYSTEM 'http://example.com/x.dtd'><x/>", "entities")

    def test_other_xml_and_damaged_xml_are_told_apart(self):
        self._refused("<?xml version='1.0'?><Document><CstmrCdtTrfInitn/></Document>", "not_camt")
        self._refused("<?xml version='1.0'?><Document>", "xml")

    # -- whatever else -----------------------------------------------------------------------------

    def test_empty_large_and_foreign_files_are_refused(self):
        self._refused(b" \n", "empty")
        self._refused(b"%PDF-1.7", "pdf")
        self._refused(b"<!DOCTYPE html><html><table><tr><td>Date</td></tr></table></html>", "html")
        self._refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary")
        self._refused(b"PK\x03\x04 no archive", "table")
        self._refused(b"\xd0\xcf\x11\xe0 no workbook", "table")
        self._refused(b"x" * 11, "too_large", Limits(size=10))

    def test_files_with_too_many_lines_are_refused(self):
        limits = Limits(lines=3)
        many = [["2026-01-31", 5]] * 110
        self._refused("2026-01-31,5\n" * 110, "too_many", limits)
        self._refused(xlsx(many), "too_many", limits)
        self._refused(camt(camt_statement([camt_entry("1.00")] * 4)), "too_many", limits)
        self._refused(ofx(more="<STMTTRN><DTPOSTED>20260130<TRNAMT>1<FITID>A3</STMTTRN>" * 4), "too_many", limits)

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(
            [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<?xml ", b"OFXHEADER:100\n\n<OFX>", b"\xff\xfe", b"Date,"]
        ),
        st.binary(max_size=400),
    )
    def test_whatever_bytes_come_they_are_read_or_refused(self, start, content):
        with suppress(Refused):
            lines(start + content)

    @settings(max_examples=150, deadline=None)
    @given(st.data())
    def test_a_damaged_file_is_read_or_refused(self, data):
        whole = data.draw(
            st.sampled_from(
                [CSV.encode(), CHINESE.encode("gbk"), ofx().encode(), camt(camt_statement([camt_entry("1")]))]
            )
        )
        place = data.draw(st.integers(0, len(whole) - 1))
        with suppress(Refused, IndexError):
            lines(whole[:place] + data.draw(st.binary(max_size=5)) + whole[place + data.draw(st.integers(0, 5)) :])
