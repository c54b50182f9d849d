"""Open credits of whoever may have paid a bank line, as SQL: he takes them off by himself. Also the other way round."""

from odoo.tools import SQL

#: so many credits of a customer are looked at, the oldest; those that the text names in any case
MOST_CREDITS = 12

#: after the pairs of ``collection_match_pairs_sql.py``, which know who may have paid
CREDITS = SQL(
    """
    SELECT g.line_id, i.no, n.sign
      FROM pg_temp.match_gram g
      JOIN pg_temp.match_number n ON n.key = g.gram
      JOIN pg_temp.match_money m ON m.line_id = g.line_id
      JOIN pg_temp.match_item i ON i.no = n.no AND i.currency_id = m.currency_id AND i.sign <> m.sign
       AND i.kind = 'receivable'
     UNION ALL
    SELECT who.line_id, credit.no, NULL
      FROM (SELECT line_id, partner_id, currency_id, sign FROM payer
             UNION
            SELECT p.line_id, i.partner_id, i.currency_id, i.sign
              FROM pair p JOIN pg_temp.match_item i ON i.no = p.no
             WHERE p.sign IN ('structured', 'number')
           ) who
CROSS JOIN LATERAL (SELECT i.no FROM pg_temp.match_item i
                     WHERE i.partner_id = who.partner_id AND i.currency_id = who.currency_id AND i.sign <> who.sign
                       AND i.kind = 'receivable'
                     ORDER BY i.date_due, i.id LIMIT %s) credit
    """,
    MOST_CREDITS,
)
