"""Temporary tables: rows that PostgreSQL counts before it plans what is joined with them."""

from odoo.tools import SQL


def kept_sql(table, query, *columns):
    """Return the statements that keep the rows of a query in a temporary table, with statistics for the planner.

    :param columns: what the table is joined by, all its columns without any
    """
    name = SQL.identifier(table)
    return [
        SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", name, query),
        SQL("ANALYZE %s (%s)", name, SQL(", ").join(map(SQL.identifier, columns)))
        if columns
        else SQL("ANALYZE %s", name),
    ]
