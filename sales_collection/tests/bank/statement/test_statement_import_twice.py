import base64

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...base.concurrency_common import ConcurrencyCommon
from .statement_common import CSV, StatementCommon, ofx

TWINS = "Date,Text,Amount\n2026-01-31,Card,-2.50\n2026-01-31,Card,-2.50\n2026-01-31,Card,-2.50\n"


@tagged("post_install", "-at_install")
class TestStatementImportTwice(StatementCommon):
    """The same line is there once, however often its file comes."""

    def test_the_same_file_a_second_time_brings_nothing(self):
        self._imported(self._wizard(CSV))
        wizard = self._wizard(CSV)
        self.assertRecordValues(wizard, [{"good_count": 0, "known_count": 3}])
        with self.assertRaisesRegex(UserError, "3 lines are already recorded"):
            wizard.action_import()

    def test_a_longer_file_brings_what_is_new_and_begins_where_that_begins(self):
        self._imported(self._wizard(CSV))
        wizard = self._wizard(CSV + "2026-02-01,Rose Ltd,Invoice 3,5.00,1145.00\n")
        self.assertFalse(wizard.notes)
        line = self._imported(wizard)
        self.assertRecordValues(line, [{"amount": 5, "payment_ref": "Invoice 3"}])
        self.assertRecordValues(line.statement_id, [{"balance_start": 1140, "is_complete": True, "is_valid": True}])

    def test_lines_that_are_alike_are_all_there_and_the_same_ones_come_again(self):
        self.assertEqual(self._imported(self._wizard(TWINS)).mapped("amount"), [-2.5] * 3)
        wizard = self._wizard(TWINS + "2026-01-31,Card,-2.50\n")
        self.assertRecordValues(wizard, [{"good_count": 1, "known_count": 3}])

    def test_the_bank_s_number_tells_though_the_text_has_changed(self):
        self._imported(self._wizard(ofx(), "bank.ofx"))
        wizard = self._wizard(ofx("Bluebell Trading"), "bank.ofx")
        self.assertRecordValues(wizard, [{"good_count": 0, "known_count": 2}])

    def test_a_number_twice_in_a_file_is_one_line(self):
        content = (
            "Date,Text,Amount,Transaction ID\n2026-01-31,a,5.00,X1\n2026-01-31,A,5.00,X1\n2026-01-31,fee,-1.00,X1\n"
        )
        wizard = self._wizard(content)
        self.assertEqual(self._states(wizard), ["good", "twice", "good"])
        self.assertEqual(self._imported(wizard).mapped("amount"), [5, -1])

    def test_another_journal_has_its_own_lines(self):
        self._imported(self._wizard(CSV))
        other = self.journal.sudo().copy({"code": "BNK9"})
        self.assertEqual(self._wizard(CSV, journal=other).good_count, 3)

    def test_a_deleted_line_may_come_again(self):
        lines = self._imported(self._wizard(CSV))
        lines.statement_id.unlink()
        lines[0].unlink()
        self.assertRecordValues(self._wizard(CSV), [{"good_count": 1, "known_count": 2}])

    def test_a_line_that_was_entered_by_hand_is_pointed_out(self):
        self._bank_line(100, date="2026-01-30")
        wizard = self._wizard(CSV)
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [True, False, False])
        self.assertIn("1 valid lines are possible duplicates", wizard.notes)

    def test_a_line_with_the_same_words_is_known_whoever_entered_it(self):
        self._bank_line(100, date="2026-01-30", payment_ref="invoice  1", partner_name="Bluebell Ltd")
        self._bank_line(-10, date="2026-01-31", payment_ref="Something else", partner_name="Bluebell Ltd")
        wizard = self._wizard(CSV)
        self.assertEqual(self._states(wizard), ["known", "good", "good"])
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [False, False, True])
        self.assertIn("another program", wizard.line_ids.sorted("number")[0].reason)

    def test_two_equal_lines_stay_two_if_one_was_entered_by_hand(self):
        self._bank_line(5, date="2026-01-30", payment_ref="Fee")
        wizard = self._wizard("Date,Text,Amount\n2026-01-30,Fee,5.00\n2026-01-30,Fee,5.00\n")
        self.assertEqual(self._states(wizard), ["known", "good"])

    def test_the_same_movements_in_another_kind_of_file_are_pointed_out(self):
        self._imported(self._wizard(ofx(), "bank.ofx"))
        wizard = self._wizard("Date,Payer,Text,Amount\n2026-01-31,Bluebell,Invoice 1,100.00\n2026-01-31,X,Y,100.00\n")
        self.assertEqual(self._states(wizard), ["good", "good"])
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [True, False])

    def test_lines_without_a_number_from_the_bank_stay_apart_whatever_stands_there(self):
        rows = "\n".join(f"2026-01-{day},Fee,5.00,NONREF" for day in (28, 29, 29))
        first = f"Date,Text,Amount,Transaction ID\n{rows}\n"
        self.assertEqual(self._states(self._wizard(first)), ["good"] * 3)
        self._imported(self._wizard(first))
        self.assertEqual(self._states(self._wizard(f"{first}2026-01-30,Fee,5.00,NONREF\n")), ["known"] * 3 + ["good"])

    def test_a_number_that_comes_again_on_another_day_is_another_line(self):
        content = "Date,Text,Amount,Transaction ID\n2026-01-29,Rent,5.00,BATCH7\n2026-01-30,Rent,5.00,BATCH7\n"
        wizard = self._wizard(content)
        self.assertEqual(self._states(wizard), ["good", "good"])
        self.assertEqual(len(self._imported(wizard)), 2)
        self.assertEqual(self._states(self._wizard(content)), ["known", "known"])

    def _add_field_of_others(self):
        """Let there be the field of OCA's importers, for this test only."""
        lines, field = self.env["account.bank.statement.line"], "unique_import_id"
        self.env.cr.execute("ALTER TABLE account_bank_statement_line ADD COLUMN IF NOT EXISTS unique_import_id varchar")
        if field not in lines._fields:
            self.patch(type(lines), "_fields", {**lines._fields, field: lines._fields["collection_import_key"]})
            flush = type(lines).flush_model
            self.patch(type(lines), "flush_model", lambda self, names=None: flush(self, set(names or ()) - {field}))

    def test_lines_carry_the_number_by_which_other_importers_know_them(self):
        self._add_field_of_others()
        fee = "<STMTTRN><TRNTYPE>FEE<DTPOSTED>20260131<TRNAMT>-1.00<FITID>A1<NAME>Fee</STMTTRN>"
        wizard = self._wizard(ofx(more=fee), "bank.ofx")
        numbers = {line.amount: value for line, value in wizard._numbers_for_others(wizard.line_ids).items()}
        known = {amount: f"12345678-{self.journal.id}-{number}" for amount, number in ((100, "A1"), (-20.5, "A2"))}
        self.assertEqual(numbers, {amount: {"unique_import_id": number} for amount, number in known.items()})

    def test_lines_of_other_importers_are_known_by_their_number(self):
        self.journal.sudo().bank_acc_number = "12345678"
        there = self._bank_line(100, date="2026-01-31")
        self._add_field_of_others()
        self.env.cr.execute(
            "UPDATE account_bank_statement_line SET unique_import_id = %s WHERE id = %s",
            [f"12345678-{self.journal.id}-A1", there.id],
        )
        wizard = self._wizard(ofx(), "bank.ofx")
        self.assertEqual({line.bank_number: line.state for line in wizard.line_ids}, {"A1": "known", "A2": "good"})

    def test_what_came_in_since_the_preview_is_not_imported_again(self):
        slow, fast = self._wizard(CSV), self._wizard(CSV)
        self._imported(fast)
        with self.assertRaisesRegex(UserError, "meanwhile"):
            slow.action_import()

    def test_the_database_refuses_a_second_line_with_the_key(self):
        line = self._imported(self._wizard(CSV))[0]
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._bank_line(100, collection_import_key=line.collection_import_key)


