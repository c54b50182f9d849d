from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ....engine.bank.statement import identity, layout, reading, table
from ....engine.bank.statement.records import Limits
from .statement_common import StatementCommon, camt, camt_entry, camt_statement, ofx

HEAD = "Date,Payer,Text,Amount,Transaction ID\n"


@tagged("post_install", "-at_install")
class TestStatementImportNumber(StatementCommon):
    """A number that the bank puts on many lines drops nobody's money, and what is perhaps there is asked about."""

    def _total(self, *rows):
        """Return the sum of what is imported from a table of these lines."""
        return sum(self._imported(self._wizard(HEAD + "\n".join(rows) + "\n")).mapped("amount"))

    # -- in one file -------------------------------------------------------------------------------

    def test_a_placeholder_on_every_line_drops_no_payer(self):
        for day, number in enumerate(
            ("-1", "NULL", "999999", "2.02611E+27", "TRANSFER", "0000-0000", "not available", "无"), start=10
        ):
            total = self._total(
                f"2026-01-{day},Bluebell,Invoice 1,93.00,{number}", f"2026-01-{day},Larkspur,Invoice 2,93.00,{number}"
            )
            self.assertEqual(total, 186, number)

    def test_a_placeholder_keeps_two_equal_lines_of_one_payer(self):
        rows = [f"2026-01-31,Bluebell,Card,{amount},-1" for amount in ("500.00", "320.00", "500.00")]
        self.assertEqual(self._total(*rows), 1320)

    def test_a_number_of_a_whole_batch_is_the_number_of_none_of_its_lines(self):
        rows = [f"2026-01-31,,Subscription,{amount},B2026" for amount in ("10.00", "20.00", "30.00", "10.00")]
        self.assertEqual(self._total(*rows), 70)

    def test_what_stands_twice_is_dropped_once_and_named(self):
        rows = ["2026-01-31,Bluebell,Invoice 1,100.00,X1", "2026-01-31,Larkspur,Invoice 2,50.00,X2"]
        wizard = self._wizard(HEAD + "\n".join([*rows, rows[0]]) + "\n")
        self.assertEqual(self._states(wizard), ["good", "good", "twice"])
        self.assertIn("Duplicate of line 2 of the file", wizard.line_ids.sorted("number")[2].reason)
        self.assertIn("duplicates in the file: lines 4.", wizard.notes)
        self.assertEqual(wizard.shown_line_ids[0].state, "twice")

    def test_a_payment_and_its_fee_keep_their_number(self):
        wizard = self._wizard(HEAD + "2026-01-31,Bluebell,Invoice 1,100.00,X1\n2026-01-31,,Fee,-1.00,X1\n")
        self._imported(wizard)
        again = self._wizard(HEAD + "2026-01-31,Bluebell,Invoice no. 1,100.00,X1\n2026-01-31,,Fee,-1.00,X1\n")
        self.assertEqual(self._states(again), ["known", "known"])

    # -- in the next file --------------------------------------------------------------------------

    def test_a_placeholder_of_yesterday_s_file_drops_nothing_today(self):
        for day in (30, 31):
            self.assertEqual(self._total(f"2026-01-{day},Bluebell,Invoice 1,50.00,-1"), 50)

    def test_a_number_that_comes_again_in_the_next_month_is_another_payment(self):
        self.assertEqual(self._total("2026-01-15,Bluebell,Rent,50.00,MANDATE7"), 50)
        self.assertEqual(self._total("2026-02-15,Bluebell,Rent,50.00,MANDATE7"), 50)

    def test_the_number_of_another_payer_is_asked_about(self):
        self._total("2026-01-31,Bluebell,Invoice 1,50.00,TRF")
        wizard = self._wizard(HEAD + "2026-01-31,Larkspur,Invoice 2,50.00,TRF\n")
        self.assertRecordValues(wizard.line_ids, [{"state": "good", "alike": True}])
        self.assertIn("Bluebell · Invoice 1", wizard.line_ids.reason)
        wizard.line_ids.action_take()
        self.assertEqual(self._imported(wizard).amount, 50)
        again = self._wizard(HEAD + "2026-01-31,Larkspur,Invoice 2,50.00,TRF\n")
        self.assertEqual(self._states(again), ["known"])

    def test_new_numbers_in_each_download_are_asked_about_line_by_line(self):
        self._imported(self._wizard(ofx(), "bank.ofx"))
        wizard = self._wizard(ofx().replace("<FITID>A", "<FITID>B"), "bank.ofx")
        self.assertEqual(wizard.line_ids.mapped("alike"), [True, True])
        self.assertEqual(wizard.undecided_count, 2)
        with self.assertRaisesRegex(UserError, "2 lines are possible duplicates"):
            wizard.action_import()

    def test_a_text_that_the_bank_has_changed_is_asked_about(self):
        rows = ["2026-01-30,,Pmt Bluebell,50.00,", "2026-01-31,,Pmt Larkspur,70.00,"]
        self._total(*rows)
        changed = [row.replace("Pmt", "SEPA credit of") for row in rows]
        wizard = self._wizard(HEAD + "\n".join(changed) + "\n")
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [True, True])

    def test_two_customers_of_one_day_and_amount_in_two_files_are_not_asked_about(self):
        self._total("2026-01-31,Bluebell,Invoice 1,100.00,A1")
        wizard = self._wizard(HEAD + "2026-01-31,Larkspur,Invoice 2,100.00,A2\n")
        self.assertRecordValues(wizard.line_ids, [{"state": "good", "alike": False}])

    def test_a_payer_that_is_missing_from_a_whole_day_is_asked_about(self):
        self._total("2026-01-30,Bluebell,Invoice 1,100.00,A1")
        wizard = self._wizard(
            HEAD
            + "2026-01-29,Rose,Invoice 8,1.00,B1\n2026-01-30,Blue-Bell Trade,Inv1,100.00,B2\n"
            + "2026-01-31,Rose,Invoice 9,2.00,B3\n"
        )
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [False, True, False])

    def test_the_line_with_the_same_words_is_asked_about_and_not_its_neighbour(self):
        self._imported(self._wizard(ofx(), "bank.ofx"))
        wizard = self._wizard("Date,Payer,Text,Amount\n2026-01-31,X,Y,100.00\n2026-01-31,Bluebell,Invoice 1,100.00\n")
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [False, True])

    # -- a person decides --------------------------------------------------------------------------

    def _asked(self, **values):
        """Return an import of 100, 50 and −20 with balances, of which the 50 are perhaps there."""
        self._bank_line(50, date="2026-01-30", payment_ref="(manual entry|another source|manually)")
        return self._wizard(
            "Date,Payer,Text,Amount,Balance\n2026-01-29,Bluebell,Invoice 1,100.00,1100.00\n"
            "2026-01-30,Larkspur,Invoice 2,50.00,1150.00\n2026-01-31,,Fee,-20.00,1130.00\n",
            **values,
        )

    def test_what_is_left_out_is_not_imported_and_the_balances_are_the_bank_s(self):
        wizard = self._asked()
        asked = wizard.line_ids.filtered("alike")
        self.assertIn("(manual entry|another source|manually)", asked.reason)
        asked.action_leave()
        self.assertRecordValues(wizard, [{"good_count": 2, "left_count": 1, "undecided_count": 0, "money_in": 100}])
        lines = self._imported(wizard)
        self.assertEqual(lines.mapped("amount"), [100, -20])
        self.assertRecordValues(lines.statement_id, [{"balance_start": 1000, "balance_end_real": 1130}])

    def test_the_first_line_left_out_moves_the_opening_balance(self):
        self._bank_line(100, date="2026-01-29", payment_ref="(manual entry|another source|manually)")
        wizard = self._asked()
        wizard.line_ids.filtered("alike").action_leave()
        lines = self._imported(wizard)
        self.assertEqual(lines.mapped("amount"), [-20])
        self.assertRecordValues(lines.statement_id, [{"balance_start": 1150, "balance_end_real": 1130}])

    def test_many_are_decided_about_in_a_list(self):
        wizard = self._asked()
        action = wizard.action_open_undecided()
        lines = self.env[action["res_model"]].with_user(self.fay).search(action["domain"]).filtered("alike")
        lines.action_take()
        self.assertEqual(wizard.undecided_count, 0)

    def test_who_has_left_out_a_line_may_take_it_after_all(self):
        wizard = self._asked()
        asked = wizard.line_ids.filtered("alike")
        asked.action_leave()
        asked.action_take()
        self.assertEqual(self._imported(wizard).mapped("amount"), [100, 50, -20])

    def test_only_what_is_perhaps_there_is_decided_and_only_by_whose_import_it_is(self):
        wizard = self._asked()
        with self.assertRaisesRegex(UserError, "Only possible duplicates"):
            wizard.line_ids.action_leave()
        with self.assertRaises(AccessError):
            wizard.line_ids.filtered("alike").with_user(self._user("finn", "finance")).action_take()

    # -- several accounts and currencies -----------------------------------------------------------

    def test_two_own_accounts_in_one_file_keep_their_lines_apart(self):
        accounts = ("DE89370400440532013000", "DE02120300000000202051")
        content = camt(
            *[
                camt_statement([camt_entry("5.00", number="INT1", ccy="USD")], account, ccy="USD", name=account)
                for account in accounts
            ]
        )
        self.journal.sudo().bank_acc_number = accounts[0]
        wizard = self._wizard(content, "bank.xml", account_confirmed=True)
        self.assertEqual(self._states(wizard), ["good", "good"])
        self.assertEqual(sum(self._imported(wizard).mapped("amount")), 10)
        self.assertEqual(self._states(self._wizard(content, "bank.xml", account_confirmed=True)), ["known", "known"])

    def test_a_line_in_another_currency_takes_no_place_from_one_in_ours(self):
        content = (
            "Date,Text,Amount,Currency,Transaction ID\n"
            "2026-01-31,Interest,5.00,EUR,I1\n2026-01-31,Interest,5.00,USD,I1\n"
        )
        wizard = self._wizard(content, on_broken="good")
        self.assertEqual(self._states(wizard), ["broken", "good"])
        self._imported(wizard)
        alone = content.replace("2026-01-31,Interest,5.00,EUR,I1\n", "")
        self.assertEqual(self._states(self._wizard(alone)), ["known"])

    def test_what_two_statements_of_a_file_have_in_common_is_asked_about(self):
        fee = camt_entry("5.00", "DBIT", ccy="USD")
        content = camt(camt_statement([fee, fee], ccy="USD", name="S1"), camt_statement([fee], ccy="USD", name="S2"))
        wizard = self._wizard(content, "bank.xml")
        self.assertEqual(wizard.line_ids.sorted("number").mapped("alike"), [False, False, True])
        self.assertIn("line 1 of another statement", wizard.line_ids.sorted("number")[2].reason)

    # -- what the former version has imported ------------------------------------------------------

    def test_lines_that_were_kept_under_a_placeholder_are_known_and_the_dropped_one_comes_in(self):
        rows = ["2026-01-31,Bluebell,Invoice 1,93.00,-1", "2026-01-31,Larkspur,Invoice 2,93.00,-1"]
        source = reading.open_file((HEAD + rows[0]).encode(), Limits())
        [line] = table.read(source.rows, layout.guess(source.rows), table.Style()).lines
        # the former version took any number for one of a movement
        self._bank_line(
            93,
            date="2026-01-31",
            payment_ref="Invoice 1",
            partner_name="Bluebell",
            collection_import_key=identity.marks([line])[0].number,
        )
        again = self._wizard(HEAD + "\n".join(rows) + "\n")
        self.assertEqual(self._states(again), ["known", "good"])
