from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestReconcileTransfer(ReconcileCommon):
    """Cash that was collected and brought to the bank, and other money that moved between own accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.env["account.journal"].create({"name": "Till", "type": "cash", "code": "TIL"})
        # cash is booked on its account as it comes, without an account in between
        cls.till.inbound_payment_method_line_ids.payment_account_id = cls.till.default_account_id

    def _balance(self, account):
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return sum(lines.mapped("balance"))

    def _transfer(self, line, journal=None):
        return self._answer(line, "transfer", transfer_journal_id=(journal or self.till).id)

    def test_cash_that_was_brought_to_the_bank_leaves_the_till(self):
        receipt = self._receipt(100, self._invoice(100), journal_id=self.till.id, submit=True)
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(self._balance(self.till.default_account_id), 100)
        line = self._bank_line(100, date="2026-02-05", payment_ref="Cash deposit", partner_id=False)
        self.assertPlace(line, "unclaimed open")
        self._transfer(line)
        self.assertPlace(line, "not_ours elsewhere")
        self.assertEqual(self._balance(self.till.default_account_id), 0)
        self.assertEqual(self._balance(self.journal.default_account_id), 100)
        self.assertAddsUp()

    def test_the_dialog_offers_the_only_cash_account(self):
        others = self.env["account.journal"].search([("type", "=", "cash"), ("id", "!=", self.till.id)])
        others.active = False
        answer = (
            self.env["collection.reconcile.answer"]
            .with_user(self.fay)
            .create(
                {
                    "reconcile_id": self.reconcile.id,
                    "line_ids": [Command.set(self._bank_line(5, date="2026-02-05").ids)],
                    "kind": "transfer",
                }
            )
        )
        self.assertEqual(answer.transfer_journal_id, self.till)

    def test_a_transfer_is_undone_on_the_board(self):
        line = self._bank_line(100, date="2026-02-05", partner_id=False)
        self._transfer(line)
        [row] = self.reconcile.action_load("not_ours")["rows"]
        self.assertTrue(row["transfer"])
        self.reconcile.action_undo(line.ids)
        self.assertPlace(line, "unclaimed open")
        self.assertFalse(line.collection_transfer)
        self.assertEqual(self._balance(self.till.default_account_id), 0)

    def test_what_was_booked_on_the_till_elsewhere_is_not_undone_here(self):
        line = self._bank_line(100, date="2026-02-05", partner_id=False)
        line._seek_for_lines()[1].account_id = self.till.default_account_id
        with self.assertRaisesRegex(UserError, "was not booked here"):
            self.reconcile.action_undo(line.ids)

    def test_two_accounts_with_statements_meet_on_the_account_for_transfers(self):
        other = self.env["account.journal"].create({"name": "Savings", "type": "bank", "code": "SAV"})
        there = self._bank_line(-100, date="2026-02-05", journal_id=other.id, partner_id=False)
        here = self._bank_line(100, date="2026-02-06", partner_id=False)
        self._transfer(here, other)
        self._reconcile(journal_id=other.id)._book_transfer(there, self.journal)
        account = self.company.transfer_account_id
        self.assertEqual(self._balance(account), 0)
        items = (here | there).move_id.line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual(items.mapped("reconciled"), [True, True])

    def test_settled_part_booked_and_foreign_money_is_no_transfer(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        foreign = self.env["account.journal"].create(
            {"name": "Euro Till", "type": "cash", "code": "EUT", "currency_id": euro.id}
        )
        line = self._bank_line(100, date="2026-02-05", partner_id=False)
        sales = self.company_data["default_journal_sale"]
        for journal in (foreign, self.journal, sales):
            with self.assertRaisesRegex(UserError, "Select another bank or cash account"):
                self._transfer(line, journal)
        self.reconcile.action_join(line.id, [{"kind": "item", "id": self._receivable(self._invoice(60)).id}])
        with self.assertRaisesRegex(UserError, "Part of"):
            self._transfer(line)

    def test_the_till_says_that_no_line_of_its_own_has_moved_the_money(self):
        self._transfer(self._bank_line(100, date="2026-02-05", partner_id=False))
        self._bank_line(7, date="2026-02-06", journal_id=self.till.id, partner_id=False)
        reasons = self._reconcile(journal_id=self.till.id)._summary()["reasons"]
        self.assertTrue(any("100.00 of it were booked without a bank line" in reason for reason in reasons), reasons)
        self.assertFalse(any("apart" in reason for reason in reasons), reasons)

    def test_only_finance_books_transfers(self):
        line = self._bank_line(100, date="2026-02-05")
        with self.assertRaises(AccessError):
            self.reconcile.with_user(self.amy)._book_transfer(line, self.till)
