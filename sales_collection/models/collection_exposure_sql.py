"""What customers owe or will owe, and what their limits leave of it, as SQL. One row per customer and company.

All in company currency, at the day's rates:

- *not due* and *overdue*: what is open on receivable accounts, by the due date in force. Payments and credit notes that
  no invoice has been matched with count as not due, below zero.
- *ordered*: confirmed orders, as far as no invoice has been made of them, a draft included. Down payments lower it
  as soon as their invoice is there.
- *drafted*: invoices that are not posted yet. Draft credit notes count only once they are posted.
- *claimed*: money that nobody has booked yet. It lowers the exposure where the customer's policy says so.

A customer whose rating gives no credit, and who has no limit of his own, pays in advance: nothing may be owed.
A group of companies shares the limit of its parent: whatever is left of the smallest limit is available.
"""

from odoo.tools import SQL

from . import sale_order_money_sql as money_sql
from .collection_unmatched_sql import claimed_sql, rates_sql

#: what the statement reads: flushed before
SOURCES = {
    "account.move": [
        "amount_total_signed",
        "commercial_partner_id",
        "company_id",
        "invoice_currency_rate",
        "move_type",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "collection_date_due",
        "parent_state",
        "partner_id",
        "price_total",
        "reconciled",
        "sale_line_ids",
    ],
    "account.payment": ["amount_company_currency_signed", "move_id", "partner_id", "state"],
    "collection.policy": ["active", "category_ids", "count_claimed", "state"],
    "collection.receipt": ["amount", "partner_id", "state"],
    "res.partner": [
        "category_id",
        "collection_group_limit",
        "collection_limit_increase",
        "collection_limit_increase_end",
        "collection_policy_id",
        "collection_rating_id",
        "commercial_partner_id",
        "credit_limit",
        "parent_id",
    ],
    "sale.order": [
        "amount_total",
        "company_id",
        "currency_id",
        "currency_rate",
        "invoice_status",
        "partner_invoice_id",
        "state",
    ],
    "sale.order.line": ["order_id"],
}

_OPEN = """
    SELECT p.commercial_partner_id AS partner_id,
           SUM(l.amount_residual) FILTER (WHERE late.yet IS NOT TRUE) AS not_due,
           SUM(l.amount_residual) FILTER (WHERE late.yet) AS overdue
      FROM account_move_line l
      JOIN res_partner p ON p.id = l.partner_id
      JOIN day ON TRUE
CROSS JOIN LATERAL (SELECT l.collection_date_due < day.today AND l.amount_residual > 0 AS yet) late
     WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted' AND l.company_id = day.company_id
       AND l.account_id IN (SELECT id FROM account_account WHERE account_type = 'asset_receivable')
       AND %(scope)s
     GROUP BY 1
    """

_ORDERED = """
    SELECT p.commercial_partner_id AS partner_id,
           SUM(ROUND(GREATEST(o.amount_total - COALESCE(made.amount, 0), 0) * rate.factor / day.rounding)
               * day.rounding) AS ordered
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_invoice_id
      JOIN day ON day.company_id = o.company_id
      JOIN rate ON rate.currency_id = o.currency_id
 LEFT JOIN LATERAL (
        SELECT SUM(CASE WHEN m.move_type = 'out_refund' THEN -l.price_total ELSE l.price_total END
                   * CASE WHEN m.currency_id = o.currency_id THEN 1
                          ELSE o.currency_rate::numeric / NULLIF(m.invoice_currency_rate, 0)::numeric END) AS amount
          FROM (SELECT DISTINCT rel.invoice_line_id AS id
                  FROM sale_order_line sol
                  JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                 WHERE sol.order_id = o.id) made
          JOIN account_move_line l ON l.id = made.id
          JOIN account_move m ON m.id = l.move_id
         WHERE m.state = 'posted' OR (m.state = 'draft' AND m.move_type <> 'out_refund')
           ) made ON TRUE
     WHERE o.state = 'sale' AND o.invoice_status NOT IN ('invoiced', 'upselling')
       AND %(scope)s
     GROUP BY 1
    """

