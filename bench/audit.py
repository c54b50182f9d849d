"""Audit: a year of claims and collected money, all checks.

The history has payments and no claims, so each payment of a customer gets one in SQL, with a few that are late or have
the reference of another (``audit_sql.py``). Floor: bare SQL that reads the same claims, ledger rows and receivables
once, without asking anything; the audit asks all its checks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from . import audit_sql, database
from .measure import Row, measure, median
from .registry import Task, capability


@capability("audit")
def steps(task: Task) -> Iterator[Row]:
    """Audit: all checks over a year of claims and collected money."""
    source = database.history(task.size, task.fresh)
    with database.workplace(source) as name:
        database.install(name)
        with database.environment(name) as env:
            for statement in audit_sql.CLAIMS:
                env.cr.execute(statement)
            env.cr.commit()
        database.tidy(name)
        with database.environment(name) as env:
            yield from _audit(env, task.size)


def _audit(env, size: int) -> Iterator[Row]:
    """Make the tables, ask the checks, run the whole audit, and the same once more, when all is known."""
    [[last]] = env.execute_query(audit_sql.LAST_DAY)
    first = last - relativedelta(years=1, days=-1)
    company = env["res.company"].search([("collection_policy_id", "!=", False)], limit=1)
    audits = env["collection.audit"].create(
        [{"company_id": company.id, "date_from": first, "date_to": last} for _time in range(2)]
    )
    env.flush_all()
    floor = median(lambda: env.execute_query(audit_sql.floor(first, last)))
    with measure() as tables:
        audits[0]._prepare_tables()
    yield tables.row("tables of the scope", size, floor_seconds=floor.seconds)
    checks = env["collection.audit.check"].search([])
    with measure() as asked:
        for check in checks:
            start = time.perf_counter()
            rows = env.execute_query(check._statement(audits[0]))
            print(f"{check.code}: {time.perf_counter() - start:.3f} s, {len(rows)} findings.", flush=True)
    yield asked.row(f"{len(checks)} checks", size, floor_seconds=floor.seconds)
    for audit, step in zip(audits, ("audit", "audit again"), strict=True):
        env.invalidate_all()
        with measure() as found:
            audit.action_run()
            env.flush_all()
        print(f"{audit.picked} claims and payments, {len(audit.line_ids)} findings.", flush=True)
        yield found.row(step, size, floor_seconds=floor.seconds)
    with measure() as cash:
        env["collection.cash.hand"].search_read([])
    yield cash.row("cash in hand", size)
