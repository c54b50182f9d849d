import io

import openpyxl

from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import currencies, layout, reading, table
from ....engine.bank.statement.records import Limits


def read(content):
    rows = reading.open_file(content.encode(), Limits()).rows
    return table.read(rows, layout.guess(rows), table.Style())


@tagged("post_install", "-at_install")
class TestEngineStatementCurrency(BaseCase):
    """In which currency an amount is, wherever the bank writes it: 10 EUR and 20 USD never add up to 30."""

    def test_a_currency_beside_the_amount_is_the_line_s(self):
        for cell, code in (
            ("EUR 10.00", "EUR"), ("10.00 USD", "USD"), ("10.00 £", "GBP"), ("€10.00", "EUR"), ("US$10.00", "USD"),
            ("HK$10.00", "HKD"), ("CHF -10.00", "CHF"), ("10.00 zł", "PLN"), ("₹10.00", "INR"), ("人民币10.00", "CNY"),
            ("10.00美元", "USD"), ("-10.00", ""), ("10.00 CR", ""), ("DR 10.00", ""),
        ):  # fmt: skip
            [line] = read(f"Date;Amount\n2026-01-01;{cell}\n").lines
            self.assertEqual((abs(line.amount), line.currency), (10, code), cell)

    def test_a_sign_of_several_currencies_fits_each_of_them_and_no_other(self):
        for cell, fits, other in (("$10.00", "USD", "EUR"), ("¥10.00", "CNY", "USD"), ("10.00 kr", "SEK", "EUR")):
            [line] = read(f"Date;Amount\n2026-01-01;{cell}\n").lines
            self.assertTrue(currencies.may_be(line.currency, fits), cell)
            self.assertFalse(currencies.may_be(line.currency, other), cell)

    def test_a_currency_in_the_header_is_that_of_all_amounts_below(self):
        for header, code in (
            ("Amount (USD)", "USD"), ("Amount in USD", "USD"), ("USD Amount", "USD"), ("Betrag in EUR", "EUR"),
            ("Montant (€)", "EUR"), ("金额（美元）", "USD"), ("Amount", ""), ("金额(元)", ""),
        ):  # fmt: skip
            [line] = read(f"Date;{header}\n2026-01-01;10.00\n").lines
            self.assertEqual(line.currency, code, header)

    def test_money_in_and_out_have_the_currency_of_their_own_header(self):
        statement = read("Date,Debit (USD),Credit (EUR)\n2026-01-01,30,\n2026-01-02,,50\n")
        self.assertEqual([(line.amount, line.currency) for line in statement.lines], [(-30, "USD"), (50, "EUR")])

    def test_currencies_that_contradict_each_other_are_broken(self):
        statement = read("Date,Amount (EUR),Currency\n2026-01-01,5,USD\n2026-01-02,6,EUR\n2026-01-03,$7,EUR\n")
        self.assertEqual([line.amount for line in statement.lines], [6])
        self.assertEqual([broken.problem.value for broken in statement.broken], ["EUR / USD", "$ / EUR"])

    def test_a_currency_that_only_the_format_of_a_cell_shows_is_the_line_s(self):
        book = openpyxl.Workbook()
        for row in (["Date", "Amount"], ["2026-01-01", 10], ["2026-01-02", 20.5], ["2026-01-03", -1234.567]):
            book.active.append(row)
        for place, style in ((2, "#,##0.00\\ [$€-407]"), (3, '"USD" 0.00'), (4, "[$CHF] 0.00")):
            book.active.cell(place, 2).number_format = style
        stream = io.BytesIO()
        book.save(stream)
        rows = reading.open_file(stream.getvalue(), Limits()).rows
        statement = table.read(rows, layout.guess(rows), table.Style(places=3))
        self.assertEqual(
            [(str(line.amount), line.currency) for line in statement.lines],
            [("10.000", "EUR"), ("20.500", "USD"), ("-1234.567", "CHF")],
        )

    def test_a_dollar_beside_its_code_is_no_contradiction(self):
        [line] = read("Date,Amount,Currency\n2026-01-01,$5,USD\n").lines
        self.assertEqual(line.currency, "USD")
