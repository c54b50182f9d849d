from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionEntry(CollectionCommon):
    """What a reconciliation writes into the ledger of collected money."""

    def test_a_payment_writes_a_row_for_whoever_answers_for_the_invoice(self):
        invoice = self._invoice(1000, due="2026-01-21")
        payment = self._pay(invoice, date="2026-01-31")
        self.assertRecordValues(
            self._entries(invoice),
            [
                {
                    "date": fields.Date.to_date("2026-01-31"),
                    "kind": "cash",
                    "amount": 1000.0,
                    "untaxed_amount": 1000.0,
                    "amount_currency": 1000.0,
                    "user_id": self.amy.id,
                    "team_id": self.team.id,
                    "partner_id": self.customer.id,
                    "date_due": fields.Date.to_date("2026-01-21"),
                    "days_late": 10,
                    "payment_id": payment.id,
                    "bank_date": False,
                }
            ],
        )

    def test_a_part_payment_writes_its_part(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400)
        self._pay(invoice, 600)
        self.assertCollected(invoice, [("cash", 400), ("cash", 600)])

    def test_one_payment_over_two_invoices_writes_a_row_for_each(self):
        first, second = self._invoice(300), self._invoice(700, user=self.ben)
        payment = self._pay(first | second)
        self.assertCollected(first, [("cash", 300)])
        self.assertCollected(second, [("cash", 700)])
        self.assertEqual(self._entries(first | second).payment_id, payment)
        self.assertEqual(self._entries(second).user_id, self.ben)

    def test_instalments_are_late_each_by_its_own_due_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 % at once, 70 % after 30 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )
        invoice = self._invoice(1000, date="2026-01-01", invoice_payment_term_id=term.id)
        self._pay(invoice, date="2026-02-10")
        self.assertEqual(
            [(entry.amount, entry.days_late) for entry in self._entries(invoice).sorted("amount")],
            [(300, 40), (700, 10)],
        )

    def test_the_untaxed_part_follows_the_invoice_and_adds_up_to_the_cent(self):
        tax = self.percent_tax(10)
        invoice = self._invoice(100, taxes=tax)
        for amount in (33.33, 33.33, 43.34):
            self._pay(invoice, amount)
        entries = self._entries(invoice)
        self.assertEqual(entries.mapped("amount"), [33.33, 33.33, 43.34])
        self.assertEqual(entries.mapped("untaxed_amount"), [30.3, 30.3, 39.4])

    def test_early_money_has_negative_days_late(self):
        invoice = self._invoice(1000, date="2026-01-01", due="2026-01-31")
        self._pay(invoice, date="2026-01-11")
        self.assertEqual(self._entries(invoice).days_late, -20)

    def test_a_credit_note_settles_but_is_no_money(self):
        invoice = self._invoice(1000)
        credit_note = self._credit_note(invoice, 200)
        (self._receivable(invoice) | self._receivable(credit_note)).reconcile()
        self.assertCollected(invoice, [("credit_note", 200)])
        self.assertFalse(self._entries(credit_note))

    def test_money_paid_back_on_a_credit_note_counts_negative(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        credit_note = self._credit_note(invoice, 200)
        self._pay(credit_note)
        self.assertCollected(invoice | credit_note, [("cash", 1000), ("cash", -200)])
        self.assertEqual(self._entries(credit_note).user_id, self.amy)

    def test_a_write_off_in_the_payment_is_kept_apart_from_the_money(self):
        invoice = self._invoice(1000)
        self._pay(
            invoice,
            990,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertCollected(invoice, [("cash", 990), ("write_off", 10)])

    def test_a_write_off_over_three_invoices_is_shared_to_the_cent(self):
        invoices = self._invoice(100) | self._invoice(100) | self._invoice(100)
        self._pay(
            invoices,
            299.99,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        entries = self._entries(invoices)
        self.assertAlmostEqual(sum(entries.filtered(lambda e: e.kind == "cash").mapped("amount")), 299.99)
        self.assertAlmostEqual(sum(entries.filtered(lambda e: e.kind == "write_off").mapped("amount")), 0.01)

    def test_a_cash_discount_is_a_write_off(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within 10 days",
                "early_discount": True,
                "early_pay_discount_computation": "included",
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        invoice = self._invoice(1000, date="2026-01-01", taxes=self.percent_tax(10), invoice_payment_term_id=term.id)
        self._pay(invoice, date="2026-01-05")
        self.assertEqual(invoice.payment_state, "paid")
        self.assertCollected(invoice, [("cash", 1078), ("write_off", 22)])

    def test_paying_too_much_collects_no_more_than_was_owed(self):
        invoice = self._invoice(1000)
        self._pay(
            invoice,
            1005,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_revenue"].id,
        )
        self.assertCollected(invoice, [("cash", 1000)])

    def test_a_bad_debt_booked_by_hand_is_a_write_off(self):
        invoice = self._invoice(1000)
        entry = self._entry(-1000, self.company_data["default_account_expense"])
        (self._receivable(invoice) | self._receivable(entry)).reconcile()
        self.assertCollected(invoice, [("write_off", 1000)])

    def test_money_booked_by_hand_on_the_bank_account_is_money_at_the_bank(self):
        invoice = self._invoice(1000)
        entry = self._entry(-1000, self.journal.default_account_id, date="2026-02-03")
        (self._receivable(invoice) | self._receivable(entry)).reconcile()
        self.assertCollected(invoice, [("cash", 1000)])
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-03")

    def test_an_offset_against_another_account_is_neither_money_nor_loss(self):
        invoice = self._invoice(1000)
        entry = self._entry(-1000, self.company_data["default_account_payable"])
        (self._receivable(invoice) | self._receivable(entry)).reconcile()
        self.assertCollected(invoice, [("other", 1000)])

    def test_an_opening_balance_is_collected_by_the_customer_s_salesperson(self):
        self.customer.user_id = self.zoe
        opening = self._entry(500, self.env["account.account"].search([("account_type", "=", "equity")], limit=1))
        receivable = self._receivable(opening)
        self._pay_lines(receivable, date="2026-03-01")
        self.assertCollected(receivable, [("cash", 500)])
        self.assertRecordValues(
            self._entries(receivable),
            [{"user_id": self.zoe.id, "team_id": self.other_team.id, "untaxed_amount": 500}],
        )

    def test_a_debit_note_is_collected_like_an_invoice(self):
        invoice = self._invoice(1000)
        debit_note = self._invoice(50, ref="Late fee", invoice_origin=invoice.name)
        self._pay(invoice | debit_note)
        self.assertCollected(debit_note, [("cash", 50)])

    def test_a_deposit_counts_when_it_meets_the_invoice(self):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 400,
                "date": "2026-01-05",
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()
        invoice = self._invoice(1000, date="2026-02-01", due="2026-03-03")
        self.assertFalse(self._entries(invoice))
        (self._receivable(invoice) | self._receivable(payment.move_id)).reconcile()
        self.assertCollected(invoice, [("cash", 400)])
        self.assertEqual((str(self._entries(invoice).date), self._entries(invoice).days_late), ("2026-02-01", -30))

    def test_paying_a_deposit_back_before_any_invoice_leaves_no_row(self):
        deposit, refund = (
            self.env["account.payment"].create(
                {
                    "partner_id": self.customer.id,
                    "partner_type": "customer",
                    "payment_type": payment_type,
                    "amount": 400,
                    "journal_id": self.journal.id,
                }
            )
            for payment_type in ("inbound", "outbound")
        )
        (deposit | refund).action_post()
        lines = self._receivable((deposit | refund).move_id)
        lines.reconcile()
        self.assertFalse(self._entries(lines))

    def test_a_bounced_payment_reversed_by_hand_is_not_collected_twice(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        self._receivable(invoice).remove_move_reconcile()
        reversal = payment.move_id._reverse_moves([{"date": "2026-02-10"}], cancel=False)
        reversal.action_post()
        (self._receivable(payment.move_id) | self._receivable(reversal)).filtered(
            lambda line: not line.reconciled
        ).reconcile()
        self.assertEqual(sum(self.env["collection.entry"].search([]).mapped("amount")), 0)

    def test_the_payment_of_a_vendor_bill_is_not_collected(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-01",
                "invoice_line_ids": [Command.create({"name": "Rent", "price_unit": 100, "tax_ids": []})],
            }
        )
        bill.action_post()
        self._pay(bill)
        self.assertFalse(self.env["collection.entry"].search([("move_id", "=", bill.id)]))

    # -- undoing -----------------------------------------------------------------------------------

    def test_an_undone_reconciliation_takes_its_row_back_on_the_day_it_is_undone(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        self._receivable(invoice).remove_move_reconcile()
        row, back = self._entries(invoice)
        self.assertEqual((back.amount, back.untaxed_amount, back.amount_currency), (-1000, -1000, -1000))
        self.assertEqual(back.reversal_of_id, row)
        self.assertEqual(back.date, self.company._collection_today())
        self.assertEqual((back.user_id, back.days_late), (row.user_id, row.days_late))

    def test_money_that_is_matched_again_counts_again(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        self._receivable(invoice).remove_move_reconcile()
        (self._receivable(invoice) | self._receivable(payment.move_id)).reconcile()
        self.assertCollected(invoice, [("cash", 1000), ("cash", -1000), ("cash", 1000)])

    def test_a_cancelled_payment_takes_its_money_back(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 0)
        self.assertEqual(invoice.amount_residual, 1000)

    def test_money_counts_only_while_its_payment_is_posted(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        payment.action_draft()
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 0)
        payment.action_post()
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 1000)

    def test_money_counts_only_while_the_invoice_is_posted(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        invoice.button_draft()
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 0)
        invoice.action_post()
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 1000)

    def test_a_row_stays_when_its_invoice_is_deleted(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        entries = self._entries(invoice)
        number = invoice.name
        invoice.button_draft()
        invoice.button_cancel()
        invoice.with_context(force_delete=True).unlink()
        entries = self.env["collection.entry"].search([("document", "=", number)])
        self.assertEqual((len(entries), sum(entries.mapped("amount"))), (2, 0))

    def test_a_new_responsible_gets_only_what_is_collected_from_then_on(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400)
        invoice.with_user(self.lea).write({"collection_user_id": self.ben.id})
        self._pay(invoice, 600)
        self.assertEqual(
            [(entry.user_id, entry.amount) for entry in self._entries(invoice)],
            [(self.amy, 400), (self.ben, 600)],
        )

    # -- append only -------------------------------------------------------------------------------

    def test_nobody_edits_deletes_or_invents_a_row(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        entry = self._entries(invoice).sudo()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            entry.amount = 1
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            entry.unlink()
        with self.assertRaisesRegex(UserError, "cannot be entered manually"):
            entry.create({"kind": "cash", "amount": 1})

    def test_recording_the_same_reconciliation_twice_writes_nothing(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        self.env["collection.entry"]._record(self._receivable(invoice).matched_credit_ids)
        self.assertCollected(invoice, [("cash", 1000)])

    # -- helpers -----------------------------------------------------------------------------------

    def _credit_note(self, invoice, amount):
        credit_note = self._invoice(
            amount, move_type="out_refund", reversed_entry_id=invoice.id, post=False, user=self.amy
        )
        credit_note.action_post()
        return credit_note
