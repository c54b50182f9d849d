"""The buckets of ``engine.ageing`` for SQL statements."""

from odoo.tools import SQL

from ...engine.ledger import ageing


def bucket_sql(days):
    """Return the SQL of the bucket's name for an SQL expression of the days overdue."""
    cases = SQL(" ").join(SQL("WHEN %s <= %s THEN %s", days, last, name) for name, last in ageing.BOUNDS)
    return SQL("CASE %s ELSE %s END", cases, ageing.OLDEST)
