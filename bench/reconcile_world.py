"""Open invoices and a noisy bank statement in any number: one of each by Odoo itself, the rest copied in SQL."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

from psycopg2.extras import execute_values

from odoo import Command
from odoo.tools import SQL

from odoo.addons.sales_collection.tests.bank.match import match_noise

from . import database
from .generator_tables import columns_of, listed, without_indexes

#: an open invoice is of one of so many customers
PER_CUSTOMER = 12
DAY = "2026-01-31"


def drawn(size: int, chance: Random) -> list[match_noise.Open]:
    """Return so many open invoices of made-up customers; every fifth has an amount that many have."""
    people = match_noise.customers(max(5, size // PER_CUSTOMER), chance)
    found = []
    for number in range(size):
        place = chance.randrange(len(people))
        cents = chance.choice((2900, 4900, 9900, 50000)) if chance.random() < 0.2 else chance.randint(1000, 2_000_000)
        found.append(match_noise.Open(f"INV/2026/{number + 1:06d}", cents, place, *people[place]))
    return found


def from_file(path: str) -> list[match_noise.Open]:
    """Return the invoices of a file with the columns customerID, invoiceNumber and InvoiceAmount, all of them open."""
    with Path(path).open(newline="") as file:
        rows = list(csv.DictReader(file))
    places = {name: place for place, name in enumerate(sorted({row["customerID"] for row in rows}))}
    return [
        match_noise.Open(
            row["invoiceNumber"],
            round(float(row["InvoiceAmount"]) * 100),
            places[row["customerID"]],
            f"Customer {row['customerID']}",
            f"XX{places[row['customerID']]:016d}",
        )
        for row in rows
    ]


def fill(name: str, items: list[match_noise.Open], lines: list[match_noise.Line]) -> tuple[int, dict[int, set[str]]]:
    """Write open invoices and bank lines into a database.

    :return: the id of the bank journal, and for each bank line's id what it pays in truth: numbers of invoices
    """
    with database.environment(name) as env:
        copied = _originals(env)
        env.cr.commit()
    # PostgreSQL does not use an index that is made beside fresh updates while older transactions run
    database.tidy(name)
    with database.environment(name) as env:
        journal, truth = _fill(env, copied, items, lines)
        env.cr.commit()
    database.tidy(name)
    return journal.id, truth


def _originals(env) -> tuple[int, int]:
    """Make what is copied, and return the ids of the invoice and of the bank line.

    Nothing else stays open: what the history left has no truth to compare with.
    """
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    env.cr.execute("UPDATE account_bank_statement_line SET is_reconciled = TRUE WHERE journal_id = %s", [journal.id])
    env.cr.execute("UPDATE account_move_line SET reconciled = TRUE WHERE reconciled IS NOT TRUE")
    env.invalidate_all()
    invoice, bank_line = _of_one_cent(env, journal)
    return invoice.id, bank_line.id


def _fill(env, copied: tuple[int, int], items: list[match_noise.Open], lines: list[match_noise.Line]):
    """Copy what ``_originals`` made; return the bank journal, and what each bank line pays in truth."""
    invoice, bank_line = env["account.move"].browse(copied[0]), env["account.bank.statement.line"].browse(copied[1])
    journal = bank_line.journal_id
    partners = _customers(env, invoice, items)
    open_rows = [(item.number, item.amount, partners[item.customer]) for item in items]
    money_rows = [(line.text, line.amount, line.payer or None, line.account or None) for line in lines]
    with without_indexes(env, list(_TABLES)):
        _documents(env, invoice, "bench_open", open_rows)
        first = _documents(env, bank_line.move_id, "bench_money", money_rows, bank_line)
    env.cr.execute("DELETE FROM account_move_line WHERE move_id = %s", [invoice.id])
    bank_line.unlink()
    env.invalidate_all()
    numbers = [{items[place].number for place in line.truth} for line in lines]
    return journal, {first + place: truth for place, truth in enumerate(numbers)}


def _of_one_cent(env, journal):
    """Return an open invoice of one cent and a bank line of one cent, by Odoo itself."""
    product = env["product.product"].create({"name": "Bench", "type": "service", "taxes_id": False})
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": env["res.partner"].create({"name": "Original"}).id,
            "invoice_date": DAY,
            "invoice_line_ids": [Command.create({"product_id": product.id, "price_unit": 0.01, "tax_ids": False})],
        }
    )
    invoice.action_post()
    line = env["account.bank.statement.line"].create(
        {"journal_id": journal.id, "date": DAY, "amount": 0.01, "payment_ref": "Original"}
    )
    env.flush_all()
    return invoice, line


def _customers(env, invoice, items) -> dict[int, int]:
    """Write the customers with their bank accounts; return their ids by place."""
    people = {item.customer: (item.name, item.account) for item in items}
    columns = columns_of(env, "res_partner")
    [[first]] = env.execute_query(SQL("SELECT MAX(id) + 1 FROM res_partner"))
    ids = {place: first + number for number, place in enumerate(sorted(people))}
    rows = [(ids[place], *people[place]) for place in sorted(people)]
    env.cr.execute("CREATE TEMP TABLE bench_person (id int, name varchar, account varchar) ON COMMIT DROP")
    execute_values(env.cr._obj, "INSERT INTO bench_person VALUES %s", rows, page_size=5000)
    own = dict.fromkeys(("name", "complete_name", "commercial_company_name"), SQL("b.name"))
    own |= {"id": SQL("b.id"), "commercial_partner_id": SQL("b.id")}
    env.cr.execute(
        SQL(
            "INSERT INTO res_partner (%s) SELECT %s FROM res_partner t CROSS JOIN bench_person b WHERE t.id = %s",
            listed(columns),
            SQL(", ").join(own.get(column, SQL.identifier("t", column)) for column in columns),
            invoice.partner_id.id,
        )
    )
    env.cr.execute(
        """
        INSERT INTO res_partner_bank (partner_id, acc_number, sanitized_acc_number, active)
        SELECT id, account, account, TRUE FROM bench_person
        """
    )
    env.cr.execute("SELECT setval('res_partner_id_seq', (SELECT MAX(id) FROM res_partner))")
    return ids


def _documents(env, move, table: str, rows, bank_line=None) -> int:
    """Copy a document of one cent for each row; return the id of the first bank line, or 0.

    :param rows: (number, cents, customer id) of invoices, (text, cents, payer, account) of bank lines
    """
    bases = {name: env.execute_query(SQL("SELECT MAX(id) FROM %s", SQL.identifier(name)))[0][0] for name in _TABLES}
    fields = "text varchar, cents bigint, " + ("payer varchar, account varchar" if bank_line else "partner_id int")
    env.cr.execute(f"CREATE TEMP TABLE {table} (n int, {fields}) ON COMMIT DROP")
    rows = [(number, *row) for number, row in enumerate(rows, 1)]
    execute_values(env.cr._obj, f"INSERT INTO {table} VALUES %s", rows, page_size=5000)
    own = _own_values(bases, move, bank_line)
    for name in _TABLES:
        if name == "account_bank_statement_line" and not bank_line:
            continue
        wanted = {
            "account_move": SQL("t.id = %s", move.id),
            "account_move_line": SQL("t.move_id = %s", move.id),
            "account_bank_statement_line": SQL("t.id = %s", bank_line.id if bank_line else 0),
        }[name]
        columns = columns_of(env, name)
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t CROSS JOIN %s b WHERE %s ORDER BY b.n, t.id",
                SQL.identifier(name),
                listed(columns),
                SQL(", ").join(_value(env, name, column, own) for column in columns),
                SQL.identifier(name),
                SQL.identifier(table),
                wanted,
            )
        )
        env.cr.execute(SQL("SELECT setval(%s, (SELECT MAX(id) FROM %s))", f"{name}_id_seq", SQL.identifier(name)))
    return bases["account_bank_statement_line"] + 1


_TABLES = ("account_move", "account_move_line", "account_bank_statement_line")


def _own_values(bases: dict[str, int], move, bank_line) -> dict[tuple[str, str], SQL]:
    """Return what a copy has of its own, by table and column; amounts are multiplied by the cents."""
    count, lowest = len(move.line_ids), min(move.line_ids.ids)
    move_id = SQL("%s + b.n", bases["account_move"])
    line_id = SQL("%s + b.n", bases["account_bank_statement_line"])
    own = {
        ("account_move", "id"): move_id,
        ("account_move_line", "id"): SQL(
            "%s + (b.n - 1) * %s + t.id - %s", bases["account_move_line"], count, lowest - 1
        ),
        ("account_move_line", "move_id"): move_id,
    }
    if bank_line:
        own |= {
            ("account_move", "name"): SQL("'BENCH/' || b.n"),
            ("account_move", "statement_line_id"): line_id,
            ("account_move_line", "statement_line_id"): line_id,
            ("account_move_line", "name"): SQL("b.text"),
            ("account_bank_statement_line", "id"): line_id,
            ("account_bank_statement_line", "move_id"): move_id,
            ("account_bank_statement_line", "payment_ref"): SQL("b.text"),
            ("account_bank_statement_line", "partner_name"): SQL("b.payer"),
            ("account_bank_statement_line", "account_number"): SQL("b.account"),
            ("account_bank_statement_line", "amount_residual"): SQL("-b.cents / 100.0"),
        }
    else:
        own |= {
            ("account_move", "name"): SQL("b.text"),
            ("account_move", "sequence_prefix"): SQL("'BENCH/'"),
            ("account_move", "sequence_number"): SQL("b.n"),
            ("account_move", "payment_reference"): SQL("b.text"),
            ("account_move", "partner_id"): SQL("b.partner_id"),
            ("account_move", "commercial_partner_id"): SQL("b.partner_id"),
            ("account_move_line", "move_name"): SQL("b.text"),
            ("account_move_line", "partner_id"): SQL("b.partner_id"),
        }
    return own


def _value(env, table: str, column: str, own) -> SQL:
    value = SQL.identifier("t", column)
    field = env[_MODELS[table]]._fields.get(column)
    if (table, column) in own:
        return own[table, column]
    if field is not None and field.type == "monetary":
        return SQL("%s * b.cents", value)
    return value


_MODELS = dict(zip(_TABLES, ("account.move", "account.move.line", "account.bank.statement.line"), strict=True))
