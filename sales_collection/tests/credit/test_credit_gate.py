from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditGate(CreditCommon):
    """Bluebell may owe 1,000, and the policy blocks what goes beyond."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.credit_rule_limit = "block"
        # sudo: Amy may edit contacts, so that what she is refused is refused by the addon
        cls.amy.sudo().group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]

    def _blocked(self, order):
        with self.assertRaises(UserError) as refused:  # not the one with a pattern: it would not undo what was done
            order.action_confirm()
        self.assertIn("cannot be confirmed", str(refused.exception))

    # -- the limit

    def test_an_order_within_the_limit_is_confirmed(self):
        order = self._order(1000, confirm=False)
        self.assertEqual(order.collection_credit_state, "ok")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_one_cent_beyond_the_limit_is_blocked(self):
        order = self._order(1000.01, confirm=False)
        self.assertEqual(order.collection_credit_state, "blocked")
        self._blocked(order)

    def test_the_state_is_there_before_the_order_is_saved_and_follows_its_lines(self):
        order = self._order(900, confirm=False)
        order.order_line.price_unit = 1200
        self.assertEqual(order.collection_credit_state, "blocked")
        self.assertRegex(order.collection_credit_reason, r"limit of .*1,000.00 is exceeded by .*200.00")

    def test_what_is_owed_leaves_less(self):
        self._due_in(600, 10)
        self._blocked(self._order(500, confirm=False))
        self._order(400)

    def test_an_order_of_nothing_passes_a_limit_that_is_just_used_up(self):
        self._due_in(1000, 10)
        self.assertEqual(self._order(0).state, "sale")

    def test_without_a_limit_nothing_is_blocked(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        self.assertEqual(self._order(9999, partner=other).state, "sale")

    def test_the_gate_takes_as_many_queries_for_forty_quotations_as_for_two(self):
        partners = self.env["res.partner"].create([{"name": f"C{n}", "credit_limit": 10} for n in range(40)])
        orders = self.env["sale.order"].browse()
        for partner in partners:
            orders |= self._order(9, confirm=False, partner=partner)
        counts = []
        for chosen in (orders[:2], orders[:2], orders):  # the first round fills the caches of the registry
            self.env.flush_all()
            self.env.invalidate_all()
            chosen = chosen.with_prefetch()
            chosen.mapped("amount_total")
            before = self.env.cr.sql_log_count
            self.assertEqual(set(chosen.mapped("collection_credit_state")), {"ok"})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_an_order_in_another_currency_counts_at_the_days_rate(self):
        # 2 of it are worth 1 of the company's
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": currency.id})
        self._blocked(self._order(2000.04, confirm=False, pricelist_id=pricelist.id))
        self.assertEqual(self._order(2000, pricelist_id=pricelist.id).state, "sale")

    def test_the_policy_may_only_warn(self):
        self.policy.credit_rule_limit = "warn"
        order = self._order(1200, confirm=False)
        self.assertEqual(order.collection_credit_state, "warning")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.message_ids.filtered(lambda message: "Confirmed with a warning" in message.body))

    def test_the_policy_may_ignore_it(self):
        self.policy.credit_rule_limit = "ignore"
        self.assertEqual(self._order(1200, confirm=False).collection_credit_state, "ok")

    def test_sisters_share_the_limit_of_their_group(self):
        mother = self.env["res.partner"].create({"name": "Meadow", "is_company": True, "collection_group_limit": 500})
        self.customer.write({"parent_id": mother.id, "is_company": True})
        sister = self.env["res.partner"].create({"name": "Sister", "is_company": True, "parent_id": mother.id})
        self._order(300, partner=sister)
        self._blocked(self._order(201, confirm=False))
        self.assertEqual(self._order(200).state, "sale")

    # -- overdue, stopped

    def test_what_is_overdue_for_long_blocks(self):
        self.policy.write({"credit_rule_overdue": "block", "credit_overdue_days": 10})
        self._invoice(50, date=self.today, due=self.today - timedelta(days=11))
        order = self._order(10, confirm=False)
        self.assertRegex(order.collection_credit_reason, "overdue by more than 10 days")
        self._blocked(order)

    def test_what_is_overdue_for_so_many_days_does_not(self):
        self.policy.write({"credit_rule_overdue": "block", "credit_overdue_days": 10})
        self._invoice(50, date=self.today, due=self.today - timedelta(days=10))
        self.assertEqual(self._order(10).state, "sale")

    def test_a_small_sum_overdue_does_not(self):
        self.policy.write({"credit_rule_overdue": "block", "credit_overdue_days": 10, "minimum_customer": 60})
        self._invoice(50, date="2026-01-01")
        self.assertEqual(self._order(10).state, "sale")

    def test_stopped_orders_may_only_warn(self):
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        self.policy.credit_rule_hold = "warn"
        self.assertEqual(self._order(10).state, "sale")

    # -- the doors

    def test_writing_the_state_is_no_way_round(self):
        with self.assertRaises(UserError):
            self._order(1200, confirm=False).state = "sale"

    def test_writing_the_state_with_more_lines_is_no_way_round(self):
        order = self._order(900, confirm=False)
        line = Command.create({"product_id": self.service.id, "price_unit": 200})
        with self.assertRaises(UserError):
            order.write({"state": "sale", "order_line": [line]})

    def test_importing_a_confirmed_order_is_no_way_round(self):
        with self.assertRaises(UserError):
            self._order(1200, confirm=False, state="sale")

    def test_opening_again_is_no_way_round(self):
        order = self._order(700)
        order.with_context(disable_cancel_warning=True).action_cancel()
        self._order(700)
        order.action_draft()
        self._blocked(order)

    def test_a_copy_is_judged_for_itself(self):
        order = self._order(700)
        self._blocked(order.copy())

    def test_raising_a_price_on_a_confirmed_order_is_no_way_round(self):
        order = self._order(900)
        with self.assertRaises(UserError):
            order.order_line.price_unit = 1001
        order.order_line.price_unit = 1000

    def test_raising_a_quantity_is_no_way_round(self):
        order = self._order(600)
        with self.assertRaises(UserError):
            order.order_line.write({"product_uom_qty": 2, "price_unit": 600})

    def test_adding_a_line_is_no_way_round(self):
        order = self._order(600)
        with self.assertRaises(UserError):
            order.order_line = [Command.create({"product_id": self.service.id, "price_unit": 401})]

    def test_lowering_an_order_is_always_possible(self):
        order = self._order(900)
        self.customer.credit_limit = 100
        order.order_line.price_unit = 800
        self.assertEqual(order.amount_total, 800)

    def test_sending_the_invoice_to_another_customer_is_no_way_round(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "credit_limit": 100})
        order = self._order(900)
        with self.assertRaises(UserError):
            order.partner_invoice_id = other

    def test_a_manager_confirms_at_once_and_it_is_kept(self):
        order = self._order(1200, confirm=False)
        order.with_user(self.max).action_confirm()
        self.assertEqual(order.state, "sale")
        check = order.collection_credit_check_ids
        self.assertEqual((check.state, check.decided_by_id, check.line_ids.amount), ("approved", self.max, 200))

    def test_a_manager_leaves_his_own_order_to_another_one(self):
        order = self._order(1200, confirm=False, user=self.max)
        for hand_over in (False, True):
            if hand_over:
                order.user_id = self.amy
                self.env.flush_all()
            for confirm in (order.action_confirm, lambda: order.write({"state": "sale"})):
                with self.assertRaises(UserError):
                    confirm()
        self.assertEqual(order.state, "draft")
        check = self.env["collection.credit.check"].with_user(self.max)._ask(order)
        self.assertNotEqual(check.approver_id, self.max)
        with self.assertRaisesRegex(AccessError, "your own order"):
            check.action_approve()

    def test_the_only_manager_confirms_also_his_own_order(self):
        group = self.env.ref("sales_collection.group_collection_manager").sudo()
        group.user_ids -= group.user_ids - self.max
        order = self._order(1200, user=self.max)
        self.assertEqual((order.state, order.collection_credit_check_ids.decided_by_id), ("sale", self.max))

    # -- several at once

    def test_two_orders_of_700_do_not_both_fit_into_1000(self):
        orders = self._order(700, confirm=False) | self._order(700, confirm=False)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["sale", "draft"])
        self.assertEqual(orders[1].collection_credit_check_ids.state, "pending")

    def test_the_blocked_one_stays_back_and_the_others_go_on(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        orders = self._order(1200, confirm=False) | self._order(500, confirm=False, partner=other)
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["draft", "sale"])

    def test_writing_the_state_of_two_that_do_not_fit_together_changes_neither(self):
        orders = self._order(700, confirm=False) | self._order(700, confirm=False)
        with self.assertRaises(UserError):
            orders.write({"state": "sale"})

    # -- the customer himself

    def test_what_the_customer_signs_waits_for_the_approver(self):
        order = self._order(1200, confirm=False)
        order.sudo().signed_on = "2026-01-01 10:00:00"
        # sudo: as the portal does
        order.sudo()._validate_order()
        check = order.collection_credit_check_ids
        self.assertEqual((order.state, check.state, check.accepted), ("draft", "pending", True))
        self.assertTrue(check.sudo().activity_ids)

    def test_signing_twice_asks_once(self):
        order = self._order(1200, confirm=False)
        order.sudo()._validate_order()
        order.sudo()._validate_order()
        self.assertEqual(len(order.collection_credit_check_ids), 1)

    # -- without an order

    def test_an_invoice_without_an_order_warns_in_the_same_words(self):
        invoice = self._invoice(1200, post=False)
        self.assertRegex(invoice.collection_credit_reason, "exceeded by .*200")

    def test_an_invoice_of_an_order_does_not(self):
        invoice = self._order(900).sudo()._create_invoices()
        self.assertFalse(invoice.collection_credit_reason)

    def test_the_list_of_80_orders_takes_as_many_queries_as_one(self):
        orders = self.env["sale.order"].concat(*[self._order(20, confirm=False) for _number in range(80)])
        counts = []
        for chosen in (orders[:1], orders[:1], orders):  # the first round fills the caches of the registry
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            chosen.mapped("collection_credit_state")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
