"""The SQL of the ledger of collected money, one statement for one reconciliation and for all history.

How a reconciliation becomes rows is said in ``collection_entry_parts_sql.py``, step by step.
"""

from odoo.tools import SQL

from . import collection_entry_exchange_sql as exchange
from . import collection_entry_parts_sql as parts
from .ageing_sql import bucket_sql

#: what the statements below read: flushed before
SOURCES = {
    "account.partial.reconcile": [
        "debit_move_id",
        "credit_move_id",
        "amount",
        "debit_amount_currency",
        "credit_amount_currency",
        "max_date",
        "exchange_move_id",
    ],
    "account.move": ["move_type", "journal_id", "origin_payment_id", "statement_line_id", "name"],
    "account.move.line": [
        "move_id",
        "move_name",
        "parent_state",
        "account_id",
        "balance",
        "amount_currency",
        "currency_id",
        "partner_id",
        "company_id",
        "date",
        "tax_line_id",
        "collection_user_id",
        "collection_team_id",
        "collection_date_due",
    ],
    "account.payment": [
        "move_id",
        "outstanding_account_id",
        "journal_id",
        "payment_method_line_id",
        "amount",
    ],
    "collection.receipt": ["payment_id"],
    "res.partner": ["commercial_partner_id"],
}

COLUMNS = SQL(
    """date, company_id, document, move_line_id, move_id, partner_id, user_id, team_id, kind, amount, untaxed_amount,
       amount_currency, currency_id, date_due, days_late, lateness, bank_date, payment_id, statement_line_id,
       journal_id, payment_method_line_id, receipt_id, counterpart_move_id, reversal_of_id, partial_id,
       create_uid, create_date, write_uid, write_date"""
)

#: when the bank confirmed a payment ``pay``: its whole outstanding amount met bank lines; a payment
#: booked on the bank account itself needs no further word
BANK_DATE = SQL(
    """
    (SELECT CASE WHEN BOOL_OR(ll.account_id = j.default_account_id) THEN MAX(ll.date)
                 WHEN BOOL_AND(ABS(ll.amount_currency) = matched.amount) THEN MAX(matched.bank_date) END
       FROM account_move_line ll
       JOIN account_journal j ON j.id = pay.journal_id
CROSS JOIN LATERAL (
        SELECT SUM(x.amount) AS amount, MAX(m.date) FILTER (WHERE m.statement_line_id IS NOT NULL) AS bank_date
          FROM (SELECT credit_move_id AS line_id, debit_amount_currency AS amount
                  FROM account_partial_reconcile WHERE debit_move_id = ll.id
                 UNION ALL
                SELECT debit_move_id, credit_amount_currency
                  FROM account_partial_reconcile WHERE credit_move_id = ll.id) x
          JOIN account_move_line l ON l.id = x.line_id
          JOIN account_move m ON m.id = l.move_id
           ) matched
      WHERE ll.move_id = pay.move_id AND ll.account_id IN (pay.outstanding_account_id, j.default_account_id))
    """
)


#: the payment without an entry that a bank line settled in the invoice itself
_DIRECT_PAYMENT = SQL(
    """
    (SELECT MIN(p.id)
       FROM account_move__account_payment rel
       JOIN account_payment p ON p.id = rel.payment_id AND p.move_id IS NULL
      WHERE rel.invoice_id = t.move_id AND om.statement_line_id IS NOT NULL
        AND p.amount = ABS(t.part_currency) AND p.currency_id = t.currency_id)
    """
)


def insert_entries(model, partial_ids):
    """Return the statement that writes the rows that are missing for reconciliations, all of it untaxed for now.

    :param model: ``collection.entry`` of the user who reconciles.
    :param partial_ids: ids of ``account.partial.reconcile``, or None for all of the database.
    """
    wanted = (
        parts.ALL_MISSING if partial_ids is None else SQL("p.id = ANY(%s) AND %s", list(partial_ids), parts.MISSING)
    )
    return SQL(
        """
        WITH found AS (%(items)s), item AS (%(settled)s),
             funding AS (%(funding)s), past AS MATERIALIZED (%(past)s), shared AS (%(shared)s),
             split AS MATERIALIZED (%(split)s), t AS (%(rows)s)
        INSERT INTO collection_entry (%(columns)s)
        SELECT date, company_id, document, move_line_id, move_id, partner_id, user_id, team_id, kind, amount,
               untaxed_amount, amount_currency, currency_id, date_due, days_late, lateness, bank_date, payment_id,
               statement_line_id, journal_id, payment_method_line_id, receipt_id, counterpart_move_id,
               NULL, partial_id, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM (%(differences)s
             UNION ALL
        SELECT t.date, t.company_id, document.name, t.line_id, t.move_id,
               COALESCE(partner.commercial_partner_id, t.partner_id), t.collection_user_id, t.collection_team_id,
               t.kind, t.part, t.part, t.part_currency, t.currency_id,
               t.date_due, t.date - t.date_due, %(lateness)s,
               CASE WHEN t.kind = 'cash' THEN
                    CASE WHEN om.statement_line_id IS NOT NULL OR (pay.id IS NULL AND t.is_booked) THEN om.date
                         ELSE %(bank_date)s END
               END,
               COALESCE(pay.id, %(direct)s), om.statement_line_id,
               om.journal_id, pay.payment_method_line_id, receipt.id, om.id, t.partial_id, t.seq
          FROM t
          JOIN account_move document ON document.id = t.move_id
          JOIN account_move om ON om.id = t.other_move_id
     LEFT JOIN account_payment pay ON pay.id = om.origin_payment_id
     LEFT JOIN collection_receipt receipt ON receipt.payment_id = pay.id
     LEFT JOIN res_partner partner ON partner.id = t.partner_id
               ) new
         ORDER BY partial_id, seq
        """,
        items=SQL(parts.ITEMS, wanted=wanted, paid_is_money=parts.PAID_IS_MONEY, origin=exchange.ORIGIN),
        settled=exchange.SETTLED,
        differences=exchange.DIFFERENCES,
        funding=parts.FUNDING,
        past=parts.PAST,
        shared=parts.SHARED,
        split=parts.SPLIT,
        rows=parts.ROWS,
        columns=COLUMNS,
        lateness=bucket_sql(SQL("t.date - t.date_due")),
        bank_date=BANK_DATE,
        direct=_DIRECT_PAYMENT,
        uid=model.env.uid,
    )


