"""Targets: setting them for 500 salespeople, reading how far they are, and the weekly summaries.

The documents of the history are shared by its customers among 500 salespeople, each with a target for the last month of
the history. Floor of setting: a bare INSERT of the same rows. Floor of reading: bare SQL that sums the same rows by
salesperson, without asking whose a reopened item is, which plan has moved what, or which money was paid back. There
is no bare minimum for an e-mail.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import Command
from odoo.tools import SQL

from . import database
from .generator_world import MONTHS
from .measure import Row, measure, median
from .registry import Task, capability

SALESPEOPLE = 500
#: so many summaries are written
SUMMARIES = 50

_FLOOR_SET = SQL(
    """
    INSERT INTO collection_target (company_id, user_id, period, date_from, date_to, amount, create_date, write_date)
    SELECT company_id, user_id, period, date_from + 3660, date_to + 3660, amount, now(), now() FROM collection_target
    """
)

_FLOOR_READ = """
    SELECT user_id, SUM(collected), SUM(late), SUM(fallen), SUM(in_time), SUM(stock), SUM(stock_collected), SUM(open)
      FROM (
        SELECT user_id, SUM(amount) AS collected, SUM(amount * GREATEST(days_late, 0)) AS late,
               0 AS fallen, 0 AS in_time, 0 AS stock, 0 AS stock_collected, 0 AS open
          FROM collection_entry
         WHERE company_id = %(company)s AND date BETWEEN %(first)s AND %(last)s AND kind = 'cash'
         GROUP BY 1
         UNION ALL
        SELECT user_id, 0, 0, SUM(amount), SUM(amount) FILTER (WHERE days_late <= 0), 0, 0, 0
          FROM collection_entry
         WHERE company_id = %(company)s AND date_due BETWEEN %(first)s AND %(last)s AND kind IN ('cash', 'write_off')
         GROUP BY 1
         UNION ALL
        SELECT user_id, 0, 0, 0, 0, SUM(amount), SUM(amount) FILTER (WHERE kind = 'cash' AND date <= %(last)s), 0
          FROM collection_entry
         WHERE company_id = %(company)s AND date >= %(first)s AND date_due < %(first)s
         GROUP BY 1
         UNION ALL
        SELECT collection_user_id, 0, 0, SUM(amount_residual) FILTER (WHERE collection_date_due >= %(first)s), 0,
               SUM(amount_residual) FILTER (WHERE collection_date_due < %(first)s), 0, SUM(amount_residual)
          FROM account_move_line
         WHERE company_id = %(company)s AND collection_date_due <= %(last)s AND parent_state = 'posted'
           AND reconciled IS NOT TRUE AND amount_residual > 0
         GROUP BY 1
           ) figure
     GROUP BY 1
    """


@capability("target")
def steps(task: Task) -> Iterator[Row]:
    """Targets: set for 500 salespeople, read live from the ledger, summed up by e-mail."""
    source = database.history(task.size, task.fresh)
    with database.workplace(source) as name:
        database.install(name)
        with database.environment(name) as env:
            users = _salespeople(env)
            env.cr.commit()
        database.tidy(name)
        with database.environment(name) as env:
            users = users.with_env(env)
            company = env["res.company"].search([("collection_policy_id", "!=", False)], limit=1)
            env = env(context={"allowed_company_ids": company.ids})
            first, last = _last_month(env)
            targets = yield from _set(env, task.size, users, company, first)
            yield from _read(env, task.size, targets, users, (company, first, last))
            yield from _months(env, task.size, users[:1], company, first)
            yield from _summaries(env, task.size, users, company)


def _salespeople(env):
    """Make the salespeople and give each a share of the customers, with what they owed and paid."""
    company = env["res.company"].search([("collection_policy_id", "!=", False)], limit=1)
    users = env["res.users"].create(
        [
            {
                "name": f"Collector {number:03}",
                "login": f"bench_collector_{number:03}",
                "email": f"collector{number:03}@example.com",
                "group_ids": [Command.link(env.ref(f"{database.ADDON}.group_collection_salesperson").id)],
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
            for number in range(SALESPEOPLE)
        ]
    )
    env.flush_all()
    for table, column, where in (
        ("collection_entry", "user_id", "TRUE"),
        ("account_move_line", "collection_user_id", "collection_date_due IS NOT NULL"),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %s SET %s = (%s::int[])[1 + partner_id %% %s] WHERE %s",
                SQL.identifier(table),
                SQL.identifier(column),
                users.ids,
                SALESPEOPLE,
                SQL(where),
            )
        )
    return users


def _last_month(env) -> tuple[datetime.date, datetime.date]:
    """The first and last day of the last month in which money came."""
    [(newest,)] = env.execute_query(SQL("SELECT MAX(date) FROM collection_entry WHERE reversal_of_id IS NULL"))
    return env["collection.target"]._period_of(env.company, "month", newest)


def _set(env, size: int, users, company, first) -> Iterator[Row]:
    """Set a target for each salesperson; return the targets."""
    with measure() as found:
        targets = env["collection.target"].create(
            [
                {
                    "user_id": user.id,
                    "company_id": company.id,
                    "date_from": first,
                    "amount": 10000,
                    "overdue_share": 50,
                    "on_time_rate": 80,
                    "days_late": 10,
                }
                for user in users
            ]
        )
        env.flush_all()
    savepoint = env.cr.savepoint(flush=False)
    with measure(memory=False) as bare:
        env.cr.execute(_FLOOR_SET)
    savepoint.close(rollback=True)
    yield found.row(f"set {len(users)} targets", size, floor_seconds=bare.seconds)
    return targets


def _read(env, size: int, targets, users, period) -> Iterator[Row]:
    """Read the figures of all targets, the list that a manager opens, and what incentives ask for."""
    company, first, last = period
    floor = median(lambda: env.execute_query(SQL(_FLOOR_READ, company=company.id, first=first, last=last))).seconds
    arch = targets.get_views([(False, "list")])["views"]["list"]["arch"]
    names = [node.get("name") for node in etree.fromstring(arch).findall(".//field")]
    shown = {
        name: {"fields": {"display_name": {}}} if targets._fields[name].type == "many2one" else {} for name in names
    }
    for step, work in (
        (f"figures of {len(targets)} targets", lambda: targets.mapped("collected")),
        ("list: 80 targets", lambda: targets.web_search_read([("id", "in", targets.ids)], shown, limit=80)),
        (f"attained of {len(users)} salespeople", lambda: targets._attained(users, first, last, company)),
        (
            "target and collected, by salesperson",
            lambda: env["collection.target.report"].formatted_read_group(
                [("level", "=", "user")], ["user_id", "figure"], ["amount:sum"]
            ),
        ),
    ):
        yield median(work, before=env.invalidate_all).row(step, size, floor_seconds=floor)


def _months(env, size: int, user, company, last) -> Iterator[Row]:
    """Read what a salesperson sees of his own targets: one for each month of the history."""
    days = [last - relativedelta(months=number) for number in range(1, MONTHS)]
    targets = env["collection.target"].create(
        [{"user_id": user.id, "company_id": company.id, "amount": 10000, "date_from": day} for day in days]
    )
    env.flush_all()
    work = median(lambda: targets.mapped("collected"), before=env.invalidate_all)
    yield work.row(f"figures of {len(targets)} months", size)


def _summaries(env, size: int, users, company) -> Iterator[Row]:
    """Write the weekly summaries of some of the salespeople."""
    summaries = env["collection.target.summary"]
    week = summaries._week(company)
    env["collection.target"].create(
        [
            {"user_id": user.id, "company_id": company.id, "amount": 10000, "date_from": week}
            for user in users[:SUMMARIES]
        ]
    )
    env.flush_all()
    env.invalidate_all()
    with measure() as found:
        summaries._send(company, week, users[:SUMMARIES])
        env.flush_all()
    yield found.row(f"{SUMMARIES} weekly summaries", size)
