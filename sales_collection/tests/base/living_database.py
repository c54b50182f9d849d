"""What test_install_living.py has done in a database of its own: use Odoo, install, look, uninstall, go on.

Read by ``odoo shell`` from its standard input; the last line on standard output tells what was found.
"""

import json

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

ADDON = "sales_collection"
#: what an addon may leave behind, by name
TRACES = {
    "tables": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "functions": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "rules": "SELECT COALESCE(name, '') || id FROM ir_rule",
    "menus": "SELECT (name ->> 'en_US') || id FROM ir_ui_menu",
    "views": "SELECT COALESCE(name, '') || id FROM ir_ui_view",
    "groups": "SELECT (name ->> 'en_US') || id FROM res_groups",
    "names": "SELECT module || '.' || name FROM ir_model_data WHERE module = 'sales_collection'",
}


def traces(env):
    """Return the sets of names that there are now."""
    found = {}
    for kind, query in TRACES.items():
        env.cr.execute(query)
        found[kind] = {row[0] for row in env.cr.fetchall()}
    return found


def pay(invoices, **values):
    """Pay invoices by the payment wizard."""
    wizard = invoices.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
    wizard.create({"group_payment": True, **values})._create_payments()


def live(env):
    """Work as a company does without the addon: invoices that are paid, paid in part, and credited."""
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_user_id": env.ref("base.user_admin").id,
                "invoice_line_ids": [Command.create({"name": "Advice", "quantity": 1, "price_unit": 100})],
            }
            for partner in env["res.partner"].search([("is_company", "=", True)], limit=4)
        ]
    )
    invoices.action_post()
    pay(invoices[0])
    pay(invoices[1], amount=40)
    invoices[2]._reverse_moves([{}]).action_post()
    return {"invoices": invoices.ids}


def look(env):
    """Compare the ledger with what is open, for each receivable of a customer's invoice."""
    receivables = env["account.move.line"].search(
        [
            ("account_id.account_type", "=", "asset_receivable"),
            ("move_id.move_type", "in", ("out_invoice", "out_receipt")),
            ("parent_state", "=", "posted"),
        ]
    )
    collected = dict(env["collection.entry"]._read_group([], ["move_line_id"], ["amount:sum"]))
    wrong = [
        f"{line.move_name}: {collected.get(line, 0)} collected of {line.balance}, {line.amount_residual} open"
        for line in receivables
        if line.company_currency_id.compare_amounts(line.balance - line.amount_residual, collected.get(line, 0))
    ]
    to_invoice = [("state", "=", "sale"), ("invoice_status", "!=", "invoiced"), ("amount_total", ">", 0)]
    orders = env["sale.order"].search(to_invoice)
    return {
        "planned": len(orders.filtered("collection_schedule_line_ids")),
        "unplanned": len(orders.filtered(lambda order: not order.collection_schedule_line_ids)),
        "receivables": len(receivables),
        "entries": env["collection.entry"].search_count([]),
        "wrong": wrong,
        "open": env["collection.receivable"].search_count([]),
        "admin_is_manager": env.ref("base.user_admin").has_group(f"{ADDON}.group_collection_manager"),
    }


def use(env):
    """Dun, be promised money, and argue about an invoice, so that the addon goes while it is in use."""
    company = env.company
    company.collection_policy_id.action_switch_on()
    company.collection_bank_date = company._collection_today()
    rows = env["collection.receivable"].search([("move_type", "=", "out_invoice")], limit=3)
    rows.move_line_id.collection_date_due = company._collection_today()
    promised, disputed = rows[:2].move_line_id
    run = env["collection.run"]._of_today(company)
    run.action_prepare()
    run.notice_ids.action_send()
    env["collection.run"]._cron_deliver()
    env["collection.promise"].create(
        {
            "move_line_ids": [Command.set(promised.ids)],
            "date_promised": company._collection_today(),
            "promised_by": "The accountant",
            "channel_id": env.ref("sales_collection.collection_channel_call").id,
        }
    )
    env["collection.dispute"].create(
        {
            "reason_id": env.ref("sales_collection.collection_dispute_reason_quality").id,
            "line_ids": [Command.create({"move_line_id": disputed.id, "amount": disputed.amount_residual_currency})],
        }
    )
    env.cr.commit()  # pylint: disable=invalid-commit
    return {"told": len(rows.move_line_id.filtered("collection_level_id"))}


def go_on(env, invoice_id):
    """Post and pay an invoice after the addon is gone."""
    invoice = env["account.move"].browse(invoice_id).copy()
    invoice.action_post()
    pay(invoice)
    return invoice.payment_state


def main(env):
    """Go through it all and print the result."""
    database = env.cr.dbname
    env["ir.module.module"].update_list()
    # Odoo's demo data is the history here; our own is records in use, which no uninstallation deletes
    env["ir.module.module"].search([]).demo = False
    result = live(env)
    env.cr.commit()  # pylint: disable=invalid-commit
    before = traces(env)
    for step in ("install", "uninstall"):
        addon = env["ir.module.module"].search([("name", "=", ADDON)])
        getattr(addon, f"button_immediate_{step}")()
        with Registry(database).cursor() as cr:
            fresh = api.Environment(cr, SUPERUSER_ID, {})
            if step == "install":
                result.update(look(fresh))
                result.update(use(fresh))
            else:
                result["left"] = {kind: sorted(names - before[kind]) for kind, names in traces(fresh).items()}
                result["paid"] = go_on(fresh, result["invoices"][0])
    print("\n" + json.dumps(result))  # pylint: disable=print-used


main(env)  # noqa: F821  # pylint: disable=undefined-variable
