"""The SQL of a collection schedule: an order's money run down the lines of its schedule.

The oldest planned date comes first: a line takes what it needs, the rest goes on to the next, and the
last line takes whatever is left over, so that the lines add up to the order to the cent. What a
receipt gives to a certain line goes to that line before all else.

A line falls due on its planned date. One that is payable n days after the invoice falls due with
the invoices that reach into it, each with its own amount: without an invoice it is not due.
"""

from odoo.tools import SQL

from ..ledger import sale_order_money_sql as money_sql

#: what the statements read: flushed before
SOURCES = {
    **money_sql.SOURCES,
    "collection.schedule.line": ["amount", "date_planned", "days", "milestone", "order_id", "sequence"],
}


def _fill(total, room, first=None):
    """Return the SQL that runs a total of the order down its lines.

    :param total: column with the order's total, the same on each of its lines.
    :param room: column with what fits into a line, never negative.
    :param first: column with what a line has got already, part of the total.
    """
    first = SQL.identifier(first) if first else SQL("0")
    left_over = SQL("(%s - SUM(%s) OVER whole)", SQL.identifier(total), first)
    above = SQL("(SUM(%(room)s) OVER upto - %(room)s)", room=SQL.identifier(room))
    return SQL(
        """%(first)s + CASE WHEN is_last THEN %(left_over)s - LEAST(GREATEST(%(left_over)s, 0), %(above)s)
                            ELSE GREATEST(LEAST(%(left_over)s - %(above)s, %(room)s), 0) END""",
        first=first,
        left_over=left_over,
        above=above,
        room=SQL.identifier(room),
    )


#: the lines of an order, oldest planned date first
_WINDOW = SQL(
    """WINDOW whole AS (PARTITION BY order_id),
              upto AS (PARTITION BY order_id ORDER BY date_planned, sequence, id)"""
)

_PLAN = SQL(
    """
    SELECT l.id, l.order_id, l.amount, l.milestone, l.days, l.date_planned, l.sequence,
           f.state AS order_state, f.today, f.rate, f.invoiced AS all_invoiced, f.claimed AS all_claimed,
           f.collected AS all_collected, f.banked AS all_banked, f.waived AS all_waived,
           ROW_NUMBER() OVER backwards = 1 AS is_last,
           COALESCE(n.claimed, 0) AS first_claimed, LEAST(COALESCE(n.collected, 0), l.amount) AS wanted
      FROM collection_schedule_line l
      JOIN figures f ON f.order_id = l.order_id
 LEFT JOIN (SELECT schedule_line_id, SUM(claimed) AS claimed, SUM(collected) AS collected
              FROM named WHERE schedule_line_id IS NOT NULL GROUP BY schedule_line_id) n ON n.schedule_line_id = l.id
    WINDOW backwards AS (PARTITION BY l.order_id ORDER BY l.date_planned DESC, l.sequence DESC, l.id DESC)
    """
)

#: what receipts gave to a certain line, as far as the money is still there
_NAMED = SQL(
    """
    SELECT *, GREATEST(LEAST(wanted, all_collected - (SUM(wanted) OVER upto - wanted)), 0) AS first_collected
      FROM plan
    %s
    """,
    _WINDOW,
)

_COLLECTED = SQL(
    """
    SELECT *, %s AS invoiced, %s AS collected, SUM(amount) OVER upto - amount AS above
      FROM (SELECT *, amount - first_collected AS room FROM named_line) step
    %s
    """,
    _fill("all_invoiced", "amount"),
    _fill("all_collected", "room", "first_collected"),
    _WINDOW,
)

_BANKED = SQL(
    """
    SELECT *, %s AS banked, %s AS waived
      FROM (SELECT *, GREATEST(collected, 0) AS bank_room, GREATEST(amount - collected, 0) AS waive_room
              FROM collected_line) step
    %s
    """,
    _fill("all_banked", "bank_room"),
    _fill("all_waived", "waive_room"),
    _WINDOW,
)

