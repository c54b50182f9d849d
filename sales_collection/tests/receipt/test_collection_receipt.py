from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceipt(CollectionCommon):
    """The way of a claim: a salesperson submits it, finance confirms it, the ledger shows it."""

    # -- confirming --------------------------------------------------------------------------------

    def test_confirming_makes_the_payment_and_the_ledger_row(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual((receipt.state, invoice.payment_state), ("confirmed", "paid"))
        entry = self._entries(invoice)
        self.assertRecordValues(
            entry,
            [{"kind": "cash", "amount": 1000, "user_id": self.amy.id, "receipt_id": receipt.id, "bank_date": False}],
        )
        self.assertEqual(entry.payment_id, receipt.payment_id)

    def test_confirming_splits_exactly_as_claimed(self):
        first, second = self._invoice(500), self._invoice(500)
        receipt = self._receipt(600)
        receipt.line_ids = [
            Command.create({"move_line_id": self._receivable(first).id, "amount": 100}),
            Command.create({"move_line_id": self._receivable(second).id, "amount": 500}),
        ]
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual((first.amount_residual, second.amount_residual), (400, 0))
        self.assertCollected(first, [("cash", 100)])
        self.assertEqual(receipt.payment_id.amount, 600)

    def test_the_rest_stays_on_the_customer_s_account(self):
        invoice = self._invoice(300)
        receipt = self._receipt(1000, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        open_credit = self._receivable(receipt.payment_id.move_id).filtered(lambda line: not line.reconciled)
        self.assertEqual(open_credit.amount_residual, -700)

    def test_a_deposit_names_its_order_and_meets_the_invoice_later(self):
        order = self._order(800)
        receipt = self._receipt(300, line_ids=[Command.create({"order_id": order.id, "amount": 300})], submit=True)
        receipt.with_user(self.fay).action_confirm()
        deposit = self._receivable(receipt.payment_id.move_id)
        self.assertIn(order.name, deposit.name)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        (deposit.with_env(self.env) | self._receivable(invoice)).reconcile()
        self.assertCollected(invoice, [("cash", 300)])
        self.assertEqual(self._entries(invoice).receipt_id, receipt)

    def test_a_bank_line_named_by_finance_confirms_the_money_at_once(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        bank_line = self._bank_line(1000, date="2026-02-03")
        receipt.with_user(self.fay).statement_line_ids = bank_line
        receipt.with_user(self.fay).action_confirm()
        self.assertTrue(bank_line.is_reconciled)
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-03")

    def test_an_invoice_in_another_currency_is_paid_at_the_day_s_rate(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        invoice = self._invoice(1000, currency_id=gold.id)
        receipt = self._receipt(500)
        receipt.action_suggest_lines()
        self.assertEqual(receipt.line_ids.open_amount, 500)
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(sum(self._entries(invoice).mapped("amount_currency")), 1000)

    def test_instalments_are_paid_each_by_its_line(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                ],
            }
        )
        invoice = self._invoice(1000, invoice_payment_term_id=term.id)
        second = self._receivable(invoice).sorted("date_maturity")[1]
        receipt = self._receipt(500, line_ids=[Command.create({"move_line_id": second.id, "amount": 500})], submit=True)
        receipt.with_user(self.fay).action_confirm()
        self.assertTrue(second.reconciled)
        self.assertEqual(invoice.amount_residual, 500)

    # -- rejecting, cancelling ---------------------------------------------------------------------

    def test_a_rejection_reaches_the_salesperson_with_its_reason(self):
        receipt = self._receipt(100, submit=True)
        action = receipt.with_user(self.fay).action_reject()
        wizard = self.env[action["res_model"]].with_user(self.fay)
        wizard = wizard.with_context(active_model=receipt._name, active_ids=receipt.ids)
        wizard.create({"reason": "Not at the bank"}).action_apply()
        self.assertEqual((receipt.state, receipt.reject_reason), ("rejected", "Not at the bank"))
        activity = receipt.sudo().activity_ids
        self.assertEqual(activity.user_id, self.amy)
        self.assertIn("Not at the bank", activity.note)
        self.assertFalse(receipt.payment_id)

    def test_a_claim_taken_back_books_nothing(self):
        receipt = self._receipt(100, submit=True)
        receipt.action_cancel()
        self.assertEqual((receipt.state, bool(receipt.payment_id)), ("cancelled", False))

    def test_cancelling_a_confirmed_one_undoes_everything_and_keeps_the_trail(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        bank_line = self._bank_line(1000)
        receipt.with_user(self.fay).statement_line_ids = bank_line
        receipt.with_user(self.fay).action_confirm()
        receipt.with_user(self.max).action_cancel()
        self.assertEqual((receipt.state, receipt.payment_id.state), ("cancelled", "canceled"))
        self.assertEqual((invoice.amount_residual, bank_line.is_reconciled), (1000, False))
        self.assertCollected(invoice, [("cash", 1000), ("cash", -1000)])
        self.assertEqual(self._entries(invoice).receipt_id, receipt)

    def test_a_payment_cancelled_by_accounting_cancels_its_receipt(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(1000, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        payment = receipt.payment_id.with_user(self.fay)
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(receipt.state, "cancelled")

    def test_a_payment_reset_to_draft_keeps_the_claimed_figures(self):
        first, second = self._invoice(300), self._invoice(200)
        receipt = self._receipt(500, first | second, submit=True)
        receipt.with_user(self.fay).action_confirm()
        payment = receipt.payment_id.with_user(self.fay)
        payment.action_draft()
        with self.assertRaisesRegex(UserError, "created by receipt"):
            payment.amount = 400
        payment.action_post()
        self.assertEqual(sum(self._entries(first | second).mapped("amount")), 500)

    # -- paper -------------------------------------------------------------------------------------

    def test_the_printed_receipt_says_what_the_customer_paid(self):
        invoice = self._invoice(300)
        receipt = self._receipt(1000, invoice, submit=True)
        report = self.env["ir.actions.report"].with_user(self.amy)
        html, _kind = report._render_qweb_html("sales_collection.report_collection_receipt", receipt.ids)
        text = html.decode()
        for wanted in (receipt.name, "Bluebell Ltd", invoice.name, "1,000.00", "700.00", "Subject to confirmation"):
            self.assertIn(wanted, text)

    # -- helpers -----------------------------------------------------------------------------------

    def _order(self, amount):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": amount, "tax_ids": []})],
            }
        )
