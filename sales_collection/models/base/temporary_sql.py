"""Temporary tables: rows that PostgreSQL counts before it plans what is joined with them.

They are made, dropped and read as ``pg_temp.<name>``: where there is no temporary table, a bare name means a real one.
"""

from odoo.tools import SQL


def drop_tables_sql(*tables):
    """Return the statement that drops temporary tables of an earlier turn in this transaction, where there are any.

    :param tables: names without a schema; a real table of such a name stays
    """
    return SQL("DROP TABLE IF EXISTS %s", SQL(", ").join(map(_name_sql, tables)))


def keep_rows_sql(table, query, *columns):
    """Return the statements that keep the rows of a query in a temporary table, with statistics for the planner.

    :param table: name without a schema; the table goes with the transaction
    :param query: what is kept
    :param columns: what the table is joined by, all its columns without any
    """
    counted = SQL(" (%s)", SQL(", ").join(map(SQL.identifier, columns))) if columns else SQL("")
    return [
        SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", _name_sql(table), query),
        SQL("ANALYZE %s%s", _name_sql(table), counted),
    ]


def _name_sql(table):
    return SQL("pg_temp.%s", SQL.identifier(table))
