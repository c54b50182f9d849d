"""Matching a bank statement: candidates, proposals, booking what is sure, and how much of it is right.

The size is the number of open items; a tenth as many bank lines (but 1,000 at least) come with the noise of
``sales_collection/tests/bank/match/match_noise.py``. Floor of the candidates: bare SQL by keys (``reconcile_sql.py``).

Peer: OCA's account_reconcile_oca on the same items and lines (``reconcile_peer.py`` says how). It is measured on a part
of the lines and its time is scaled up: of candidates and proposals to all lines, of booking to as many as are booked
here. Its candidates are its query for items alone, its proposals all that it does with a new line, the payer included.
It finds less, as the printed lines say: no number inside a sentence, and no items that are paid together.

``SC_INVOICES=FILE`` takes the open items from a file instead (columns customerID, invoiceNumber, InvoiceAmount), pays
each once, and measures at every size the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from random import Random

from odoo.tools import split_every

from odoo.addons.sales_collection.models.bank.match.collection_match_accept import BATCH
from odoo.addons.sales_collection.tests.bank.match import match_noise

from . import database, reconcile_peer, reconcile_sql, reconcile_world
from .measure import Row, measure, median
from .registry import Task, capability

#: so many matches are booked at most: each batch takes the same
BOOKED = 1000
#: the history that open items and bank lines are put on
HISTORY = 1000


@capability("reconcile", peers=reconcile_peer.PEERS)
def steps(task: Task) -> Iterator[Row]:
    """Matching a bank statement with open items."""
    chance = Random(task.size)
    path = os.environ.get("SC_INVOICES")
    items = reconcile_world.from_file(path) if path else reconcile_world.drawn(task.size, chance)
    lines = match_noise.statement(items, len(items) if path else max(1000, task.size // 10), chance)
    history = database.history(HISTORY, task.fresh)
    peer = reconcile_peer.run(history, items, lines) if task.peer else reconcile_peer.Found()
    if task.peer:
        print(f"{reconcile_peer.ADDON}: {_right(peer.claims, peer.asked)}", flush=True)
    with database.workplace(history) as name:
        database.install(name)
        journal_id, truth = reconcile_world.fill(name, items, lines)
        with database.environment(name) as env:
            yield from _measure(env, journal_id, truth, len(items), peer.seconds)


def _measure(env, journal_id: int, truth: dict[int, set[str]], size: int, peer: dict[str, float]) -> Iterator[Row]:
    matches = env["collection.match"]
    journal = env["account.journal"].browse(journal_id)
    floor = median(lambda: env.cr.execute(reconcile_sql.candidates(journal)), before=env.cr.rollback)
    found = median(lambda: matches._collect_candidates(journal, None), before=env.cr.rollback)
    scaled = {step: each * len(truth) for step, each in peer.items()}
    yield found.row(
        f"candidates: {len(truth)} lines", size, floor_seconds=floor.seconds, peer_seconds=scaled.get("candidates")
    )
    for step in ("propose", "propose again"):
        env.invalidate_all()
        with measure() as found:
            proposed = matches._propose(journal)
            env.flush_all()
        yield found.row(f"{step}: {len(proposed)} proposals", size, peer_seconds=scaled.get(step))
    claims = [
        (line, set(match.line_ids.mapped("document")), match.sure)
        for match in proposed
        for line in match.statement_line_ids.ids
    ]
    print(_right(claims, truth), flush=True)
    sure = proposed.filtered("automatic").ids[:BOOKED]
    env.cr.commit()
    env.invalidate_all()
    with measure() as found:
        start, worked, booked = time.perf_counter(), time.process_time(), 0
        for some in split_every(BATCH, sure, matches.with_context(tracking_disable=True).browse):
            booked += len(some._accept_some(person=False))
            env.cr.commit()
            env.invalidate_all()
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
    # on a machine that does other things as well, what this process itself worked says more
    each = 1000 * worked / max(booked, 1)
    print(
        f"{booked} of {len(sure)} booked, {booked / seconds:.1f} a second, {each:.1f} ms worked for each.", flush=True
    )
    each = peer.get("book")
    yield found.row(f"book: {booked} matches", size, peer_seconds=each and each * booked)


def _right(claims: list[tuple[int, set[str], bool]], truth: dict[int, set[str]]) -> str:
    """Return in words how many lines are matched by themselves, rightly and wrongly, and how good the proposals are.

    :param claims: bank lines with the numbers of the items proposed, and whether they are matched by themselves
    """
    right = sum(sure and documents == truth[line] for line, documents, sure in claims)
    wrong = sum(sure and documents != truth[line] for line, documents, sure in claims)
    good = sum(documents == truth[line] for line, documents, _sure in claims)
    known = sum(1 for documents in truth.values() if documents)
    return (
        f"Of {known} lines that pay something: {right / known:.1%} matched by themselves, {wrong} wrongly; "
        f"the best proposal is right for {good / known:.1%}."
    )
