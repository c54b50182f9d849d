"""The parts of what customers owe or will owe, summed up; see ``collection_exposure_sql.py`` for what they are."""

from odoo.tools import SQL

from ..ledger import measure_sql
from ..ledger.collection_open_sql import OPEN, RESIDUAL
from ..receipt.collection_unmatched_sql import claims_sql, rates_sql
from ..schedule.sale_order_uninvoiced_sql import WAITING, uninvoiced_sql

PARTS = ("not_due", "overdue", "ordered", "drafted", "claimed")

#: what tells a row from others, for whoever reads them one by one: a column list for each part
_DETAILS = {
    "open": """, 1 AS source, l.id AS source_id, l.move_id, NULL::integer AS order_id, NULL::integer AS receipt_id,
           NULL::integer AS payment_id, l.collection_date_due AS date, l.collection_user_id AS user_id,
           l.collection_team_id AS team_id""",
    "ordered": """, 2, o.id, NULL, o.id, NULL, NULL, (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
           o.collection_user_id, o.collection_team_id""",
    "drafted": ", 3, m.id, m.id, NULL, NULL, NULL, m.invoice_date, m.collection_user_id, m.collection_team_id",
    "claimed": """, CASE WHEN claim.receipt_id IS NULL THEN 4 ELSE 5 END, COALESCE(claim.receipt_id, claim.payment_id),
           NULL, NULL, claim.receipt_id, claim.payment_id, claim.date, claim.user_id, claim.team_id""",
}

#: row by row: with whom, in which currency, how much, and in which part of the exposure it counts
_OPEN = """
    SELECT l.partner_id, %(currency)s AS currency_id, %(residual)s AS amount,
           CASE WHEN %(overdue)s THEN 'overdue' ELSE 'not_due' END AS part %(detail)s
      FROM account_move_line l
     WHERE %(is_open)s AND l.parent_state = 'posted' AND l.company_id = %(company)s
       AND l.account_id IN (SELECT id FROM account_account WHERE account_type = 'asset_receivable')
       AND %(scope)s
    """

_ORDERED = """
    SELECT o.partner_invoice_id, o.currency_id, %(amount)s, 'ordered' %(detail)s
      FROM sale_order o
           %(rest)s
     WHERE %(waiting)s AND o.company_id = %(company)s AND %(scope)s
    """

_DRAFTED = """
    SELECT m.partner_id, %(currency)s, m.amount_total_signed, 'drafted' %(detail)s
      FROM account_move m
     WHERE m.state = 'draft' AND m.move_type IN ('out_invoice', 'out_receipt') AND m.company_id = %(company)s
       AND %(scope)s
    """

_CLAIMED = """
    SELECT claim.partner_id, claim.currency_id, claim.amount, 'claimed' %(detail)s
      FROM (%(claims)s) claim
     WHERE %(scope)s
    """

#: row by row in company currency; what comes of a rate is rounded by document
_AMOUNTS = """
    SELECT part.partner_id AS address_id, part.part, CASE WHEN part.part IN ('ordered', 'claimed')
           THEN ROUND(part.amount * %(factor)s / %(rounding)s::numeric) * %(rounding)s::numeric
           ELSE part.amount END AS amount %(detail)s
      FROM (%(parts)s) part
           %(rates)s
    """

#: the columns of ``_DETAILS``
_DETAIL = SQL(
    """, part.source, part.source_id, part.move_id, part.order_id, part.receipt_id, part.payment_id, part.date,
       part.user_id, part.team_id"""
)


def sums_sql(company, scope, plain=False):
    """Return the query of the sums per customer, if plain per contact: ``partner_id``, the parts in company currency.

    :param scope: gives the condition for a column that holds an address, and for what it is compared with
    :param plain: whether to do without the steps for invoices of orders that are not invoiced in full, for other
        currencies, for claims and for whose contact it is, which take PostgreSQL longer to plan than to run
    """
    owners, owner = SQL("JOIN res_partner p ON p.id = money.address_id"), SQL("p.commercial_partner_id")
    if plain:
        owners, owner = SQL(), SQL("money.address_id")
    sums = (
        SQL(
            "COALESCE(SUM(money.amount) FILTER (WHERE money.part = %s), 0) AS %s",
            part,
            SQL.identifier(part),
        )
        for part in PARTS
    )
    return SQL(
        "SELECT %s AS partner_id, %s FROM (%s) money %s GROUP BY 1",
        owner,
        SQL(", ").join(sums),
        amounts_sql(company, scope, plain),
        owners,
    )


def amounts_sql(company, scope, plain=False, detail=False):
    """Return the query of all that is in the exposure, row by row: ``address_id, part, amount`` in company currency.

    :param scope: as in ``sums_sql``, and
    :param plain: as well
    :param detail: whether also to say of each row what it is, the columns of ``_DETAIL``
    """
    today, currency = company._collection_today(), company.currency_id
    uninvoiced, rest = uninvoiced_sql(plain)
    zone = company.partner_id.tz or company.env.user.tz or "UTC"
    of = {part: SQL(columns, zone=zone) if detail else SQL() for part, columns in _DETAILS.items()}
    parts = [
        SQL(
            _OPEN,
            company=company.id,
            currency=currency.id,
            overdue=measure_sql.overdue(RESIDUAL, SQL("l.collection_date_due"), today),
            scope=scope("l.partner_id", "address_id"),
            detail=of["open"],
            is_open=OPEN,
            residual=RESIDUAL,
        ),
        SQL(
            _ORDERED,
            amount=uninvoiced,
            rest=rest,
            waiting=WAITING,
            company=company.id,
            scope=scope("o.partner_invoice_id", "address_id"),
            detail=of["ordered"],
        ),
        SQL(
            _DRAFTED,
            company=company.id,
            currency=currency.id,
            scope=scope("m.partner_id", "address_id"),
            detail=of["drafted"],
        ),
    ]
    rates, factor = SQL(), SQL("1")
    if not plain:
        claims = {"claims": claims_sql(company), "scope": scope("claim.partner_id", "address_id")}
        parts.append(SQL(_CLAIMED, **claims, detail=of["claimed"]))
        rates = SQL(
            "LEFT JOIN (%s) rate ON rate.currency_id = part.currency_id AND part.currency_id <> %s",
            rates_sql(company, today),
            currency.id,
        )
        factor = SQL("COALESCE(rate.factor, 1)")
    return SQL(
        _AMOUNTS,
        parts=SQL(" UNION ALL ").join(parts),
        rates=rates,
        factor=factor,
        rounding=currency.rounding,
        detail=_DETAIL if detail else SQL(),
    )
