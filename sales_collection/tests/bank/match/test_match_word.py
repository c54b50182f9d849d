import re

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ....models.base.compared_sql import clean_sql
from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchWord(MatchCommon):
    """Words at which a clerk stops: who keeps them, and where they are found."""

    def _found(self, kind, text):
        """Return whether a text has a word of a kind, as PostgreSQL and as Python read it."""
        wanted = self.env["collection.match.word"]._pattern(kind)
        [(clean, found)] = self.env.execute_query(
            SQL("SELECT %(text)s, %(text)s ~ %(wanted)s", text=clean_sql(SQL("%s::text", text)), wanted=wanted)
        )
        self.assertEqual(found, bool(re.search(wanted, clean)), "both read it alike")
        return found

    def test_a_word_stands_alone_in_english_and_anywhere_in_chinese(self):
        for kind, text, found in (
            ("deposit", "deposit S00373", True),
            ("deposit", "50% Advance for S00374", True),
            ("deposit", "Rent-Guarantee shop 12", True),
            ("deposit", "Retention 5% INV/2026/00012", True),
            ("deposit", "DÉPOSIT", True),
            ("deposit", "ｄｅｐｏｓｉｔ", True),
            ("deposit", "pre-payment", True),
            ("deposit", "DOWNPAYMENT", True),
            ("deposit", "訂金", True),
            ("deposit", "办公室租赁押金2026", True),
            ("deposit", "履约保证金", True),
            ("deposit", "advanced tools", False),
            ("deposit", "Payment INV/2026/00012", False),
            ("returned", "CHEQUE RETURNED 004711", True),
            ("returned", "charge-back", True),
            ("returned", "CHARGEBACK", True),
            ("returned", "支票退票", True),
            ("other", "Salary June", True),
            ("other", "6月工资", True),
            ("refund", "refund of refund", True),
            ("other", "Salaryman Ltd", False),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._found(kind, text), found)

    def test_a_manager_adds_a_word_and_it_counts(self):
        self.assertFalse(self._found("deposit", "Kaution Halle 3"))
        self.env["collection.match.word"].with_user(self.max).create({"name": "Kaution", "kind": "deposit"})
        self.assertTrue(self._found("deposit", "Kaution Halle 3"))

    def test_an_archived_word_does_not_count(self):
        words = self.env["collection.match.word"].with_user(self.max).search([("kind", "=", "returned")])
        words.action_archive()
        self.assertFalse(self._found("returned", "cheque returned"))

    def test_finance_reads_the_words_and_changes_none(self):
        word = self.env["collection.match.word"].with_user(self.fay).search([], limit=1)
        self.assertTrue(word.name)
        with self.assertRaises(AccessError):
            word.name = "x1"

    def test_a_word_is_there_once_and_says_something(self):
        words = self.env["collection.match.word"]
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            words.create({"name": "DEPOSIT", "kind": "other"})
        with self.assertRaises(ValidationError):
            words.create({"name": "a", "kind": "other"})
