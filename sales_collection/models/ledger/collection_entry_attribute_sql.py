"""The SQL of what rows of the ledger are for: what the engine is told, and what it has found out.

Amounts go in and come out as whole numbers of the smallest unit of the company's currency.
"""

from odoo.tools import SQL

from .ageing_sql import bucket_sql

#: what the statements below read, besides the ledger itself: flushed before
SOURCES = {
    "account.move": ["move_type", "reversed_entry_id"],
    "account.move.line": [
        "account_id",
        "balance",
        "display_type",
        "move_id",
        "price_subtotal",
        "price_total",
        "product_id",
        "sequence",
        "tax_ids",
        "tax_line_id",
    ],
}

_UNKNOWN = SQL("NOT EXISTS (SELECT FROM collection_entry_part p WHERE p.entry_id = e.id)")


def documents_to_do(partial_ids):
    """Return the query of the documents with rows of which is not known what they are for.

    :param partial_ids: ids of ``account.partial.reconcile``, or None for all of the database.
    """
    wanted = SQL("TRUE") if partial_ids is None else SQL("e.partial_id = ANY(%s)", list(partial_ids))
    return SQL(
        """
        SELECT DISTINCT e.move_id FROM collection_entry e
         WHERE e.move_id IS NOT NULL AND %(wanted)s AND e.reversal_of_id IS NULL AND %(unknown)s
         ORDER BY 1
        """,
        wanted=wanted,
        unknown=_UNKNOWN,
    )


def insert_undone(partial_ids):
    """Return the statement that takes back, for reversals, what the rows that they undo are for.

    It returns the documents of which a credit note was taken back, that credit note, and the day.

    :param partial_ids: ids of ``account.partial.reconcile``, or None for all of the database.
    """
    wanted = SQL("TRUE") if partial_ids is None else SQL("e.partial_id = ANY(%s)", list(partial_ids))
    return SQL(
        """
        WITH undone AS (
            SELECT e.id, e.reversal_of_id, e.move_id, e.kind, e.counterpart_move_id, e.date
              FROM collection_entry e
             WHERE e.reversal_of_id IS NOT NULL AND %(wanted)s AND %(unknown)s
        ), written AS (
            INSERT INTO collection_entry_part (entry_id, line, product_id, untaxed_amount, tax_amount)
            SELECT u.id, p.line, p.product_id, -p.untaxed_amount, -p.tax_amount
              FROM undone u
              JOIN collection_entry_part p ON p.entry_id = u.reversal_of_id
             ORDER BY u.id, p.id
        )
        SELECT move_id, MAX(counterpart_move_id) AS counterpart_move_id, MAX(date) AS date
          FROM undone WHERE kind = 'credit_note' AND move_id IS NOT NULL
         GROUP BY move_id
        """,
        wanted=wanted,
        unknown=_UNKNOWN,
    )


#: rows of documents that are gone: of what they were for only the tax is known
INSERT_WITHOUT_DOCUMENT = SQL(
    """
    INSERT INTO collection_entry_part (entry_id, untaxed_amount, tax_amount)
    SELECT e.id, e.untaxed_amount, e.amount - e.untaxed_amount
      FROM collection_entry e
     WHERE e.move_id IS NULL AND e.reversal_of_id IS NULL AND %(unknown)s
    """,
    unknown=_UNKNOWN,
)


def rows_of(move_ids):
    """Return the query of all rows of documents but reversals, the oldest first."""
    return SQL(
        """
        SELECT e.id, e.move_id, e.kind, e.counterpart_move_id, e.adjusts_id, e.date,
               ROUND(e.amount / cur.rounding)::bigint AS amount,
               ROUND(e.untaxed_amount / cur.rounding)::bigint AS untaxed,
               NOT (%(unknown)s) AS known,
               EXISTS (SELECT FROM collection_entry r WHERE r.reversal_of_id = e.id) AS undone
          FROM collection_entry e
          JOIN res_company c ON c.id = e.company_id
          JOIN res_currency cur ON cur.id = c.currency_id
         WHERE e.move_id = ANY(%(ids)s) AND e.reversal_of_id IS NULL
         ORDER BY e.id
        """,
        ids=move_ids,
        unknown=_UNKNOWN,
    )


def parts_of_rows(entry_ids):
    """Return the query of what rows are for: entry, line, amount without tax, tax."""
    return SQL(
        """
        SELECT p.entry_id, COALESCE(p.line, 0), ROUND(p.untaxed_amount / cur.rounding)::bigint,
               ROUND(p.tax_amount / cur.rounding)::bigint
          FROM collection_entry_part p
          JOIN collection_entry e ON e.id = p.entry_id
          JOIN res_company c ON c.id = e.company_id
          JOIN res_currency cur ON cur.id = c.currency_id
         WHERE p.entry_id = ANY(%s)
         ORDER BY p.id
        """,
        entry_ids,
    )


