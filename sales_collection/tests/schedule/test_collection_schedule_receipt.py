from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .schedule_common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestCollectionScheduleReceipt(ScheduleCommon):
    """What salespeople claim, and what deposits bring, against the schedule of an order."""

    def setUp(self):
        super().setUp()
        self.order = self._order()
        self.first, self.second = self._plan(self.order, (300, 0), (700, 30))

    def test_what_is_submitted_is_claimed_and_not_collected(self):
        self._receipt(400, self._invoice_order(self.order), submit=True)
        self.assertMoney(self.order, invoiced=1000, claimed=400, collected=0)
        self.assertLines(self.order, "claimed", [300, 100])
        self.assertLines(self.order, "state", ["due", "not_due"])

    def test_a_draft_or_rejected_receipt_claims_nothing(self):
        receipt = self._receipt(400, self._invoice_order(self.order))
        self.assertMoney(self.order, claimed=0)
        receipt.action_submit()
        receipt.with_user(self.fay)._reject("Not here")
        self.assertMoney(self.order, claimed=0)

    def test_what_is_confirmed_is_collected_and_not_claimed(self):
        receipt = self._receipt(400, self._invoice_order(self.order), submit=True)
        receipt.with_user(self.fay).action_confirm()
        self.assertMoney(self.order, claimed=0, collected=400, banked=0, open=600)
        self.assertLines(self.order, "collected", [300, 100])

    def test_a_claim_comes_after_what_is_collected(self):
        invoice = self._invoice_order(self.order)
        self._pay(invoice, 200)
        self._receipt(400, invoice, submit=True)
        self.assertLines(self.order, "collected", [200, 0])
        self.assertLines(self.order, "claimed", [100, 300])

    def test_a_deposit_is_claimed_then_collected_before_there_is_an_invoice(self):
        receipt = self._deposit(300)
        self.assertMoney(self.order, invoiced=0, claimed=300, collected=0)
        receipt.with_user(self.fay).action_confirm()
        self.assertMoney(self.order, invoiced=0, claimed=0, collected=300, banked=0, open=0)
        self.assertLines(self.order, "state", ["collected", "not_due"])

    def test_a_deposit_is_banked_with_its_payment(self):
        receipt = self._deposit(300)
        receipt.with_user(self.fay).action_confirm()
        self._match(self._bank_line(300), receipt.with_user(self.env.user).payment_id._seek_for_lines()[0])
        self.assertMoney(self.order, collected=300, banked=300)

    def test_a_deposit_that_is_matched_with_the_invoice_counts_once(self):
        receipt = self._deposit(300)
        receipt.with_user(self.fay).action_confirm()
        invoice = self._invoice_order(self.order)
        self.assertMoney(self.order, invoiced=1000, collected=300, open=1000)
        (self._receivable(invoice) + self._payment_lines(receipt)).reconcile()
        self.assertMoney(self.order, invoiced=1000, collected=300, open=700)

    def test_a_deposit_that_pays_another_order_leaves_this_one(self):
        receipt = self._deposit(300)
        receipt.with_user(self.fay).action_confirm()
        other = self._order(100)
        (self._receivable(self._invoice_order(other)) + self._payment_lines(receipt)).reconcile()
        self.assertMoney(other, collected=100)
        self.assertMoney(self.order, collected=200)

    def test_one_receipt_brings_deposits_for_two_orders_and_each_is_matched_by_itself(self):
        other = self._order(500)
        receipt = self._receipt(500, line_ids=self._on(self.order, 300) + self._on(other, 200), submit=True)
        receipt.with_user(self.fay).action_confirm()
        part = self._payment_lines(receipt).filtered(lambda line: line.amount_currency == -200)
        (self._receivable(self._invoice_order(other)) + part).reconcile()
        self.assertMoney(self.order, collected=300)
        self.assertMoney(other, collected=200, open=300)

    def test_a_cancelled_deposit_is_gone(self):
        receipt = self._deposit(300)
        receipt.with_user(self.fay).action_confirm()
        receipt.with_user(self.fay).action_cancel()
        self.assertMoney(self.order, claimed=0, collected=0)

    def test_money_goes_first_to_the_line_that_the_receipt_names(self):
        receipt = self._deposit(500, schedule_line_id=self.second.id)
        self.assertLines(self.order, "claimed", [0, 500])
        receipt.with_user(self.fay).action_confirm()
        self.assertLines(self.order, "collected", [0, 500])
        self._pay(self._invoice_order(self.order), 100)
        self.assertLines(self.order, "collected", [100, 500])

    def test_a_named_line_takes_no_more_than_it_plans(self):
        self._deposit(500, schedule_line_id=self.first.id).with_user(self.fay).action_confirm()
        self.assertLines(self.order, "collected", [300, 200])

    def test_a_receipt_on_an_invoice_may_name_a_line_too(self):
        item = self._receivable(self._invoice_order(self.order))
        line = {"move_line_id": item.id, "amount": 400, "schedule_line_id": self.second.id}
        receipt = self._receipt(400, line_ids=[Command.create(line)], submit=True)
        self.assertLines(self.order, "claimed", [0, 400])
        receipt.with_user(self.fay).action_confirm()
        self.assertLines(self.order, "collected", [0, 400])
        self._payment_lines(receipt).remove_move_reconcile()
        self.assertLines(self.order, "collected", [0, 0])

    def test_a_receipt_names_only_a_line_of_its_order(self):
        other = self._order().collection_schedule_line_ids
        with self.assertRaisesRegex(ValidationError, "to another order"):
            self._deposit(300, schedule_line_id=other.id)

    def test_a_foreign_claim_counts_by_the_rate_of_the_order(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        bank = self.journal.copy({"currency_id": euro.id})
        self._receipt(400, currency_id=euro.id, journal_id=bank.id, line_ids=self._on(self.order, 400), submit=True)
        self.assertMoney(self.order, claimed=200)

    def _payment_lines(self, receipt):
        return self._receivable(receipt.with_user(self.env.user).payment_id.move_id)

    def _on(self, order, amount, **values):
        return [Command.create({"order_id": order.id, "amount": amount, **values})]

    def _deposit(self, amount, **values):
        return self._receipt(amount, line_ids=self._on(self.order, amount, **values), submit=True)
