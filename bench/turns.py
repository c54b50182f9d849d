"""Daily work measured in several ways that take turns on the same subject.

Each time in a transaction of its own as a request would, which is rolled back: whatever else the machine does meets
all ways alike.
"""

from __future__ import annotations

import statistics
import time
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

#: how often each is done in each way (the fastest counts), and how many subjects warm up
REPEATS = 2
WARM_UP = 3


def take_turns(ways, login: str, subjects: list[int], prepare, work) -> list[list[tuple[float, int]]]:
    """Return, per way, the seconds and queries of each subject.

    :param ways: pairs of a database and a context manager under which the work is done there
    :param login: of the user who does it
    :param subjects: ids that ``prepare(env, id)`` makes of what ``work`` is given
    """
    found = [[] for _way in ways]
    for turn, subject in enumerate(subjects[:WARM_UP] + subjects):
        best = [(float("inf"), 0)] * len(ways)
        for repeat in range(REPEATS):
            for shift in range(len(ways)):
                number = (turn + repeat + shift) % len(ways)
                best[number] = min(best[number], _once(*ways[number], login, subject, prepare, work))
        if turn >= WARM_UP:
            for number, one in enumerate(best):
                found[number].append(one)
    return found


def total(found: list[tuple[float, int]]) -> float:
    """Return the seconds of all subjects together."""
    return sum(seconds for seconds, _queries in found)


def queries(found: list[tuple[float, int]]) -> int:
    """Return the queries of all subjects together."""
    return sum(count for _seconds, count in found)


def percent(before: float, after: float, base: float) -> str:
    """Return what was added, as a share of the base."""
    return f"{100 * (after - before) / base:.1f} %"


def typical(before: list[tuple[float, int]], after: list[tuple[float, int]]) -> str:
    """Return the median of what a single subject takes longer."""
    return f"{1000 * statistics.median(b[0] - a[0] for a, b in zip(before, after, strict=True)):.2f} ms"


@contextmanager
def as_it_is():
    """The way that changes nothing."""
    yield


def _once(name: str, switch, login: str, subject_id: int, prepare, work) -> tuple[float, int]:
    """Do one subject and forget it; return its seconds and queries."""
    with Registry(name).cursor() as cr, switch():
        root = api.Environment(cr, SUPERUSER_ID, {})
        user = root["res.users"].search([("login", "=", login)])
        env = api.Environment(cr, user.id, {})
        subject = prepare(env, subject_id)
        env.flush_all()
        env.invalidate_all()
        before, start = sql_db.sql_counter, time.perf_counter()
        work(subject)
        env.flush_all()
        found = time.perf_counter() - start, sql_db.sql_counter - before
        cr.rollback()
        env.transaction.reset()
    return found
