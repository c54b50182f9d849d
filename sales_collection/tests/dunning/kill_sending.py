"""What test_kill_sending.py has an Odoo of its own do: make customers in debt, send, tell what became of it.

Read by ``odoo shell`` from its standard input. The environment says which step: ``make``, ``send`` or ``look``.
"""

import json
import os
from datetime import timedelta

from odoo import Command

STEP = os.environ["SC_KILL_STEP"]


def make(env):
    """Make as many customers as asked for, each with an overdue invoice, and a run that a person has sent."""
    company = env.company
    today = company._collection_today()
    company.email = "money@example.com"
    env["ir.mail_server"].create(
        {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": int(os.environ["SC_KILL_PORT"])}
    )
    policy = env["collection.policy"].create({"name": "Kill Test", "company_id": company.id})
    env["collection.level"].create(
        {
            "policy_id": policy.id,
            "name": "First",
            "days": 7,
            "channel_ids": [Command.set(env.ref("sales_collection.collection_channel_email").ids)],
            "mail_template_id": env.ref("sales_collection.collection_mail_first").id,
            "attach_statement": False,
            "attach_invoices": False,
        }
    )
    policy.action_switch_on()
    partners = env["res.partner"].create(
        [
            {"name": f"Customer {number}", "email": f"customer{number}@example.com"}
            for number in range(int(os.environ["SC_KILL_CUSTOMERS"]))
        ]
    )
    # only these are told anything, whatever else the database holds
    partners.with_company(company).collection_policy_id = policy
    env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": today - timedelta(days=10),
                "invoice_date_due": today - timedelta(days=10),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100, "tax_ids": []})],
            }
            for partner in partners
        ]
    ).action_post()
    run = env["collection.run"]._of_today(company)
    run.action_prepare()
    run.notice_ids.filtered(lambda notice: notice.policy_id == policy).action_send()
    env.cr.commit()  # pylint: disable=invalid-commit


def send(env):
    """Do what the scheduled action does; a single worker need not wait before it settles what a dead one left."""
    type(env["collection.delivery"])._DEAD_SECONDS = int(os.environ["SC_KILL_DEAD_SECONDS"])
    env["collection.run"]._cron_deliver()


def look(env):
    """Tell what is reported: the state of each delivery by address, and of the notices."""
    notices = env["collection.notice"].search([("policy_id.name", "=", "Kill Test")])
    result = {
        "deliveries": [(delivery.address, delivery.state) for delivery in notices.delivery_ids],
        "notices": sorted(set(notices.mapped("state"))),
        "told": len(notices.line_ids.move_line_id.filtered("collection_level_id")),
        "asked": env["mail.activity"].search_count([("res_id", "in", notices.partner_id.ids)]),
    }
    print("\n" + json.dumps(result))  # pylint: disable=print-used


{"make": make, "send": send, "look": look}[STEP](env)  # noqa: F821  # pylint: disable=undefined-variable
