"""The board of a bank reconciliation: opening it, another group, and searching what a line could pay.

The size is the number of open items; each is measured with 1,000 bank lines in the period, from 100,000 on also with
10,000, all of them with their proposals. Floor of opening: bare SQL that counts and sums the period's lines by whether
they are settled, and reads a page of them; it knows nothing of groups, proposals and claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from odoo.addons.sales_collection.tests.bank.match import match_noise

from . import database, reconcile_world
from .measure import Row, median
from .registry import Task, capability

#: the history that open items and bank lines are put on
HISTORY = 1000

FLOOR = """
    SELECT st.is_reconciled, COUNT(*), SUM(st.amount)
      FROM account_bank_statement_line st JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
     WHERE st.journal_id = %(journal)s AND m.date BETWEEN '2026-01-01' AND '2026-01-31'
  GROUP BY st.is_reconciled
"""
FLOOR_PAGE = """
    SELECT st.id, m.date, st.payment_ref, st.amount
      FROM account_bank_statement_line st JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
     WHERE st.journal_id = %(journal)s AND m.date BETWEEN '2026-01-01' AND '2026-01-31'
  ORDER BY st.internal_index DESC LIMIT 40
"""


@capability("reconcile_board")
def steps(task: Task) -> Iterator[Row]:
    """The board of a bank reconciliation: opening it and searching."""
    for count in (1000, 10000) if task.size >= 100000 else (1000,):
        chance = Random(task.size)
        items = reconcile_world.drawn(task.size, chance)
        lines = match_noise.statement(items, count, chance)
        with database.workplace(database.history(HISTORY, task.fresh)) as name:
            database.install(name)
            journal_id, _truth = reconcile_world.fill(name, items, lines)
            with database.environment(name) as env:
                env["collection.match"]._propose(env["account.journal"].browse(journal_id))
                env.cr.commit()
            database.tidy(name)
            with database.environment(name) as env:
                yield from _measure(env, journal_id, task.size, count)


def _measure(env, journal_id: int, size: int, count: int) -> Iterator[Row]:
    reconcile = env["collection.reconcile"].create(
        {"journal_id": journal_id, "date_from": "2026-01-01", "date_to": "2026-01-31"}
    )
    env.flush_all()

    def bare():
        for statement in (FLOOR, FLOOR_PAGE):
            env.cr.execute(statement, {"journal": journal_id})
            env.cr.fetchall()

    floor = median(bare)
    # what there is of figures is told, so that a reader sees what was opened
    print({group["name"]: group["count"] for group in reconcile.action_load("agreed")["groups"]}, flush=True)
    for group in ("agreed", "unclaimed"):
        found = median(lambda group=group: reconcile.action_load(group), before=env.invalidate_all)
        yield found.row(f"open “{group}”: {count} lines", size, floor_seconds=floor.seconds)
    line = env["account.bank.statement.line"].search(reconcile._own_domain(), limit=1)
    for words, text in (("a number", "INV/2026/000100"), ("a name", "Lotus"), ("an amount", "49.00")):
        found = median(lambda text=text: reconcile.action_search_items(line.id, text), before=env.invalidate_all)
        yield found.row(f"search {words}: {count} lines", size)
