from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .statement_common import StatementCommon

KNOWN = "Date,Type,Amount\n2026-01-30,DEBIT,30\n2026-01-31,CREDIT,50\n"
UNKNOWN = "Date,Kind,Amount\n2026-01-30,Foo,30\n2026-01-31,Bar,50\n"


@tagged("post_install", "-at_install")
class TestStatementImportDirection(StatementCommon):
    """Fay imports files that say in words which way the money went; what they do not tell, she is asked."""

    def _say(self, wizard, **meanings):
        """Say as in the browser what words mean."""
        with Form(wizard) as form:
            for index, word in enumerate(wizard.word_ids):
                with form.word_ids.edit(index) as line:
                    line.meaning = meanings[word.name]
        wizard.action_read()

    def test_a_debit_in_words_goes_out(self):
        wizard = self._wizard(KNOWN)
        self.assertRecordValues(wizard, [{"money_in": 50, "money_out": -30, "questions": False}])
        self.assertEqual(sum(self._imported(wizard).mapped("amount")), 20)

    def test_words_that_nobody_knows_stop_the_import_until_they_are_explained(self):
        wizard = self._wizard(UNKNOWN, on_broken="good")
        self.assertIn("bar, foo", wizard.questions)
        with self.assertRaisesRegex(UserError, "whether these words mean"):
            wizard.action_import()
        self._say(wizard, foo="out", bar="in")
        self.assertFalse(wizard.questions)
        self.assertEqual(self._imported(wizard).mapped("amount"), [-30, 50])

    def test_what_words_mean_is_remembered_for_the_journal(self):
        wizard = self._wizard(UNKNOWN)
        self._say(wizard, foo="out", bar="in")
        self._imported(wizard)
        again = self._wizard("Date,Kind,Amount\n2026-02-01,Foo,7\n2026-02-01,Foo,8\n")
        self.assertRecordValues(again, [{"money_out": -15, "questions": False}])
        other = self._wizard("Date,Kind,Amount\n2026-02-01,Foo,7\n2026-02-01,Baz,8\n")
        self.assertIn("baz", other.questions)

    def test_words_may_say_nothing_or_that_nothing_moved(self):
        wizard = self._wizard(UNKNOWN)
        self._say(wizard, foo="none", bar="written")
        self.assertEqual(self._states(wizard), ["skipped", "good"])
        self.assertEqual(self._imported(wizard).amount, 50)

    def test_a_minus_that_may_mean_two_things_is_asked_about_and_remembered(self):
        content = "Date,Debit,Credit\n2026-01-01,30,\n2026-01-02,-50,\n2026-01-03,-20,\n"
        wizard = self._wizard(content)
        with self.assertRaisesRegex(UserError, "sign convention"):
            wizard.action_import()
        wizard.signs = "word"
        wizard.action_read()
        self.assertEqual(self._imported(wizard).mapped("amount"), [-30, 50, 20])
        self.assertEqual(self._wizard(content.replace("2026-01", "2026-02")).signs, "word")

    def test_the_balances_decide_and_it_is_told(self):
        wizard = self._wizard(
            "Date,Debit,Credit,Balance\n2026-01-01,30,,70\n2026-01-02,-50,,120\n2026-01-03,-20,,140\n"
        )
        self.assertIn("direction follows the balances", wizard.notes)
        self.assertEqual(sum(self._imported(wizard).mapped("amount")), 40)

    def test_the_clerk_turns_the_sign_of_all_amounts(self):
        wizard = self._wizard("Date,Text,Amount\n2026-01-30,Card,30\n2026-01-31,Refund,-5\n")
        wizard.signs = "turned"
        wizard.action_read()
        self.assertEqual(self._imported(wizard).mapped("amount"), [-30, 5])

    def test_a_column_that_was_not_found_may_be_named(self):
        wizard = self._wizard("Date,Text,Flag,Amount\n2026-01-30,a,Foo,30\n2026-01-31,b,Bar,-50\n")
        self.assertFalse(wizard.word_ids)
        with Form(wizard) as form, form.column_ids.edit(2) as line:
            line.role = "direction"
        wizard.action_read()
        self.assertEqual(wizard.word_ids.mapped("name"), ["bar", "foo"])
        self._say(wizard, foo="out", bar="out")
        wizard.signs = "word"
        wizard.action_read()
        self.assertEqual(self._imported(wizard).mapped("amount"), [-30, 50])

    def test_a_missing_word_is_a_word_that_can_be_explained(self):
        content = "Date,Text,Amount,Type\n2026-01-29,a,30,\n2026-01-30,b,50,Credit\n2026-01-31,c,20,\n"
        wizard = self._wizard(content)
        with Form(wizard) as form, form.word_ids.edit(0) as line:
            line.meaning = "out"
        wizard.action_read()
        self.assertEqual(self._imported(wizard).mapped("amount"), [-30, 50, -20])
        self.assertFalse(self._wizard(content.replace("2026-01", "2026-02")).questions)

    def test_another_file_begins_with_its_own_words(self):
        wizard = self._wizard(UNKNOWN)
        wizard.file = self._wizard(KNOWN).with_context(bin_size=False).file
        wizard.action_read()
        self.assertEqual(wizard.word_ids.mapped("name"), ["credit", "debit"])
