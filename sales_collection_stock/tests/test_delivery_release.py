from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .delivery_stock_common import DeliveryStockCommon


@tagged("post_install", "-at_install")
class TestDeliveryRelease(DeliveryStockCommon):
    """A stopped delivery is asked for, and released or refused by whoever may approve orders, with a reason."""

    def setUp(self):
        super().setUp()
        self.customer.sudo().with_company(self.company).collection_user_id = self.amy
        self._hold()
        self.picking = self._delivery(5)

    def _ask(self, picking=None, user=None):
        picking = (picking or self.picking).with_user(user or self.will).with_company(self.company)
        picking.action_collection_ask()
        return picking.sudo().collection_stock_check_ids.sorted("id")[-1].with_user(self.max)

    def _stop(self):
        self.picking.invalidate_recordset(["collection_stop", "collection_to_ask_id"])
        return self.picking.collection_stop

    def _notes(self):
        return " ".join(self.picking.sudo().message_ids.mapped("body"))

    def test_the_warehouse_asks_and_the_leader_is_told(self):
        self.assertEqual((self._stop(), self.picking.collection_to_ask_id), ("stopped", self.amy))
        check = self._ask()
        self.assertEqual((self._stop(), check.state, check.amount), ("pending", "pending", 50))
        self.assertEqual(check.approver_id, self.lea)
        self.assertEqual(check.activity_ids.user_id, self.lea)

    def test_it_is_asked_for_once_and_only_if_it_is_stopped(self):
        self._ask()
        with self.assertRaisesRegex(UserError, "already"):
            self._ask()
        free = self._delivery(1, self.env["res.partner"].create({"name": "Free Ltd"}))
        with self.assertRaisesRegex(UserError, "is not stopped"):
            self._ask(free)

    def test_a_leader_releases_it_with_a_reason(self):
        check = self._ask().with_user(self.lea)
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            check.action_release(" ")
        check.action_release("He pays at the ramp")
        self.assertEqual(self._stop(), "released")
        self.assertIn("Released: He pays at the ramp", self._notes())
        self.assertEqual(self.picking.sudo().activity_ids.user_id, self.will)
        self._leaves(self.picking)

    def test_a_refusal_leaves_it_stopped(self):
        check = self._ask()
        check.action_refuse("He owes too much")
        self.assertEqual(self._stop(), "stopped")
        self.assertIn("Not released: He owes too much", self._notes())
        with self.assertRaisesRegex(UserError, "cannot be shipped"):
            self._send(self.picking)
        self.assertEqual(self._ask().state, "pending")

    def test_nobody_decides_on_his_own_delivery(self):
        check = self._ask(self._delivery(2, user=self.lea), user=self.lea)
        self.assertNotEqual(check.approver_id, self.lea)
        with self.assertRaisesRegex(AccessError, "your own"):
            check.with_user(self.lea).action_release("Mine")
        check.action_release("Checked")

    def test_a_manager_does_not_release_what_concerns_himself(self):
        order = self._order(3, confirm=False)
        order.sudo().user_id = self.max
        order.sudo().collection_user_id = self.amy
        self._hold(False)
        order.sudo().action_confirm()  # sudo: whoever does it
        self._hold()
        check = self._ask(order.picking_ids)
        with self.assertRaisesRegex(AccessError, "your own"):
            check.action_release("Mine")
        check.with_user(self.lea).action_release("Checked")
        self._leaves(order.picking_ids)

    def test_beyond_a_leader_s_amount_a_manager_decides(self):
        self.policy.credit_leader_amount = 40
        check = self._ask()
        self.assertNotEqual(check.approver_id, self.lea)
        with self.assertRaisesRegex(AccessError, "exceeds the leader limit"):
            check.with_user(self.lea).action_release("Please")
        check.action_release("Checked")

    def test_salespeople_finance_and_the_warehouse_do_not_decide(self):
        check = self._ask()
        for user in (self.amy, self.fay, self.will):
            with self.subTest(user.name), self.assertRaises(AccessError):
                check.with_user(user).action_release("Please")

    def test_nobody_writes_a_decision_by_hand(self):
        check = self._ask()
        for user in (self.amy, self.lea, self.fay, self.max, self.will):
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    check.with_user(user).write({"state": "released"})
                with self.assertRaises(AccessError):
                    check.with_user(user).copy({"state": "released"})
                with self.assertRaises(AccessError):
                    self.picking.with_user(user).write({"collection_unordered_value": 0})
                with self.assertRaises(AccessError):
                    self.customer.with_user(user).write({"collection_credit_hold_date": False})

    def test_a_release_is_not_for_more_goods_nor_for_another_stop(self):
        self._ask().action_release("Five")
        self.picking.move_ids.product_uom_qty = 6
        self.assertEqual(self._stop(), "stopped")
        self.picking.move_ids.product_uom_qty = 5
        self.assertEqual(self._stop(), "released")
        self.picking.sudo().collection_stock_check_ids._write_lifecycle({"decided_on": "2026-01-01"})
        self._hold(False)
        self._hold()
        self.assertEqual(self._stop(), "stopped")

    def test_the_customer_pays_and_nobody_has_to_decide(self):
        check = self._ask()
        self._hold(False)
        self.assertFalse(self._stop())
        self._leaves(self.picking)
        self.assertEqual((check.state, check.activity_ids.ids), ("ended", []))

    def test_a_cancelled_delivery_waits_for_nobody(self):
        check = self._ask()
        self.picking.action_cancel()
        self.assertEqual(check.state, "ended")

    def test_who_reads_what_speaks_against_it(self):
        check = self._ask()
        for user in (self.amy, self.lea, self.fay, self.max):
            self.assertIn("Bluebell", check.with_user(user).findings)
        for user in (self.will, self.zoe):
            with self.assertRaises(AccessError):
                check.with_user(user).read(["findings"])

    def test_the_form_as_the_warehouse_and_the_manager_see_it(self):
        for user in (self.will, self.amy, self.max):
            with Form(self.picking.with_user(user).with_company(self.company)) as form:
                self.assertEqual(form.collection_stop, "stopped")
        action = self.picking.with_user(self.max).action_collection_ask()
        check = self.env[action["res_model"]].browse(action["res_id"]).with_user(self.max)
        answers = self.env["collection.stock.answer"].with_user(self.max)
        with Form(answers.with_context(default_check_id=check.id, default_answer="release")) as form:
            form.reason = "Checked"
        form.record.action_apply()
        self.assertEqual((check.state, self._stop()), ("released", "released"))
