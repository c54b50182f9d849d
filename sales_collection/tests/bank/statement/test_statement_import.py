import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ....engine.bank.statement import reading
from ....engine.bank.statement.records import Problem
from ....wizards.bank.statement.collection_statement_problem import _SENTENCES, explain
from .statement_common import CSV, StatementCommon, camt, camt_entry, camt_statement, ofx


@tagged("post_install", "-at_install")
class TestStatementImport(StatementCommon):
    """A clerk imports what the bank gives: seen first, then written, to the cent."""

    def test_a_file_is_shown_before_anything_is_written(self):
        lines = self.env["account.bank.statement.line"].search_count([("journal_id", "=", self.journal.id)])
        wizard = self._wizard(CSV)
        self.assertRecordValues(
            wizard,
            [
                {
                    "state": "preview",
                    "good_count": 3,
                    "broken_count": 0,
                    "money_in": 150,
                    "money_out": -10,
                    "kind": "csv",
                }
            ],
        )
        self.assertEqual((str(wizard.date_from), str(wizard.date_to)), ("2026-01-30", "2026-01-31"))
        self.assertFalse(wizard.notes)
        self.assertEqual(
            self.env["account.bank.statement.line"].search_count([("journal_id", "=", self.journal.id)]), lines
        )

    def test_what_was_shown_is_imported_with_the_bank_s_balances(self):
        lines = self._imported(self._wizard(CSV))
        self.assertRecordValues(
            lines,
            [
                {"amount": 100, "payment_ref": "Invoice 1", "partner_name": "Bluebell Ltd", "state": "posted"},
                {"amount": 50, "payment_ref": "Invoice 2", "partner_name": "Larkspur Ltd", "state": "posted"},
                {"amount": -10, "payment_ref": "Fee", "partner_name": False, "state": "posted"},
            ],
        )
        self.assertEqual(lines.mapped("running_balance"), [1100, 1150, 1140])
        self.assertRecordValues(
            lines.statement_id,
            [{"balance_start": 1000, "balance_end": 1140, "balance_end_real": 1140, "is_complete": True}],
        )
        self.assertEqual(lines.create_uid, self.fay)

    def test_the_file_stays_with_its_statement(self):
        statement = self._imported(self._wizard(CSV)).statement_id
        self.assertEqual(statement.reference, "bank.csv")
        self.assertEqual(statement.attachment_ids.raw.decode(), CSV)
        self.assertEqual(statement.attachment_ids.with_user(self.fay).name, "bank.csv")

    def test_while_a_line_is_broken_nothing_is_imported_unless_the_clerk_says_so(self):
        wizard = self._wizard(CSV + "2026-02-31,Rose Ltd,Invoice 3,5.00,1145.00\n")
        self.assertRecordValues(wizard, [{"good_count": 3, "broken_count": 1}])
        self.assertRecordValues(
            wizard.shown_line_ids[0], [{"number": 5, "state": "broken", "reason": "Not a valid date: 2026-02-31"}]
        )
        with self.assertRaisesRegex(UserError, "1 lines are invalid"):
            wizard.action_import()
        wizard.on_broken = "good"
        self.assertEqual(self._imported(wizard).mapped("amount"), [100, 50, -10])

    def test_the_corrected_line_is_imported_by_the_corrected_file_alone(self):
        broken = self._wizard(CSV + "2026-02-31,Rose Ltd,Invoice 3,5.00,1145.00\n", on_broken="good")
        self._imported(broken)
        wizard = self._wizard(CSV + "2026-02-28,Rose Ltd,Invoice 3,5.00,1145.00\n")
        self.assertRecordValues(wizard, [{"good_count": 1, "known_count": 3}])
        line = self._imported(wizard)
        self.assertEqual(line.amount, 5)
        self.assertRecordValues(
            line.statement_id, [{"balance_start": 1140, "balance_end_real": 1145, "is_valid": True}]
        )

    def test_a_file_that_cannot_be_read_says_why(self):
        for content, said in (
            (b"%PDF-1.7", "PDF"),
            (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>", "entities"),
            (b" ", "empty"),
        ):
            with self.assertRaisesRegex(UserError, said):
                self._wizard(content)

    def test_how_large_a_file_may_be_is_a_parameter(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("sales_collection.statement_max_lines", 2)
        with self.assertRaisesRegex(UserError, "at most 2 are read"):
            self._wizard(CSV + "2026-01-31,a,b,1.00,\n" * 100)
        parameters.set_param("sales_collection.statement_max_mb", 0)
        with self.assertRaisesRegex(UserError, "at most 0 MB"):
            self._wizard(CSV)

    def test_every_sentence_for_a_problem_can_be_shown(self):
        for code in _SENTENCES:
            self.assertNotIn("%(", explain(self.env, Problem(code, "x")))

    # -- what does not fit the journal -------------------------------------------------------------

    def test_money_of_another_currency_is_not_imported(self):
        wizard = self._wizard("Date,Amount,Currency\n2026-01-31,5.00,EUR\n2026-01-31,6.00,USD\n")
        self.assertEqual(self._states(wizard), ["broken", "good"])
        self.assertIn("EUR", wizard.shown_line_ids[0].reason)

    def test_a_file_of_another_account_is_told_and_needs_a_word(self):
        self.journal.sudo().bank_acc_number = "87654321"
        wizard = self._wizard(ofx(), "bank.ofx")
        self.assertRecordValues(wizard, [{"account_mismatch": True, "good_count": 0, "broken_count": 2}])
        self.assertIn("12345678", wizard.shown_line_ids[0].reason)
        wizard.account_confirmed = True
        with self.assertRaisesRegex(UserError, "Read the file first"):
            wizard.action_import()
        wizard.action_read()
        self.assertEqual(self._imported(wizard).mapped("amount"), [-20.5, 100])

    def test_the_account_is_compared_only_if_both_are_known(self):
        wizard = self._wizard(ofx(), "bank.ofx")
        self.assertRecordValues(wizard, [{"account_mismatch": False, "good_count": 2}])
        self.assertIn("12345678", wizard.notes)

    def test_of_a_file_with_several_accounts_only_the_journal_s_is_imported(self):
        self.journal.sudo().bank_acc_number = "DE89 3704 0044 0532 0130 00"
        content = camt(
            camt_statement([camt_entry("50.00", number="R1", ccy="USD")], ccy="USD"),
            camt_statement([camt_entry("50.00", number="R2", ccy="USD")], "DE02120300000000202051", ccy="USD"),
        )
        wizard = self._wizard(content, "bank.xml", on_broken="good")
        self.assertEqual(self._states(wizard), ["good", "broken"])
        line = self._imported(wizard)
        self.assertRecordValues(line.statement_id, [{"balance_start": 100, "balance_end_real": 150}])

    def test_each_statement_of_a_file_becomes_one(self):
        content = camt(
            camt_statement([camt_entry("50.00", number="R1", ccy="USD", day="2026-01-30")], ccy="USD", name="S1"),
            camt_statement(
                [camt_entry("5.00", number="R2", ccy="USD")], ccy="USD", name="S2", opening="150.00", closing="155.00"
            ),
        )
        statements = self._imported(self._wizard(content, "bank.xml")).statement_id.sorted("first_line_index")
        self.assertEqual(statements.mapped("reference"), ["bank.xml S1", "bank.xml S2"])
        self.assertEqual(statements.mapped("balance_end_real"), [150, 155])
        self.assertTrue(all(statements.mapped("is_valid")))
        self.assertEqual(len(statements.attachment_ids), 1)

    def test_lines_of_closed_books_are_not_moved_to_another_day(self):
        self.company.sudo().fiscalyear_lock_date = "2026-01-30"
        wizard = self._wizard(CSV, on_broken="good")
        self.assertEqual(self._states(wizard), ["broken", "good", "good"])
        self.assertRecordValues(
            self._imported(wizard).statement_id, [{"balance_start": 1100, "balance_end_real": 1140}]
        )

    def test_books_that_are_closed_after_the_preview_stop_the_import(self):
        wizard = self._wizard(CSV)
        self.company.sudo().fiscalyear_lock_date = "2026-01-30"
        with self.assertRaisesRegex(UserError, "closed meanwhile"):
            wizard.action_import()

    def test_balances_that_do_not_hold_are_told_before_the_import_and_kept(self):
        wizard = self._wizard(CSV.replace("1140.00", "1141.00"))
        self.assertIn("From line 4 on, the balances do not match", wizard.notes)
        self.assertFalse(self._imported(wizard).statement_id.is_complete)

    def test_a_statement_that_does_not_begin_where_the_last_ended_is_told(self):
        self._imported(self._wizard(CSV))
        wizard = self._wizard("Date,Text,Amount,Balance\n2026-02-02,Rent,-100.00,1000.00\n")
        self.assertIn("1,140.00", wizard.notes)
        self.assertIn("1,100.00", wizard.notes)

    def test_a_journal_in_yen_takes_no_parts_of_a_yen(self):
        yen = self.env.ref("base.JPY").sudo()
        yen.active = True
        journal = self.journal.sudo().copy({"currency_id": yen.id, "code": "YEN"})
        wizard = self._wizard('Date,Amount\n2026-01-31,"1,234"\n2026-01-31,0.5\n', journal=journal)
        self.assertEqual(self._states(wizard), ["good", "broken"])
        self.assertEqual(wizard.money_in, 1234)

    def test_ten_times_the_lines_need_no_more_queries_to_read(self):
        def count(lines):
            body = "".join(f"2026-01-31,Payment {number},{number + 1}.00\n" for number in range(lines))
            wizard = self._wizard("Date,Text,Amount\n" + body)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            wizard.action_read()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(5)
        self.assertEqual(count(20), count(200))

    def test_a_file_that_changed_has_to_be_read_again(self):
        wizard = self._wizard(CSV)
        wizard.file = base64.b64encode(CSV.replace("100.00,", "900.00,").encode())
        self.assertRecordValues(wizard, [{"state": "file", "good_count": 0}])
        with self.assertRaisesRegex(UserError, "Read the file first"):
            wizard.action_import()

    def test_what_reading_found_cannot_be_written_from_outside(self):
        wizard = self._wizard(CSV)
        wizard.write({"statements": [{"name": "", "opening": "5", "closing": "9"}], "notes": "x"})
        self.assertEqual(wizard.statements[0]["opening"], "1000.00")
        fresh = wizard.create({"journal_id": self.journal.id, "file": wizard.file, "state": "preview"})
        self.assertEqual(fresh.state, "file")

    def test_a_file_is_taken_apart_once_for_the_preview_and_not_again(self):
        wizard = self._wizard(CSV)
        with patch.object(reading, "open_file", side_effect=AssertionError):
            self.assertEqual(len(self._imported(wizard)), 3)

    def test_the_journal_s_button_opens_the_import_for_it(self):
        action = self.journal.with_user(self.fay).action_collection_import_statement()
        self.assertEqual(action["context"]["default_journal_id"], self.journal.id)
        wizard = self.env[action["res_model"]].with_user(self.fay).with_context(**action["context"])
        self.assertEqual(wizard.new({}).journal_id, self.journal)

    def test_an_import_is_done_once(self):
        wizard = self._wizard(CSV)
        wizard.action_import()
        with self.assertRaisesRegex(UserError, "Read the file first"):
            wizard.action_import()
        wizard.action_read()
        with self.assertRaisesRegex(UserError, "3 lines are already recorded"):
            wizard.action_import()

    def test_very_many_lines_are_imported_by_the_scheduled_action(self):
        write, later = "collection_statement_import_write", "collection_statement_import_later"
        path = "odoo.addons.sales_collection.wizards.bank.statement"
        wizard = self._wizard(CSV)
        with patch(f"{path}.{write}._AT_ONCE", 2), patch(f"{path}.{later}._BATCH", 2):
            self.assertIs(wizard.action_import(), True)
            self.assertRecordValues(wizard, [{"state": "queued", "good_count": 3, "done_count": 0}])
            with self.assertRaisesRegex(UserError, "is being imported"):
                wizard.file_name, wizard.journal_id = "x", self.journal
            with self.assertRaisesRegex(UserError, "is being imported"):
                wizard.action_read()
            self._scheduled()
        self.assertRecordValues(wizard, [{"state": "done", "good_count": 0, "done_count": 3}])
        statement = self.env["account.bank.statement"].search([("journal_id", "=", self.journal.id)])
        self.assertRecordValues(statement, [{"balance_start": 1000, "balance_end_real": 1140, "is_complete": True}])
        self.assertEqual(statement.line_ids.create_uid, self.fay)

    @mute_logger("odoo.addons.sales_collection.wizards.bank.statement.collection_statement_import_later")
    def test_what_fails_on_the_way_keeps_what_it_has_and_says_so(self):
        wizard, good = self._wizard(CSV), self._wizard(ofx(), "bank.ofx")
        for queued in (wizard, good):
            queued._import_later()
        real, reason = type(wizard)._import_lines, "The pen has run dry."

        def fails(records, lines):
            if "Fee" in lines.mapped("text") and records == wizard:
                raise UserError(reason)
            return real(records, lines)

        with (
            patch("odoo.addons.sales_collection.wizards.bank.statement.collection_statement_import_later._BATCH", 2),
            patch.object(type(wizard), "_import_lines", fails),
        ):
            self._scheduled()
        self.assertEqual((wizard.state, good.state), ("done", "done"))
        self.assertIn(reason, wizard.notes)
        self.assertEqual((wizard.done_count, wizard.good_count, good.done_count), (2, 1, 2))

    def _scheduled(self):
        with self.enter_registry_test_mode():
            self.env.ref("sales_collection.ir_cron_collection_statement").sudo().method_direct_trigger()

    def test_a_format_is_of_one_journal(self):
        formats = self.env["collection.statement.format"].with_user(self.fay)
        made = formats.create(
            {"journal_id": self.journal.id, "column_ids": [Command.create({"name": "Tag", "role": "date"})]}
        )
        self.assertEqual(made.company_id, self.company)
        self.assertEqual(made._roles(), {"Tag": "date"})
