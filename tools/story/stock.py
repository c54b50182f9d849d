"""What a company with a warehouse had done besides: deliveries that are stopped, asked for and released.

Read by ``odoo shell`` in a database of a released state, so it uses what that state has.
"""

from freezegun import freeze_time

from odoo import Command


def main(env):
    """Play it, on one day."""
    company = env.ref("base.main_company")
    env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
    with freeze_time("2026-03-03 10:00:00"):
        stop(env)
        checks = [ask(env, quantity) for quantity in (1, 2, 3)]
        checks[1].action_release("He pays at the ramp")
        checks[2].action_refuse("He owes too much")
    env.cr.commit()  # pylint: disable=invalid-commit


def stop(env):
    """Larkspur gets no goods any more; those who sell may send goods."""
    customer(env).collection_credit_hold = True
    people = env["res.users"].search([("login", "in", ("amy", "max"))])
    people.group_ids = [Command.link(env.ref("stock.group_stock_user").id)]
    env["product.product"].create({"name": "Bolt", "type": "consu", "list_price": 10})


def customer(env):
    """Return the customer."""
    return env["res.partner"].search([("name", "=", "Larkspur"), ("parent_id", "=", False)])


def ask(env, quantity):
    """Return what is asked about a delivery by hand, as the manager has it."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    amy, manager = (env["res.users"].search([("login", "=", login)]) for login in ("amy", "max"))
    picking = env["stock.picking"].create(
        {
            "partner_id": customer(env).id,
            "picking_type_id": warehouse.out_type_id.id,
            "move_ids": [
                Command.create(
                    {
                        "product_id": env["product.product"].search([("name", "=", "Bolt")]).id,
                        "product_uom_qty": quantity,
                        "location_id": warehouse.lot_stock_id.id,
                        "location_dest_id": env.ref("stock.stock_location_customers").id,
                    }
                )
            ],
        }
    )
    picking.action_confirm()
    picking.with_user(amy).action_collection_ask()
    return picking.collection_stock_check_ids.with_user(manager)


main(env)  # noqa: F821  # pylint: disable=undefined-variable
