"""What test_install_living.py has done in a database of its own: a delivery is stopped, the bridge goes, it leaves.

Read by ``odoo shell`` from its standard input; the last line on standard output tells what was found.
"""

import json

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry

LEFT = """
    SELECT tablename FROM pg_tables WHERE tablename LIKE 'collection_stock%'
     UNION ALL
    SELECT column_name FROM information_schema.columns
     WHERE column_name IN ('collection_unordered_value', 'collection_credit_hold_date', 'credit_rule_delivery')
     UNION ALL
    SELECT name FROM ir_model_data WHERE module = 'sales_collection_stock'
"""


def waiting(env):
    """Return the deliveries of before, as somebody of the warehouse sees them."""
    customer = env["res.partner"].search([("name", "=", "Waiting since before")])
    customer.collection_credit_hold = True
    worker = env.ref("base.user_admin")
    pickings = env["stock.picking"].search([("partner_id", "=", customer.id), ("state", "!=", "done")])
    return pickings.with_user(worker)


def main(env):
    """Try, uninstall, try again."""
    result = {}
    try:
        with env.cr.savepoint():
            waiting(env).button_validate()
    except UserError:
        result["stopped"] = True
    env.cr.commit()  # pylint: disable=invalid-commit
    env["ir.module.module"].search([("name", "=", "sales_collection_stock")]).button_immediate_uninstall()
    with Registry(env.cr.dbname).cursor() as cr:
        again = api.Environment(cr, SUPERUSER_ID, {})
        pickings = waiting(again)
        pickings.button_validate()
        result["states"] = pickings.mapped("state")
        cr.execute(LEFT)
        result["left"] = [row[0] for row in cr.fetchall()]
    print("\n" + json.dumps(result))  # pylint: disable=print-used


main(env)  # noqa: F821  # pylint: disable=undefined-variable
