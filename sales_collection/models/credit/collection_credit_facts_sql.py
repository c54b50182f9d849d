"""What the gate of credit has to know of some customers, read with as little planning as possible.

The figures are those of ``collection_exposure_sql``. For a customer or two, PostgreSQL takes ten times longer to plan
that statement than to run it. So a small query asks first what it takes: mostly there is neither a limit that is shared
nor an order in another currency, and what is left without these steps is planned in a fraction of the time.
"""

from odoo.tools import SQL

from ..ledger import sale_order_money_sql as money_sql
from ..ledger.collection_open_sql import OPEN, RESIDUAL
from ..schedule.sale_order_uninvoiced_sql import WAITING
from . import collection_exposure_sql as exposure_sql
from .collection_exposure_parts_sql import sums_sql

#: what the gate has to know of a policy
OF_POLICY = [
    "credit_overdue_days",
    "credit_rule_hold",
    "credit_rule_invoice",
    "credit_rule_limit",
    "credit_rule_overdue",
    "credit_rule_term",
    "credit_rule_unrated",
    "minimum_customer",
]
#: what is read: flushed before
SOURCES = {
    **exposure_sql.SOURCES,
    "collection.policy": [*exposure_sql.SOURCES["collection.policy"], *OF_POLICY],
    "res.company": ["collection_policy_id"],
    "res.partner": [*exposure_sql.SOURCES["res.partner"], "collection_credit_hold"],
}

_FACTS = """
    SELECT p.id AS partner_id, p.commercial_partner_id AS customer_id, given.hold, given.related,
           own.maximum, own.advance,
           ARRAY(SELECT c.id FROM res_partner c WHERE c.commercial_partner_id = p.id) AS contact_ids,
           (SELECT rating.id FROM collection_rating rating WHERE rating.id = given.rating_id) AS rating_id,
           given.policy_id IS NOT NULL OR given.rating_id IS NOT NULL OR EXISTS (
               SELECT FROM res_partner_res_partner_category_rel tag WHERE tag.partner_id = p.id) AS chooses_policy,
           policy.id, %(of_policy)s
      FROM res_partner p
CROSS JOIN LATERAL (SELECT %(hold)s AS hold, %(rating)s AS rating_id, %(policy)s AS policy_id,
                           p.parent_id IS NOT NULL OR %(group)s > 0 AS related) given
CROSS JOIN LATERAL (%(maximum)s) own
 LEFT JOIN collection_policy policy
        ON policy.id = (SELECT collection_policy_id FROM res_company WHERE id = %(company)s) AND policy.active
     WHERE p.id = ANY(%(ids)s::int[])
    """

_OVERDUE = """
    SELECT p.commercial_partner_id, SUM(%(residual)s)
      FROM (SELECT unnest(%(ids)s) AS partner_id, unnest(%(days)s) AS days) wanted
      JOIN res_partner p ON p.commercial_partner_id = wanted.partner_id
      JOIN account_move_line l ON l.partner_id = p.id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND %(is_open)s
       AND %(residual)s > 0 AND l.collection_date_due < %(today)s::date - wanted.days
     GROUP BY 1
    """

_EXPOSURES = """
    SELECT sums.partner_id, %(exposure)s AS exposure, EXISTS (
           SELECT FROM sale_order o
            WHERE %(waiting)s AND o.company_id = %(company)s AND o.partner_invoice_id = ANY(%(contacts)s::int[])
              AND (o.currency_id <> %(currency)s OR EXISTS (
                   SELECT FROM sale_order_line sol JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                    WHERE sol.order_id = o.id))) AS more
      FROM (%(sums)s) sums
    """


def facts(env, company, partner_ids):
    """Return what there is to know of customers in a company, but for what they owe.

    :param partner_ids: ids of customers or contacts of theirs
    :return: {partner id: dict with customer_id, hold, rating_id, maximum and advance of the own limit, related (whether
        a limit may be shared), contact_ids (his own, too), the company's policy (id and ``OF_POLICY``, None where it
        has none in use) and chooses_policy (whether another one may apply)}
    """
    money_sql.flush(env, SOURCES)
    found = {row["partner_id"]: row for row in env.execute_query_dict(_facts_sql(env, company, partner_ids))}
    # mostly the customer himself gets the invoice: only for contacts it takes another query
    others = {row["customer_id"] for row in found.values()} - found.keys()
    rows = env.execute_query_dict(_facts_sql(env, company, others)) if others else []
    customers = {**found, **{row["partner_id"]: row for row in rows}}
    return {key: customers[row["customer_id"]] for key, row in found.items() if row["customer_id"] in customers}


def _facts_sql(env, company, partner_ids):
    return SQL(
        _FACTS,
        hold=exposure_sql.of_company(env, company, "collection_credit_hold"),
        rating=exposure_sql.of_company(env, company, "collection_rating_id"),
        policy=exposure_sql.of_company(env, company, "collection_policy_id"),
        group=exposure_sql.number(env, company, "collection_group_limit"),
        maximum=exposure_sql.maximum_sql(env, company, company._collection_today()),
        of_policy=SQL(", ").join(SQL.identifier("policy", name) for name in OF_POLICY),
        company=company.id,
        ids=list(partner_ids),
    )


def overdue(env, company, days):
    """Return {customer id: what is overdue by more than so many days}, company currency; nothing overdue is missing.

    :param days: {customer id: days}, not empty
    """
    query = SQL(
        _OVERDUE,
        ids=list(days),
        days=list(days.values()),
        company=company.id,
        today=company._collection_today(),
        is_open=OPEN,
        residual=RESIDUAL,
    )
    return dict(env.execute_query(query))


def exposures(env, company, contact_ids):
    """Return {contact id: the part of the exposure} of customers whose claimed money does not count.

    :param contact_ids: ids of all contacts of the customers, themselves included
    :return: None if it takes more steps: there are invoices of orders that are not invoiced in full, or orders in other
        currencies
    """
    sums = sums_sql(company, lambda column, _chosen: SQL("%s = ANY(%s::int[])", SQL(column), contact_ids), plain=True)
    query = SQL(
        _EXPOSURES,
        exposure=SQL(exposure_sql.EXPOSURE, counted=SQL("0")),
        waiting=WAITING,
        company=company.id,
        currency=company.currency_id.id,
        contacts=contact_ids,
        sums=sums,
    )
    rows = env.execute_query(query)
    return None if any(more for *_others, more in rows) else {contact: exposure for contact, exposure, _more in rows}
