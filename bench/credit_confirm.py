"""Confirming orders one by one: Odoo alone, with the addon but without its gate, with both, and another addon.

They take turns on the same customer, see ``turns.py``. The customers have limits with room left, so that nothing is
refused and all that the gate asks is asked.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.tools import SQL

from . import credit_world, database, turns
from .measure import Row

#: so many orders of so many lines
ORDERS = {1: 100, 10: 25}


def steps(alone: str, name: str, other: str | None, size: int) -> Iterator[Row]:
    """Yield the addon without and with its gate, with Odoo alone as the floor, and tell the cost of the gate.

    :param alone: a database with orders and without the addon
    :param name: a copy of it with the addon
    :param other: a copy of it with the other addon, None to leave it out
    """
    ways = [(alone, turns.as_it_is), (name, _gate_off), (name, turns.as_it_is)]
    if other:
        ways.append((other, turns.as_it_is))
    for lines, count in ORDERS.items():
        customers = _customers(name, count)
        found = turns.take_turns(ways, credit_world.SALESPERSON, customers, _quotation(lines), _confirm)
        bare, off, on, *others = map(turns.total, found)
        print(
            f"The gate costs {turns.percent(off, on, off)} of confirming an order of {lines} lines,"
            f" {turns.typical(found[1], found[2])} in half of the cases; the rest of the addon"
            f" {turns.percent(bare, off, bare)} of Odoo's own time.",
            flush=True,
        )
        for label, seconds, one in (("gate off", off, found[1]), ("gate on", on, found[2])):
            step = f"confirm {count} of {lines} lines, {label}"
            row = Row(step, size, seconds, turns.queries(one), floor_seconds=bare)
            row.peer_seconds = others[0] if others else None
            yield row


def _customers(name: str, count: int) -> list[int]:
    """The ids of customers with a limit that leaves room, some of them several times if there are too few."""
    with database.environment(name) as env:
        found = env["res.partner"].search([("collection_available_credit", ">", 1000)], order="id")
        own = env.execute_query(
            SQL("SELECT id FROM res_partner WHERE id = ANY(%s) AND name LIKE 'Customer %%' ORDER BY id", found.ids)
        )
        ids = [row[0] for row in own]
        ids = ids[:: max(1, len(ids) // count)]
        return [ids[number % len(ids)] for number in range(count)]


def _quotation(lines: int):
    """Return what makes a quotation of so many lines over 100 in all for a customer."""

    def prepare(env, customer_id: int):
        product = env["product.product"].search([("name", "=", "Machine")], limit=1)
        line = Command.create({"product_id": product.id, "price_unit": 100 / lines})
        return env["sale.order"].create(
            {"partner_id": customer_id, "user_id": env.uid, "order_line": [line for _number in range(lines)]}
        )

    return prepare


def _confirm(order):
    order.action_confirm()


@contextmanager
def _gate_off():
    """Close the gate in this process."""
    module = importlib.import_module(f"odoo.addons.{database.ADDON}.models.credit.sale_order_credit")
    with patch.object(module.SaleOrderCredit, "_collection_credit_pass", lambda orders: None):
        yield
