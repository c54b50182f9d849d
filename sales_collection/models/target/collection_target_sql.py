"""What targets have attained, as SQL: one statement for any number of people, teams and periods.

All in company currency. What is said of a salesperson holds for a team as well:

- *Collected* is money (kind ``cash``) by the date of its ledger row. A reversal counts negative on its own date,
  whenever the payment was made; so does money paid back.
- *Late* weighs that money by days late, early money as 0 days. Money paid back has no weight, a reversal takes out the
  days that its row brought in.
- *Fallen* is what has fallen due in the period until today, by the due date in force: what was collected or written off
  of it (a discount given in time is in time), and what is open and overdue. Credit notes and offsets are not in it.
  *In time* is the part of it that was settled on the due date or before.
- *Stock* is what was overdue and open when the period began, by the ledger: what is open now, and all that was taken
  off since. An item that a payment plan of the period has moved stays in it. An item leaves it by a credit note or an
  offset in the period, not by a write-off. *Stock collected* is the money that came for it in the period, of each item
  at most what was open.
- *Still due* is what is open and falls due until the end of the period, overdue items included.

What was collected belongs to whoever the ledger names, what is open to whoever answers for it now; so does what a
bounce of an older payment opens again.
"""

from odoo.tools import SQL

from ..ledger import measure_sql
from ..ledger.collection_open_sql import OPEN, RESIDUAL

#: what the statement reads: flushed before
SOURCES = {
    "account.move.line": [
        "amount_residual",
        "balance",
        "collection_date_due",
        "collection_team_id",
        "collection_user_id",
        "company_id",
        "date",
        "date_maturity",
        "parent_state",
        "reconciled",
    ],
    "collection.hold": ["move_line_id", "reason"],
}

#: the columns of a target's figures, in the order of the query
FIGURES = (
    "collected",
    "weighed",
    "late",
    "fallen",
    "in_time",
    "stock",
    "stock_collected",
    "still_due",
)

_COLLECTED = SQL(
    """
    SELECT p.company_id, p.date_from, p.date_to, e.user_id, e.team_id, e.id AS entry_id, e.move_line_id AS line_id,
           e.days_late, e.amount AS collected, CASE WHEN %(from_customers)s THEN e.amount ELSE 0 END AS weighed,
           CASE WHEN %(from_customers)s THEN e.amount * %(late_days)s ELSE 0 END AS late
      FROM period p
      JOIN collection_entry e ON e.company_id = p.company_id AND e.date BETWEEN p.date_from AND p.date_to
     WHERE e.kind = 'cash'
    """,
    from_customers=measure_sql.from_customers(),
    late_days=measure_sql.late_days(SQL("e.days_late")),
)

_FALLEN = SQL(
    """
    SELECT p.company_id, p.date_from, p.date_to, e.user_id, e.team_id, e.id AS entry_id, e.move_line_id AS line_id,
           e.days_late, e.amount AS fallen, CASE WHEN %(on_time)s THEN e.amount ELSE 0 END AS in_time
      FROM period p
      JOIN collection_entry e
        ON e.company_id = p.company_id AND e.date_due BETWEEN p.date_from AND LEAST(p.date_to, p.today)
     WHERE e.kind IN ('cash', 'write_off') AND %(from_customers)s
    """,
    from_customers=measure_sql.from_customers(),
    on_time=measure_sql.on_time(SQL("e.days_late")),
)

#: the due date that a line ``l`` had when the period ``p`` began: a plan that was made since has moved it
_DUE_AT_START = SQL(
    """
    CASE WHEN EXISTS (SELECT 1 FROM collection_hold h
                       WHERE h.move_line_id = l.id AND h.reason = 'plan' AND h.create_date >= p.date_from)
         THEN COALESCE(l.date_maturity, l.date) ELSE l.collection_date_due END
    """
)

_OPEN = SQL(
    """
    SELECT p.company_id, p.date_from, p.date_to, p.today, l.id AS line_id, l.collection_user_id AS user_id,
           l.collection_team_id AS team_id, %(residual)s AS amount, l.collection_date_due AS due,
           l.date < p.date_from AND %(due_at_start)s < p.date_from AS was_overdue
      FROM period p
      JOIN account_move_line l ON l.company_id = p.company_id
     WHERE l.collection_date_due IS NOT NULL AND l.parent_state = 'posted' AND %(is_open)s
       AND %(residual)s > 0 AND LEAST(l.collection_date_due, l.date_maturity) <= p.date_to
    """,
    due_at_start=_DUE_AT_START,
    is_open=OPEN,
    residual=RESIDUAL,
)

#: what was taken off since the period began of items that were overdue then; ``reopened`` is what a bounce of an
#: older payment has opened again
_TAKEN_OFF = SQL(
    """
    SELECT p.company_id, p.date_from, p.date_to, l.id AS line_id,
           CASE WHEN came.reopened THEN l.collection_user_id ELSE e.user_id END AS user_id,
           CASE WHEN came.reopened THEN l.collection_team_id ELSE e.team_id END AS team_id,
           CASE WHEN came.reopened OR e.kind IN ('cash', 'write_off') OR e.date > p.date_to THEN e.amount END AS stock,
           CASE WHEN NOT came.reopened AND e.kind = 'cash' AND e.date <= p.date_to THEN e.amount END AS collected
      FROM period p
      JOIN collection_entry e ON e.company_id = p.company_id AND e.date >= p.date_from
       AND (e.date_due < p.date_from
            OR e.move_line_id IN (SELECT move_line_id FROM collection_hold WHERE reason = 'plan'))
      JOIN account_move_line l ON l.id = e.move_line_id
       AND l.parent_state = 'posted' AND l.balance > 0 AND l.date < p.date_from
 LEFT JOIN collection_entry undone ON undone.id = e.reversal_of_id
CROSS JOIN LATERAL (SELECT COALESCE(undone.date < p.date_from, FALSE) AS reopened) came
     WHERE %(due_at_start)s < p.date_from
    """,
    due_at_start=_DUE_AT_START,
)

