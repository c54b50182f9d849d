"""What the figures of targets are made of, row by row, as SQL: the rows that ``collection_target_sql.py`` sums up.

- *stock*: the items that were overdue when the period began, with what was open of each and what was collected of it;
- *fallen*: what has fallen due in the period, settled or open, with what of it was on time;
- *money*: the money of the period with its days late.
"""

from odoo.tools import SQL

from . import collection_target_sql as target_sql

#: rows of a target's person or team
_MINE = SQL(
    """
    x.company_id = t.company_id AND x.date_from = t.date_from AND x.date_to = t.date_to
    AND CASE WHEN t.user_id IS NULL THEN x.team_id = t.team_id ELSE x.user_id = t.user_id END
    """
)

_ROWS = SQL(
    """
    SELECT t.id AS target_id, 'stock' AS figure, 0 AS place, x.line_id AS source_id, NULL::integer AS entry_id,
           x.line_id AS move_line_id, SUM(x.stock) AS amount, SUM(x.stock_collected) AS attained, 0 AS weighed_days,
           NULL::integer AS days_late
      FROM chosen t
      JOIN stock x ON %(mine)s
     GROUP BY t.id, x.line_id
     UNION ALL
    SELECT t.id, 'fallen', 1, x.entry_id, x.entry_id, x.line_id, x.fallen, x.in_time, 0, x.days_late
      FROM chosen t
      JOIN fallen x ON %(mine)s
     UNION ALL
    SELECT t.id, 'fallen', 2, x.line_id, NULL, x.line_id, x.amount, 0, 0, x.today - x.due
      FROM chosen t
      JOIN (SELECT * FROM open WHERE %(overdue)s) x ON %(mine)s
     UNION ALL
    SELECT t.id, 'money', 3, x.entry_id, x.entry_id, x.line_id, x.weighed, 0, x.late, x.days_late
      FROM chosen t
      JOIN collected x ON %(mine)s
     WHERE x.weighed <> 0
    """,
    mine=_MINE,
    overdue=target_sql.FALLEN_OPEN,
)


def items_sql(env, target_ids=None):
    """Return the query of all rows of targets.

    :param target_ids: ids of targets, None for all
    """
    # sudo: a target of a company that one is not switched to needs that company's day as well
    days = env["res.company"].sudo()._collection_days()
    return SQL(
        """
        WITH today(company_id, date) AS (VALUES %(days)s), chosen AS (
            SELECT t.id, t.company_id, t.user_id, t.team_id, t.date_from, t.date_to, today.date AS today
              FROM collection_target t
              JOIN today ON today.company_id = t.company_id
             WHERE %(ids)s::int[] IS NULL OR t.id = ANY(%(ids)s::int[])
        ), period AS (
            SELECT DISTINCT company_id, date_from, date_to, today FROM chosen
        ), %(steps)s
        SELECT (row.target_id::bigint << 33) + (row.source_id::bigint << 2) + row.place AS id,
               row.target_id, row.figure, row.entry_id, row.move_line_id, row.amount, row.attained, row.weighed_days,
               row.days_late, 100 * row.attained / NULLIF(row.amount, 0) AS rate, t.company_id,
               c.currency_id AS company_currency_id, t.user_id AS target_user_id, t.team_id AS target_team_id,
               COALESCE(e.document, m.name) AS document, COALESCE(e.move_id, m.id) AS move_id,
               COALESCE(e.partner_id, p.commercial_partner_id) AS partner_id,
               COALESCE(e.user_id, l.collection_user_id) AS user_id,
               COALESCE(e.date_due, l.collection_date_due) AS date_due, e.date
          FROM (%(rows)s) row
          JOIN collection_target t ON t.id = row.target_id
          JOIN res_company c ON c.id = t.company_id
     LEFT JOIN collection_entry e ON e.id = row.entry_id
     LEFT JOIN account_move_line l ON l.id = row.move_line_id
     LEFT JOIN account_move m ON m.id = l.move_id
     LEFT JOIN res_partner p ON p.id = l.partner_id
        """,
        days=days,
        ids=list(target_ids) if target_ids is not None else None,
        steps=target_sql.STEPS,
        rows=_ROWS,
    )
