"""Daily reconciliation: the same work in Odoo alone, with the addon but without its ledger, and with both.

The three take turns on the same invoice, each time in a transaction of its own as a request would, which
is rolled back: whatever else the machine does meets them alike.
"""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

from . import database
from .generator_world import CLERK
from .measure import Row

#: documents per step, and how often each is done in each way (the fastest counts)
DOCUMENTS = 25
REPEATS = 2
WARM_UP = 3
DOORS = ("_record", "_undo", "_follow_state")


def steps(without: str, with_addon: str, size: int) -> Iterator[Row]:
    """Yield, per step, the addon without and with the ledger, each with Odoo alone as its floor.

    :param without: a database without the addon
    :param with_addon: a copy of it with the addon
    """
    ways = ((without, _always), (with_addon, _ledger_off), (with_addon, _always))
    invoices = _invoices(without)
    for step, (prepare, work) in STEPS.items():
        found = [[], [], []]
        for turn, invoice in enumerate(invoices[:WARM_UP] + invoices):
            best = [(float("inf"), 0)] * len(ways)
            for repeat in range(REPEATS):
                for shift in range(len(ways)):
                    number = (turn + repeat + shift) % len(ways)
                    best[number] = min(best[number], _once(*ways[number], invoice, prepare, work))
            if turn >= WARM_UP:
                for number, one in enumerate(best):
                    found[number].append(one)
        alone, addon, ledger = (sum(seconds for seconds, _queries in one) for one in found)
        print(
            f"{step}: the ledger costs {_percent(addon, ledger, alone)} of Odoo's own time, the rest of the addon"
            f" {_percent(alone, addon, alone)}; the ledger costs {_typical(found[1], found[2])} in half of the cases.",
            flush=True,
        )
        for label, seconds, one in (("ledger off", addon, found[1]), ("ledger on", ledger, found[2])):
            queries = sum(count for _seconds, count in one)
            yield Row(f"{len(invoices)} x {step}, {label}", size, seconds, queries, floor_seconds=alone)


def _percent(before: float, after: float, base: float) -> str:
    return f"{100 * (after - before) / base:.1f} %"


def _typical(before, after) -> str:
    """The median of what a single document takes longer."""
    return f"{1000 * statistics.median(b[0] - a[0] for a, b in zip(before, after, strict=True)):.2f} ms"


def _invoices(name: str) -> list[int]:
    """The ids of some invoices of which something is open, of all kinds."""
    with database.environment(name) as env:
        found = env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("payment_state", "in", ("not_paid", "partial"))], order="id"
        )
        return found.ids[:: max(1, len(found) // DOCUMENTS)][:DOCUMENTS]


def _once(name: str, switch, invoice_id: int, prepare, work) -> tuple[float, int]:
    """Do one document and forget it; return its seconds and queries."""
    with Registry(name).cursor() as cr, switch():
        root = api.Environment(cr, SUPERUSER_ID, {})
        clerk = root["res.users"].search([("login", "=", CLERK)])
        env = api.Environment(cr, clerk.id, {})
        subject = prepare(env, env["account.move"].browse(invoice_id))
        env.flush_all()
        env.invalidate_all()
        queries, start = sql_db.sql_counter, time.perf_counter()
        work(subject)
        env.flush_all()
        found = time.perf_counter() - start, sql_db.sql_counter - queries
        cr.rollback()
        env.transaction.reset()
    return found


def _as_it_is(env, invoice):
    return invoice


def _with_payment(env, invoice):
    """Make a posted payment of what is open; return the lines that belong together."""
    payment = env["account.payment"].create(
        {
            "payment_type": "inbound",
            "partner_id": invoice.partner_id.id,
            "amount": invoice.amount_residual,
            "currency_id": invoice.currency_id.id,
        }
    )
    payment.action_post()
    return (invoice.line_ids + payment.move_id.line_ids).filtered(
        lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
    )


def _paid(env, invoice):
    _pay(invoice)
    return invoice.line_ids


def _pay(invoice):
    wizard = invoice.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    wizard.create({})._create_payments()


#: by step: what is made before, and what is measured
STEPS = {
    "payment wizard": (_as_it_is, _pay),
    "reconcile()": (_with_payment, lambda lines: lines.reconcile()),
    "undo": (_paid, lambda lines: lines.remove_move_reconcile()),
}


@contextmanager
def _always():
    yield


@contextmanager
def _ledger_off():
    """Close the doors to the ledger in this process."""
    module = importlib.import_module(f"odoo.addons.{database.ADDON}.models.collection_entry")
    with ExitStack() as stack:
        for door in DOORS:
            stack.enter_context(patch.object(module.CollectionEntry, door, lambda *args: None))
        yield
