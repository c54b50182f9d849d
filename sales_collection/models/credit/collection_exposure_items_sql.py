"""What the parts of the exposure are made of, row by row, as SQL: the same parts that are summed up elsewhere."""

from odoo.tools import SQL

from .collection_exposure_parts_sql import PARTS, amounts_sql

#: an id for each row: of its document, and of what others answer for one for each customer, company and part
_OWN_ID = SQL("(item.source_id::bigint << 4) + item.source")
_OTHERS_ID = SQL("(item.partner_id::bigint << 20) + (item.company_id::bigint << 4) + 8 + item.place")


def items_sql(companies, mine, partner_ids=None):
    """Return the query of all that is in the exposure of customers, one row per item, order, draft or claim.

    The sums of the parts are shown to whoever may see the customer, so the rows add up to them for everybody: of what
    others answer for there is one row for each part, which names neither documents nor people.

    :param companies: the ``res.company`` records
    :param SQL mine: the condition that the user may see a row ``item`` (``user_id``, ``team_id``) by itself
    :param partner_ids: ids of customers, None for all
    """
    scope = SQL("TRUE")
    if partner_ids is not None:
        scope = SQL("SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)", list(partner_ids))

    def within(column, _chosen):
        return SQL("TRUE") if partner_ids is None else SQL("%s IN (%s)", SQL(column), scope)

    rows = SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s::integer AS company_id, %s::integer AS company_currency_id, money.* FROM (%s) money",
            company.id,
            company.currency_id.id,
            amounts_sql(company, within, detail=True),
        )
        for company in companies
    )
    return SQL(
        """
        WITH item AS MATERIALIZED (
            SELECT row.*, p.commercial_partner_id AS partner_id, %(place)s AS place
              FROM (%(rows)s) row
              JOIN res_partner p ON p.id = row.address_id
             WHERE row.amount <> 0
        ), judged AS (
            SELECT item.*, %(mine)s AS mine FROM item
        )
        SELECT %(own_id)s AS id, item.company_id, item.company_currency_id, item.partner_id, item.part, item.amount,
               item.date, item.move_id, item.order_id, item.receipt_id, item.payment_id, item.user_id, item.team_id,
               FALSE AS of_others
          FROM judged item
         WHERE item.mine
         UNION ALL
        SELECT %(others_id)s, item.company_id, item.company_currency_id, item.partner_id, item.part, SUM(item.amount),
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, TRUE
          FROM judged item
         WHERE item.mine IS NOT TRUE
         GROUP BY item.company_id, item.company_currency_id, item.partner_id, item.part, item.place
        """,
        rows=rows,
        place=SQL(
            "CASE row.part %s END", SQL(" ").join(SQL("WHEN %s THEN %s", name, at) for at, name in enumerate(PARTS))
        ),
        mine=mine,
        own_id=_OWN_ID,
        others_id=_OTHERS_ID,
    )
