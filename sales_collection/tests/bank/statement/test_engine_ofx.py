from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import reading
from ....engine.bank.statement.records import Limits, Refused

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:{encoding}\nCHARSET:{page}\n\n"
BODY = (
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{currency}<BANKACCTFROM><BANKID>1<ACCTID>12345678</BANKACCTFROM>"
    "<BANKTRANLIST><DTSTART>20260101<DTEND>20260131{lines}</BANKTRANLIST>{balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1>"
    "</OFX>"
)
BALANCE = "<LEDGERBAL><BALAMT>1000.00<DTASOF>20260131</LEDGERBAL>"


def tx(*, amount="<TRNAMT>100.00", day="<DTPOSTED>20260131", number="<FITID>A1", name="<NAME>Bluebell", more=""):
    """Return a movement; each tag may be left out or written in another way."""
    return f"<STMTTRN><TRNTYPE>OTHER{day}{amount}{number}{name}{more}</STMTTRN>"


def statement(*lines, encoding="USASCII", page="1252", coded="cp1252", currency="<CURDEF>USD", balance="", said=""):
    content = HEADER.format(encoding=encoding, page=page) + BODY.format(
        lines="".join(lines), currency=currency, balance=balance
    )
    [found] = reading.open_file(content.encode(coded), Limits(), said).statements
    return found


def line(**tags):
    [found] = statement(tx(**tags)).lines
    return found