_DRAFTED = """
    SELECT m.commercial_partner_id AS partner_id, SUM(m.amount_total_signed) AS drafted
      FROM account_move m
      JOIN day ON day.company_id = m.company_id
     WHERE m.state = 'draft' AND m.move_type IN ('out_invoice', 'out_receipt')
       AND %(scope)s
     GROUP BY 1
    """

#: per customer the parts, the exposure and his own limit, 0 for none or, with ``advance``, for no credit at all
_OWN = """
    SELECT p.id AS partner_id, COALESCE(o.not_due, 0) AS not_due, COALESCE(o.overdue, 0) AS overdue,
           COALESCE(ordered.ordered, 0) AS ordered, COALESCE(drafted.drafted, 0) AS drafted,
           COALESCE(claimed.claimed, 0) AS claimed, own.maximum, own.advance,
           COALESCE(o.not_due, 0) + COALESCE(o.overdue, 0) + COALESCE(ordered.ordered, 0)
           + COALESCE(drafted.drafted, 0) - COALESCE(claimed.counted, 0) AS exposure
      FROM res_partner p
 LEFT JOIN opened o ON o.partner_id = p.id
 LEFT JOIN ordered ON ordered.partner_id = p.id
 LEFT JOIN drafted ON drafted.partner_id = p.id
 LEFT JOIN claimed ON claimed.partner_id = p.id
CROSS JOIN LATERAL (%(maximum)s) own
     WHERE p.id = p.commercial_partner_id AND %(scope)s
       AND (own.maximum > 0 OR own.advance
            OR COALESCE(o.partner_id, ordered.partner_id, drafted.partner_id, claimed.partner_id) IS NOT NULL
            OR p.id IN (SELECT partner_id FROM member))
    """

_CREDIT = SQL(
    """
    SELECT own.*, shared.maximum AS group_maximum, shared.exposure AS group_exposure, shared.rooms,
           own.maximum > 0 OR own.advance OR shared.maximum IS NOT NULL AS limited,
           LEAST(CASE WHEN own.maximum > 0 OR own.advance THEN own.maximum - own.exposure END,
                 shared.maximum - shared.exposure) AS available,
           GREATEST(100 * own.exposure / NULLIF(own.maximum, 0), 100 * shared.exposure / shared.maximum,
                    CASE WHEN own.advance AND own.exposure > 0 THEN 100 END, 0) AS usage
      FROM own
 LEFT JOIN LATERAL (
        SELECT top.maximum, top.exposure,
               jsonb_object_agg(top.group_id, top.maximum - top.exposure) OVER () AS rooms
          FROM member m
          JOIN together top ON top.group_id = m.group_id
         WHERE m.partner_id = own.partner_id
         ORDER BY top.maximum - top.exposure, top.group_id
         LIMIT 1
           ) shared ON TRUE
    """
)


def credit(env, company, partner_ids=None):
    """Return the credit of customers in a company.

    :param partner_ids: ids of customers (commercial partners), None for all of the database
    :return: {customer id: dict with not_due, overdue, ordered, drafted, claimed, exposure, maximum, group_maximum,
        group_exposure, limited, available, usage}; who owes nothing and has no limit is missing.
    """
    money_sql.flush(env, SOURCES)
    rows = env.execute_query_dict(credit_sql(env, company, partner_ids))
    return {row["partner_id"]: row for row in rows if partner_ids is None or row["partner_id"] in partner_ids}


