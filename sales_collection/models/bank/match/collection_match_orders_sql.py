"""Orders and quotations that wait for money, as SQL: what a bank line may be a deposit on."""

from odoo.tools import SQL

#: a quotation that nobody has answered for so long waits no more
ANSWERED = "180 days"


def orders_sql(company):
    """Return the query of the orders and quotations without a posted invoice, with what deposits have left of them.

    In the columns of the items of ``collection_match_items_sql.py``.
    """
    return SQL(_ORDERS, company=company.id, answered=ANSWERED)


_ORDERS = """
    SELECT 'order', o.id, 'o' || o.id, COALESCE(p.commercial_partner_id, o.partner_id),
           o.currency_id, o.amount_total - COALESCE(paid.amount, 0), NULL, 1,
           NULL, o.name, o.date_order::date, NULL::date, NULL, NULL, NULL, NULL
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
 LEFT JOIN LATERAL (
        SELECT SUM(given.amount) AS amount
          FROM (SELECT rl.amount
                  FROM collection_receipt_line rl
                  JOIN collection_receipt r ON r.id = rl.receipt_id AND r.state IN ('submitted', 'confirmed')
                 WHERE rl.order_id = o.id AND r.currency_id = o.currency_id
             UNION ALL
                SELECT row.amount FROM collection_match_line row WHERE row.order_id = o.id AND row.state = 'accepted'
               ) given
           ) paid ON TRUE
     WHERE o.company_id = %(company)s
       AND (o.state = 'sale' OR (o.state IN ('draft', 'sent') AND o.date_order > now() - %(answered)s::interval))
       AND o.invoice_status <> 'invoiced' AND o.amount_total - COALESCE(paid.amount, 0) > 0
       AND NOT EXISTS (SELECT 1
                         FROM sale_order_line l
                         JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
                         JOIN account_move_line i ON i.id = rel.invoice_line_id AND i.parent_state = 'posted'
                        WHERE l.order_id = o.id)
"""
