"""Who sells to whom in a generated history, and when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo import Command

MONTHS = 24
SALESPEOPLE = 12
TEAMS = 3
#: who may do all of Odoo's own accounting
CLERK = "bench_clerk"


@dataclass(frozen=True)
class World:
    """What the originals are made of, and what the clones get instead."""

    customer: object
    salesperson: object
    team: object
    salespeople: object
    journal: object
    products: object
    first_day: datetime.date
    last_day: datetime.date


def make_world(env) -> World:
    """The people, the things sold and the bank; the company's own accounts are those of the template."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    last_day = datetime.date.today().replace(day=1) - datetime.timedelta(days=1)
    teams = env["crm.team"].create([{"name": f"Team {number}", "company_id": company.id} for number in range(TEAMS)])
    salespeople = env["res.users"].create(
        [
            {
                "name": f"Salesperson {number:02}",
                "login": f"bench_sales_{number:02}",
                "group_ids": [Command.link(env.ref("sales_team.group_sale_salesman").id)],
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
            for number in range(SALESPEOPLE)
        ]
    )
    groups = ("account.group_account_invoice", "account.group_account_basic")
    env["res.users"].create(
        {
            "name": "Clerk",
            "login": CLERK,
            "group_ids": [Command.link(env.ref(group).id) for group in groups],
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }
    )
    env["crm.team.member"].create(
        [{"crm_team_id": teams[number % TEAMS].id, "user_id": user.id} for number, user in enumerate(salespeople)]
    )
    return World(
        customer=env["res.partner"].create(
            {"name": "Customer 0", "is_company": True, "user_id": salespeople[0].id, "customer_rank": 1}
        ),
        salesperson=salespeople[0],
        team=teams[0],
        salespeople=salespeople,
        journal=env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1),
        products=env["product.product"].create(
            [{"name": "Machine", "type": "consu"}, {"name": "Installation", "type": "service"}]
        ),
        first_day=last_day - relativedelta(months=MONTHS) + datetime.timedelta(days=1),
        last_day=last_day,
    )
