"""What a company did before it had the addons: read by ``odoo shell`` in the database of the tests.

One delivery by hand and one of an order wait, another one has left; test_install_living.py looks at them afterwards.
"""

from odoo import Command


def live(env):
    """Sell and deliver to one customer."""
    customer = env["res.partner"].create({"name": "Waiting since before", "is_company": True})
    product = env["product.product"].create({"name": "Bolt before", "type": "consu", "list_price": 10})
    line = Command.create({"product_id": product.id, "product_uom_qty": 3})
    orders = env["sale.order"].create([{"partner_id": customer.id, "order_line": [line]} for _one in range(2)])
    orders.action_confirm()
    orders[0].picking_ids.button_validate()
    warehouse = env["stock.warehouse"].search([], limit=1)
    by_hand = env["stock.picking"].create(
        {
            "partner_id": customer.id,
            "picking_type_id": warehouse.out_type_id.id,
            "move_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": 3,
                        "location_id": warehouse.lot_stock_id.id,
                        "location_dest_id": env.ref("stock.stock_location_customers").id,
                    }
                )
            ],
        }
    )
    by_hand.action_confirm()
    env.cr.commit()  # pylint: disable=invalid-commit


live(env)  # noqa: F821  # pylint: disable=undefined-variable
