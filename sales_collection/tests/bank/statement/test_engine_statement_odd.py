from datetime import UTC, date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import identity, layout, reading, table
from ....engine.bank.statement.records import Limits, Line, Refused
from .statement_common import camt, camt_entry, camt_statement, xlsx


def read(content, **options):
    """Return the first statement of a file."""
    source = reading.open_file(content.encode() if isinstance(content, str) else content, Limits(), **options)
    if source.is_table:
        return table.read(source.rows, layout.guess(source.rows), table.Style())
    return source.statements[0]


def part(amount, name, more="", code="EUR"):
    """Return a transaction of a collected entry, as older versions write it: without a direction of its own."""
    return (
        f"<TxDtls><AmtDtls><TxAmt><Amt Ccy='{code}'>{amount}</Amt></TxAmt></AmtDtls>"
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>{more}</TxDtls>"
    )


@tagged("post_install", "-at_install")
class TestEngineStatementOdd(BaseCase):
    """Files as clerks really have them."""

    # -- headers -----------------------------------------------------------------------------------

    def test_a_header_in_two_rows_says_which_way_the_money_went(self):
        content = xlsx(
            [
                ["账户明细"],
                ["交易日期", "发生额", None, "余额", "摘要"],
                [None, "借方", "贷方"],
                [datetime(2026, 3, 1), None, 1000, 1000, "货款"],
                [datetime(2026, 3, 2), 200, None, 800, "手续费"],
            ]
        )
        statement = read(content)
        self.assertEqual([line.amount for line in statement.lines], [1000, -200])
        self.assertFalse(statement.broken)

    def test_a_header_in_two_rows_is_found_again_by_its_lower_row(self):
        rows = reading.open_file(b"Date,Amount,\n,Debit,Credit\n2026-03-01,5,\n", Limits()).rows
        found = layout.at(rows, 2, {"Debit": "money_out"})
        self.assertEqual([column.role for column in found.columns], ["date", "money_out", "money_in"])

    def test_brackets_say_which_way_the_money_went_and_what_was_booked_counts(self):
        statement = read(
            "交易日期,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),记账金额(支出),记账币种\n"
            "2026-03-01,10.00,,美元,72.00,,人民币\n2026-03-02,,5.00,人民币,,5.00,人民币\n"
        )
        self.assertEqual([(line.amount, line.currency) for line in statement.lines], [(72, "CNY"), (-5, "CNY")])

    def test_a_tab_before_each_comma_does_not_separate(self):
        statement = read('交易日期\t,摘要\t,金额\t,户名\t\n2026-03-01\t,货款\t,"1,000.00"\t,甲公司\t\n')
        self.assertEqual([(line.amount, line.text) for line in statement.lines], [(1000, "货款")])

    def test_a_workbook_has_no_more_columns_than_are_filled(self):
        content = xlsx([["Date", "Amount", "Text"], ["2026-03-01", 5, "a", "a note beside it"]])
        source = reading.open_file(content, Limits())
        self.assertEqual(len(layout.guess(source.rows).columns), 4)
        self.assertEqual([line.amount for line in read(content).lines], [5])

    def test_a_header_above_the_table_is_no_account_number(self):
        self.assertEqual(read("Account,Description\nDate,Amount\n2026-03-01,5.00\n").account, "")

    # -- rows --------------------------------------------------------------------------------------

    def test_totals_between_the_lines_are_no_movements(self):
        statement = read(
            "日期,收入,支出,余额,摘要\n2026-03-01,50.00,,150.00,货款\n本日合计,50.00,0.00,150.00,\n"
            "2026-03-02,,30.00,120.00,合计货款\n2026-03-31,50.00,,120.00,本月合计\n2026-03-31,50.00,30.00,120.00,累计：\n"
        )
        self.assertEqual([line.amount for line in statement.lines], [50, -30])
        self.assertEqual({broken.problem.code for broken in statement.broken}, {"total"})

    def test_days_are_read_with_short_years_and_without_separators(self):
        for text in (
            "1-Mar-26",
            "01 Mar 26",
            "01MAR2026",
            "1mar26",
            "26年3月1日",
            "20260301 101112",
            "20260301 10:11:12",
        ):
            [line] = read(f"Date,Amount\n{text},5.00\n").lines
            self.assertEqual(line.date, date(2026, 3, 1), text)

    def test_amounts_with_a_side_or_a_currency_are_read(self):
        for text, meant in (
            ("CR 5.00", "5.00"), ("DR5.00", "-5.00"), ("5.00借", "-5.00"), ("贷方 5.00", "5.00"), ("5.00 H", "5.00"),
            ("5,00 S", "-5.00"), ("HK$5.00", "5.00"), ("人民币5.00元", "5.00"), ("-5.00人民币", "-5.00"),
        ):  # fmt: skip
            [line] = read(f"Date;Amount\n2026-03-01;{text}\n").lines
            self.assertEqual(str(line.amount), meant, text)

    def test_a_minus_beside_debit_is_no_second_one_and_beside_credit_a_riddle(self):
        for text in ("-5.00 DR", "(5.00) DR", "(-5.00)", "5.00- D"):
            [line] = read(f"Date,Amount\n2026-03-01,{text}\n").lines
            self.assertEqual(line.amount, -5, text)
        [broken] = read("Date,Amount\n2026-03-01,-5.00 CR\n").broken
        self.assertEqual(broken.problem.code, "amount")

    def test_what_cannot_be_opened_says_why(self):
        protected = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        for content, code in ((protected, "password"), (b":20:STARTUMSE\n:25:1/2\n", "mt940")):
            with self.assertRaises(Refused) as caught:
                read(content)
            self.assertEqual(caught.exception.problem.code, code)

    # -- CAMT --------------------------------------------------------------------------------------

    def test_a_collected_entry_is_taken_apart_where_its_parts_have_no_direction(self):
        details = part("20.00", "Bluebell") + part("30.00", "Larkspur")
        for side, sign in (("CRDT", 1), ("DBIT", -1)):
            lines = read(camt(camt_statement([camt_entry("50.00", side, "R1", details)]), version=2)).lines
            self.assertEqual([line.amount for line in lines], [20 * sign, 30 * sign])
        self.assertEqual(
            [line.name for line in read(camt(camt_statement([camt_entry("50", "CRDT", "R", details)]))).lines],
            ["Bluebell", "Larkspur"],
        )

    def test_parts_in_another_currency_do_not_take_an_entry_apart(self):
        details = part("20.00", "Bluebell", code="USD") + part("30.00", "Larkspur", code="USD")
        [line] = read(camt(camt_statement([camt_entry("50.00", "CRDT", "R1", details)]))).lines
        self.assertEqual((line.amount, line.currency), (50, "EUR"))

    def test_money_that_goes_back_names_who_had_paid_it(self):
        entry = camt_entry("50.00", "DBIT", "R1", part("50.00", "Bluebell")).replace(
            "<Sts>", "<RvslInd>true</RvslInd><Sts>"
        )
        [line] = read(camt(camt_statement([entry]))).lines
        self.assertEqual((line.amount, line.name), (-50, "Bluebell"))

    # -- what is the same --------------------------------------------------------------------------

    def test_what_banks_write_without_a_number_is_none(self):
        for text in ("", "NONREF", "NotProvided", "000", "-", "n/a", "-1", "NULL", "2.02611E+27", "2,02611E+27"):
            self.assertEqual(identity.bank_number(text), "", text)
        for text in ("0017", "E27", "5E10", "NO17"):
            self.assertEqual(identity.bank_number(text), text)

    def test_a_number_that_a_spreadsheet_has_kept_as_an_amount_is_none(self):
        rows = [["Date", "Amount", "Transaction ID"], ["2026-03-01", 5, 2.0261100000000012e27], ["2026-03-01", 6, 17.0]]
        self.assertEqual([line.unique_id for line in read(xlsx(rows)).lines], ["", "17"])

    def test_two_words_that_agree_make_lines_the_same_and_one_without_contradiction(self):
        for other, same in (
            (("Fee", "", "", ""), True),
            (("fee", "Bank", "", ""), True),
            (("Fee", "Else", "", ""), False),
            (("Else", "Bank", "DE 1", ""), True),
            (("", "", "", ""), False),
        ):
            self.assertEqual(identity.same_words(("Fee", "Bank", "DE1", ""), other), same, other)

    def test_other_importers_know_a_line_by_journal_account_and_number(self):
        day = date(2026, 3, 1)
        moment = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
        self.assertEqual(identity.number_of_others("A1", day, 7, "DE 89", False), "DE89-7-A1")
        self.assertEqual(identity.number_of_others("A1", day, 7, "", True), f"7-A1-{moment}")
        self.assertEqual(identity.number_of_others("NONREF", day, 7, "DE89", False), "")

    def test_a_number_on_two_days_tells_nothing_so_that_each_line_has_a_key_that_comes_again(self):
        lines = [
            Line(number, date(2026, 3, day), Decimal(5), unique_id="B7") for number, day in ((1, 1), (2, 2), (3, 2))
        ]
        keys = [mark.key for mark in identity.marks(lines)]
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual([mark.key for mark in identity.marks(lines)], keys)

    def test_a_german_bank_without_umlauts_names_payer_currency_and_own_account(self):
        statement = read(
            "Auftragskonto;Buchungstag;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Betrag;Waehrung;Info\n"
            "DE02;30.01.26;Rechnung 1;Meier;10,00;EUR;Umsatz gebucht\n"
        )
        self.assertEqual(
            [(line.own_account, line.name, line.amount, line.currency) for line in statement.lines],
            [("DE02", "Meier", 10, "EUR")],
        )

    def test_a_running_balance_may_be_abbreviated(self):
        statement = read(
            "Date,Description,Amount,Running Bal.\n01/31/2026,Beginning balance as of 01/31/2026,,5.00\n"
            "01/31/2026,Invoice 1,10.00,15.00\n"
        )
        self.assertEqual([(line.amount, line.balance) for line in statement.lines], [(10, 15)])

    # -- what a wrong sum would come from ----------------------------------------------------------

    def test_a_refund_among_what_went_out_does_not_turn_the_signs_of_the_others(self):
        columns = read("Date,Debit,Credit\n2026-01-01,-100,\n2026-01-02,-50,\n2026-01-03,30,\n2026-01-03,,70\n")
        directed = read("Date,Amount,DC\n2026-01-01,-100,D\n2026-01-02,-50,D\n2026-01-03,30,D\n2026-01-03,70,C\n")
        for statement in (columns, directed):
            self.assertEqual([line.amount for line in statement.lines], [-100, -50, 30, 70])
        red_letter = read("日期,借方金额,贷方金额\n2026-01-01,100,\n2026-01-03,-30,\n")
        self.assertEqual([line.amount for line in red_letter.lines], [-100, 30])

    def test_what_the_bank_shows_without_booking_it_is_no_movement(self):
        german = read(
            "Buchungsdatum;Status;Verwendungszweck;Betrag\n30.01.26;Gebucht;Rechnung 1;10,00\n"
            "31.01.26;Vorgemerkt;Rechnung 2;20,00\n"
        )
        english = read(
            "Date,Description,Amount,State\n2026-01-30,One,10.00,COMPLETED\n2026-01-31,Two,20.00,PENDING\n"
            "2026-01-31,Three,40.00,REVERTED\n"
        )
        chinese = read("日期,摘要,金额,状态\n2026-01-30,货款,10,交易成功\n2026-01-31,货款,20,交易关闭\n")
        for statement in (german, english, chinese):
            self.assertEqual([line.amount for line in statement.lines], [10])
            self.assertEqual({broken.problem.code for broken in statement.broken}, {"pending"})

    def test_a_balance_with_a_day_and_an_amount_is_no_movement(self):
        statement = read(
            "Date,Text,Amount\n2026-02-01,Opening Balance,5.00\n2026-02-03,Invoice 1,6.00\n"
            "2026-02-28,Closing Balance,11.00\n"
        )
        self.assertEqual([line.amount for line in statement.lines], [6])

    def test_a_currency_is_found_beside_its_name(self):
        statement = read("日期,金额,币种\n2026-01-01,5,人民币(CNY)\n2026-01-02,5,RMB人民币\n2026-01-03,5,人民币\n")
        self.assertEqual([line.currency for line in statement.lines], ["CNY", "CNY", "CNY"])
