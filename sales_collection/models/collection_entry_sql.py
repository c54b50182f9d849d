"""The SQL of the ledger of collected money, one statement for one reconciliation and for all history.

How a reconciliation becomes rows:

1. Whose receivable is it? The debit line, if it belongs to a customer invoice, a customer receipt
   or a miscellaneous entry that pays out no money (opening balance); else the credit line, if it
   belongs to a credit note (then money paid back to the customer counts negative).
2. What settled it? A credit note settles as ``credit_note``. Of any other counterpart the entry
   itself tells: the share of its settled amount that went to income, expense or tax accounts is
   ``write_off`` (cash discount, bank fee, bad debt), the share that came from other balance sheet
   accounts is ``other`` (offset, transfer), and the rest is ``cash`` if the entry brought money.
   An exchange difference is ``other``.
3. Shares are rounded on the running total of the counterpart, and the untaxed part on the running
   total of the document, so that the parts add up to the whole to the last cent.

For one payment PostgreSQL takes longer to plan the statement than to run it. Hence the subqueries in
select lists instead of joins, and ``OFFSET 0`` and ``MATERIALIZED``, which keep it from copying a long
expression into each place that names it.
"""

from odoo.tools import SQL

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

#: the receivable line of each reconciliation, its side (1 debit, -1 credit) and its counterpart
_ITEMS = """
    SELECT s.partial_id, s.amount, s.date, s.side,
           CASE WHEN s.side = 1 THEN s.debit_amount_currency ELSE s.credit_amount_currency END AS amount_currency,
           CASE WHEN s.side = 1 THEN s.debit_move_id ELSE s.credit_move_id END AS line_id,
           CASE WHEN s.side = 1 THEN s.credit_move_id ELSE s.debit_move_id END AS other_line_id,
           CASE WHEN s.side = 1 THEN s.cm_id ELSE s.dm_id END AS other_move_id,
           CASE WHEN s.side = 1 THEN s.cm_type ELSE s.dm_type END AS other_type,
           CASE WHEN s.side = 1 THEN s.cm_is_exchange ELSE s.dm_is_exchange END AS is_exchange
      FROM (
        SELECT x.*,
               CASE
               WHEN x.dm_type IN ('out_invoice', 'out_receipt') THEN 1
               WHEN x.dm_is_plain AND NOT x.dm_is_exchange AND NOT EXISTS (
                        SELECT 1
                          FROM account_move_line paid
                          JOIN account_account paid_account ON paid_account.id = paid.account_id
                         WHERE paid.move_id = x.dm_id AND paid.balance < 0 AND %(paid_is_money)s
                    ) THEN 1
               WHEN x.cm_type = 'out_refund' THEN -1
               END AS side
          FROM (
            SELECT p.id AS partial_id, p.amount, p.max_date AS date, p.debit_move_id, p.credit_move_id,
                   p.debit_amount_currency, p.credit_amount_currency,
                   dm.id AS dm_id, dm.move_type AS dm_type, cm.id AS cm_id, cm.move_type AS cm_type,
                   dm.move_type = 'entry' AND dm.origin_payment_id IS NULL AND dm.statement_line_id IS NULL
                       AS dm_is_plain,
                   dm.move_type = 'entry' AND EXISTS (
                       SELECT 1 FROM res_company c
                        WHERE c.id = dm.company_id AND c.currency_exchange_journal_id = dm.journal_id
                   ) AS dm_is_exchange,
                   cm.move_type = 'entry' AND EXISTS (
                       SELECT 1 FROM res_company c
                        WHERE c.id = cm.company_id AND c.currency_exchange_journal_id = cm.journal_id
                   ) AS cm_is_exchange
              FROM account_partial_reconcile p
              JOIN account_move_line dl ON dl.id = p.debit_move_id AND dl.parent_state = 'posted'
              JOIN account_move_line cl ON cl.id = p.credit_move_id AND cl.parent_state = 'posted'
              JOIN account_account a ON a.id = dl.account_id
               AND a.account_type = 'asset_receivable' AND a.non_trade IS NOT TRUE
              JOIN account_move dm ON dm.id = dl.move_id
              JOIN account_move cm ON cm.id = cl.move_id
             WHERE %(wanted)s
            OFFSET 0
               ) x
        OFFSET 0
           ) s
     WHERE s.side IS NOT NULL
"""

