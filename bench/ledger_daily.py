"""Daily reconciliation: the same work in Odoo alone, with the addon but without its ledger, and with both.

The three take turns on the same invoice, see ``turns.py``.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from . import database, turns
from .generator_world import CLERK
from .measure import Row

#: documents per step
DOCUMENTS = 25
DOORS = ("_record", "_undo", "_follow_state")


def steps(without: str, with_addon: str, size: int) -> Iterator[Row]:
    """Yield, per step, the addon without and with the ledger, each with Odoo alone as its floor.

    :param without: a database without the addon
    :param with_addon: a copy of it with the addon
    """
    ways = ((without, turns.as_it_is), (with_addon, _ledger_off), (with_addon, turns.as_it_is))
    invoices = _invoices(without)
    for step, (prepare, work) in STEPS.items():
        found = turns.take_turns(ways, CLERK, invoices, prepare, work)
        alone, addon, ledger = map(turns.total, found)
        print(
            f"{step}: the ledger costs {turns.percent(addon, ledger, alone)} of Odoo's own time, the rest of the"
            f" addon {turns.percent(alone, addon, alone)}; the ledger costs {turns.typical(found[1], found[2])} in"
            " half of the cases.",
            flush=True,
        )
        for label, seconds, one in (("ledger off", addon, found[1]), ("ledger on", ledger, found[2])):
            yield Row(f"{len(invoices)} x {step}, {label}", size, seconds, turns.queries(one), floor_seconds=alone)


def _invoices(name: str) -> list[int]:
    """The ids of some invoices of which something is open, of all kinds."""
    with database.environment(name) as env:
        found = env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("payment_state", "in", ("not_paid", "partial"))], order="id"
        )
        return found.ids[:: max(1, len(found) // DOCUMENTS)][:DOCUMENTS]


def _invoice(env, invoice_id):
    return env["account.move"].browse(invoice_id)


def _with_payment(env, invoice_id):
    """Make a posted payment of what is open; return the lines that belong together."""
    invoice = _invoice(env, invoice_id)
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


def _paid(env, invoice_id):
    invoice = _invoice(env, invoice_id)
    _pay(invoice)
    return invoice.line_ids


def _pay(invoice):
    wizard = invoice.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    wizard.create({})._create_payments()


#: by step: what is made before, and what is measured
STEPS = {
    "payment wizard": (_invoice, _pay),
    "reconcile()": (_with_payment, lambda lines: lines.reconcile()),
    "undo": (_paid, lambda lines: lines.remove_move_reconcile()),
}


@contextmanager
def _ledger_off():
    """Close the doors to the ledger in this process."""
    module = importlib.import_module(f"odoo.addons.{database.ADDON}.models.ledger.collection_entry")
    with ExitStack() as stack:
        for door in DOORS:
            stack.enter_context(patch.object(module.CollectionEntry, door, lambda *args: None))
        yield