_CLAIMED = SQL(
    """
    SELECT *, %s AS claimed
      FROM (SELECT *, GREATEST(amount - collected - waived - first_claimed, 0) AS claim_room FROM banked_line) step
    %s
    """,
    _fill("all_claimed", "claim_room", "first_claimed"),
    _WINDOW,
)

#: what the invoices bring due on lines that are payable so many days after the invoice
_MATURED = SQL(
    """
    SELECT l.id, MIN(i.invoice_date + l.days) FILTER (WHERE i.upto > l.above) AS date_due,
           COALESCE(SUM(i.invoiced) FILTER (WHERE i.invoice_date + l.days <= l.today), 0) AS due,
           COALESCE(SUM(i.invoiced) FILTER (WHERE i.invoice_date + l.days < l.today), 0) AS late
      FROM claimed_line l
      JOIN (SELECT order_id, invoice_date, invoiced,
                   SUM(invoiced) OVER (PARTITION BY order_id ORDER BY invoice_date, move_id) AS upto
              FROM shared) i ON i.order_id = l.order_id
     WHERE l.milestone = 'invoice'
     GROUP BY l.id
    """
)

_DATED = SQL(
    """
    SELECT l.*, CASE WHEN l.milestone = 'invoice' THEN m.date_due ELSE l.date_planned END AS date_due,
           CASE WHEN l.order_state = 'cancel' THEN 0 ELSE l.amount END AS planned,
           CASE WHEN l.order_state = 'cancel' THEN 0 ELSE l.amount - l.collected - l.waived END AS open,
           CASE WHEN l.order_state <> 'sale' THEN 0
                WHEN l.milestone = 'invoice' THEN GREATEST(LEAST(COALESCE(m.due, 0) - l.above, l.amount), 0)
                WHEN l.date_planned <= l.today THEN l.amount
                ELSE 0 END AS planned_due,
           CASE WHEN l.order_state <> 'sale' THEN 0
                WHEN l.milestone = 'invoice' THEN GREATEST(LEAST(COALESCE(m.late, 0) - l.above, l.amount), 0)
                WHEN l.date_planned < l.today THEN l.amount
                ELSE 0 END AS planned_late
      FROM claimed_line l
 LEFT JOIN matured m ON m.id = l.id
    """
)

_LINES = SQL(
    """
    SELECT id, order_id, date_planned, date_due, rate, order_state, milestone, planned, invoiced, claimed,
           collected, banked, waived, open, GREATEST(planned_late - collected - waived, 0) AS overdue,
           planned_due, LEAST(GREATEST(collected, 0), planned_due) AS collected_due,
           CASE WHEN order_state = 'cancel' THEN 'cancelled'
                WHEN open <= 0 THEN 'collected'
                WHEN planned_late - collected - waived > 0 THEN 'overdue'
                WHEN collected + waived > 0 THEN 'partial'
                WHEN planned_due > 0 THEN 'due'
                ELSE 'not_due' END AS state
      FROM dated_line
    """
)


def query(env, order_ids=None, select=None):
    """Return the statement with one row per schedule line, amounts in the order's currency.

    :param order_ids: ids of ``sale.order``, or None for all of the database.
    :param SQL select: what to read from ``line``, if not all of it.
    """
    steps = [
        *money_sql.steps(env, order_ids),
        ("plan", _PLAN),
        ("named_line", _NAMED),
        ("collected_line", _COLLECTED),
        ("banked_line", _BANKED),
        ("claimed_line", _CLAIMED),
        ("matured", _MATURED),
        ("dated_line", _DATED),
        ("line", _LINES),
    ]
    return money_sql.with_steps(steps, select or SQL("SELECT * FROM line"))


def lines(env, order_ids):
    """Return the figures of the schedules of these orders: a list of dicts, one per line."""
    money_sql.flush(env, SOURCES)
    return env.execute_query_dict(query(env, order_ids))