def insert_reversals(model, partial_ids, days, returned=False):
    """Return the statement that takes back all rows of reconciliations that still stand.

    The bank date of money that the bank had confirmed stays with the payment: the reversal carries
    one too. Money that met a bank line without a payment in between is in no bank any more, unless
    the bank returned it: then it was there until that day.

    :param SQL days: the rows of company id and the date it is there.
    :param bool returned: whether the bank took the money back
    """
    return SQL(
        """
        WITH undone AS (
            SELECT e.*
              FROM collection_entry e
             WHERE e.partial_id = ANY(%(partial_ids)s) AND e.reversal_of_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM collection_entry r WHERE r.reversal_of_id = e.id)
        ), unconfirmed AS (
            UPDATE collection_entry e SET bank_date = NULL
              FROM undone u
             WHERE e.id = u.id AND e.bank_date IS NOT NULL AND NOT %(returned)s
               AND (e.payment_id IS NULL OR e.statement_line_id IS NOT NULL)
        )
        INSERT INTO collection_entry (%(columns)s)
        SELECT GREATEST(u.date, today.date), u.company_id, u.document, u.move_line_id, u.move_id, u.partner_id,
               u.user_id, u.team_id, u.kind, -u.amount, -u.untaxed_amount, -u.amount_currency, u.currency_id,
               u.date_due, u.days_late, u.lateness,
               CASE WHEN u.bank_date IS NOT NULL
                     AND (%(returned)s OR u.payment_id IS NOT NULL AND u.statement_line_id IS NULL)
                    THEN GREATEST(u.bank_date, today.date) END,
               u.payment_id, u.statement_line_id, u.journal_id, u.payment_method_line_id,
               u.receipt_id, u.counterpart_move_id,
               u.id, u.partial_id, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM undone u
          JOIN (VALUES %(today)s) today(company_id, date) ON today.company_id = u.company_id
         ORDER BY u.id
        """,
        partial_ids=list(partial_ids),
        columns=COLUMNS,
        today=days,
        returned=returned,
        uid=model.env.uid,
    )


def update_bank_dates(payment_ids):
    """Return the statement that brings the bank date of these payments' rows up to date."""
    return SQL(
        """
        UPDATE collection_entry e
           SET bank_date = fresh.bank_date
          FROM (
            SELECT e.id, CASE WHEN bank.date IS NULL THEN NULL
                              WHEN e.reversal_of_id IS NULL THEN bank.date
                              ELSE GREATEST(bank.date, e.date) END AS bank_date
              FROM (SELECT pay.id, %(bank_date)s AS date
                      FROM account_payment pay WHERE pay.id = ANY(%(payment_ids)s)) bank
              JOIN collection_entry e ON e.payment_id = bank.id AND e.kind = 'cash' AND e.statement_line_id IS NULL
               ) fresh
         WHERE e.id = fresh.id AND e.bank_date IS DISTINCT FROM fresh.bank_date
        """,
        bank_date=BANK_DATE,
        payment_ids=list(payment_ids),
    )


def partials_of_moves(move_ids):
    """Return the query for the ids of all reconciliations of these moves' receivable lines."""
    return SQL(
        """
        SELECT p.id
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
          JOIN account_partial_reconcile p ON p.debit_move_id = l.id
         WHERE l.move_id = ANY(%(move_ids)s)
         UNION
        SELECT p.id
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
          JOIN account_partial_reconcile p ON p.credit_move_id = l.id
         WHERE l.move_id = ANY(%(move_ids)s)
        """,
        move_ids=list(move_ids),
    )