@tagged("post_install", "-at_install")
class TestEngineOfx(BaseCase):
    """An OFX file is read as its bank has written it, and what it leaves out breaks no line."""

    # -- characters --------------------------------------------------------------------------------

    def test_the_declared_code_page_comes_first(self):
        for page, coded, name in (
            ("1252", "cp1252", "François Garçon çà"),
            ("1252", "cp1252", "Jürgen Müßig"),
            ("1251", "cp1251", "Синий колокол"),
            ("936", "gbk", "上海蓝铃有限公司"),
            ("950", "big5", "臺灣藍鈴"),
            ("ISO-8859-1", "latin-1", "Peña"),
            ("8859-1", "latin-1", "Peña"),
        ):
            [found] = statement(tx(name=f"<NAME>{name}"), page=page, coded=coded).lines
            self.assertEqual(found.name, name, page)

    def test_what_plainly_is_utf_8_is_read_so_whatever_it_declares(self):
        for page in ("1252", "NONE", ""):
            [found] = statement(tx(name="<NAME>上海蓝铃"), page=page, coded="utf-8").lines
            self.assertEqual(found.name, "上海蓝铃", page)

    def test_a_file_that_declares_nothing_is_looked_at(self):
        [found] = statement(tx(name="<NAME>上海蓝铃有限公司"), page="NONE", coded="gbk").lines
        self.assertEqual(found.name, "上海蓝铃有限公司")

    def test_a_code_page_that_nobody_knows_is_none(self):
        [found] = statement(tx(name="<NAME>Café"), page="KLINGON", coded="cp1252").lines
        self.assertEqual(found.name, "Café")

    def test_what_the_user_says_comes_before_what_is_declared(self):
        [found] = statement(tx(name="<NAME>上海蓝铃"), page="1252", coded="gbk", said="gb18030").lines
        self.assertEqual(found.name, "上海蓝铃")

    def test_marks_at_the_start_of_the_file_count(self):
        for coded in ("utf-8-sig", "utf-16"):
            [found] = statement(tx(name="<NAME>上海蓝铃"), coded=coded).lines
            self.assertEqual(found.name, "上海蓝铃", coded)

    def test_a_character_that_the_code_page_lacks_does_not_stop_the_file(self):
        content = (HEADER.format(encoding="USASCII", page="1252") + BODY).format(
            lines=tx(name="<NAME>Gar?on"), currency="", balance=""
        )
        broken = content.encode("cp1252").replace(b"Gar?on", b"Gar\xe7\x81on")
        [found] = reading.open_file(broken, Limits()).statements
        self.assertTrue(found.lines[0].name.startswith("Garç"))

    # -- what is missing ---------------------------------------------------------------------------

    def test_a_number_that_is_empty_or_missing_breaks_no_line(self):
        for number in ("", "<FITID>", "<FITID></FITID>", "<FITID/>", "<FITID> "):
            found = line(number=number)
            self.assertEqual((found.amount, found.name, found.unique_id), (100, "Bluebell", ""), number)

    def test_lines_without_numbers_are_all_there(self):
        found = statement(tx(number=""), tx(number="<FITID>", name="<NAME>Larkspur"), tx(number="<FITID>A3"))
        self.assertEqual([one.name for one in found.lines], ["Bluebell", "Larkspur", "Bluebell"])

    def test_a_name_that_is_empty_or_missing_breaks_no_line(self):
        for name in ("", "<NAME>", "<NAME></NAME>"):
            found = line(name=name, more="<MEMO>Invoice 1")
            self.assertEqual((found.name, found.text), ("", "Invoice 1"))

    def test_empty_tags_of_whatever_kind_break_no_line(self):
        found = line(more="<CHECKNUM><SIC><REFNUM><MEMO>Invoice 1<X.PRIVATE>")
        self.assertEqual((found.name, found.text, found.reference), ("Bluebell", "Invoice 1", ""))

    def test_a_line_without_kind_is_a_line(self):
        [found] = statement(tx().replace("<TRNTYPE>OTHER", "")).lines
        self.assertEqual(found.amount, 100)

    def test_a_line_that_is_never_closed_ends_where_the_next_begins(self):
        found = statement(tx().replace("</STMTTRN>", ""), tx(amount="<TRNAMT>5.00", number="<FITID>A2"))
        self.assertEqual([(one.amount, one.unique_id) for one in found.lines], [(100, "A1"), (5, "A2")])

    def test_without_currency_account_or_frame_the_lines_are_there(self):
        content = f"OFXHEADER:100\n\n<OFX>{tx()}</OFX>"
        [found] = reading.open_file(content.encode(), Limits()).statements
        self.assertEqual((found.lines[0].amount, found.account, found.currency), (100, "", ""))

    def test_another_day_of_the_line_stands_for_the_one_that_is_missing(self):
        self.assertEqual(line(day="<DTUSER>20260130").date, date(2026, 1, 30))

    def test_without_any_day_or_amount_a_line_is_broken_and_says_what(self):
        found = statement(tx(day=""), tx(amount=""), tx(amount="<TRNAMT>x"))
        self.assertEqual([one.problem.code for one in found.broken], ["date", "no_amount", "amount"])
        self.assertEqual({one.text for one in found.broken}, {"Bluebell"})

    # -- what is written differently ---------------------------------------------------------------

    def test_an_xml_file_is_read_like_the_old_kind(self):
        body = (
            "<?xml version='1.0' encoding='ISO-8859-1'?><?OFX OFXHEADER='200' VERSION='211'?><OFX><STMTRS>"
            "<CURDEF>EUR</CURDEF><BANKACCTFROM><ACCTID>77</ACCTID></BANKACCTFROM><BANKTRANLIST><STMTTRN>"
            "<DTPOSTED>20260131120000.000[-5:EST]</DTPOSTED><TRNAMT>-7.50</TRNAMT><FITID/>"
            "<PAYEE><NAME>Peña &amp; Co</NAME></PAYEE><MEMO><![CDATA[Order <7>]]></MEMO></STMTTRN></BANKTRANLIST>"
            "</STMTRS></OFX>"
        )
        [found] = reading.open_file(body.encode("latin-1"), Limits()).statements
        one = found.lines[0]
        self.assertEqual((found.account, found.currency), ("77", "EUR"))
        self.assertEqual((one.amount, one.name, one.text), (Decimal("-7.50"), "Peña & Co", "Order <7>"))
        self.assertEqual(one.date, date(2026, 1, 31))

    def test_a_name_with_special_characters_is_whole(self):
        for written, name in (
            ("Bell & Sons &lt;South&gt;", "Bell & Sons <South>"),
            ("A<B & 5 > 3", "A<B & 5 > 3"),
            ("1 < 2", "1 < 2"),
        ):
            self.assertEqual(line(name=f"<NAME>{written}").name, name)

    def test_the_longer_name_is_the_name(self):
        self.assertEqual(line(more="<EXTDNAME>Bluebell Trading Limited").name, "Bluebell Trading Limited")

    def test_the_bank_s_day_stays_whatever_the_time_zone(self):
        for written in ("20260131", "20260131233000[+8:CST]", "20260131000000.000[-11:X]", "2026-01-31"):
            self.assertEqual(line(day=f"<DTPOSTED>{written}").date, date(2026, 1, 31), written)

    def test_amounts_are_what_they_say(self):
        for written, expected in (
            ("+1058,53", "1058.53"),
            ("1 025,53", "1025.53"),
            ("-1,234.50", "-1234.50"),
            ("1.234,50", "1234.50"),
            ("12", "12.00"),
        ):
            self.assertEqual(str(line(amount=f"<TRNAMT>{written}").amount), expected, written)

    def test_a_lone_separator_is_no_thousand(self):
        [broken] = statement(tx(amount="<TRNAMT>1,234")).broken
        self.assertEqual(broken.problem.code, "amount_fine")

    def test_a_line_in_another_currency_says_so(self):
        found = line(more="<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY>")
        self.assertEqual(found.currency, "EUR")

    def test_what_is_only_reserved_or_moves_nothing_is_no_movement(self):
        found = statement(tx().replace("OTHER", "HOLD"), tx(amount="<TRNAMT>0.00"), tx(amount="<TRNAMT>null"))
        self.assertEqual(
            [(one.problem.code, one.skipped) for one in found.broken], [("pending", True)] + [("zero", True)] * 2
        )

    def test_a_debit_without_minus_in_a_file_without_any_is_not_taken_for_money_in(self):
        debit = tx(amount="<TRNAMT>30.00").replace("OTHER", "DEBIT")
        credit = tx(amount="<TRNAMT>50.00", number="<FITID>A2").replace("OTHER", "CREDIT")
        found = statement(debit, credit)
        self.assertEqual([one.amount for one in found.lines], [50])
        self.assertEqual([one.problem.code for one in found.broken], ["direction"])
        # a debit that was taken back, among debits with their minus
        minus = tx(amount="<TRNAMT>-30.00", number="<FITID>A3").replace("OTHER", "DEBIT")
        self.assertEqual([one.amount for one in statement(debit, minus).lines], [30, -30])

    # -- statements --------------------------------------------------------------------------------

    def test_balances_are_those_of_the_end_of_the_period(self):
        found = statement(tx(), balance=BALANCE)
        self.assertEqual((found.opening, found.closing), (900, 1000))
        later = statement(tx(), balance=BALANCE.replace("20260131", "20260202"))
        self.assertEqual((later.opening, later.closing), (None, None))

    def test_an_empty_statement_says_so(self):
        found = statement(balance=BALANCE)
        self.assertEqual([problem.code for problem in found.problems()], ["no_movements"])

    def test_an_answer_of_the_bank_without_a_statement_is_an_empty_one(self):
        content = "OFXHEADER:100\n\n<OFX><STMTTRNRS><STATUS><CODE>0<SEVERITY>{}</STATUS></STMTTRNRS></OFX>"
        [found] = reading.open_file(content.format("INFO").encode(), Limits()).statements
        self.assertEqual([problem.code for problem in found.problems()], ["no_movements"])
        with self.assertRaises(Refused):
            reading.open_file(content.format("ERROR").encode(), Limits())

    def test_accounts_and_cards_are_statements_of_their_own(self):
        card = (
            "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR<CCACCTFROM><ACCTID>4000</CCACCTFROM><BANKTRANLIST>"
            f"{tx(amount='<TRNAMT>-3.00')}</BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"
        )
        content = "OFXHEADER:100\n\n" + BODY.format(lines=tx(), currency="<CURDEF>USD", balance="").replace(
            "</OFX>", card
        )
        found = reading.open_file(content.encode(), Limits()).statements
        self.assertEqual([(one.account, one.currency) for one in found], [("12345678", "USD"), ("4000", "EUR")])
        self.assertEqual([one.lines[0].number for one in found], [1, 2])

    def test_a_file_of_shares_is_no_statement_of_account(self):
        content = f"OFXHEADER:100\n\n<OFX><INVSTMTRS><INVTRANLIST>{tx()}</INVTRANLIST></INVSTMTRS></OFX>"
        with self.assertRaises(Refused):
            reading.open_file(content.encode(), Limits())

    def test_a_file_that_is_made_to_harm_is_refused_and_fast(self):
        with self.assertRaises(Refused):
            reading.open_file(f"OFXHEADER:100\n\n<OFX>{'<A>' * 100_000}</A></OFX>".encode(), Limits())
        found = statement(tx(), "<!--" * 100_000, "<![CDATA[" * 100_000, "<a b=" + "\n " * 100_000)
        self.assertEqual(found.lines[0].amount, 100)
