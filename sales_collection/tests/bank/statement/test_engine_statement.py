from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import identity, layout, table
from ....engine.bank.statement.days import day, day_order
from ....engine.bank.statement.records import Line, Refused, Row
from ....engine.bank.statement.values import Unreadable, amount, currency, decimal_separator, plain

CENTS = st.integers(-(10**12), 10**12)
DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))


def rows(*texts):
    """Return the rows of a table whose cells are separated by ``|``."""
    return [Row(number, [cell.strip() for cell in line.split("|")]) for number, line in enumerate(texts, start=1)]


def read(*texts, **style):
    found = rows(*texts)
    return table.read(found, layout.guess(found), table.Style(**style))


def amounts(statement):
    return [str(line.amount) for line in statement.lines]


@tagged("post_install", "-at_install")
class TestEngineStatement(BaseCase):
    # -- amounts -----------------------------------------------------------------------------------

    def test_amounts_are_read_as_banks_write_them(self):
        for text, meant in (
            ("1,234.00", "1234.00"),
            ("1.234,56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("1'234.56", "1234.56"),
            ("12,34,567.00", "1234567.00"),
            ("1.234.567", "1234567.00"),
            ("（1,234.00）", "-1234.00"),
            ("１２３４．５６", "1234.56"),
            ("￥1,234.56", "1234.56"),
            ("CNY 12.5", "12.50"),
            ("12.5元", "12.50"),
            ("+3.50", "3.50"),
            ("-3.50", "-3.50"),
            ("−3.50", "-3.50"),
            ("3.50-", "-3.50"),
            ("3.50 DR", "-3.50"),
            ("3.50 CR", "3.50"),
            (".5", "0.50"),
            ("0", "0.00"),
            ('="7.10"', "7.10"),
            (1234.1, "1234.10"),
            (0.1 + 0.2, "0.30"),
            (7, "7.00"),
        ):
            self.assertEqual(str(amount(text)), meant, text)

    def test_blank_cells_are_no_amount_and_dashes_neither(self):
        self.assertEqual([amount(text) for text in ("", None, "  ", "-", "--")], [None] * 5)

    def test_what_is_no_amount_is_refused_and_never_guessed(self):
        for text in (
            "abc",
            "1,23,4.00",
            "12,34.00",
            "1.2.3,4",
            "1,234.5.6",
            "12 34",
            "１２a",
            True,
            float("nan"),
            1e300,
        ):
            with self.assertRaises(Unreadable, msg=text):
                amount(text)

    def test_an_amount_finer_than_the_currency_is_refused(self):
        self.assertEqual(amount("1.500"), Decimal(1500))
        with self.assertRaises(Unreadable):
            amount("0.125")
        self.assertEqual(amount("0.125", places=3), Decimal("0.125"))
        self.assertEqual(str(amount("1,234.00", places=0)), "1234")

    def test_a_comma_before_three_digits_is_what_the_column_says(self):
        self.assertEqual(decimal_separator(["1,234", "12.50", "7"]), ".")
        self.assertEqual(decimal_separator(["1.234", "12,50"]), ",")
        self.assertEqual(decimal_separator(["1,234", "1.234"]), "")
        self.assertEqual(decimal_separator(["1,5", "1.5"]), "")
        self.assertEqual(amount("1.234", decimal=",", places=3), Decimal(1234))
        self.assertEqual(amount("1.234", decimal=".", places=3), Decimal("1.234"))
        with self.assertRaises(Unreadable) as caught:
            amount("1.234", places=3)
        self.assertEqual(caught.exception.problem.code, "amount_unclear")

    @given(CENTS, st.sampled_from([",.", ".,"]), st.booleans(), st.booleans())
    def test_whatever_is_written_is_read_again(self, cents, marks, grouped, wide):
        thousands, point = marks
        text = f"{Decimal(cents) / 100:{',' if grouped else ''}.2f}"
        text = text.translate(str.maketrans(",.", thousands + point))
        if wide:
            text = "".join(chr(ord(char) + 0xFEE0) for char in text)
        self.assertEqual(amount(text), Decimal(cents) / 100)

    @given(st.text() | st.integers() | st.floats() | st.none() | st.dates())
    def test_any_cell_is_an_amount_or_refused(self, cell):
        try:
            self.assertIsInstance(amount(cell), Decimal | None)
        except Unreadable as error:
            self.assertTrue(error.problem.code.startswith("amount"))

    # -- days --------------------------------------------------------------------------------------

    def test_days_are_read_as_banks_write_them(self):
        for cell in (
            "20260131",
            "20260131235959",
            "2026/1/31",
            "2026-01-31 23:59:59",
            "2026-01-31T10:00:00+08:00",
            "2026年1月31日",
            "２０２６年０１月３１日",
            "2026.1.31",
            "31.01.2026",
            "31.1.26",
            "31/01/2026",
            "01/31/2026",
            "31-Jan-2026",
            "31 january 2026",
            "Jan 31, 2026",
            "46053",
            46053,
            46053.75,
            20260131,
            datetime(2026, 1, 31, 23),
            date(2026, 1, 31),
        ):
            self.assertEqual(day(cell), date(2026, 1, 31), cell)

    def test_what_is_no_day_is_refused(self):
        for cell in ("", "x", "2026-13-01", "2026-02-30", "31/31/2026", "1234", "99999999", 3, float("inf"), True):
            with self.assertRaises(Unreadable, msg=cell):
                day(cell)

    def test_a_day_that_may_be_another_month_needs_its_column_or_the_user(self):
        for cell in ("03/04/2026", "26-01-31"):
            with self.assertRaises(Unreadable) as caught:
                day(cell)
            self.assertEqual(caught.exception.problem.code, "date_unclear")
        self.assertEqual(day("03/04/2026", "dmy"), date(2026, 4, 3))
        self.assertEqual(day("03/04/2026", "mdy"), date(2026, 3, 4))
        self.assertEqual(day("26-01-31", "ymd"), date(2026, 1, 31))
        self.assertEqual(day("04/04/2026"), date(2026, 4, 4))
        self.assertEqual(day_order(["03/04/2026", "31/01/2026"]), "dmy")
        self.assertEqual(day_order(["03/04/2026", "01/31/2026"]), "mdy")
        self.assertEqual(day_order(["31/01/2026", "01/31/2026"]), "")

    @given(DAYS, st.sampled_from(["%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%d.%m.%Y", "%d %b %Y"]))
    def test_every_day_is_read_again(self, when, style):
        self.assertEqual(day(when.strftime(style)), when)

    @given(st.text() | st.integers() | st.floats() | st.none(), st.sampled_from(["", "ymd", "dmy", "mdy"]))
    def test_any_cell_is_a_day_or_refused(self, cell, order):
        try:
            self.assertIsInstance(day(cell, order), date)
        except Unreadable as error:
            self.assertTrue(error.problem.code.startswith("date"))

    def test_words_lose_what_spreadsheets_and_banks_put_around_them(self):
        self.assertEqual(plain('="0012"'), "0012")
        self.assertEqual(plain("\ufeff  ＡＢＣ\t公司　上海 "), "ABC 公司 上海")
        self.assertEqual(plain(12.0), "12")
        self.assertEqual([currency(text) for text in ("人民币", "rmb", "eur", "￥")], ["CNY", "CNY", "EUR", "¥"])

    # -- the columns -------------------------------------------------------------------------------

    def test_headers_are_known_in_chinese_english_and_german(self):
        for header, roles in (
            (
                "交易日期|摘要|借方发生额(元)|贷方发生额(元)|账户余额|对方户名|对方账号|交易流水号",
                "date text money_out money_in balance name account unique_id",
            ),
            ("交易时间|收/支|金额（元）|交易对方|备注|交易单号", "date direction amount name text unique_id"),
            ("Date|Description|Paid In|Paid Out|Balance", "date text money_in money_out balance"),
            ("Booking Date|Value Date|Amount|Currency|Payer|Reference", "date  amount currency name reference"),
            ("Buchungstag|Verwendungszweck|Betrag|Saldo", "date text amount balance"),
            ("交易日期[ Transaction Date ]|交易金额[ Trade Amount ]", "date amount"),
        ):
            found = layout.guess(rows("ABC Bank", header))
            self.assertEqual([column.role for column in found.columns], roles.split(" "), header)
            self.assertEqual(found.header, 1)

    def test_an_amount_beside_money_in_and_out_is_not_read_twice(self):
        found = layout.guess(rows("日期|借/贷|金额|收入|支出"))
        self.assertEqual([column.role for column in found.columns], ["date", "", "", "money_in", "money_out"])

    def test_what_was_chosen_before_counts_in_place_of_the_words(self):
        found = layout.guess(rows("Title", "When|Date|Amount"), {"When": "date", "Amount": "amount"})
        self.assertEqual([column.role for column in found.columns], ["date", "", "amount"])

    def test_without_headers_columns_have_letters_and_the_day_is_found(self):
        found = layout.guess(rows("abc|2026-01-31|5.00", "def|2026-02-01|6.00"))
        self.assertEqual(
            [(column.name, column.role) for column in found.columns], [("A", ""), ("B", "date"), ("C", "")]
        )
        chosen = layout.at(rows("abc|2026-01-31|5.00"), 0, {"B": "date", "C": "amount"})
        self.assertEqual((chosen.header, chosen.complete()), (-1, True))

    def test_columns_after_z_have_two_letters(self):
        self.assertEqual([layout.letter(index) for index in (0, 25, 26, 701, 702)], ["A", "Z", "AA", "ZZ", "AAA"])

    # -- the lines ---------------------------------------------------------------------------------

    def test_titles_and_totals_are_told_from_movements(self):
        found = read(
            "某银行账户明细",
            "账号: 6222 0000 1111 | 币种: 人民币",
            "日期|摘要|借方金额|贷方金额|余额",
            "2026-01-30|手续费|10.00||990.00",
            "2026-01-31|货款||100.00|1,090.00",
            "合计||10.00|100.00|",
            "以上数据仅供参考",
        )
        self.assertEqual(amounts(found), ["-10.00", "100.00"])
        self.assertEqual((found.account, found.currency), ("6222 0000 1111", "CNY"))
        self.assertEqual((found.opening, found.closing), (1000, 1090))
        self.assertEqual(
            [(line.number, line.problem.code, line.skipped) for line in found.broken][0], (6, "total", True)
        )
        self.assertEqual([line.problem.code for line in found.broken], ["total", "note"])
        self.assertEqual(found.problems(), [])

    def test_a_broken_line_has_its_number_and_its_reason(self):
        found = read(
            "Date|Text|In|Out",
            "2026-01-31|good|1.00|",
            "2026-02-31|no such day|1.00|",
            "2026-01-31|no amount||",
            "2026-01-31|both|1.00|2.00",
            "2026-01-31|letters|abc|",
            "2026-01-31|shifted|1|234.00||x",
        )
        self.assertEqual(
            [(line.number, line.problem.code) for line in found.broken],
            [(3, "date"), (4, "no_amount"), (5, "both"), (6, "amount"), (7, "too_wide")],
        )
        self.assertEqual(amounts(found), ["1.00"])

    def test_a_line_that_moves_nothing_is_left_out(self):
        found = read("Date|Amount", "2026-01-31|0.00", "2026-01-31|5.00")
        self.assertEqual((amounts(found), found.broken[0].problem.code), (["5.00"], "zero"))

    def test_money_out_may_have_its_minus_already(self):
        self.assertEqual(amounts(read("Date|In|Out", "2026-01-31||-5.00", "2026-01-31||-6.00")), ["-5.00", "-6.00"])
        self.assertEqual(amounts(read("Date|In|Out", "2026-01-31||5.00", "2026-01-31||-6.00")), ["-5.00", "6.00"])

    def test_the_direction_may_stand_in_a_column(self):
        found = read("日期|收/支|金额", "2026-01-31|收入|5.00", "2026-01-31|支出|6.00", "2026-01-31|?|7.00")
        self.assertEqual((amounts(found), found.broken[0].problem.code), (["5.00", "-6.00"], "direction"))
        self.assertEqual(amounts(read("Date|Amount|D/C", "2026-01-31|-5.00|D", "2026-01-31|6.00|C")), ["-5.00", "6.00"])

    def test_lines_come_oldest_first_those_of_a_day_as_the_balances_say(self):
        found = read("Date|Amount|Balance", "2026-01-31|3.00|16.00", "2026-01-31|2.00|13.00", "2026-01-31|1.00|11.00")
        self.assertEqual((amounts(found), found.opening), (["1.00", "2.00", "3.00"], 10))
        found = read("Date|Amount", "2026-02-02|2.00", "2026-02-01|1.00")
        self.assertEqual((amounts(found), found.opening), (["1.00", "2.00"], None))

    def test_balances_that_do_not_follow_are_told(self):
        found = read("Date|Amount|Balance", "2026-01-30|1.00|11.00", "2026-01-31|2.00|14.00")
        self.assertEqual([problem.code for problem in found.problems()], ["balance_gap", "balance_off"])

    def test_the_balance_before_a_part_of_the_lines(self):
        found = read("Date|Amount|Balance", "2026-01-29|1|11", "2026-01-30|2|13", "2026-01-31|3|16")
        self.assertEqual((found.before({2, 3, 4}), found.before({3})), (10, 11))

    def test_without_day_or_amount_nothing_is_read(self):
        with self.assertRaises(Refused):
            read("Name|Town", "a|b")

    # -- the same line again -----------------------------------------------------------------------

    def _line(self, **values):
        return Line(**{"number": 1, "date": date(2026, 1, 31), "amount": Decimal("5.00"), "text": "Rent", **values})

    def _keys(self, lines):
        return [mark.key for mark in identity.marks(lines)]

    def test_lines_that_are_alike_have_keys_of_their_own_and_keep_them(self):
        one, other = self._line(), self._line(text="Fee")
        keys = self._keys([one, one, other])
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual(set(self._keys([other, one, one])), set(keys))
        self.assertEqual(self._keys([self._line(number=9, amount=Decimal(5), text="RENT ")]), keys[:1])

    def test_the_bank_s_number_tells_whatever_else_has_changed(self):
        one = self._line(unique_id="A1")
        self.assertEqual(self._keys([one]), self._keys([self._line(unique_id="A1", text="Rent January")]))
        fee = self._line(unique_id="A1", amount=Decimal("-0.50"))
        self.assertNotEqual(self._keys([one]), self._keys([fee]))

    def test_an_iban_is_the_account_that_it_ends_with(self):
        for one, other, same in (
            ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000", True),
            ("DE89370400440532013000", "0532013000", True),
            ("6222****1234", "6222 0000 1111 1234", True),
            ("6222****1234", "6222 0000 1111 1235", False),
            ("DE89370400440532013000", "DE02120300000000202051", False),
            ("12345678", "2345678", False),
        ):
            self.assertEqual(identity.same_account(one, other), same, (one, other))