_STOCK = SQL(
    """
    SELECT company_id, date_from, date_to, user_id, team_id, line_id,
           SUM(stock) AS stock, LEAST(COALESCE(SUM(collected), 0), SUM(stock)) AS stock_collected
      FROM (
        SELECT company_id, date_from, date_to, user_id, team_id, line_id, amount AS stock, 0 AS collected
          FROM open WHERE was_overdue
         UNION ALL
        SELECT company_id, date_from, date_to, user_id, team_id, line_id, stock, collected
          FROM taken_off
           ) part
     GROUP BY 1, 2, 3, 4, 5, 6
    HAVING SUM(stock) > 0
    """
)

#: the rows that figures are made of, for the periods of a step ``period``: each with its person and team
STEPS = SQL(
    "collected AS (%s), fallen AS (%s), open AS (%s), taken_off AS (%s), stock AS (%s)",
    _COLLECTED,
    _FALLEN,
    _OPEN,
    _TAKEN_OFF,
    _STOCK,
)

#: what of ``open`` has fallen due in the period and is overdue
FALLEN_OPEN = SQL("due BETWEEN date_from AND date_to AND due < today")

_QUERY = SQL(
    """
    , %(steps)s, figure AS (
        SELECT company_id, date_from, date_to, user_id, team_id, SUM(collected) AS collected, SUM(weighed) AS weighed,
               SUM(late) AS late, 0 AS fallen, 0 AS in_time, 0 AS stock, 0 AS stock_collected, 0 AS still_due
          FROM collected
         GROUP BY 1, 2, 3, 4, 5
         UNION ALL
        SELECT company_id, date_from, date_to, user_id, team_id, 0, 0, 0, SUM(fallen), SUM(in_time), 0, 0, 0
          FROM fallen
         GROUP BY 1, 2, 3, 4, 5
         UNION ALL
        SELECT company_id, date_from, date_to, user_id, team_id, 0, 0, 0, 0, 0, SUM(stock), SUM(stock_collected), 0
          FROM stock
         GROUP BY 1, 2, 3, 4, 5
         UNION ALL
        SELECT company_id, date_from, date_to, user_id, team_id, 0, 0, 0,
               SUM(amount) FILTER (WHERE %(fallen_open)s), 0, 0, 0, SUM(amount)
          FROM open
         WHERE due <= date_to
         GROUP BY 1, 2, 3, 4, 5
    ), total AS (
        SELECT company_id, date_from, date_to, GROUPING(user_id) AS of_team,
               CASE GROUPING(user_id) WHEN 1 THEN team_id ELSE user_id END AS who,
               SUM(collected) AS collected, SUM(weighed) AS weighed, SUM(late) AS late, SUM(fallen) AS fallen,
               SUM(in_time) AS in_time, SUM(stock) AS stock, SUM(stock_collected) AS stock_collected,
               SUM(still_due) AS still_due
          FROM figure
         GROUP BY GROUPING SETS ((company_id, date_from, date_to, user_id), (company_id, date_from, date_to, team_id))
    )
    SELECT t.number, %(columns)s
      FROM target t
 LEFT JOIN total ON total.company_id = t.company_id AND total.date_from = t.date_from AND total.date_to = t.date_to
       AND total.of_team = t.of_team AND total.who = t.who
    """,
    steps=STEPS,
    fallen_open=FALLEN_OPEN,
    columns=SQL(", ").join(SQL("COALESCE(%s, 0)", SQL.identifier("total", name)) for name in FIGURES),
)


def figures(env, targets):
    """Return the figures of people and teams in periods: a dict by name of ``FIGURES`` (Decimal) for each, in order.

    :param list targets: rows of company, user id or False, team id (read where there is no user), first and last day
    """
    if not targets:
        return []
    for model, names in SOURCES.items():
        env[model].flush_model(names)
    days = {company: company._collection_today() for company in {target[0] for target in targets}}
    values = SQL(", ").join(
        SQL(
            "(%s, %s, %s, %s::int, %s::date, %s::date, %s::date)",
            number,
            company.id,
            int(not user_id),
            user_id or team_id,
            date_from,
            date_to,
            days[company],
        )
        for number, (company, user_id, team_id, date_from, date_to) in enumerate(targets)
    )
    query = SQL(
        """
        WITH target (number, company_id, of_team, who, date_from, date_to, today) AS (VALUES %s),
             period AS (SELECT DISTINCT company_id, date_from, date_to, today FROM target) %s
         ORDER BY 1
        """,
        values,
        _QUERY,
    )
    return [dict(zip(FIGURES, row[1:], strict=True)) for row in env.execute_query(query)]
