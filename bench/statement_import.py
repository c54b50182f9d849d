"""Import of a bank's file: reading it into the preview, writing its lines, and the same file a second time.

The file is a CSV of as many lines as the history has invoices, ten of them alike each day. Floor of reading: Python's
own CSV reader with a Decimal and a date for each line, and nothing written. Floor of writing: Odoo without the addon
creates the same bank lines, as many at once; of more than 5,000 it creates 5,000, and its time is scaled up.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from . import database
from .measure import Row, measure
from .registry import Task, capability

#: so many bank lines are created at once, as the addon does
BATCH = 500
#: so many of them Odoo creates at most without the addon
MOST_BARE = 5000


@capability("import")
def steps(task: Task) -> Iterator[Row]:
    """Import of a bank's file: reading, writing, and the same file again."""
    source = database.history(task.size, task.fresh)
    content = _file(task.size)
    with database.workplace(source) as name:
        database.tidy(name)
        with database.environment(name) as env:
            floor = _write_bare(env, content)
        database.install(name)
        database.tidy(name)
        with database.environment(name) as env:
            wizard = env["collection.statement.import"].create(
                {"journal_id": _journal(env, "OURS").id, "file": base64.b64encode(content), "file_name": "bank.csv"}
            )
            with measure(memory=False) as bare:
                _read_bare(content)
            yield _read(wizard, "read", task.size, bare.seconds)
            env.invalidate_all()
            with measure() as found:
                wizard.action_import()
                # beyond what a user waits for, the lines are left to the scheduled action
                while wizard.state == "queued":
                    wizard._cron_import()
                env.flush_all()
            print(f"{task.size / found.seconds:.0f} lines a second.", flush=True)
            yield found.row("import", task.size, floor_seconds=floor)
            yield _read(wizard, "read again", task.size, bare.seconds)


def _read(wizard, step: str, size: int, floor: float) -> Row:
    wizard.env.flush_all()
    wizard.env.invalidate_all()
    with measure() as found:
        wizard.action_read()
        wizard.env.flush_all()
    return found.row(step, size, floor_seconds=floor)


def _file(size: int) -> bytes:
    """A statement of that many lines in one year, with balances that follow."""
    out, balance, start = io.StringIO(), Decimal(0), date(2025, 1, 1)
    writer = csv.writer(out)
    writer.writerow(["Date", "Payer", "Text", "Amount", "Balance"])
    for number in range(size):
        amount = Decimal(number % 1000 - 300) + Decimal("0.25")
        balance += amount
        day = start + timedelta(days=number * 365 // size)
        text = "Card payment" if number % 10 == 0 else f"Invoice {number}"
        writer.writerow([day, f"Payer {number % 997}", text, amount, balance])
    return out.getvalue().encode()


def _rows(content: bytes) -> Iterator[tuple[date, str, str, Decimal]]:
    for day, payer, text, amount, _balance in list(csv.reader(io.StringIO(content.decode())))[1:]:
        yield date.fromisoformat(day), payer, text, Decimal(amount)


def _read_bare(content: bytes) -> int:
    return sum(1 for _row in _rows(content))


def _write_bare(env, content: bytes) -> float:
    """The seconds that Odoo without the addon takes to create the lines."""
    journal = _journal(env, "BARE")
    values = [
        {"journal_id": journal.id, "date": day, "partner_name": payer, "payment_ref": text, "amount": float(amount)}
        for day, payer, text, amount in _rows(content)
    ]
    with measure(memory=False) as found:
        for start in range(0, min(len(values), MOST_BARE), BATCH):
            env["account.bank.statement.line"].create(values[start : start + BATCH])
            env.cr.commit()
    return found.seconds * max(1, len(values) / MOST_BARE)


def _journal(env, code: str):
    """A bank journal of the company that has no other lines."""
    return env["account.journal"].create({"name": code, "code": code, "type": "bank"})
