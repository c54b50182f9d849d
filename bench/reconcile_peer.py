"""The peer of matching a bank statement: OCA's account_reconcile_oca on the same open items and the same bank lines.

It has no rules for that in version 19: those of Odoo 19 write off, and none of them matches invoices. For a new bank
line it looks for the payer by account or name, and then for the one open item of this payer whose number has the whole
text of the line in it; it does not compare amounts. Here it does the same with lines that are there:
``_retrieve_partner``, as when lines are created, and ``_do_auto_reconcile``, as when they are created or opened. What
it is sure of is booked by ``reconcile_bank_line`` of its button "Validate", each line in a transaction of its own:
several in one call take longer.

It works on some of the lines only, as many as it gets through in ``ENOUGH`` seconds. Its time grows evenly with the
number of lines, so the time for all of them is scaled up; what it finds is told of the lines that it was asked about.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo.tools import SQL, split_every

from . import database, peer, reconcile_world
from .measure import measure

ADDON = "account_reconcile_oca"
PEERS = ("odoo-addon-account-reconcile-oca==19.0.1.1.1", "odoo-addon-account-statement-base==19.0.1.0.1")
#: so many bank lines at a time, so many at most, and no more of them after so many seconds
PORTION, MOST, ENOUGH = 100, 1000, 120
#: so many lines are booked at most
BOOKED = 50


@dataclass
class Found:
    """What the peer did.

    ``seconds`` are those for one bank line, by step. ``asked`` are the bank lines that it was asked about, with the
    numbers of the items that they pay in truth. ``claims`` are bank lines with the numbers of the items that it
    proposes, and whether it would book that by itself.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    asked: dict[int, set[str]] = field(default_factory=dict)
    claims: list[tuple[int, set[str], bool]] = field(default_factory=list)


def run(history: str, items, lines) -> Found:
    """Let the peer match and book bank lines in a copy of the history.

    :param items: the open items, ``lines``: the bank lines, as ``reconcile_world.fill`` takes them
    :raises Trouble: when it cannot be downloaded.
    """
    found = Found()
    with database.workplace(history, "world") as world:
        # filled before it is there: the copies of one bank line would all have what it keeps of the original
        _journal_id, truth = reconcile_world.fill(world, items, lines)
        with peer.installed(world, ADDON, *PEERS) as name:
            database.tidy(name)
            with database.environment(name) as env:
                _propose(env, truth, found)
                _candidates(env, found)
                _book(env, found)
    return found


def _propose(env, truth: dict[int, set[str]], found: Found) -> None:
    """Let it look for payers and items of one portion of the lines after the other, until it is enough."""
    bank_lines = env["account.bank.statement.line"]
    payers, matching = 0.0, 0.0
    for some in split_every(PORTION, list(truth)[:MOST], bank_lines.browse):
        if payers + matching > ENOUGH:
            break
        with measure(memory=False) as one:
            some._retrieve_partner()
            env.flush_all()
        payers += one.seconds
        env.invalidate_all()
        with measure(memory=False) as one:
            some._do_auto_reconcile(False)
            env.flush_all()
        matching += one.seconds
        found.asked |= {line: truth[line] for line in some.ids}
        env.cr.commit()
        env.invalidate_all()
    count = len(found.asked)
    found.seconds["propose"] = (payers + matching) / count
    known = bank_lines.browse(found.asked).filtered("partner_id")
    print(
        f"{ADDON}: {count} of {len(truth)} lines asked about, {len(known)} payers found in {payers:.1f} s, "
        f"items in {matching:.1f} s; the table has it for all lines.",
        flush=True,
    )


def _candidates(env, found: Found) -> None:
    """Run its query for items alone, now that it knows the payers, and read what it proposes."""
    asked = env["account.bank.statement.line"].browse(found.asked)
    query = asked._do_auto_reconcile_invoices_query()
    with measure(memory=False) as alone:
        env.execute_query(query.select(SQL.identifier(asked._table, "id"), SQL("MAX(account_move_line.id)")))
    found.seconds["candidates"] = alone.seconds / len(asked)
    for line in asked:
        said = line.reconcile_data_info
        if said["counterparts"]:
            documents = env["account.move.line"].browse(said["counterparts"]).mapped("move_name")
            found.claims.append((line.id, set(documents), said["can_reconcile"]))


def _book(env, found: Found) -> None:
    """Book what it is sure of, each line in a transaction of its own."""
    sure = [line for line, _documents, sure in found.claims if sure][:BOOKED]
    env.cr.commit()
    with measure(memory=False) as done:
        for line in sure:
            env.invalidate_all()
            env["account.bank.statement.line"].browse(line).reconcile_bank_line()
            env.cr.commit()
    booked = len(env["account.bank.statement.line"].browse(sure).filtered("is_reconciled"))
    print(
        f"{ADDON}: {booked} of {len(sure)} booked in {done.seconds:.1f} s, {done.queries} queries; "
        "the table has it for as many as are booked here.",
        flush=True,
    )
    if booked:
        found.seconds["book"] = done.seconds / booked
