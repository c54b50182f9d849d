"""Which customers are to be reviewed and why, for a company by one statement.

What happened counts from the last decision on, so that nothing opens a second review. Of several reasons the gravest
counts. A customer with an open review is left out.
"""

from odoo.tools import SQL

#: so many orders beyond the limit since the last decision are a reason
TIMES_OVER_LIMIT = 2

#: what the statement reads: flushed before
SOURCES = {
    "collection.credit.check": ["company_id", "move_id", "order_id", "partner_id"],
    "collection.credit.check.line": ["check_id", "rule"],
    "collection.credit.report": ["company_id", "insolvency", "partner_id"],
    "collection.credit.review": ["company_id", "decided_on", "partner_id", "state"],
    "collection.promise": ["company_id", "date_judged", "partner_id", "state"],
    "collection.policy": ["credit_rule_unrated"],
    "res.partner": ["collection_rating_id", "collection_review_date", "commercial_partner_id"],
    "sale.order": ["company_id", "partner_id", "partner_invoice_id", "state"],
}

_DUE = """
WITH last AS (
    SELECT partner_id, MAX(decided_on) AS decided_on, BOOL_OR(state IN ('draft', 'proposed')) AS open
      FROM collection_credit_review
     WHERE company_id = %(company)s AND %(scope)s
     GROUP BY 1
), event AS (
    SELECT r.partner_id, 'insolvency' AS reason, 1 AS gravity, 1 AS times
      FROM collection_credit_report r
 LEFT JOIN last USING (partner_id)
     WHERE r.company_id = %(company)s AND r.insolvency AND %(scope)s
       AND (last.decided_on IS NULL OR r.create_date > last.decided_on)
     UNION ALL
    SELECT p.partner_id, 'promise', 2, COUNT(*)
      FROM collection_promise p
 LEFT JOIN last USING (partner_id)
     WHERE p.company_id = %(company)s AND p.state IN ('broken', 'partial') AND %(scope)s
       AND p.date_judged > %(today)s::date - 365
       AND (last.decided_on IS NULL OR p.date_judged > last.decided_on::date)
     GROUP BY 1
     UNION ALL
    SELECT c.partner_id, 'limit', 3, COUNT(DISTINCT (c.order_id, c.move_id))
      FROM collection_credit_check c
      JOIN collection_credit_check_line l ON l.check_id = c.id AND l.rule = 'limit'
 LEFT JOIN last USING (partner_id)
     WHERE c.company_id = %(company)s AND %(scope)s AND c.create_date > %(today)s::date - 365
       AND (last.decided_on IS NULL OR c.create_date > last.decided_on)
     GROUP BY 1
    HAVING COUNT(DISTINCT (c.order_id, c.move_id)) >= %(times)s
     UNION ALL
    SELECT customer.partner_id, 'first', 4, 1
      FROM (SELECT DISTINCT p.commercial_partner_id AS partner_id
              FROM sale_order o
              JOIN res_partner p ON p.id = COALESCE(o.partner_invoice_id, o.partner_id)
             WHERE o.company_id = %(company)s AND o.state IN ('draft', 'sent')) customer
      JOIN res_partner p ON p.id = customer.partner_id AND %(rating)s IS NULL
      JOIN (%(policies)s) policy ON policy.partner_id = customer.partner_id AND policy.policy_id = ANY(%(asking)s)
 LEFT JOIN last ON last.partner_id = customer.partner_id
     WHERE last.decided_on IS NULL AND %(customer_scope)s
     UNION ALL
    SELECT p.id, 'schedule', 5, 1
      FROM res_partner p
     WHERE %(review_date)s <= %(today)s::date AND p.collection_review_date IS NOT NULL AND %(partner_scope)s
)
SELECT DISTINCT ON (event.partner_id) event.partner_id, event.reason, event.times
  FROM event
  JOIN res_partner p ON p.id = event.partner_id AND p.active AND p.id = p.commercial_partner_id
  LEFT JOIN last ON last.partner_id = event.partner_id
 WHERE last.open IS NOT TRUE
 ORDER BY event.partner_id, event.gravity
"""


def due_sql(env, company, partner_ids=None):
    """Return the query of the reviews to open in a company today: ``partner_id, reason, times`` (how often).

    :param partner_ids: ids of customers, None for all
    """
    # sudo: the policies say for whom a rating is asked, whoever looks
    policies = env["collection.policy"].sudo()
    asking = policies.search([("company_id", "=", company.id), ("credit_rule_unrated", "!=", "ignore")])
    partners = env["res.partner"].sudo().with_company(company)  # sudo: fields with groups of their own

    def scope(column):
        return SQL("TRUE") if partner_ids is None else SQL("%s = ANY(%s)", SQL(column), list(partner_ids))

    return SQL(
        _DUE,
        company=company.id,
        today=company._collection_today(),
        times=TIMES_OVER_LIMIT,
        policies=policies._of_customers_sql(company),
        asking=asking.ids,
        rating=partners._field_to_sql("p", "collection_rating_id"),
        review_date=partners._field_to_sql("p", "collection_review_date"),
        scope=scope("partner_id"),
        customer_scope=scope("customer.partner_id"),
        partner_scope=scope("p.id"),
    )
