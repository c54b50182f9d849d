from odoo import Command
from odoo.tests import tagged

from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentiveShareOrders(IncentiveCommon):
    """One invoice over the orders of Amy and Ben, whom Lea leads, is of both of them."""

    def _order(self, user, *prices):
        lines = [Command.create({"product_id": self.service.id, "price_unit": price}) for price in prices]
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": user.id, "order_line": lines})
        order.action_confirm()
        return order

    def _over(self, *orders, post=True):
        """Return one invoice over these orders."""
        invoice = self.env["sale.order"].union(*orders)._create_invoices()
        invoice.invoice_date = invoice.date = "2026-01-01"
        if post:
            invoice.action_post()
        return invoice

    def _shares(self, invoice):
        return {share.user_id: share.percent for share in invoice.sudo().collection_share_ids}

    def _told(self, invoice):
        """Return who was told how the invoice is shared, one entry for each time."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "account.move"),
                    ("res_id", "=", invoice.id),
                    ("message_type", "=", "user_notification"),
                ]
            )
        )
        return [message.notified_partner_ids.user_ids for message in messages if "several" in (message.subject or "")]

    def test_the_incentive_is_shared_by_the_lines_of_the_orders(self):
        plan = self._plan(self._rate(10))
        invoice = self._over(self._order(self.amy, 500, 100), self._order(self.ben, 400))
        self.assertEqual(self._shares(invoice), {self.amy: 60, self.ben: 40})
        self._pay(invoice, date="2026-01-31")
        self._compute(plan, "2026-01-31")
        self.assertEqual((self._statement().amount_total, self._statement(self.ben).amount_total), (60, 40))

    def test_both_and_their_leader_are_told_once(self):
        invoice = self._over(self._order(self.amy, 600), self._order(self.ben, 400))
        self.assertEqual(self._told(invoice), [self.amy | self.ben | self.lea])

    def test_posting_again_tells_nobody_again(self):
        invoice = self._over(self._order(self.amy, 600), self._order(self.ben, 400))
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(len(self._told(invoice)), 1)

    def test_the_shares_follow_an_invoice_that_was_corrected(self):
        invoice = self._over(self._order(self.amy, 600), self._order(self.ben, 400))
        invoice.button_draft()
        invoice.invoice_line_ids[0].price_unit = 1200
        invoice.action_post()
        self.assertEqual(self._shares(invoice), {self.amy: 75, self.ben: 25})
        self.assertEqual(len(self._told(invoice)), 2)

    def test_what_a_manager_has_shared_stays(self):
        invoice = self._over(self._order(self.amy, 600), self._order(self.ben, 400), post=False)
        invoice.with_user(self.max).collection_share_ids = [
            Command.create({"user_id": self.amy.id, "percent": 10}),
            Command.create({"user_id": self.ben.id, "percent": 90}),
        ]
        invoice.action_post()
        self.assertEqual(self._shares(invoice), {self.amy: 10, self.ben: 90})
        self.assertFalse(self._told(invoice))

    def test_what_a_manager_has_changed_afterwards_stays(self):
        invoice = self._over(self._order(self.amy, 600), self._order(self.ben, 400))
        first, second = invoice.collection_share_ids.with_user(self.max)
        invoice.with_user(self.max).collection_share_ids = [
            Command.update(first.id, {"percent": 50}),
            Command.update(second.id, {"percent": 50}),
        ]
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(self._shares(invoice), {self.amy: 50, self.ben: 50})

    def test_two_orders_of_one_salesperson_need_no_shares(self):
        self.assertFalse(self._shares(self._over(self._order(self.amy, 600), self._order(self.amy, 400))))

    def test_an_order_that_a_leader_has_handed_over_counts_for_whom_it_went_to(self):
        mine, other = self._order(self.amy, 600), self._order(self.ben, 400)
        mine.with_user(self.lea).collection_user_id = self.zoe
        self.assertEqual(self._shares(self._over(mine, other)), {self.zoe: 60, self.ben: 40})

    def test_three_salespeople_add_up_to_the_whole(self):
        invoice = self._over(*(self._order(user, 100) for user in (self.amy, self.ben, self.zoe)))
        self.assertEqual(sorted(self._shares(invoice).values()), [33.3333, 33.3333, 33.3334])

    def test_a_discount_is_of_the_order_that_it_stands_in(self):
        invoice = self._over(self._order(self.amy, 700, -100), self._order(self.ben, 400))
        self.assertEqual(self._shares(invoice), {self.amy: 60, self.ben: 40})

    def test_a_line_of_no_order_is_the_responsibles(self):
        invoice = self._over(self._order(self.amy, 600), self._order(self.ben, 300), post=False)
        invoice.invoice_line_ids = [Command.create({"product_id": self.service.id, "price_unit": 100, "tax_ids": []})]
        invoice.action_post()
        self.assertEqual(invoice.collection_user_id, self.amy)
        self.assertEqual(self._shares(invoice), {self.amy: 70, self.ben: 30})

    def test_many_invoices_are_shared_by_one_query(self):
        invoices = self.env["account.move"].union(
            *(self._over(self._order(self.amy, 600), self._order(self.ben, 400), post=False) for _turn in range(3))
        )
        invoices.action_post()
        for invoice in invoices:
            self.assertEqual(self._shares(invoice), {self.amy: 60, self.ben: 40})
