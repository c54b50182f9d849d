from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..schedule.schedule_common import ScheduleCommon

FIGURES = {
    "residual": "open",
    "overdue": "overdue",
    "amount": "collected",
    "invoiced": "invoiced",
    "claimed": "claimed",
}


@tagged("post_install", "-at_install")
class TestOrderMoney(ScheduleCommon):
    """The figures of an order open what they are made of: its share of each invoice, and what receipts name for it."""

    def _opened(self, order, user=None, button="receivables"):
        self.env.flush_all()
        self.env.invalidate_all()
        action = getattr(order.with_user(user or self.fay), f"action_open_collection_{button}")()
        rows = self.env[action["res_model"]].with_user(user or self.fay)
        return rows.with_context(**action["context"]).search(action["domain"])

    def assertAddsUp(self, order, user=None):
        """Check that each figure of the order is the sum of what its buttons open."""
        for button in ("receivables", "entries"):
            rows = self._opened(order, user, button)
            for column, figure in FIGURES.items():
                self.assertAlmostEqual(sum(rows.mapped(column)), order[f"collection_amount_{figure}"], 2, figure)

    def test_of_an_invoice_over_two_orders_each_opens_its_own_part(self):
        first, second = self._order(1000), self._order(500)
        invoice = self._invoice_order(first | second, date=self._day(-10), invoice_date_due=self._day(-10))
        self.assertEqual(len(invoice), 1)
        self._pay(invoice, 300)
        [row] = self._opened(first)
        self.assertEqual((row.invoiced, row.amount, row.residual, row.overdue), (1000, 200, 800, 800))
        self.assertEqual(row.action_open_document()["res_id"], invoice.id)
        self.assertAddsUp(first)
        self.assertAddsUp(second)

    def test_a_deposit_and_a_claim_have_a_row_of_their_own(self):
        order = self._order(1000)
        line = [Command.create({"order_id": order.id, "amount": 250})]
        receipt = self._receipt(250, line_ids=line, submit=True)
        self.assertEqual(self._opened(order).mapped("claimed"), [250])
        receipt.with_user(self.fay).action_confirm()
        rows = self._opened(order, button="entries")
        self.assertEqual((rows.receipt_id, rows.amount, rows.claimed), (receipt, 250, 0))
        self.assertAddsUp(order)

    def test_a_credit_note_takes_off_what_is_invoiced_and_makes_nothing_less_overdue(self):
        order = self._order(1000)
        invoice = self._invoice_order(order, date=self._day(-10), invoice_date_due=self._day(-10))
        credit = self._invoice(200, move_type="out_refund", reversed_entry_id=invoice.id, date=self._day(-5))
        credit.line_ids.remove_move_reconcile()
        self.assertEqual(sorted(self._opened(order).mapped("invoiced")), [-200, 1000])
        self.assertEqual(sum(self._opened(order).mapped("residual")), 800)
        self.assertEqual(order.collection_amount_overdue, 1000)
        self.assertAddsUp(order)

    def test_an_order_in_another_currency(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Gold", "currency_id": gold.id})
        order = self._order(1000, pricelist_id=pricelist.id)
        self._pay(self._invoice_order(order), 400)
        self.assertEqual(self._opened(order).currency_id, gold)
        self.assertAddsUp(order)

    def test_a_colleague_who_answers_for_the_invoice_makes_the_list_no_shorter(self):
        order = self._order()
        invoice = self._invoice_order(order)
        invoice.with_user(self.max).collection_user_id = self.zoe
        self.assertEqual(self._opened(order, self.amy).mapped("residual"), [1000])

    def test_the_ledger_is_one_click_further(self):
        order = self._order()
        invoice = self._invoice_order(order)
        self._pay(invoice, 400)
        action = self._opened(order).action_open_entries()
        self.assertEqual(self.env["collection.entry"].search(action["domain"]).mapped("amount"), [400])

    def test_nobody_sees_the_money_of_orders_that_he_may_not_see(self):
        order = self._order()
        self._invoice_order(order)
        money = self.env["collection.order.money"]
        domain = [("order_id", "=", order.id)]
        self.env.flush_all()
        for user, count in ((self.amy, 1), (self.ben, 0), (self.zoe, 0), (self.lea, 1), (self.fay, 1), (self.max, 1)):
            self.assertEqual(money.with_user(user).search_count(domain), count, user.name)
        stranger = new_test_user(self.env, "eve", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            money.with_user(stranger).search(domain)
        with self.assertRaises(AccessError):
            money.with_user(self.max).search(domain).write({"amount": 1})
