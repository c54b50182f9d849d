from odoo import models
from odoo.tools import SQL


class CollectionAuditCheck(models.Model):
    """What the numbers of receipts and of payments say: none is missing, none is used twice."""

    _inherit = "collection.audit.check"

    def _sql_number_gap(self, audit):
        """Numbers of receipts that are missing, also at the end of the row.

        Nobody can tell whose they were, so finance explains them. Numbers go on over the years, unless their sequence
        starts anew each year. Looks at all receipts of the company, whatever the sample.
        """
        return SQL(
            r"""
            WITH sequence AS (
                SELECT COALESCE(BOOL_OR(use_date_range), FALSE) AS by_range, MAX(number_next) AS next
                  FROM ir_sequence WHERE code = 'collection.receipt' AND company_id = %(company)s
            ), numbered AS (
                SELECT c.receipt_id, c.name, c.user_id, c.in_scope, c.submitted,
                       SUBSTRING(c.name FROM '(\d+)\D*$')::bigint AS number,
                       CASE WHEN s.by_range THEN REGEXP_REPLACE(c.name, '\d+\D*$', '') ELSE '' END AS row
                  FROM pg_temp.audit_claim c CROSS JOIN sequence s
                 UNION ALL
                SELECT NULL, NULL, NULL, FALSE, NULL, s.next, '' FROM sequence s WHERE NOT s.by_range
            ), neighbour AS (
                SELECT *, LAG(number) OVER line AS last_number, LAG(name) OVER line AS after_name,
                       LAG(receipt_id) OVER line AS after_id, LAG(in_scope) OVER line AS after_in_scope,
                       LAG(submitted) OVER line AS after_submitted
                  FROM numbered WHERE number IS NOT NULL
                WINDOW line AS (PARTITION BY row ORDER BY number, receipt_id NULLS LAST)
            )
            SELECT row || last_number AS key, COALESCE(submitted, after_submitted) AS date, 0 AS amount,
                   ARRAY_REMOVE(ARRAY[after_id, receipt_id], NULL) AS receipt_ids,
                   number - last_number - 1 AS count, last_number + 1 AS number, after_name AS after
              FROM neighbour
             WHERE number - last_number > 1 AND (in_scope OR after_in_scope)
               AND COALESCE(submitted, after_submitted) BETWEEN %(first)s AND %(last)s
            """,
            company=audit.company_id.id,
            **audit._period(),
        )

    def _sql_duplicate(self, audit):
        """The same reference or cheque in two claims; the later one is asked about.

        Blanks and signs do not count. What is shorter than four letters tells nothing.
        """
        return SQL(
            """
            WITH said AS (
                SELECT c.*, said.word
                  FROM pg_temp.audit_claim c
            CROSS JOIN LATERAL (
                    SELECT DISTINCT REGEXP_REPLACE(LOWER(text), '[[:space:][:punct:]]+', '', 'g') AS word
                      FROM (VALUES (c.reference), (c.cheque_number)) given(text)) said
                 WHERE c.state IN ('submitted', 'confirmed') AND LENGTH(said.word) >= 4
            ), ordered AS (
                SELECT *, FIRST_VALUE(receipt_id) OVER same AS first_id, FIRST_VALUE(name) OVER same AS first_name
                  FROM said WINDOW same AS (PARTITION BY word ORDER BY submitted, receipt_id)
            )
            SELECT DISTINCT ON (receipt_id) receipt_id AS key, user_id, partner_id, submitted AS date, amount,
                   ARRAY[first_id, receipt_id] AS receipt_ids, name AS receipt, first_name AS other,
                   COALESCE(reference, cheque_number) AS reference
              FROM ordered
             WHERE picked AND first_id <> receipt_id AND submitted BETWEEN %(first)s AND %(last)s
             ORDER BY receipt_id, word
            """,
            **audit._period(),
        )