def credit_sql(env, company, partner_ids=None):
    """Return the query of ``credit``: of these customers and of those who share a limit with them."""
    today = company._collection_today()
    chosen = partner_ids is not None

    def scope(column):
        return SQL("%s IN (SELECT id FROM wanted)", SQL(column)) if chosen else SQL("TRUE")

    return SQL(
        """
        WITH RECURSIVE day(company_id, today, rounding) AS (
            VALUES (%(company)s, %(today)s::date, %(rounding)s::numeric)
        ), rate(currency_id, factor) AS (VALUES %(rates)s), member(group_id, maximum, partner_id) AS (
            %(groups)s
             UNION
            SELECT m.group_id, m.maximum, c.id FROM member m JOIN res_partner c ON c.parent_id = m.partner_id
        ), wanted(id) AS (
            SELECT unnest(%(ids)s::int[])
             UNION
            SELECT m.partner_id
              FROM member m
             WHERE m.group_id IN (SELECT x.group_id FROM member x WHERE x.partner_id = ANY(%(ids)s::int[]))
        ), opened AS (%(opened)s), ordered AS (%(ordered)s), drafted AS (%(drafted)s), claimed AS (%(claimed)s),
        own AS (%(own)s), together AS (
            SELECT m.group_id, m.maximum, COALESCE(SUM(own.exposure), 0) AS exposure
              FROM member m
         LEFT JOIN own ON own.partner_id = m.partner_id
             GROUP BY 1, 2
        )
        %(credit)s
        """,
        company=company.id,
        today=today,
        rounding=company.currency_id.rounding,
        rates=rates_sql(company, today),
        groups=_groups_sql(env, company),
        ids=list(partner_ids or ()),
        opened=SQL(_OPEN, scope=scope("p.commercial_partner_id")),
        ordered=SQL(_ORDERED, scope=scope("p.commercial_partner_id")),
        drafted=SQL(_DRAFTED, scope=scope("m.commercial_partner_id")),
        claimed=_claimed_sql(env, company, today, scope("p.commercial_partner_id")),
        own=SQL(_OWN, maximum=_maximum_sql(env, company, today), scope=scope("p.id")),
        credit=_CREDIT,
    )


def _claimed_sql(env, company, today, scope):
    """Return the query of the money claimed by each customer: all of it, and what lowers the exposure."""
    policies = env["collection.policy"].sudo()  # sudo: whoever looks at a customer, his policy says what counts
    counting = policies.search([("company_id", "=", company.id), ("count_claimed", "=", True)])
    policy = policies._of_customers_sql(company) if counting else SQL("SELECT NULL::int AS partner_id, 0 AS policy_id")
    return SQL(
        """
        SELECT p.commercial_partner_id AS partner_id, SUM(money.amount) AS claimed,
               SUM(money.amount) FILTER (WHERE policy.policy_id = ANY(%(counting)s::int[])) AS counted
          FROM (
                SELECT partner_id, ROUND(amount / %(rounding)s::numeric) * %(rounding)s::numeric AS amount
                  FROM (%(claimed)s) claim
               ) money
          JOIN res_partner p ON p.id = money.partner_id
     LEFT JOIN (%(policy)s) policy ON policy.partner_id = p.commercial_partner_id
         WHERE %(scope)s
         GROUP BY 1
        """,
        counting=counting.ids,
        rounding=company.currency_id.rounding,
        claimed=claimed_sql(company, today),
        policy=policy,
        scope=scope,
    )


def _groups_sql(env, company):
    """Return the query of the parents that share a limit with their subsidiaries."""
    return SQL(
        "SELECT p.id, limits.maximum, p.id FROM res_partner p CROSS JOIN LATERAL (SELECT %s AS maximum) limits "
        "WHERE p.collection_group_limit IS NOT NULL AND limits.maximum > 0",
        _number(env, company, "collection_group_limit"),
    )


def _maximum_sql(env, company, today):
    """Return the query of a customer's own limit in force: core's, and the increase until its end."""
    # sudo: whoever asks, the rating says whether there is credit
    advance = env["collection.rating"].sudo().with_context(active_test=False).search([("on_credit", "=", False)])
    return SQL(
        """
        SELECT CASE WHEN limits.base > 0 THEN limits.base + CASE WHEN limits.until >= %(today)s
                    THEN COALESCE(limits.increase, 0) ELSE 0 END ELSE 0 END AS maximum,
               limits.base <= 0 AND COALESCE(limits.rating_id = ANY(%(advance)s::int[]), FALSE) AS advance
          FROM (SELECT %(base)s AS base, %(increase)s AS increase, %(until)s AS until, %(rating)s AS rating_id) limits
        """,
        advance=advance.ids,
        rating=_of_company(env, company, "collection_rating_id"),
        today=today,
        base=_number(env, company, "credit_limit"),
        increase=_number(env, company, "collection_limit_increase"),
        until=_of_company(env, company, "collection_limit_increase_end"),
    )


def _number(env, company, name):
    return SQL("COALESCE(%s::numeric, 0)", _of_company(env, company, name))


def _of_company(env, company, name):
    # sudo: limits have groups of their own; whoever calls this shows no more than what they leave of it
    return env["res.partner"].sudo().with_company(company)._field_to_sql("p", name)