#: the ledger holds no row of the reconciliation that still stands; a subquery is quick to plan
_MISSING = SQL(
    """
    (SELECT COUNT(*) FILTER (WHERE e.reversal_of_id IS NULL) - COUNT(e.reversal_of_id)
       FROM collection_entry e WHERE e.partial_id = p.id) = 0
    """
)
#: the same for all history: from this PostgreSQL sees that these are many, and joins by hash
_ALL_MISSING = SQL(
    """
    NOT EXISTS (
        SELECT 1
          FROM collection_entry e
         WHERE e.partial_id = p.id AND e.reversal_of_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM collection_entry r WHERE r.reversal_of_id = e.id))
    """
)
_PAID_IS_MONEY = SQL(
    """(paid_account.account_type IN ('asset_cash', 'liability_credit_card')
        OR EXISTS (SELECT 1 FROM account_payment_method_line pml WHERE pml.payment_account_id = paid.account_id))"""
)

#: of each entry that settles receivables: how much of it was lost, moved from elsewhere, or money
_FUNDING = SQL(
    """
    SELECT part.move_id, part.side,
           SUM(GREATEST(-part.balance, 0)) FILTER (WHERE part.role = 'settled') AS settled,
           GREATEST(SUM(part.balance) FILTER (WHERE part.role = 'lost'), 0) AS lost,
           COALESCE(SUM(GREATEST(part.balance, 0)) FILTER (WHERE part.role = 'settled'), 0)
               + GREATEST(SUM(part.balance) FILTER (WHERE part.role = 'moved'), 0) AS moved,
           SUM(part.balance) FILTER (WHERE part.role = 'money') AS money,
           BOOL_OR(part.role = 'money' AND part.is_liquid) AS is_booked
      FROM (
        SELECT o.other_move_id AS move_id, o.side, o.side * l.balance AS balance,
               a.account_type IN ('asset_cash', 'liability_credit_card') AS is_liquid,
               CASE
               WHEN a.account_type = 'asset_receivable'
                    OR (a.account_type = 'liability_payable' AND pay.id IS NOT NULL) THEN 'settled'
               WHEN a.account_type IN ('asset_cash', 'liability_credit_card')
                    OR l.account_id IN (pay.outstanding_account_id, j.default_account_id)
                    OR EXISTS (SELECT 1 FROM account_payment_method_line pml
                                WHERE pml.payment_account_id = l.account_id)
                    THEN 'money'
               WHEN pay.id IS NOT NULL OR l.tax_line_id IS NOT NULL
                    OR a.account_type LIKE 'income%%' OR a.account_type LIKE 'expense%%' THEN 'lost'
               ELSE 'moved'
               END AS role
          FROM (SELECT DISTINCT other_move_id, side FROM item WHERE other_type = 'entry' AND NOT is_exchange) o
          JOIN account_move m ON m.id = o.other_move_id
          JOIN account_journal j ON j.id = m.journal_id
     LEFT JOIN account_payment pay ON pay.id = m.origin_payment_id
          JOIN account_move_line l ON l.move_id = m.id
          JOIN account_account a ON a.id = l.account_id
        OFFSET 0
           ) part
     GROUP BY part.move_id, part.side
    """
)

#: of each entry that is split: what the ledger holds of it
_PAST = SQL(
    """
    SELECT e.counterpart_move_id AS move_id, SUM(e.amount) AS amount,
           SUM(e.amount) FILTER (WHERE e.kind = 'write_off') AS lost,
           SUM(e.amount) FILTER (WHERE e.kind = 'other') AS moved
      FROM collection_entry e
     WHERE e.counterpart_move_id IN (SELECT move_id FROM funding WHERE lost > 0 OR moved > 0)
     GROUP BY e.counterpart_move_id
    """
)

