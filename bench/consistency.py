"""Is a history one that Odoo could have made? Checked in SQL, by Odoo's own computations, and by working on."""

from __future__ import annotations

import datetime

from odoo.tools import SQL

from .generator_sql import tables

#: what must find nothing, by the sentence that is said otherwise
NOTHING = {
    "entries that do not balance": """
        SELECT move_id FROM account_move_line GROUP BY move_id HAVING ABS(SUM(balance)) > 0.001""",
    "lines whose debit and credit are not their balance": """
        SELECT id FROM account_move_line WHERE debit - credit <> balance""",
    "lines whose residual is not the balance less their reconciliations": """
        SELECT l.id
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id
          LEFT JOIN (SELECT debit_move_id AS id, SUM(amount) AS amount, SUM(debit_amount_currency) AS currency
                       FROM account_partial_reconcile GROUP BY 1) d ON d.id = l.id
          LEFT JOIN (SELECT credit_move_id AS id, SUM(amount) AS amount, SUM(credit_amount_currency) AS currency
                       FROM account_partial_reconcile GROUP BY 1) c ON c.id = l.id
         WHERE a.reconcile
           AND (l.amount_residual <> l.balance - COALESCE(d.amount, 0) + COALESCE(c.amount, 0)
                OR l.amount_residual_currency
                   <> l.amount_currency - COALESCE(d.currency, 0) + COALESCE(c.currency, 0))""",
    "lines that are reconciled with something left, or open with nothing left": """
        SELECT l.id FROM account_move_line l JOIN account_account a ON a.id = l.account_id
         WHERE a.reconcile AND l.reconciled <> (l.amount_residual = 0 AND l.amount_residual_currency = 0
                                                AND (l.balance <> 0 OR l.matching_number IS NOT NULL))""",
    "reconciliations of lines with different accounts or customers": """
        SELECT p.id FROM account_partial_reconcile p
          JOIN account_move_line d ON d.id = p.debit_move_id JOIN account_move_line c ON c.id = p.credit_move_id
         WHERE d.account_id <> c.account_id OR d.partner_id IS DISTINCT FROM c.partner_id
            OR p.max_date <> GREATEST(d.date, c.date)""",
    "invoices whose residual is not that of their lines": """
        SELECT m.id FROM account_move m
          JOIN (SELECT l.move_id, SUM(l.amount_residual_currency) AS residual, SUM(l.amount_currency) AS total
                  FROM account_move_line l WHERE l.display_type = 'payment_term' GROUP BY 1) l ON l.move_id = m.id
         WHERE m.move_type IN ('out_invoice', 'out_refund')
           AND (m.amount_residual <> ABS(l.residual) OR m.amount_total <> ABS(l.total))""",
    "numbers that occur twice": """
        SELECT name FROM account_move WHERE state = 'posted' GROUP BY journal_id, name HAVING COUNT(*) > 1""",
    "numbers that do not fit their sequence or year": r"""
        SELECT id FROM account_move
         WHERE name NOT LIKE sequence_prefix || '%%'
            OR substr(name, length(sequence_prefix) + 1)::int <> sequence_number
            OR position('/' || to_char(date, 'YYYY') || '/' IN sequence_prefix) = 0""",
    "gaps in the numbers": """
        SELECT journal_id, sequence_prefix FROM account_move
         GROUP BY 1, 2 HAVING MAX(sequence_number) - MIN(sequence_number) + 1 <> COUNT(*)""",
    "lines that differ from their entry": """
        SELECT l.id FROM account_move_line l JOIN account_move m ON m.id = l.move_id
         WHERE l.move_name <> m.name OR l.date <> m.date OR l.parent_state <> m.state
            OR (m.move_type <> 'entry' AND l.partner_id IS DISTINCT FROM m.commercial_partner_id)""",
    "matching numbers that are not those of the reconciliation": """
        SELECT l.id FROM account_move_line l
         WHERE (l.full_reconcile_id IS NOT NULL AND l.matching_number <> l.full_reconcile_id::text)
            OR (l.matching_number LIKE 'P%%' AND NOT EXISTS (
                SELECT 1 FROM account_partial_reconcile p WHERE p.id = substr(l.matching_number, 2)::int))
            OR (l.matching_number IS NULL AND EXISTS (
                SELECT 1 FROM account_partial_reconcile p WHERE l.id IN (p.debit_move_id)))""",
    "payments that differ from their entry": """
        SELECT p.id FROM account_payment p JOIN account_move m ON m.id = p.move_id
         WHERE p.name <> m.name OR p.date <> m.date OR p.partner_id <> m.partner_id OR m.origin_payment_id <> p.id""",
    "documents of the future": "SELECT id FROM account_move WHERE date > CURRENT_DATE",
}

