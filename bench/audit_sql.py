"""Claims for the payments of a generated history, and the floor of auditing them, as SQL."""

from __future__ import annotations

from odoo.tools import SQL

#: every payment that settled something was claimed the day after and confirmed on the third day; of a thousand, eight
#: were claimed late, four bear the reference of another, and a fifth was cash
_RECEIPTS = SQL(
    """
    INSERT INTO collection_receipt
           (name, state, company_id, partner_id, user_id, team_id, date, amount, currency_id, method_id, journal_id,
            reference, payment_id, submitted_by_id, submitted_date, confirmed_by_id, confirmed_date,
            create_uid, create_date, write_uid, write_date)
    SELECT 'RC/' || LPAD((ROW_NUMBER() OVER (ORDER BY pay.date, pay.id))::text, 7, '0'), 'confirmed', pay.company_id,
           p.commercial_partner_id, e.user_id, e.team_id, pay.date, pay.amount, pay.currency_id,
           CASE WHEN MOD(pay.id, 5) = 0 THEN cash.id ELSE bank.id END, pay.journal_id,
           'TRF ' || CASE WHEN MOD(pay.id, 250) = 0 THEN pay.id - 1 ELSE pay.id END, pay.id,
           e.user_id, pay.date + CASE WHEN MOD(pay.id, 125) = 0 THEN INTERVAL '9 days' ELSE INTERVAL '1 day' END,
           1, pay.date + INTERVAL '10 days', e.user_id, pay.date, e.user_id, pay.date
      FROM (SELECT payment_id, MIN(user_id) AS user_id, MIN(team_id) AS team_id
              FROM collection_entry WHERE payment_id IS NOT NULL AND kind = 'cash' AND user_id IS NOT NULL
             GROUP BY payment_id) e
      JOIN account_payment pay ON pay.id = e.payment_id AND pay.payment_type = 'inbound'
      JOIN res_partner p ON p.id = pay.partner_id
CROSS JOIN (SELECT MIN(id) AS id FROM collection_receipt_method WHERE code = 'bank') bank
CROSS JOIN (SELECT MIN(id) AS id FROM collection_receipt_method WHERE code = 'cash') cash
    """
)

_LINES = SQL(
    """
    INSERT INTO collection_receipt_line
           (receipt_id, sequence, company_id, move_line_id, amount, create_uid, create_date, write_uid, write_date)
    SELECT r.id, 10, e.company_id, e.move_line_id, SUM(e.amount_currency), 1, r.create_date, 1, r.create_date
      FROM collection_receipt r
      JOIN collection_entry e ON e.payment_id = r.payment_id AND e.kind = 'cash' AND e.move_line_id IS NOT NULL
     GROUP BY r.id, e.company_id, e.move_line_id HAVING SUM(e.amount_currency) > 0
    """
)

_LEDGER = SQL(
    "UPDATE collection_entry e SET receipt_id = r.id FROM collection_receipt r WHERE r.payment_id = e.payment_id"
)

#: the statements that make the claims, one after the other
CLAIMS = (_RECEIPTS, _LINES, _LEDGER)

LAST_DAY = SQL("SELECT MAX(date) FROM collection_entry WHERE reversal_of_id IS NULL")


def floor(first, last) -> SQL:
    """Return the query that reads all that the audit of these days is about, once."""
    return SQL(
        """
        SELECT COUNT(*), SUM(e.amount), MAX(l.amount_residual), MAX(r.submitted_date), MAX(pay.amount)
          FROM collection_entry e
     LEFT JOIN collection_receipt r ON r.id = e.receipt_id
     LEFT JOIN collection_receipt_line line ON line.receipt_id = r.id AND line.move_line_id = e.move_line_id
     LEFT JOIN account_move_line l ON l.id = e.move_line_id
     LEFT JOIN account_payment pay ON pay.id = e.payment_id
         WHERE e.date BETWEEN %s AND %s
        """,
        first,
        last,
    )