#: each reconciliation with its shares and the running total of its counterpart, past rows included
_SHARED = SQL(
    """
    SELECT i.*, l.move_id, l.company_id, l.currency_id, l.partner_id, l.collection_user_id, l.collection_team_id,
           COALESCE(l.collection_date_due, l.date_maturity, l.date) AS date_due,
           (SELECT cur.rounding FROM res_company c JOIN res_currency cur ON cur.id = c.currency_id
             WHERE c.id = l.company_id) AS rounding,
           (SELECT cur.rounding FROM res_currency cur WHERE cur.id = l.currency_id) AS doc_rounding,
           COALESCE(f.is_booked, FALSE) AS is_booked,
           CASE WHEN i.other_type = 'out_refund' THEN 'credit_note'
                WHEN f.money > 0 THEN 'cash' ELSE 'other' END AS main_kind,
           CASE WHEN f.lost > 0 THEN LEAST(f.lost / f.settled, 1) ELSE 0 END AS lost_share,
           CASE WHEN f.money > 0 THEN LEAST(f.moved / f.settled, GREATEST(1 - f.lost / f.settled, 0))
                ELSE 0 END AS moved_share,
           ROW_NUMBER() OVER counterpart AS turn,
           COALESCE(i.side * past.amount, 0) + SUM(i.amount) OVER counterpart AS running,
           COALESCE(i.side * past.lost, 0) AS past_lost,
           COALESCE(i.side * past.moved, 0) AS past_moved
      FROM item i
      JOIN account_move_line l ON l.id = i.line_id
 LEFT JOIN funding f ON f.move_id = i.other_move_id AND f.side = i.side AND f.settled > 0
 LEFT JOIN past ON past.move_id = f.move_id
    WINDOW counterpart AS (PARTITION BY i.other_move_id, i.side ORDER BY i.partial_id)
    """
)


def _portion(ratio, running, amount, past, rounding, turn):
    """Return the part that a ratio takes of an amount, rounded on the running total up to it.

    What the ratio takes of the running total, less what it has taken before: recorded in the past
    for the first of the statement, computed the same way for the others.
    """
    return SQL(
        """ROUND(%(running)s * %(ratio)s / %(rounding)s) * %(rounding)s
           - CASE WHEN %(turn)s = 1 THEN %(past)s
                  ELSE ROUND((%(running)s - %(amount)s) * %(ratio)s / %(rounding)s) * %(rounding)s END""",
        ratio=SQL(ratio),
        running=SQL(running),
        amount=SQL(amount),
        past=SQL(past),
        rounding=SQL(rounding),
        turn=SQL(turn),
    )


_SPLIT = SQL(
    """
    SELECT s.*,
           CASE WHEN s.lost_share > 0 THEN %(lost)s ELSE 0 END AS lost,
           CASE WHEN s.moved_share > 0 THEN %(moved)s ELSE 0 END AS moved
      FROM shared s
    """,
    lost=_portion("s.lost_share", "s.running", "s.amount", "s.past_lost", "s.rounding", "s.turn"),
    moved=_portion("s.moved_share", "s.running", "s.amount", "s.past_moved", "s.rounding", "s.turn"),
)

#: one row per reconciliation and kind, the main kind taking what the others leave
_ROWS = SQL(
    """
    SELECT s.*, v.kind, v.seq, s.side * v.part AS part,
           s.side * CASE WHEN v.seq > 1 THEN other.amount_currency
                         ELSE s.amount_currency - other.total_currency END AS part_currency
      FROM split s
CROSS JOIN LATERAL (VALUES (s.main_kind, 1, s.amount - s.lost - s.moved),
                           ('write_off', 2, s.lost),
                           ('other', 3, s.moved)) v(kind, seq, part)
CROSS JOIN LATERAL (
        SELECT ROUND(s.amount_currency * v.part / NULLIF(s.amount, 0) / s.doc_rounding) * s.doc_rounding,
               COALESCE(ROUND(s.amount_currency * s.lost / NULLIF(s.amount, 0) / s.doc_rounding) * s.doc_rounding
                   + ROUND(s.amount_currency * s.moved / NULLIF(s.amount, 0) / s.doc_rounding) * s.doc_rounding, 0)
           ) other(amount_currency, total_currency)
     WHERE v.part <> 0 OR (v.seq = 1 AND s.amount = 0 AND s.amount_currency <> 0)
    """
)

#: of each document its untaxed share, and what the ledger holds of it
_DOCUMENTS = SQL(
    """
    SELECT d.move_id, m.name AS document,
           CASE WHEN m.move_type = 'entry' THEN 1
                ELSE (
                    SELECT COALESCE(1 + SUM(l.balance) FILTER (WHERE l.tax_line_id IS NOT NULL)
                        / NULLIF(SUM(l.balance) FILTER (WHERE a.account_type = 'asset_receivable'), 0), 1)
                      FROM account_move_line l
                      JOIN account_account a ON a.id = l.account_id
                     WHERE l.move_id = d.move_id
                ) END AS untaxed_share,
           COALESCE((SELECT SUM(e.amount) FROM collection_entry e WHERE e.move_id = d.move_id), 0) AS past_amount,
           COALESCE((SELECT SUM(e.untaxed_amount) FROM collection_entry e WHERE e.move_id = d.move_id), 0)
               AS past_untaxed
      FROM (SELECT DISTINCT move_id FROM part) d
      JOIN account_move m ON m.id = d.move_id
    """
)

