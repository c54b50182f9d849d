from odoo.tests import BaseCase, tagged

from ....engine.bank.statement import layout, reading, table
from ....engine.bank.statement.records import Limits

BOOKED = "Date,Text,Amount\n2026-01-01,a,10\n2026-01-02,b,20\n"


def read(content):
    rows = reading.open_file(content.encode(), Limits()).rows
    return table.read(rows, layout.guess(rows), table.Style())


@tagged("post_install", "-at_install")
class TestEngineStatementSections(BaseCase):
    """A file of several tables: 10 and 20 are booked, 40 is not."""

    def _amounts(self, content):
        return [line.amount for line in read(content).lines]

    def test_a_repeated_heading_is_no_broken_line(self):
        statement = read("Date,Text,Amount\n2026-01-01,a,10\nDate,Text,Amount\n2026-01-02,b,20\n")
        self.assertEqual([line.amount for line in statement.lines], [10, 20])
        self.assertFalse(statement.broken)

    def test_what_stands_under_pending_is_not_booked(self):
        for title in (
            "Pending transactions", "PENDING", "Pending Transactions (3)", "Authorised transactions", "Not yet posted",
            "Vorgemerkte Umsätze", "Opérations en attente", "Movimientos pendientes", "未入账交易", "待入账明细：",
        ):  # fmt: skip
            for heading in ("", "Date,Text,Amount\n", "Date,Amount,Text\n"):
                row = "2026-01-03,40,c\n" if heading.startswith("Date,Amount") else "2026-01-03,c,40\n"
                statement = read(f"{BOOKED}\n{title}\n{heading}{row}")
                self.assertEqual([line.amount for line in statement.lines], [10, 20], (title, heading))
                self.assertIn("pending", [broken.problem.code for broken in statement.broken])

    def test_what_is_pending_may_stand_first_and_ends_where_booked_lines_begin(self):
        pending = "Pending transactions\nDate,Text,Amount\n2026-01-03,c,40\n"
        self.assertEqual(self._amounts(f"{pending}\nPosted transactions\n{BOOKED}"), [10, 20])
        self.assertEqual(self._amounts(f"{pending}\n{BOOKED}"), [10, 20])
        self.assertEqual(self._amounts(f"{pending}\n{BOOKED.replace('Amount', 'Amount,Balance')}"), [10, 20])
        self.assertEqual(self._amounts("Date,Text,Amount\nPending\n2026-01-03,c,40\nPosted\n2026-01-01,a,10\n"), [10])

    def test_a_title_with_figures_beside_it_and_a_date_that_is_none_are_pending_as_well(self):
        self.assertEqual(self._amounts(f"{BOOKED}Pending transactions,1 line,40.00\n2026-01-03,c,40\n"), [10, 20])
        self.assertEqual(self._amounts(f"{BOOKED}Pending,c,40\n"), [10, 20])

    def test_a_sentence_on_pending_lines_is_no_title(self):
        self.assertEqual(self._amounts(BOOKED.replace("2026-01-02", "Pending items are hidden\n2026-01-02")), [10, 20])

    def test_a_second_table_may_have_other_columns(self):
        content = f"{BOOKED}\nSavings\nDate,Debit,Credit,Text\n2026-01-03,5,,c\n2026-01-04,,7,d\n"
        self.assertEqual(self._amounts(content), [10, 20, -5, 7])

    def test_tables_of_several_accounts_say_of_each_line_whose_it_is(self):
        statement = read(f"Account: 6222001111\n{BOOKED}\nAccount: 6222002222\n{BOOKED}")
        self.assertEqual([line.own_account[-4:] for line in statement.lines], ["1111", "2222", "1111", "2222"])
        self.assertEqual(statement.account, "")

    def test_tables_in_several_currencies_say_of_each_line_which(self):
        statement = read(f"Currency: USD\n{BOOKED}\nCurrency: EUR\n{BOOKED}")
        self.assertEqual([line.currency for line in statement.lines], ["USD", "EUR", "USD", "EUR"])

    def test_a_line_that_the_bank_has_not_booked_says_so_in_any_column(self):
        for header in ("Status", "Text", "备注", "X"):
            for word in ("Pending", "On hold", "Unposted", "未记账", "Vorgemerkt"):
                content = f"Date,{header},Amount\n2026-01-01,ok,10\n2026-01-03,{word},40\n"
                self.assertEqual(self._amounts(content), [10], (header, word))
