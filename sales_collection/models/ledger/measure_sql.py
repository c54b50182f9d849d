"""The SQL of ``engine/ledger/measures.py``: how punctual money is, what is overdue, once for all figures."""

from odoo.tools import SQL


def from_customers(row="e"):
    """Return the condition that a ledger row is money that came in, or its undoing: money paid back is never late."""
    return SQL("(%s > 0) = (%s IS NULL)", SQL.identifier(row, "amount"), SQL.identifier(row, "reversal_of_id"))


def average_days_late(row="e"):
    """Return the SQL of the average days late of the money among grouped ledger rows, weighted by amount."""
    amount, days = SQL.identifier(row, "amount"), SQL.identifier(row, "days_late")
    money = SQL("%s = 'cash' AND %s", SQL.identifier(row, "kind"), from_customers(row))
    return SQL(
        """CASE WHEN SUM(%(amount)s) FILTER (WHERE %(money)s) > 0
                THEN SUM(%(amount)s * %(late)s) FILTER (WHERE %(money)s) / SUM(%(amount)s) FILTER (WHERE %(money)s)
                END""",
        amount=amount,
        late=late_days(days),
        money=money,
    )


def late_days(days):
    """Return the SQL of the days late that count: early money is 0 days late."""
    return SQL("GREATEST(%s, 0)", days)


def on_time(days):
    """Return the condition that money which came so many days after its due date was on time."""
    return SQL("%s <= 0", days)


def overdue(residual, due, today):
    """Return the condition that something is owed past its due date; an open credit note is never overdue."""
    return SQL("(%s > 0 AND %s < %s)", residual, due, today)
