from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    """Whom documents concern is remembered from now on: those whom they concern today are the first, in one go."""
    for table, people in (
        ("sale_order", SQL("ARRAY[collection_user_id, user_id]")),
        ("account_move", SQL("ARRAY[collection_user_id]")),
        ("account_move_line", SQL("ARRAY[collection_user_id]")),
        ("collection_receipt", SQL("ARRAY[user_id, create_uid, submitted_by_id]")),
    ):
        if column_exists(cr, table, "collection_involved"):
            continue
        create_column(cr, table, "collection_involved", "jsonb")
        cr.execute(
            SQL(
                """
                UPDATE %(table)s doc SET collection_involved = found.people
                  FROM (SELECT own.id, jsonb_agg(DISTINCT person) AS people
                          FROM %(table)s own, unnest(%(people)s) person
                         WHERE person IS NOT NULL GROUP BY own.id) found
                 WHERE found.id = doc.id
                """,
                table=SQL.identifier(table),
                people=people,
            )
        )