@tagged("post_install", "-at_install")
class TestStatementImportTwoClerks(ConcurrencyCommon):
    """Fay and Finn import the same file at the same moment, each with a database connection of his own."""

    def setUp(self):
        super().setUp()
        self.finance, self.journal_id = self._committed(self._make)
        self.addCleanup(self._committed, self._clean)

    @staticmethod
    def _make(env):
        tag = env["res.users"].with_context(active_test=False).search_count([])
        finance = [
            new_test_user(env, f"{name}_bank{tag}", groups="sales_collection.group_collection_finance").id
            for name in ("fay", "finn")
        ]
        journal = env["account.journal"].create({"name": f"Bank {tag}", "code": f"T{tag}"[:5], "type": "bank"})
        return finance, journal.id

    def _clean(self, env):
        lines = env["account.bank.statement.line"].search([("journal_id", "=", self.journal_id)])
        lines.statement_id.unlink()
        lines.unlink()

    def _shown(self, env):
        wizard = env["collection.statement.import"].create(
            {"journal_id": self.journal_id, "file": base64.b64encode(CSV.encode()), "file_name": "bank.csv"}
        )
        wizard.action_read()
        return wizard

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_each_line_is_there_once_and_the_second_is_told(self):
        answers = self._at_once(*[(uid, lambda env: self._shown(env).action_import()) for uid in self.finance])
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), "just imported|already recorded|meanwhile")
        amounts = self._committed(
            lambda env: (
                env["account.bank.statement.line"]
                .search([("journal_id", "=", self.journal_id)], order="id")
                .mapped("amount")
            )
        )
        self.assertEqual(amounts, [100, 50, -10])