_TOTALLED = SQL(
    """
    SELECT p.*, d.document, d.untaxed_share, d.past_untaxed,
           ROW_NUMBER() OVER document AS doc_turn,
           d.past_amount + SUM(p.part) OVER document AS doc_running
      FROM part p
      JOIN document d ON d.move_id = p.move_id
    WINDOW document AS (PARTITION BY p.move_id ORDER BY p.partial_id, p.seq)
    """
)

_UNTAXED = _portion("t.untaxed_share", "t.doc_running", "t.part", "t.past_untaxed", "t.rounding", "t.doc_turn")

#: when the bank confirmed a payment ``pay``: its whole outstanding amount met bank lines; a payment
#: booked on the bank account itself needs no further word
_BANK_DATE = SQL(
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
    """Return the statement that writes the rows that are missing for reconciliations.

    :param model: ``collection.entry`` of the user who reconciles.
    :param partial_ids: ids of ``account.partial.reconcile``, or None for all of the database.
    """
    wanted = _ALL_MISSING if partial_ids is None else SQL("p.id = ANY(%s) AND %s", list(partial_ids), _MISSING)
    return SQL(
        """
        WITH item AS (%(items)s), funding AS (%(funding)s), past AS MATERIALIZED (%(past)s), shared AS (%(shared)s),
             split AS MATERIALIZED (%(split)s), part AS (%(rows)s), document AS (%(documents)s),
             totalled AS (%(totalled)s)
        INSERT INTO collection_entry (%(columns)s)
        SELECT t.date, t.company_id, t.document, t.line_id, t.move_id,
               COALESCE(partner.commercial_partner_id, t.partner_id), t.collection_user_id, t.collection_team_id,
               t.kind, t.part, %(untaxed)s, t.part_currency, t.currency_id,
               t.date_due, t.date - t.date_due, %(lateness)s,
               CASE WHEN t.kind = 'cash' THEN
                    CASE WHEN om.statement_line_id IS NOT NULL OR (pay.id IS NULL AND t.is_booked) THEN om.date
                         ELSE %(bank_date)s END
               END,
               COALESCE(pay.id, %(direct)s), om.statement_line_id,
               om.journal_id, pay.payment_method_line_id, receipt.id, om.id,
               NULL, t.partial_id, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM totalled t
          JOIN account_move om ON om.id = t.other_move_id
     LEFT JOIN account_payment pay ON pay.id = om.origin_payment_id
     LEFT JOIN collection_receipt receipt ON receipt.payment_id = pay.id
     LEFT JOIN res_partner partner ON partner.id = t.partner_id
         ORDER BY t.partial_id, t.seq
        """,
        items=SQL(_ITEMS, wanted=wanted, paid_is_money=_PAID_IS_MONEY),
        funding=_FUNDING,
        past=_PAST,
        shared=_SHARED,
        split=_SPLIT,
        rows=_ROWS,
        documents=_DOCUMENTS,
        totalled=_TOTALLED,
        columns=COLUMNS,
        untaxed=_UNTAXED,
        lateness=bucket_sql(SQL("t.date - t.date_due")),
        bank_date=_BANK_DATE,
        direct=_DIRECT_PAYMENT,
        uid=model.env.uid,
    )


def insert_reversals(model, partial_ids, days):
    """Return the statement that takes back all rows of reconciliations that still stand.

    The bank date of money that the bank had confirmed stays with the payment: the reversal carries
    one too. Money that met a bank line without a payment in between is in no bank any more.

    :param SQL days: the rows of company id and the date it is there.
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
             WHERE e.id = u.id AND e.bank_date IS NOT NULL AND (e.payment_id IS NULL OR e.statement_line_id IS NOT NULL)
        )
        INSERT INTO collection_entry (%(columns)s)
        SELECT GREATEST(u.date, today.date), u.company_id, u.document, u.move_line_id, u.move_id, u.partner_id,
               u.user_id, u.team_id, u.kind, -u.amount, -u.untaxed_amount, -u.amount_currency, u.currency_id,
               u.date_due, u.days_late, u.lateness,
               CASE WHEN u.bank_date IS NOT NULL AND u.payment_id IS NOT NULL AND u.statement_line_id IS NULL
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
        bank_date=_BANK_DATE,
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
