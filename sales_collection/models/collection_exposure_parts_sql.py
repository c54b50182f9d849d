"""The parts of what customers owe or will owe, summed up; see ``collection_exposure_sql.py`` for what they are."""

from odoo.tools import SQL

from .collection_unmatched_sql import claims_sql, rates_sql
from .sale_order_uninvoiced_sql import WAITING, uninvoiced_sql

#: row by row: with whom, in which currency, how much, and in which part of the exposure it counts
_OPEN = """
    SELECT l.partner_id, %(currency)s AS currency_id, l.amount_residual AS amount,
           CASE WHEN l.collection_date_due < %(today)s AND l.amount_residual > 0
                THEN 'overdue' ELSE 'not_due' END AS part
      FROM account_move_line l
     WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted' AND l.company_id = %(company)s
       AND l.account_id IN (SELECT id FROM account_account WHERE account_type = 'asset_receivable')
       AND %(scope)s
    """

_ORDERED = """
    SELECT o.partner_invoice_id, o.currency_id, %(amount)s, 'ordered'
      FROM sale_order o
           %(rest)s
     WHERE %(waiting)s AND o.company_id = %(company)s AND %(scope)s
    """

_DRAFTED = """
    SELECT m.partner_id, %(currency)s, m.amount_total_signed, 'drafted'
      FROM account_move m
     WHERE m.state = 'draft' AND m.move_type IN ('out_invoice', 'out_receipt') AND m.company_id = %(company)s
       AND %(scope)s
    """

_CLAIMED = """
    SELECT claim.partner_id, claim.currency_id, claim.amount, 'claimed'
      FROM (%(claims)s) claim
     WHERE %(scope)s
    """

#: per customer or contact the sum of each part, in company currency; what comes of a rate is rounded by document
_SUMS = """
    SELECT %(owner)s AS partner_id,
           COALESCE(SUM(money.amount) FILTER (WHERE money.part = 'not_due'), 0) AS not_due,
           COALESCE(SUM(money.amount) FILTER (WHERE money.part = 'overdue'), 0) AS overdue,
           COALESCE(SUM(money.amount) FILTER (WHERE money.part = 'ordered'), 0) AS ordered,
           COALESCE(SUM(money.amount) FILTER (WHERE money.part = 'drafted'), 0) AS drafted,
           COALESCE(SUM(money.amount) FILTER (WHERE money.part = 'claimed'), 0) AS claimed
      FROM (SELECT part.partner_id, part.part, CASE WHEN part.part IN ('ordered', 'claimed')
                   THEN ROUND(part.amount * %(factor)s / %(rounding)s::numeric) * %(rounding)s::numeric
                   ELSE part.amount END AS amount
              FROM (%(parts)s) part
                   %(rates)s) money
           %(owners)s
     GROUP BY 1
    """


def sums_sql(company, scope, plain=False):
    """Return the query of the sums per customer, if plain per contact: ``partner_id``, the parts in company currency.

    :param scope: gives the condition for a column that holds an address, and for what it is compared with
    :param plain: whether to do without the steps for invoices of orders that are not invoiced in full, for other
        currencies, for claims and for whose contact it is, which take PostgreSQL longer to plan than to run
    """
    today, currency = company._collection_today(), company.currency_id
    uninvoiced, rest = uninvoiced_sql(plain)
    parts = [
        SQL(_OPEN, company=company.id, currency=currency.id, today=today, scope=scope("l.partner_id", "address_id")),
        SQL(
            _ORDERED,
            amount=uninvoiced,
            rest=rest,
            waiting=WAITING,
            company=company.id,
            scope=scope("o.partner_invoice_id", "address_id"),
        ),
        SQL(_DRAFTED, company=company.id, currency=currency.id, scope=scope("m.partner_id", "address_id")),
    ]
    rates, factor, owners, owner = SQL(), SQL("1"), SQL(), SQL("money.partner_id")
    if not plain:
        parts.append(SQL(_CLAIMED, claims=claims_sql(company), scope=scope("claim.partner_id", "address_id")))
        rates = SQL(
            "LEFT JOIN (%s) rate ON rate.currency_id = part.currency_id AND part.currency_id <> %s",
            rates_sql(company, today),
            currency.id,
        )
        factor = SQL("COALESCE(rate.factor, 1)")
        owners, owner = SQL("JOIN res_partner p ON p.id = money.partner_id"), SQL("p.commercial_partner_id")
    return SQL(
        _SUMS,
        parts=SQL(" UNION ALL ").join(parts),
        rates=rates,
        factor=factor,
        rounding=currency.rounding,
        owners=owners,
        owner=owner,
    )
