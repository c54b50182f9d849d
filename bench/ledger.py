"""The ledger of collected money: filling it from history, its cost in daily work, reading from it.

Floors: of a statement, the bare SQL that moves or reads the same rows without deciding anything (``ledger_sql.py``);
of the installation, the same on a database without documents; of the daily work, Odoo without the addon.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

from lxml import etree

from odoo import Command

from . import database, ledger_daily, ledger_sql
from .measure import Measure, Row, measure, median
from .registry import Task, capability

ADDON = f"odoo.addons.{database.ADDON}"
SALESPERSON = "bench_sales_03"


@capability("ledger")
def steps(task: Task) -> Iterator[Row]:
    """The ledger of collected money: filled from history, written in daily work, read in lists and reports."""
    source = database.history(task.size, task.fresh)
    with database.workplace(source) as name:
        yield from _install(name, task.size)
        database.tidy(name)
        yield from ledger_daily.steps(source, name, task.size)
        with database.environment(name) as env:
            finance = env["res.users"].create(
                {
                    "name": "Finance",
                    "login": "bench_finance",
                    "group_ids": [Command.link(env.ref(f"{database.ADDON}.group_collection_finance").id)],
                }
            )
            salesperson = env["res.users"].search([("login", "=", SALESPERSON)])
            for user in (salesperson, finance):
                yield from _open_receivables(env(user=user, su=False), user, task.size)
                yield from _collected(env(user=user, su=False), user, task.size)


def _install(name: str, size: int) -> Iterator[Row]:
    """Install the addon on the history and tell its two large parts apart."""
    with database.workplace(database.template(), "empty") as empty, measure(memory=False) as bare:
        database.install(empty)
    found = {}
    with ExitStack() as stack:
        package = importlib.import_module(ADDON)
        ledger = importlib.import_module(f"{ADDON}.models.ledger.collection_entry").CollectionEntry
        for owner, method in ((package, "pre_init_hook"), (ledger, "_backfill")):
            stack.enter_context(patch.object(owner, method, _measured(getattr(owner, method), found)))
        with measure() as whole:
            database.install(name)
    with database.environment(name) as env:
        floors = {step: _floor(env, query) for step, query in ledger_sql.FLOORS.items()}
        [[entries, moves]] = env.execute_query(ledger_sql.COUNT)
    print(f"The ledger got {entries} rows from {moves} entries of the general ledger.", flush=True)
    yield found["pre_init_hook"].row("install: columns", size, floor_seconds=floors["columns"])
    yield found["_backfill"].row("install: ledger from history", size, floor_seconds=floors["ledger"])
    yield whole.row("install: all", size, floor_seconds=bare.seconds)


def _measured(method, found: dict[str, Measure]):
    """Return the method, noting what it takes under its name."""

    def wrapper(*args, **kwargs):
        with measure() as one:
            result = method(*args, **kwargs)
        found[method.__name__] = one
        return result

    return wrapper


def _floor(env, query) -> float:
    """Seconds of a bare statement, run once, which leaves nothing behind."""
    savepoint = env.cr.savepoint(flush=False)
    with measure(memory=False) as bare:
        env.cr.execute(query)
    savepoint.close(rollback=True)
    return bare.seconds


def _open_receivables(env, user, size: int) -> Iterator[Row]:
    """The list as the web client asks for it: 80 rows and their number, the total, and the two usual groups."""
    model = env["collection.receivable"]
    specification = _specification(model)
    totals = ["residual:sum", "overdue:sum", "__count"]
    who = ledger_sql.whose(user, model)

    def page():
        model.web_search_read([], specification, limit=80, count_limit=10001)

    def floor_page():
        env.execute_query(ledger_sql.open_page(who))
        env.execute_query(ledger_sql.open_count(who))

    yield _compared(env, f"open receivables: 80 rows, {user.name}", size, page, floor_page)
    for label, groups in (("total", []), ("by responsible", ["user_id"]), ("by ageing", ["ageing"])):
        yield _compared(
            env,
            f"open receivables: {label}, {user.name}",
            size,
            lambda groups=groups: model.formatted_read_group([], groups, totals),
            lambda groups=groups: env.execute_query(ledger_sql.open_groups(who, groups)),
        )


def _collected(env, user, size: int) -> Iterator[Row]:
    """Collected money by salesperson and month."""
    model = env["collection.entry"]
    sums = ["amount:sum", "untaxed_amount:sum", "__count"]
    yield _compared(
        env,
        f"collected by salesperson and month, {user.name}",
        size,
        lambda: model.formatted_read_group([], ["user_id", "date:month"], sums),
        lambda: env.execute_query(ledger_sql.collected(ledger_sql.whose(user, model))),
    )


def _compared(env, step: str, size: int, work, floor) -> Row:
    found = median(work, before=env.invalidate_all)
    return found.row(step, size, floor_seconds=median(floor).seconds)


def _specification(model) -> dict:
    """What the list view asks for: all its fields, of related records the name."""
    arch = model.get_views([(False, "list")])["views"]["list"]["arch"]
    names = [node.get("name") for node in etree.fromstring(arch).findall(".//field")]
    return {name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {} for name in names}
