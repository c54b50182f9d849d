"""How a reconciliation becomes rows of the ledger: the steps of the statement in ``collection_entry_sql.py``.

1. Whose receivable is it? The debit line, if it belongs to a customer invoice, a customer receipt
   or a miscellaneous entry that pays out no money (opening balance); else the credit line, if it
   belongs to a credit note (then money paid back to the customer counts negative).
2. What settled it? A credit note settles as ``credit_note``. Of any other counterpart the entry
   itself tells: the share of its settled amount that went to income, expense or tax accounts is
   ``write_off`` (cash discount, bank fee, bad debt), the share that came from other balance sheet
   accounts is ``other`` (offset, transfer), and the rest is ``cash`` if the entry brought money.
   An exchange difference makes up what the reconciliation it belongs to left of the receivable, at the
   receivable's own rate: it settles as that did. See ``collection_entry_exchange_sql.py``.
3. Shares are rounded on the running total of the counterpart, so that the parts add up to the whole to the last cent.

For one payment PostgreSQL takes longer to plan the statement than to run it. Hence the subqueries in
select lists instead of joins, and ``OFFSET 0`` and ``MATERIALIZED``, which keep it from copying a long
expression into each place that names it.
"""

from odoo.tools import SQL

#: the receivable line of each reconciliation, its side (1 debit, -1 credit) and its counterpart; those of an exchange
#: difference are those of the reconciliation that it belongs to
ITEMS = """
    SELECT s.partial_id, s.exchange_line_id, s.adjusted_line_id, s.amount, s.date, s.side,
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
            SELECT p.id AS partial_id, p.amount, COALESCE(origin.max_date, p.max_date) AS date,
                   COALESCE(origin.debit_move_id, p.debit_move_id) AS debit_move_id,
                   COALESCE(origin.credit_move_id, p.credit_move_id) AS credit_move_id,
                   p.debit_amount_currency, p.credit_amount_currency,
                   CASE origin.exchange_move_id WHEN dl.move_id THEN dl.id WHEN cl.move_id THEN cl.id END
                       AS exchange_line_id,
                   CASE origin.exchange_move_id WHEN dl.move_id THEN cl.id WHEN cl.move_id THEN dl.id END
                       AS adjusted_line_id,
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
         LEFT JOIN LATERAL (%(origin)s) origin ON TRUE
              JOIN account_move dm ON dm.id = COALESCE(origin.debit_document_id, dl.move_id)
              JOIN account_move cm ON cm.id = COALESCE(origin.credit_document_id, cl.move_id)
             WHERE %(wanted)s
            OFFSET 0
               ) x
        OFFSET 0
           ) s
     WHERE s.side IS NOT NULL
"""

#: the ledger holds no row of the reconciliation that still stands; a subquery is quick to plan
MISSING = SQL(
    """
    (SELECT COUNT(*) FILTER (WHERE e.reversal_of_id IS NULL) - COUNT(e.reversal_of_id)
       FROM collection_entry e WHERE e.partial_id = p.id) = 0
    """
)
#: the same for all history: from this PostgreSQL sees that these are many, and joins by hash
ALL_MISSING = SQL(
    """
    NOT EXISTS (
        SELECT 1
          FROM collection_entry e
         WHERE e.partial_id = p.id AND e.reversal_of_id IS NULL
           AND NOT EXISTS (SELECT 1 FROM collection_entry r WHERE r.reversal_of_id = e.id))
    """
)
PAID_IS_MONEY = SQL(
    """(paid_account.account_type IN ('asset_cash', 'liability_credit_card')
        OR EXISTS (SELECT 1 FROM account_payment_method_line pml WHERE pml.payment_account_id = paid.account_id))"""
)

#: of each entry that settles receivables: how much of it was lost, moved from elsewhere, or money
FUNDING = SQL(
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
PAST = SQL(
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
SHARED = SQL(
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


SPLIT = SQL(
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
ROWS = SQL(
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
