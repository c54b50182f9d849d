from odoo.tests import tagged

from .statement_common import StatementCommon

BOOKED = "Date,Text,Amount\n2026-01-30,a,10.00\n2026-01-31,b,20.00\n"


@tagged("post_install", "-at_install")
class TestStatementImportTables(StatementCommon):
    """Fay imports tables as banks write them: currencies in cells and headers, pending lines, lines that are broken."""

    # -- currencies --------------------------------------------------------------------------------

    def test_only_the_journal_s_currency_is_booked_wherever_the_currency_stands(self):
        euro = self.env.ref("base.EUR").sudo()
        euro.active = True
        journal = self.journal.sudo().copy({"currency_id": euro.id, "code": "EUR"})
        content = "Date,Text,Amount\n2026-01-30,a,EUR 10.00\n2026-01-30,b,USD 20.00\n2026-01-31,c,30.00 £\n"
        wizard = self._wizard(content, journal=journal, on_broken="good")
        self.assertEqual(self._states(wizard), ["good", "broken", "broken"])
        self.assertIn("USD", wizard.line_ids.sorted("number")[1].reason)
        self.assertIn("GBP", wizard.line_ids.sorted("number")[2].reason)
        self.assertEqual(self._imported(wizard).mapped("amount"), [10])

    def test_a_header_in_another_currency_refuses_its_lines(self):
        wizard = self._wizard("Date,Text,Amount (EUR)\n2026-01-30,a,10.00\n")
        self.assertEqual(self._states(wizard), ["broken"])
        self.assertIn("EUR", wizard.line_ids.reason)

    def test_a_dollar_sign_is_the_journal_s_dollar(self):
        wizard = self._wizard("Date,Text,Amount\n2026-01-30,a,$10.00\n2026-01-31,b,¥5.00\n")
        self.assertEqual(self._states(wizard), ["good", "broken"])

    # -- what is not booked ------------------------------------------------------------------------

    def test_pending_lines_are_shown_and_never_imported(self):
        wizard = self._wizard(
            f"{BOOKED}2026-02-31,c,5.00\n\nPending transactions\nDate,Text,Amount\n2026-02-01,d,40.00\n",
            on_broken="good",
        )
        self.assertRecordValues(wizard, [{"good_count": 2, "broken_count": 1, "skipped_count": 2}])
        self.assertEqual(self._imported(wizard).mapped("amount"), [10, 20])

    # -- the good lines alone ----------------------------------------------------------------------

    def test_importing_the_good_lines_says_what_it_does_to_the_balance(self):
        wizard = self._wizard(
            "Date,Text,Amount,Balance\n2026-01-29,a,10.00,110.00\n2026-01-30,b,-x,70.00\n2026-01-31,c,20.00,90.00\n"
        )
        self.assertIn("changes by $\xa030.00 and 1 invalid lines are skipped", wizard.notes)
        self.assertIn("Only one direction is imported: Money in", wizard.notes)
        self.assertIn("differ from the bank balance by $\xa0-\ufeff40.00", wizard.notes)

    def test_without_balances_the_difference_is_what_the_faulty_lines_are(self):
        wizard = self._wizard(f"{BOOKED}2026-01-31,c,-5.00\n2026-02-31,d,5.00\n")
        self.assertIn("changes by $\xa025.00", wizard.notes)
        self.assertIn("by the amount of these lines", wizard.notes)
        self.assertNotIn("Only one direction", wizard.notes)

    def test_a_file_without_a_faulty_line_says_nothing_of_it(self):
        self.assertFalse(self._wizard(BOOKED).notes)
