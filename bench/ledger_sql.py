"""The floors of the ledger: bare SQL over the same rows, without any decision, rule, name or format."""

from __future__ import annotations

from odoo.tools import SQL

COUNT = SQL(
    """SELECT (SELECT COUNT(*) FROM collection_entry), (SELECT COUNT(*) FROM account_move WHERE state = 'posted')"""
)

#: what the installation does at least: by step, a statement that moves the same rows
FLOORS = {
    "columns": SQL(
        """
        CREATE TEMP TABLE bench_columns ON COMMIT DROP AS
        SELECT l.id, m.invoice_user_id, m.team_id, COALESCE(l.date_maturity, l.date) AS date_due
          FROM account_move_line l
          JOIN account_move m ON m.id = l.move_id
          JOIN account_account a ON a.id = l.account_id
         WHERE a.account_type = 'asset_receivable'
           AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt', 'entry')
        """
    ),
    "ledger": SQL(
        """
        CREATE TEMP TABLE bench_ledger ON COMMIT DROP AS
        SELECT p.max_date AS date, l.company_id, m.name AS document, l.id AS move_line_id, l.move_id, l.partner_id,
               l.collection_user_id, l.collection_team_id, 'cash' AS kind, p.amount, p.amount AS untaxed_amount,
               p.debit_amount_currency, l.currency_id, l.collection_date_due,
               p.max_date - l.collection_date_due AS late, om.date AS bank_date,
               om.origin_payment_id, om.statement_line_id, om.id AS counterpart_move_id,
               p.id AS partial_id
          FROM account_partial_reconcile p
          JOIN account_move_line l ON l.id = p.debit_move_id
          JOIN account_move m ON m.id = l.move_id
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
          JOIN account_move_line o ON o.id = p.credit_move_id
          JOIN account_move om ON om.id = o.move_id
        """
    ),
}

_OPEN = SQL("l.collection_date_due IS NOT NULL AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE")
_GROUPS = {
    "user_id": SQL("l.collection_user_id"),
    "ageing": SQL("LEAST(GREATEST(CEIL((CURRENT_DATE - l.collection_date_due) / 30.0), 0), 5)"),
}


def whose(user, model) -> SQL:
    """Return the condition that holds a salesperson to his own rows, and finance to nothing."""
    if user.has_group("sales_collection.group_collection_finance"):
        return SQL("TRUE")
    column = "user_id" if model._name == "collection.entry" else "collection_user_id"
    return SQL("%s = %s", SQL.identifier(column), user.id)


def open_page(who: SQL) -> SQL:
    """Return the query for the first 80 open receivables."""
    return SQL(
        """
        SELECT l.id, l.move_id, l.partner_id, l.collection_user_id, l.collection_team_id, l.date, l.collection_date_due,
               l.currency_id, l.balance, l.amount_residual, l.amount_residual_currency
          FROM account_move_line l
         WHERE %s AND %s
         ORDER BY l.collection_date_due, l.id
         LIMIT 80
        """,
        _OPEN,
        who,
    )


def open_count(who: SQL) -> SQL:
    """Return the query for their number, up to the number at which the web client stops counting."""
    return SQL(
        "SELECT COUNT(*) FROM (SELECT 1 FROM account_move_line l WHERE %s AND %s LIMIT 10001) counted", _OPEN, who
    )


def open_groups(who: SQL, groups: list[str]) -> SQL:
    """Return the query for the open amounts by these groups."""
    keys = [_GROUPS[group] for group in groups]
    return SQL(
        """
        SELECT %s SUM(l.amount_residual), SUM(l.amount_residual) FILTER (WHERE l.collection_date_due < CURRENT_DATE),
               COUNT(*)
          FROM account_move_line l
         WHERE %s AND %s %s
        """,
        SQL("").join(SQL("%s,", key) for key in keys),
        _OPEN,
        who,
        SQL("GROUP BY 1") if keys else SQL(),
    )


def collected(who: SQL) -> SQL:
    """Return the query for the ledger by salesperson and month."""
    return SQL(
        """
        SELECT e.user_id, date_trunc('month', e.date), SUM(e.amount), SUM(e.untaxed_amount), COUNT(*)
          FROM collection_entry e
         WHERE %s
         GROUP BY 1, 2
         ORDER BY 1, 2
        """,
        who,
    )
