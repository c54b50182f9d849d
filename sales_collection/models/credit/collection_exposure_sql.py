"""What customers owe or will owe, and what their limits leave of it, as SQL. One row per customer and company.

All in company currency, at the day's rates:

- *not due* and *overdue*: what is open on receivable accounts, by the due date in force. Payments and credit notes that
  no invoice has been matched with count as not due, below zero.
- *ordered*: confirmed orders, as far as no invoice has been made of them, line by line (``sale_order_uninvoiced_sql``).
- *drafted*: invoices that are not posted yet. Draft credit notes count only once they are posted.
- *claimed*: money that nobody has booked yet. It lowers the exposure where the customer's policy says so.

A customer whose rating gives no credit, and who has no limit of his own, pays in advance: nothing may be owed.
A group of companies shares the limit of its parent: whatever is left of the smallest limit is available.
"""

from odoo.tools import SQL

from ..ledger import sale_order_money_sql as money_sql
from ..schedule import sale_order_uninvoiced_sql as uninvoiced_sql
from .collection_exposure_parts_sql import sums_sql

#: what the statement reads: flushed before
SOURCES = {
    "account.move": [
        "amount_total_signed",
        "company_id",
        "invoice_currency_rate",
        "move_type",
        "partner_id",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "collection_date_due",
        "parent_state",
        "partner_id",
        "price_total",
        "product_uom_id",
        "quantity",
        "reconciled",
        "sale_line_ids",
    ],
    "account.payment": ["amount_company_currency_signed", "move_id", "partner_id", "state"],
    "collection.policy": ["active", "category_ids", "count_claimed", "state"],
    "collection.receipt": ["amount", "currency_id", "partner_id", "state"],
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
    "sale.order.line": uninvoiced_sql.SOURCES["sale.order.line"],
}

#: of a customer, from the sums of the parts
EXPOSURE = "sums.not_due + sums.overdue + sums.ordered + sums.drafted - %(counted)s"

#: per customer the parts, the exposure and his own limit, 0 for none or, with ``advance``, for no credit at all
_OWN = """
    SELECT p.id AS partner_id, COALESCE(sums.not_due, 0) AS not_due, COALESCE(sums.overdue, 0) AS overdue,
           COALESCE(sums.ordered, 0) AS ordered, COALESCE(sums.drafted, 0) AS drafted,
           COALESCE(sums.claimed, 0) AS claimed, own.maximum, own.advance,
           COALESCE(%(exposure)s, 0) AS exposure
      FROM res_partner p
 LEFT JOIN (%(sums)s) sums ON sums.partner_id = p.id
 %(policy)s
CROSS JOIN LATERAL (%(maximum)s) own
     WHERE p.id = p.commercial_partner_id AND %(scope)s
       AND (own.maximum > 0 OR own.advance OR sums.partner_id IS NOT NULL OR %(shared)s)
    """

_CREDIT = """
    SELECT own.*, shared.maximum AS group_maximum, shared.exposure AS group_exposure, shared.headrooms,
           own.maximum > 0 OR own.advance OR shared.maximum IS NOT NULL AS limited,
           LEAST(CASE WHEN own.maximum > 0 OR own.advance THEN own.maximum - own.exposure END,
                 shared.maximum - shared.exposure) AS available,
           GREATEST(100 * own.exposure / NULLIF(own.maximum, 0), 100 * shared.exposure / shared.maximum,
                    CASE WHEN own.advance AND own.exposure > 0 THEN 100 END, 0) AS usage
      FROM own
 LEFT JOIN LATERAL (%(shared)s) shared ON TRUE
    """

#: the group limit that leaves least to a customer, and what each of them leaves
_SHARED = SQL(
    """
    SELECT top.maximum, top.exposure, jsonb_object_agg(top.group_id, top.maximum - top.exposure) OVER () AS headrooms
      FROM member m
      JOIN (SELECT m.group_id, m.maximum, COALESCE(SUM(own.exposure), 0) AS exposure
              FROM member m
         LEFT JOIN own ON own.partner_id = m.partner_id
             GROUP BY 1, 2) top ON top.group_id = m.group_id
     WHERE m.partner_id = own.partner_id
     ORDER BY top.maximum - top.exposure, top.group_id
     LIMIT 1
    """
)
_NOTHING_SHARED = SQL("SELECT NULL::numeric AS maximum, NULL::numeric AS exposure, NULL::jsonb AS headrooms")


def credit(env, company, partner_ids=None, limited=False):
    """Return the credit of customers in a company.

    :param partner_ids: ids of customers (commercial partners), None for all of the database
    :param limited: whether only those matter who have a limit; if none of them has, the figures are not read
    :return: {customer id: dict with not_due, overdue, ordered, drafted, claimed, exposure, maximum, group_maximum,
        group_exposure, limited, available, usage}; who owes nothing and has no limit is missing.
    """
    query = credit_sql(env, company, partner_ids, limited)
    rows = env.execute_query_dict(query) if query else []
    return {row["partner_id"]: row for row in rows if partner_ids is None or row["partner_id"] in partner_ids}


