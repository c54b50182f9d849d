"""What a table consists of, and filling it without its indexes."""

from __future__ import annotations

from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def without_indexes(env, names: list[str]):
    """Drop indexes and foreign keys of these tables, and make them again afterwards.

    That is faster than keeping them up row by row, and making them again checks all that was written.
    """
    keys = env.execute_query(
        SQL(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])""",
            names,
        )
    )
    indexes = env.execute_query(
        SQL(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
                WHERE i.indrelid = ANY(%s::regclass[])
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
            names,
        )
    )
    for table, name, _definition in keys:
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL(table), SQL.identifier(name)))
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL(name)))
    yield
    for _name, definition in indexes:
        env.cr.execute(definition)
    for table, name, definition in keys:
        env.cr.execute(SQL("ALTER TABLE %s ADD CONSTRAINT %s %s", SQL(table), SQL.identifier(name), SQL(definition)))


def columns_of(env, table: str) -> list[str]:
    query = SQL(
        """SELECT attname FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            ORDER BY attnum""",
        table,
    )
    return [row[0] for row in env.execute_query(query)]


def listed(columns: list[str]) -> SQL:
    return SQL(", ").join(SQL.identifier(column) for column in columns)