def lines_of(move_ids):
    """Return the query of the lines of invoices and credit notes; what belongs to no line comes as line 0.

    Tax is booked for a document as a whole: its lines have the weights by which they share it.
    """
    return SQL(
        """
        SELECT x.move_id, x.line, MAX(x.product_id) FILTER (WHERE x.line <> 0),
               COALESCE(BOOL_OR(x.goods), FALSE),
               ARRAY(SELECT rel.account_tax_id FROM account_move_line_account_tax_rel rel
                      WHERE rel.account_move_line_id = x.line ORDER BY 1),
               COALESCE(SUM(x.amount) FILTER (WHERE NOT x.is_tax), 0)::bigint,
               COALESCE(SUM(x.amount) FILTER (WHERE x.is_tax), 0)::bigint, COALESCE(MAX(x.weight), 0)::bigint
          FROM (
            SELECT l.move_id, CASE WHEN l.display_type = 'product' THEN l.id ELSE 0 END AS line, l.product_id,
                   template.type <> 'service' AS goods, l.tax_line_id IS NOT NULL AS is_tax, l.sequence,
                   ROUND(CASE m.move_type WHEN 'out_refund' THEN 1 ELSE -1 END * l.balance / cur.rounding) AS amount,
                   ROUND((l.price_total - l.price_subtotal) / own.rounding) AS weight
              FROM account_move m
              JOIN account_move_line l ON l.move_id = m.id
              JOIN account_account a ON a.id = l.account_id AND a.account_type <> 'asset_receivable'
              JOIN res_company c ON c.id = l.company_id
              JOIN res_currency cur ON cur.id = c.currency_id
              JOIN res_currency own ON own.id = l.currency_id
         LEFT JOIN product_product product ON product.id = l.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE m.id = ANY(%s) AND m.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               ) x
         GROUP BY x.move_id, x.line
         ORDER BY x.move_id, MIN(x.sequence), x.line
        """,
        move_ids,
    )


def used_of(move_ids):
    """Return the query of credit notes: what they correct, and how much of them rows that are known have used."""
    return SQL(
        """
        SELECT m.id, m.reversed_entry_id, COALESCE((
            SELECT SUM(ROUND(CASE WHEN e.move_id = m.id THEN -e.amount ELSE e.amount END / cur.rounding))
              FROM collection_entry e
             WHERE (e.move_id = m.id OR (e.counterpart_move_id = m.id AND e.kind = 'credit_note')) AND NOT (%(unknown)s)
               ), 0)::bigint
          FROM account_move m
          JOIN res_company c ON c.id = m.company_id
          JOIN res_currency cur ON cur.id = c.currency_id
         WHERE m.id = ANY(%(ids)s) AND m.move_type = 'out_refund'
        """,
        ids=move_ids,
        unknown=_UNKNOWN,
    )


def insert_moves(moves, uid):
    """Return the statement that writes rows which move what older ones are for, and no money.

    :param list moves: rows of the new id, the row that is changed, the row that changed it, the kind, and the day
    """
    return SQL(
        """
        INSERT INTO collection_entry
               (id, date, company_id, document, move_line_id, move_id, partner_id, user_id, team_id, kind, amount,
                untaxed_amount, amount_currency, currency_id, date_due, days_late, lateness, bank_date, journal_id,
                payment_method_line_id, counterpart_move_id, adjusts_id, partial_id,
                create_uid, create_date, write_uid, write_date)
        SELECT v.id, GREATEST(e.date, v.date), e.company_id, e.document, e.move_line_id, e.move_id, e.partner_id,
               e.user_id, e.team_id, v.kind, 0, 0, 0, e.currency_id, e.date_due, e.days_late, %(lateness)s,
               GREATEST(e.bank_date, CASE WHEN e.bank_date IS NOT NULL THEN v.date END), e.journal_id,
               e.payment_method_line_id, v.counterpart, e.id, e.partial_id,
               %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM unnest(%(id)s::int[], %(entry)s::int[], %(counterpart)s::int[], %(kind)s::varchar[], %(date)s::date[])
               AS v(id, entry, counterpart, kind, date)
          JOIN collection_entry e ON e.id = v.entry
         ORDER BY v.id
        """,
        lateness=bucket_sql(SQL("e.days_late")),
        uid=uid,
        **dict(zip(("id", "entry", "counterpart", "kind", "date"), map(list, zip(*moves, strict=True)), strict=True)),
    )


def insert_parts(parts):
    """Return the statement that writes what rows are for, and their amounts without tax.

    :param list parts: rows of the entry, the line, its product, the amount without tax and the tax
    """
    return SQL(
        """
        WITH part AS (
            INSERT INTO collection_entry_part (entry_id, line, product_id, untaxed_amount, tax_amount)
            SELECT v.entry, NULLIF(v.line, 0), v.product, v.untaxed * cur.rounding, v.tax * cur.rounding
              FROM unnest(%(entry)s::int[], %(line)s::int[], %(product)s::int[], %(untaxed)s::bigint[],
                          %(tax)s::bigint[]) WITH ORDINALITY AS v(entry, line, product, untaxed, tax, turn)
              JOIN collection_entry e ON e.id = v.entry
              JOIN res_company c ON c.id = e.company_id
              JOIN res_currency cur ON cur.id = c.currency_id
             ORDER BY v.turn
            RETURNING entry_id, untaxed_amount
        )
        UPDATE collection_entry e SET untaxed_amount = total.amount
          FROM (SELECT entry_id, SUM(untaxed_amount) AS amount FROM part GROUP BY entry_id) total
         WHERE e.id = total.entry_id AND e.untaxed_amount IS DISTINCT FROM total.amount
        """,
        **dict(zip(("entry", "line", "product", "untaxed", "tax"), map(list, zip(*parts, strict=True)), strict=True)),
    )