#: what Odoo computes again must be what is stored
COMPUTED = {
    "account.move": (
        "amount_untaxed",
        "amount_tax",
        "amount_total",
        "amount_residual",
        "amount_total_signed",
        "amount_residual_signed",
        "payment_state",
        "invoice_partner_display_name",
    ),
    "account.move.line": ("amount_residual", "amount_residual_currency", "reconciled", "price_subtotal", "price_total"),
    "account.payment": ("is_matched", "is_reconciled", "amount_company_currency_signed"),
    "account.bank.statement.line": ("is_reconciled", "amount_residual", "internal_index"),
}
SAMPLE = 2000


def complaints(env, size: int) -> list[str]:
    """Return what is wrong with the history of that many invoices, one sentence each; nothing is changed."""
    found = _count(env, size) + contradictions(env) + _sequences(env) + _computed(env)
    try:
        _work_on(env)
    except Exception as error:
        reason = str(error).splitlines()[0]
        found.append(f"Odoo cannot go on working after it: {type(error).__name__}: {reason}")
    return found


def contradictions(env) -> list[str]:
    """Return what contradicts itself in the rows, one sentence each."""
    found = []
    for sentence, query in NOTHING.items():
        rows = env.execute_query(SQL(query))
        if rows:
            found.append(f"There are {len(rows)} {sentence}, the first is {rows[0][0]}.")
    return found


def _count(env, size: int) -> list[str]:
    count = env["account.move"].search_count([("move_type", "=", "out_invoice")])
    return [] if count == size else [f"There are {count} invoices instead of {size}."]


def _sequences(env) -> list[str]:
    """Ids that PostgreSQL would give a second time."""
    found = []
    for table in tables(env):
        name = SQL.identifier(table)
        query = SQL("SELECT MAX(id) > (SELECT last_value FROM %s) FROM %s", SQL.identifier(f"{table}_id_seq"), name)
        if env.execute_query(query)[0][0]:
            found.append(f"The ids of {table} are behind its rows.")
    return found


def _computed(env) -> list[str]:
    """Compute again, on a sample spread over all rows, and compare."""
    found = []
    for model, names in COMPUTED.items():
        ids = env[model].search([], order="id").ids
        records = env[model].browse(ids[:: len(ids) // SAMPLE + 1])
        for name in names:
            stored = dict(zip(records.ids, records.mapped(lambda record, name=name: record[name]), strict=True))
            env.add_to_compute(records._fields[name], records)
            wrong = [record for record in records if not _same(stored[record.id], record[name])]
            if wrong:
                found.append(
                    f"{len(wrong)} stored values of {model}.{name} are not what Odoo computes, "
                    f"the first: {wrong[0].display_name} has {stored[wrong[0].id]}, not {wrong[0][name]}."
                )
            env.transaction.clear()
    return found


def _same(one, other) -> bool:
    return abs(one - other) < 0.001 if isinstance(one, float) else one == other


def _work_on(env) -> None:
    """Post an invoice for an old customer, pay an open one, undo a paid one, all in a savepoint."""
    savepoint = env.cr.savepoint(flush=False)
    try:
        invoices = env["account.move"].search([("move_type", "=", "out_invoice")], order="id desc")
        copy = invoices[0].copy({"invoice_date": datetime.date.today()})
        copy.action_post()
        _expect(copy.name not in invoices.mapped("name"), "the new invoice has a new number")
        unpaid = invoices.filtered(lambda move: move.payment_state == "not_paid")[0]
        for invoice in (copy, unpaid):
            wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
            wizard.create({})._create_payments()
            _expect(invoice.payment_state == "paid", f"{invoice.name} is paid")
        paid = invoices.filtered(lambda move: move.payment_state == "paid")[-1]
        paid.line_ids.remove_move_reconcile()
        _expect(paid.amount_residual == paid.amount_total, f"{paid.name} is open again")
        env.flush_all()
    finally:
        env.transaction.clear()
        savepoint.close(rollback=True)


def _expect(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(f"expected that {what}")