def credit_sql(env, company, partner_ids=None, limited=False):
    """Return the query of ``credit``: of these customers and of those who share a limit with them.

    Where nobody shares one, which is the rule, it does without the steps for it: planning them would take longer than
    reading the figures of one customer.

    :return: the query, None if only limits matter and there is none
    """
    money_sql.flush(env, SOURCES)
    ids = None if partner_ids is None else sorted(partner_ids)
    shared, own, addresses = _family(env, company, ids)
    if limited and not shared and not own:
        return None

    def scope(column, chosen):
        if ids is None:
            return SQL("TRUE")
        if shared:
            return SQL("%s IN (SELECT %s FROM wanted)", SQL(column), SQL(chosen))
        # from a query, since PostgreSQL would look at each id of a list whenever it plans a comparison with it
        return SQL("%s = ANY((SELECT %s FROM given)::int[])", SQL(column), SQL(chosen))

    given = SQL("given(customer_id, address_id) AS MATERIALIZED (SELECT %s::int[], %s::int[]),", ids, addresses)
    return SQL(
        "WITH RECURSIVE %(members)s own AS (%(own)s) %(credit)s",
        members=_members_sql(env, company, ids) if shared else given if ids is not None else SQL(),
        own=_own_sql(env, company, scope, shared),
        credit=SQL(_CREDIT, shared=_SHARED if shared else _NOTHING_SHARED),
    )


def _own_sql(env, company, scope, shared):
    """Return the query of what the customers owe by themselves, and of their own limits."""
    # sudo: whoever looks at a customer, his policy says whether claimed money counts
    policies = env["collection.policy"].sudo()
    counting = policies._counting_claims(company.id)
    policy, counted = SQL(), SQL("0")
    if counting:
        policy = SQL("LEFT JOIN (%s) policy ON policy.partner_id = p.id", policies._of_customers_sql(company))
        counted = SQL("CASE WHEN policy.policy_id = ANY(%s) THEN sums.claimed ELSE 0 END", counting)
    return SQL(
        _OWN,
        sums=sums_sql(company, scope),
        policy=policy,
        exposure=SQL(EXPOSURE, counted=counted),
        maximum=maximum_sql(env, company, company._collection_today()),
        scope=scope("p.id", "customer_id"),
        shared=SQL("p.id IN (SELECT partner_id FROM member)" if shared else "FALSE"),
    )


def _family(env, company, ids):
    """Return whether one of these customers shares a limit with others, whether one has his own, and their contacts.

    :param ids: None for anybody, then without the contacts
    :return: (bool, bool, list of ids)
    """
    named = {
        "groups": _groups_sql(env, company),
        "maximum": maximum_sql(env, company, company._collection_today()),
        "ids": ids,
    }
    if ids is None:
        [[shared]] = env.execute_query(SQL("SELECT EXISTS (%(groups)s)", **named))
        return shared, True, []
    [found] = env.execute_query(
        SQL(
            """
            WITH RECURSIVE above(id, parent_id) AS (
                SELECT id, parent_id FROM res_partner WHERE id = ANY(%(ids)s::int[])
                 UNION
                SELECT p.id, p.parent_id FROM above JOIN res_partner p ON p.id = above.parent_id
            )
            SELECT EXISTS (SELECT FROM above JOIN (%(groups)s) top(id, maximum) ON top.id = above.id),
                   EXISTS (SELECT FROM res_partner p CROSS JOIN LATERAL (%(maximum)s) own
                            WHERE p.id = ANY(%(ids)s::int[]) AND (own.maximum > 0 OR own.advance)),
                   ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(ids)s::int[]))
            """,
            **named,
        )
    )
    return found


def _members_sql(env, company, ids):
    """Return the steps of who shares which limit, and of all whose figures it takes."""
    return SQL(
        """
        member(group_id, maximum, partner_id) AS (
            SELECT id, maximum, id FROM (%(groups)s) top
             UNION
            SELECT m.group_id, m.maximum, c.id FROM member m JOIN res_partner c ON c.parent_id = m.partner_id
        ), wanted(customer_id, address_id) AS (
            SELECT commercial_partner_id, id
              FROM res_partner
             WHERE commercial_partner_id IN (
                    SELECT unnest(%(ids)s::int[])
                     UNION
                    SELECT m.partner_id
                      FROM member m
                     WHERE m.group_id IN (SELECT x.group_id FROM member x WHERE x.partner_id = ANY(%(ids)s::int[])))
        ),
        """,
        groups=_groups_sql(env, company),
        ids=ids or [],
    )


def _groups_sql(env, company):
    """Return the query of the parents that share a limit with their subsidiaries."""
    return SQL(
        "SELECT p.id, limits.maximum FROM res_partner p CROSS JOIN LATERAL (SELECT %s AS maximum) limits "
        "WHERE p.collection_group_limit IS NOT NULL AND limits.maximum > 0",
        number(env, company, "collection_group_limit"),
    )


def maximum_sql(env, company, today):
    """Return the query of a customer's own limit in force: core's, and the increase until its end."""
    return SQL(
        """
        SELECT CASE WHEN limits.base > 0 THEN limits.base + CASE WHEN limits.until >= %(today)s
                    THEN COALESCE(limits.increase, 0) ELSE 0 END ELSE 0 END AS maximum,
               limits.base <= 0 AND COALESCE(limits.rating_id = ANY(%(advance)s::int[]), FALSE) AS advance
          FROM (SELECT %(base)s AS base, %(increase)s AS increase, %(until)s AS until, %(rating)s AS rating_id) limits
        """,
        advance=env["collection.rating"]._without_credit(),
        rating=of_company(env, company, "collection_rating_id"),
        today=today,
        base=number(env, company, "credit_limit"),
        increase=number(env, company, "collection_limit_increase"),
        until=of_company(env, company, "collection_limit_increase_end"),
    )


def number(env, company, name):
    return SQL("COALESCE(%s::numeric, 0)", of_company(env, company, name))


def of_company(env, company, name):
    # sudo: limits have groups of their own; whoever calls this shows no more than what they leave of it
    return env["res.partner"].sudo().with_company(company)._field_to_sql("p", name)
