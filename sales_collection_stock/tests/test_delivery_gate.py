import re
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .delivery_stock_common import DeliveryStockCommon

#: what the warehouse must not hear: limit, rating, what speaks against the customer
INTERNAL = re.compile(r"1,000|exceeded|rating|limit|overdue|are stopped|\d\.\d\d", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestDeliveryGate(DeliveryStockCommon):
    """Goods of a customer who may not buy leave by no way, and others are not held up."""

    def _stays(self, act, pickings):
        """See that this is refused, and that nothing has left."""
        with self.assertRaises(UserError) as refused:
            act()
        self.assertIn("cannot be shipped now", str(refused.exception))
        self.assertNotIn("done", pickings.mapped("state"))
        return str(refused.exception)

    # -- deliveries without an order

    def test_a_free_customer_gets_what_was_not_ordered(self):
        self._leaves(self._delivery(500))

    def test_a_customer_whose_orders_are_stopped_gets_nothing_by_hand(self):
        picking = self._delivery(1)
        self._hold()
        self._stays(lambda: self._send(picking), picking)
        self._hold(False)
        self._leaves(picking)

    def test_no_more_than_the_limit_leaves_leaves_by_hand(self):
        self.customer.credit_limit = 1000
        picking = self._delivery(101)
        self._stays(lambda: self._send(picking), picking)
        self._leaves(self._delivery(100))

    def test_two_deliveries_in_a_row_share_the_limit(self):
        self.customer.credit_limit = 1000
        self._leaves(self._delivery(60))
        second = self._delivery(60)
        self._stays(lambda: self._send(second), second)

    def test_what_came_back_leaves_room_again(self):
        self.customer.credit_limit = 1000
        first = self._delivery(60)
        self._leaves(first)
        wizard = self.env["stock.return.picking"].with_user(self.will).with_company(self.company)
        wizard = wizard.with_context(active_id=first.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 60
        self._hold()
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._leaves(back)
        self._hold(False)
        self._leaves(self._delivery(60))

    def test_what_was_invoiced_counts_once(self):
        self.customer.credit_limit = 1000
        first = self._delivery(40)
        self._leaves(first)
        # all of a test is made at the moment when it began
        first.sudo().date_done = self.cr.now() - timedelta(hours=1)
        self._invoice(400, date=self.company._collection_today())
        self._leaves(self._delivery(60))

    def test_many_deliveries_at_once_share_the_limit(self):
        self.customer.credit_limit = 1000
        pickings = self._delivery(60) | self._delivery(60)
        text = self._stays(lambda: self._send(pickings), pickings)
        self.assertNotIn(pickings[0].name, text)
        self.assertIn(pickings[1].name, text)

    def test_many_deliveries_are_judged_by_few_queries(self):
        customers = self.env["res.partner"].create([{"name": f"C{one}", "credit_limit": 900} for one in range(12)])
        few = self.env["stock.picking"].union(*(self._delivery(1, partner) for partner in customers[:2]))
        many = self.env["stock.picking"].union(*(self._delivery(1, partner) for partner in customers[2:]))
        counts = []
        for pickings in (few, many):
            pickings = pickings.with_user(self.will).with_company(self.company)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            pickings._collection_check_left()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 8)

    def test_a_dozen_is_twelve(self):
        self.customer.credit_limit = 1000
        dozen = self.env.ref("uom.product_uom_dozen")
        picking = self._delivery(9)
        picking.move_ids.product_uom = dozen
        self._stays(lambda: self._send(picking), picking)
        picking = self._delivery(8)
        picking.move_ids.product_uom = dozen
        self._leaves(picking)

    def test_the_customer_s_price_counts_with_its_taxes(self):
        self.customer.credit_limit = 1000
        tax = self.company_data["default_tax_sale"]
        self.bolt.taxes_id = tax
        # sudo: price lists are switched on for everybody
        self.env.ref("base.group_user").sudo().implied_ids += self.env.ref("product.group_product_pricelist")
        pricelist = self.env["product.pricelist"].create(
            {"name": "Half", "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 50})]}
        )
        self.customer.property_product_pricelist = pricelist
        most = int(1000 / (5 * (1 + tax.amount / 100)))
        picking = self._delivery(most + 1)
        self._stays(lambda: self._send(picking), picking)
        self._leaves(self._delivery(most))

    def test_what_is_overdue_stops_them_where_it_stops_orders(self):
        self.policy.credit_rule_overdue = "block"
        self._invoice(100)
        picking = self._delivery(1)
        self._stays(lambda: self._send(picking), picking)

    def test_a_contact_buys_as_its_company(self):
        self._hold()
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        picking = self._delivery(1, contact)
        self._stays(lambda: self._send(picking), picking)

    def test_a_quotation_lets_nothing_through(self):
        order = self._order(200, confirm=False)
        picking = self._delivery(200)
        self.customer.credit_limit = 1000
        picking.move_ids.sudo().sale_line_id = order.order_line
        self._stays(lambda: self._send(picking), picking)

    # -- deliveries of orders

    def test_the_limit_does_not_hold_up_what_was_ordered(self):
        order = self._order(100)
        self.customer.credit_limit = 10
        self._leaves(order.picking_ids)

    def test_a_stop_after_the_order_holds_it_up(self):
        picking = self._order(10).picking_ids
        self._hold()
        self._stays(lambda: self._send(picking), picking)
        self._hold(False)
        self._leaves(picking)

    def test_an_order_that_was_approved_although_stopped_leaves(self):
        self._hold()
        order = self._order(10, confirm=False)
        order.with_user(self.max).action_confirm()
        self._leaves(order.picking_ids)

    def test_a_stop_after_that_holds_it_up_again(self):
        self._hold()
        order = self._order(10, confirm=False)
        order.with_user(self.max).action_confirm()
        order.sudo().collection_credit_check_ids._write_lifecycle({"decided_on": "2026-01-01"})
        self._hold(False)
        self._hold()
        self._stays(lambda: self._send(order.picking_ids), order.picking_ids)

    def test_more_than_was_ordered_is_no_order(self):
        self.customer.credit_limit = 1000
        picking = self._order(50).picking_ids
        picking.move_ids.product_uom_qty = 110
        self._stays(lambda: self._send(picking), picking)
        picking.move_ids.product_uom_qty = 90
        self._leaves(picking)

    def test_another_s_order_covers_nothing(self):
        other = self.env["res.partner"].create({"name": "Other Ltd", "is_company": True})
        order = self._order(10, partner=other)
        self._hold()
        picking = self._delivery(10)
        picking.move_ids.sale_line_id = order.order_line
        self._stays(lambda: self._send(picking), picking)

    def test_the_rest_is_judged_when_it_leaves(self):
        picking = self._order(10).picking_ids
        picking.move_ids.quantity = 4
        picking.move_ids.picked = True
        picking.with_user(self.will).with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        rest = picking.backorder_ids
        self._hold()
        self._stays(lambda: self._send(rest), rest)

    # -- the ways out

    def test_what_has_left_is_not_raised(self):
        self.customer.credit_limit = 1000
        picking = self._delivery(10)
        self._leaves(picking)
        line = picking.with_user(self.will).move_line_ids
        picking.with_user(self.will).is_locked = False
        with self.assertRaisesRegex(UserError, "cannot be shipped now"), self.env.cr.savepoint():
            line.quantity = 200
        line.invalidate_recordset()
        line.quantity = 100
        self.assertEqual(line.quantity, 100)
        line.quantity = 5  # less is a correction
        with self.assertRaisesRegex(UserError, "cannot be shipped now"), self.env.cr.savepoint():
            line.copy({"quantity": 200, "move_id": line.move_id.id, "picking_id": picking.id})

    def test_another_kind_of_transfer_is_no_way_round(self):
        self._hold()
        picking = self._delivery(1, picking_type_id=self.warehouse.int_type_id.id)
        self._stays(lambda: self._send(picking), picking)
        inside = self._delivery(1, picking_type_id=self.warehouse.int_type_id.id)
        inside.move_ids.location_dest_id = self.warehouse.lot_stock_id
        inside.move_ids.quantity = 1
        inside.move_line_ids.location_dest_id = self.customers
        self._stays(lambda: self._send(inside), inside)

    def test_what_is_no_delivery_is_never_stopped(self):
        self._hold()
        self._leaves(self._delivery(1, partner=self.env["res.partner"]))
        vendor = self.env.ref("stock.stock_location_suppliers")
        dropped = self._delivery(1)
        dropped.move_ids.location_id = vendor
        dropped.move_ids.move_line_ids.location_id = vendor
        self._leaves(dropped)
        inside = self._delivery(1, picking_type_id=self.warehouse.int_type_id.id)
        inside.move_ids.location_dest_id = self.warehouse.lot_stock_id
        inside.move_line_ids.location_dest_id = self.warehouse.lot_stock_id
        self._leaves(inside)

    # -- what the policy says

    def test_the_policy_may_warn_only(self):
        self.policy.credit_rule_delivery = "warn"
        self._hold()
        picking = self._delivery(1)
        self._leaves(picking)
        self.assertEqual(picking.sudo().collection_stock_check_ids.state, "warned")
        notes = " ".join(picking.sudo().message_ids.mapped("body"))
        self.assertIn("warning", notes)
        self.assertNotRegex(notes, INTERNAL)

    def test_the_policy_may_leave_deliveries_alone(self):
        self.policy.credit_rule_delivery = "ignore"
        self._hold()
        picking = self._delivery(1)
        self._leaves(picking)
        self.assertFalse(picking.sudo().collection_stock_check_ids)

    def test_a_rule_that_warns_of_orders_warns_of_deliveries(self):
        self.policy.credit_rule_limit = "warn"
        self.customer.credit_limit = 10
        picking = self._delivery(5)
        self._leaves(picking)
        self.assertEqual(picking.sudo().collection_stock_check_ids.state, "warned")

    # -- what the warehouse hears

    def test_the_warehouse_hears_whom_to_ask_and_no_figure(self):
        self.customer.credit_limit = 1000
        self.customer.sudo().with_company(self.company).collection_user_id = self.amy
        picking = self._delivery(101)
        text = self._stays(lambda: self._send(picking), picking)
        self.assertIn("Contact Amy", text)
        self.assertNotRegex(text, INTERNAL)
        self.assertRegex(self._stays(lambda: self._send(picking, user=self.amy), picking), INTERNAL)

    def test_the_warehouse_reads_no_figure_on_an_order(self):
        self.customer.credit_limit = 1000
        order = self._order(500, confirm=False)
        self.assertRegex(order.collection_credit_reason, INTERNAL)
        with self.assertRaises(UserError):
            order.with_user(self.will).read(["collection_credit_reason"])

    def test_the_warehouse_raises_no_order_and_hears_no_figure(self):
        self.customer.credit_limit = 1000
        order = self._order(50)
        with self.assertRaises(UserError) as refused:
            order.with_user(self.will).order_line.product_uom_qty = 200
        self.assertNotRegex(str(refused.exception), INTERNAL)
