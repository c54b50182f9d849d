from odoo import Command
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceiptConfirm(CollectionCommon):
    """What confirming books to the cent, and what cancelling takes back of it."""

    # -- several currencies ------------------------------------------------------------------------

    def _foreign(self, rate):
        """Return another currency, so many of which are one of the company's, and its bank journal."""
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", rate)])
        journal = self.env["account.journal"].create(
            {"name": "Euro bank", "type": "bank", "code": "EURB", "currency_id": gold.id}
        )
        return gold, journal

    def test_a_foreign_payment_splits_to_the_cent_in_both_currencies(self):
        gold, journal = self._foreign(3.0)
        moves = [self._invoice(33.33, currency_id=gold.id) for _number in range(3)]
        receipt = self._receipt(100, currency_id=gold.id, journal_id=journal.id)
        receipt.line_ids = [
            Command.create({"move_line_id": self._receivable(move).id, "amount": 33.33}) for move in moves
        ]
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        parts = self._receivable(receipt.payment_id.move_id)
        self.assertEqual(sorted(parts.mapped("amount_currency")), [-33.33, -33.33, -33.33, -0.01])
        self.assertEqual(self.currency.round(sum(parts.mapped("balance"))), -33.33)
        self.assertEqual([move.payment_state for move in moves], ["paid"] * 3)

    def test_a_foreign_receipt_pays_an_invoice_in_company_currency(self):
        gold, journal = self._foreign(2.0)
        invoice = self._invoice(500)
        receipt = self._receipt(1000, currency_id=gold.id, journal_id=journal.id)
        receipt.action_suggest_lines()
        self.assertEqual(receipt.line_ids.amount, 1000)
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertCollected(invoice, [("cash", 500)])

    def test_part_of_a_foreign_invoice_stays_open_to_the_cent(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 3.0)])
        invoice = self._invoice(1000, currency_id=gold.id)
        receipt = self._receipt(100)
        receipt.line_ids = [Command.create({"move_line_id": self._receivable(invoice).id, "amount": 100})]
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(invoice.amount_residual, 700)

    def test_the_bank_account_of_the_currency_is_proposed(self):
        gold, journal = self._foreign(2.0)
        receipts = self.env["collection.receipt"].with_user(self.amy).with_company(self.company)
        bank = self.env.ref("sales_collection.collection_receipt_method_bank")
        self.assertEqual(receipts.new({"method_id": bank.id, "currency_id": gold.id}).journal_id._origin, journal)
        proposed = receipts.new({"method_id": bank.id, "currency_id": self.currency.id}).journal_id
        self.assertEqual(proposed._origin, self.journal)

    def test_cash_goes_to_the_cash_box(self):
        receipts = self.env["collection.receipt"].with_user(self.amy).with_company(self.company)
        receipt = receipts.new({"method_id": self.env.ref("sales_collection.collection_receipt_method_bank").id})
        self.assertEqual(receipt.journal_id._origin, self.journal)
        receipt.method_id = self.env.ref("sales_collection.collection_receipt_method_cash")
        self.assertEqual(receipt.journal_id._origin, self.company_data["default_journal_cash"])

    # -- the bank, and taking back -----------------------------------------------------------------

    def test_a_payment_in_two_bank_lines_is_banked_with_the_last(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        bank_lines = self._bank_line(600, date="2026-02-03") | self._bank_line(400, date="2026-02-05")
        receipt.with_user(self.fay).statement_line_ids = bank_lines
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(bank_lines.mapped("is_reconciled"), [True, True])
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-05")

    def test_cancelling_frees_a_bank_line_that_was_matched_after_the_confirmation(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        bank_line = self._bank_line(1000)
        self._match(bank_line, receipt.sudo().payment_id._seek_for_lines()[0])
        receipt.with_user(self.max).action_cancel()
        self.assertEqual((bank_line.is_reconciled, bank_line.amount_residual), (False, -1000))
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 0)

    def test_cancelling_an_older_receipt_keeps_its_entry_as_cancelled(self):
        receipt = self._receipt(100, submit=True)
        receipt.with_user(self.fay).action_confirm()
        self._receipt(200, submit=True).with_user(self.fay).action_confirm()
        move = receipt.sudo().payment_id.move_id
        receipt.with_user(self.max).action_cancel()
        self.assertEqual((receipt.sudo().payment_id.state, move.state), ("canceled", "cancel"))

    def test_an_entry_cancelled_by_accounting_cancels_its_receipt(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        receipt.sudo().payment_id.move_id.with_user(self.fay).button_cancel()
        self.assertEqual((receipt.state, invoice.amount_residual), ("cancelled", 1000))

    def test_the_chatter_keeps_who_confirmed_and_who_cancelled(self):
        receipt = self._receipt(1000, self._invoice(1000), submit=True)
        receipt = receipt.with_context(tracking_disable=False, mail_notrack=False)
        self.env.cr.flush()
        receipt.with_user(self.fay).action_confirm()
        self.env.cr.flush()
        receipt.with_user(self.max).action_cancel()
        self.env.cr.flush()
        tracked = receipt.sudo().message_ids.tracking_value_ids.filtered(lambda value: value.field_id.name == "state")
        changes = {value.new_value_char: value.mail_message_id.author_id for value in tracked}
        self.assertEqual(changes.get("Confirmed"), self.fay.partner_id)
        self.assertEqual(changes.get("Cancelled"), self.max.partner_id)

    # -- size --------------------------------------------------------------------------------------

    def _queries_of_form(self, count):
        moves = self.env["account.move"].union(*[self._invoice(1) for _number in range(count)])
        receipt = self._receipt(1000 + count, moves)
        specification = {
            "display_name": {},
            "can_confirm": {},
            "amount_rest": {},
            "line_ids": {"fields": {"document": {}, "date_due": {}, "open_amount": {}, "amount": {}}},
        }
        form = receipt.with_user(self.fay)
        form.web_read(specification)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        form.web_read(specification)
        return self.env.cr.sql_log_count - before

    def test_the_form_reads_many_lines_with_as_many_queries_as_few(self):
        self._queries_of_form(1)  # fills the caches that all forms share
        self.assertEqual(self._queries_of_form(2), self._queries_of_form(12))
