from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..dunning.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestSaleOrderStop(DeliveryCommon):
    """The first level stops new orders of Bluebell, who owes 100; they go on when that is paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.stops_orders = True
        # sudo: Amy and Max may edit contacts, so that what they are refused is refused by the addon
        (cls.amy | cls.max).sudo().group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]

    def _order(self, partner=None, user=None, **values):
        """Return a quotation of Amy."""
        orders = self.env["sale.order"].with_user(user or self.amy).with_company(self.company)
        return orders.create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": 40})],
                **values,
            }
        )

    def _stopped(self):
        return self.customer.with_company(self.company).collection_credit_hold

    # -- stopped

    def test_before_the_notice_orders_are_confirmed(self):
        order = self._order()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_after_the_notice_orders_are_stopped(self):
        self._send()
        with self.assertRaisesRegex(UserError, "Orders of Bluebell Ltd are stopped"):
            self._order().action_confirm()

    def test_orders_of_the_customers_contacts_are_stopped_as_well(self):
        self._send()
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        with self.assertRaises(UserError):
            self._order(contact).action_confirm()

    def test_an_order_is_not_confirmed_by_writing_its_state(self):
        self._send()
        with self.assertRaises(UserError):
            self._order().state = "sale"

    def test_an_order_is_not_created_as_confirmed(self):
        self._send()
        with self.assertRaises(UserError):
            self._order(state="sale")

    def test_a_confirmed_order_stays_as_it_is(self):
        order = self._order()
        order.action_confirm()
        self._send()
        order.write({"state": "sale", "client_order_ref": "PO 7"})
        self.assertEqual(order.client_order_ref, "PO 7")

    def test_other_customers_order_as_before(self):
        self._send()
        order = self._order(self.env["res.partner"].create({"name": "Good Ltd"}))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_manager_confirms_all_the_same(self):
        self._send()
        order = self._order()
        order.with_user(self.max).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_order_that_the_customer_signs_in_the_portal_waits(self):
        self._send()
        order = self._order()
        order.sudo()._validate_order()
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.collection_credit_check_ids.state, "pending")
        self.assertIn("stopped", order.collection_credit_check_ids.line_ids.name)

    def test_who_is_not_stopped_signs_as_before(self):
        order = self._order()
        order.sudo()._validate_order()
        self.assertEqual(order.state, "sale")

    def test_another_companys_orders_are_not_stopped(self):
        self._send()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.assertFalse(self.customer.with_company(other).collection_credit_hold)

    def test_a_salesperson_does_not_lift_the_stop(self):
        self._send()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.amy).with_company(self.company).collection_credit_hold = False

    def test_a_salesperson_changes_other_things_of_a_stopped_customer(self):
        self._send()
        self.customer.with_user(self.amy).with_company(self.company).write({"collection_credit_hold": True, "zip": "1"})
        self.assertEqual(self.customer.zip, "1")

    # -- released

    def test_the_orders_are_released_when_all_is_paid(self):
        self._send()
        self._pay(self.invoice)
        self._scheduled("run")
        self.assertFalse(self._stopped())

    def test_a_part_payment_does_not_release_them(self):
        self._send()
        self._pay(self.invoice, 60)
        self._scheduled("run")
        self.assertTrue(self._stopped())

    def test_what_is_not_of_that_level_does_not_keep_them_stopped(self):
        self._send()
        self._invoice(40, date="2026-01-10")
        self._pay(self.invoice)
        self._scheduled("run")
        self.assertFalse(self._stopped())

    def test_they_are_released_when_the_notice_was_not_needed_in_the_end(self):
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        self.assertTrue(self._stopped())
        self._pay(self.invoice)
        self._scheduled()
        self.assertEqual(notice.state, "cancelled")
        self._scheduled("run")
        self.assertFalse(self._stopped())

    def test_what_a_manager_has_stopped_by_hand_he_releases(self):
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        self._pay(self.invoice)
        self._scheduled("run")
        self.assertTrue(self._stopped())

    def test_what_a_manager_has_stopped_before_the_notice_stays_stopped(self):
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        self._send()
        self._pay(self.invoice)
        self._scheduled("run")
        self.assertTrue(self._stopped())

    def test_what_a_manager_stops_again_after_dunning_stays_stopped(self):
        self._send()
        customer = self.customer.with_user(self.max).with_company(self.company)
        customer.collection_credit_hold = False
        customer.collection_credit_hold = True
        self._pay(self.invoice)
        self._scheduled("run")
        self.assertTrue(self._stopped())

    def test_what_was_stopped_by_hand_years_after_a_notice_stays_stopped(self):
        self._send()
        self._pay(self.invoice)
        self._scheduled("run")
        self.assertFalse(self._stopped())
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        self._scheduled("run")
        self.assertTrue(self._stopped())
