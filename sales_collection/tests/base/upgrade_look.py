"""What test_upgrade.py has done in a database that was just updated: look at all of it, work on, uninstall.

Read by ``odoo shell`` from its standard input; the last line on standard output tells what was found.
"""

import json
import traceback

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

ADDON = "sales_collection"
OURS = f"{ADDON}%"


def unequal_rows(env):
    """Return the rows of the ledger that are not the sum of what they are for."""
    return [
        f"{entry.id}: {entry.amount} ({entry.untaxed_amount} untaxed), for {entry.part_ids.mapped('untaxed_amount')}"
        for entry in env["collection.entry"].search([])
        if entry.company_currency_id.compare_amounts(entry.untaxed_amount, sum(entry.part_ids.mapped("untaxed_amount")))
        or entry.company_currency_id.compare_amounts(
            entry.amount - entry.untaxed_amount, sum(entry.part_ids.mapped("tax_amount"))
        )
    ]


def disagreeing_books(env):
    """Return the companies whose open receivables are not what their receivable accounts say."""
    return [books for books in env["collection.receivable"].get_books() if not books["agrees"]]


def failing(records, act):
    """Return by what each of these records fails in this act."""
    found = []
    for record in records:
        try:
            with record.env.cr.savepoint():
                act(record)
        except Exception:  # whatever it is, it is reported
            found.append(f"{record.display_name}: {traceback.format_exc(limit=-3)}")
    return found


def open_view(view):
    """Have a view made ready for the screen."""
    view.env[view.model].get_views([(view.id, view.type)])


def open_menu(menu):
    """Open the screen behind a menu: its views, and the records in it."""
    action = menu.action
    if action._name == "ir.actions.act_window":
        action.env[action.res_model].get_views(action.views)
        action.env[action.res_model].search([]).read()


def ours(env, model, *domain):
    """Return the records of a model that came with the addons."""
    ids = env["ir.model.data"].sudo().search([("module", "=like", OURS), ("model", "=", model)]).mapped("res_id")
    return env[model].search([("id", "in", ids), *domain])


def run_scheduled_actions(env):
    """Run each scheduled action once; return how many there are, and those that failed."""
    crons = ours(env, "ir.cron")
    return {"ran": len(crons), "crons": failing(crons, lambda cron: cron.method_direct_trigger())}


def look(env):
    """Return what is wrong with the database."""
    admin = env["ir.ui.menu"].with_user(env.ref("base.user_admin")).with_context(active_test=False).env
    views = ours(admin, "ir.ui.view", ("type", "!=", "qweb"), ("mode", "=", "primary"))
    menus = ours(admin, "ir.ui.menu", ("action", "!=", False))
    return {
        "opened": len(views) + len(menus),
        "entries": env["collection.entry"].search_count([]),
        "unequal": unequal_rows(env),
        "books": disagreeing_books(env),
        "views": failing(views, open_view),
        "menus": failing(menus, open_menu),
    }


def left(env):
    """Return what the addons leave behind when they are gone."""
    env.cr.execute(
        """
        SELECT 'table ' || tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'collection\\_%'
         UNION ALL
        SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name LIKE 'collection\\_%'
         UNION ALL
        SELECT 'record ' || module || '.' || name FROM ir_model_data WHERE module LIKE 'sales\\_collection%%'
        """
    )
    return [row[0] for row in env.cr.fetchall()]


def sell(env):
    """Post and pay an invoice."""
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": env["res.partner"].search([("is_company", "=", True)], limit=1).id,
            "invoice_line_ids": [Command.create({"name": "Advice", "quantity": 1, "price_unit": 100})],
        }
    )
    invoice.action_post()
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    wizard.create({})._create_payments()
    return invoice.payment_state


def main(env):
    """Go through it all and print the result."""
    result = {**look(env), **run_scheduled_actions(env)}
    env.cr.commit()  # pylint: disable=invalid-commit
    env["ir.module.module"].search([("name", "=", ADDON)]).button_immediate_uninstall()
    with Registry(env.cr.dbname).cursor() as cr:
        fresh = api.Environment(cr, SUPERUSER_ID, {})
        result["left"] = left(fresh)
        result["paid"] = sell(fresh)
    print("\n" + json.dumps(result))  # pylint: disable=print-used


main(env)  # noqa: F821  # pylint: disable=undefined-variable
