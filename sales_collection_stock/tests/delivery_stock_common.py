from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.sales_collection.tests.common import CollectionCommon


class DeliveryStockCommon(CollectionCommon):
    """Bluebell buys bolts at 10 each. Will works in the warehouse without a group of the addon; Amy may send goods.

    The policy blocks what goes over the limit, which is 1,000 where a test gives one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_rule_limit": "block", "minimum_customer": 0})
        cls.will = new_test_user(
            cls.env,
            "will",
            groups="stock.group_stock_user",
            name="Will",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        for user in (cls.amy, cls.lea, cls.max):
            user.sudo().group_ids = [Command.link(cls.env.ref("stock.group_stock_user").id)]
        # sudo: the accountant of the test class keeps no stock
        stock = cls.env["stock.warehouse"].sudo()
        cls.warehouse = stock.search([("company_id", "=", cls.company.id)], limit=1)
        cls.bolt = cls.env["product.product"].create(
            {"name": "Bolt", "type": "consu", "list_price": 10, "taxes_id": [], "invoice_policy": "order"}
        )
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _delivery(self, quantity, partner=None, user=None, **values):
        """Return a delivery of so many bolts by hand, Will's to Bluebell unless said otherwise."""
        pickings = self.env["stock.picking"].with_user(user or self.will).with_company(self.company)
        picking = pickings.create(
            {
                "partner_id": (self.customer if partner is None else partner).id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.bolt.id,
                            "product_uom_qty": quantity,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
                **values,
            }
        )
        picking.action_confirm()
        return picking

    def _order(self, quantity, confirm=True, partner=None, **values):
        """Return an order of so many bolts, Amy's."""
        orders = self.env["sale.order"].with_user(self.amy).with_company(self.company)
        line = Command.create({"product_id": self.bolt.id, "product_uom_qty": quantity})
        order = orders.create({"partner_id": (partner or self.customer).id, "order_line": [line], **values})
        if confirm:
            order.action_confirm()
        return order

    def _hold(self, hold=True):
        """Stop the orders of Bluebell, or let them go on, as a manager does."""
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = hold

    def _send(self, pickings, user=None, **context):
        """Validate all that is planned, as Will unless said otherwise."""
        pickings = pickings.with_user(user or self.will).with_company(self.company).with_context(**context)
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
        pickings.move_ids.picked = True
        return pickings.button_validate()

    def _leaves(self, picking, **values):
        self._send(picking, **values)
        self.assertEqual(picking.state, "done")
