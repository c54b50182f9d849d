"""What is known of who paid besides his name, as SQL: others of the same name, other currencies."""

from odoo.tools import SQL

from ...base.compared_sql import APART, clean_sql, name_sql


def namesakes_sql(company):
    """Return the query of the payers whose name is that of another customer too: ``line_id, partner_id``.

    Who is known by account is not among them, nor who is told apart by the legal form.
    """
    return SQL(
        """
        WITH payer AS MATERIALIZED (
            SELECT p.line_id, p.partner_id, own.commercial_partner_id, %(own_name)s AS name, %(own_key)s AS full_key,
                   %(said)s AS said
              FROM pg_temp.match_payer p
              JOIN pg_temp.match_money m ON m.line_id = p.line_id
              JOIN res_partner own ON own.id = p.partner_id
             WHERE p.sign IN ('name', 'text')
        )
        SELECT DISTINCT payer.line_id, payer.partner_id
          FROM payer
          JOIN res_partner other ON %(other_name)s = payer.name AND other.active
           AND other.commercial_partner_id <> payer.commercial_partner_id
           AND (other.company_id IS NULL OR other.company_id = %(company)s)
         WHERE payer.name <> ''
           AND NOT (payer.full_key <> payer.name AND strpos(payer.said, payer.full_key) > 0
                    AND strpos(payer.said, %(other_key)s) = 0)
        """,
        own_name=name_sql(SQL("own.name")),
        own_key=_key_sql(SQL("own.name")),
        other_name=name_sql(SQL("other.name")),
        other_key=_key_sql(SQL("other.name")),
        said=SQL("regexp_replace(m.words, %s, '', 'g')", APART),
        company=company.id,
    )


def _key_sql(name):
    """Return a whole name as it is compared."""
    return SQL("regexp_replace(%s, %s, '', 'g')", clean_sql(name), APART)


#: who may have paid and owes as much in another currency, by its worth or by its number
ABROAD = """
    SELECT DISTINCT m.line_id, i.partner_id
      FROM pg_temp.match_money m
      JOIN pg_temp.match_payer p ON p.line_id = m.line_id
      JOIN pg_temp.match_item i ON i.partner_id = p.partner_id AND i.currency_id <> m.currency_id AND i.sign = m.sign
       AND i.kind = 'receivable'
     WHERE m.line_id = ANY(%(line_ids)s)
       AND m.cents IN (i.cents, ROUND(ABS(i.open_company) * m.cents_of_company)::bigint)
"""
NAMESAKES = "SELECT line_id, partner_id FROM pg_temp.match_namesake WHERE line_id = ANY(%(line_ids)s)"
