"""What is ordered and not invoiced, as SQL: line by line, since one line's invoice says nothing of another line.

In the order's currency, taxes included:

- A line is invoiced by quantity, as Odoo does it: whoever invoices it at another price than ordered has invoiced it all
  the same. What is invoiced beyond the line takes nothing off other lines.
- Invoices count as soon as there is a draft; credit notes once they are posted, and by amount as well: one that lowers
  the price of all that was invoiced gives back no more to be invoiced than it credits.
- No line counts below zero or for more than was ordered; a discount in a line of its own (a negative price) goes on
  lowering the order until it is invoiced.
- A down payment is of the whole order: what was invoiced of it and not deducted yet comes off the sum.
"""

from odoo.tools import SQL

#: what the statement reads, beside the order: flushed before
SOURCES = {
    "account.move": ["invoice_currency_rate", "move_type", "state"],
    "account.move.line": ["price_total", "product_uom_id", "quantity", "sale_line_ids"],
    "sale.order": ["amount_total", "currency_id", "currency_rate", "invoice_status", "state"],
    "sale.order.line": ["is_downpayment", "order_id", "price_total", "product_uom_id", "product_uom_qty"],
}

#: the orders ``o`` that are confirmed and not invoiced in full
WAITING = SQL("o.state = 'sale' AND o.invoice_status NOT IN ('invoiced', 'upselling')")

#: of a line of an order, ``sol``: the parts of it that were invoiced and credited, and the amounts
_MADE = SQL(
    """
    SELECT SUM(doc.part) FILTER (WHERE NOT doc.credit) AS invoiced,
           SUM(doc.part) FILTER (WHERE doc.credit) AS credited,
           SUM(doc.amount) FILTER (WHERE NOT doc.credit) AS invoiced_amount,
           SUM(doc.amount) FILTER (WHERE doc.credit) AS credited_amount,
           COUNT(*) AS documents
      FROM (SELECT m.move_type = 'out_refund' AS credit,
                   l.quantity / NULLIF(sol.product_uom_qty, 0)
                   * COALESCE(used.factor / NULLIF(ordered.factor, 0), 1)::numeric AS part,
                   l.price_total * CASE WHEN m.currency_id = o.currency_id THEN 1
                        ELSE o.currency_rate::numeric / NULLIF(m.invoice_currency_rate, 0)::numeric END AS amount
              FROM sale_order_line_invoice_rel rel
              JOIN account_move_line l ON l.id = rel.invoice_line_id
              JOIN account_move m ON m.id = l.move_id
         LEFT JOIN uom_uom used ON used.id = l.product_uom_id
         LEFT JOIN uom_uom ordered ON ordered.id = sol.product_uom_id
             WHERE rel.order_line_id = sol.id
               AND (m.state = 'posted' OR (m.state = 'draft' AND m.move_type <> 'out_refund'))) doc
    """
)

#: joins ``rest.amount`` to the orders ``o``: what their lines leave, NULL where nothing has been invoiced
_REST = SQL(
    """
 LEFT JOIN LATERAL (
        SELECT SUM(CASE WHEN sol.is_downpayment
                   THEN COALESCE(made.credited_amount, 0) - COALESCE(made.invoiced_amount, 0)
                   ELSE sol.price_total * (1 - LEAST(GREATEST(
                        COALESCE(made.invoiced, 0) - COALESCE(LEAST(made.credited, made.invoiced
                            * made.credited_amount / NULLIF(made.invoiced_amount, 0)), 0), 0), 1)) END) AS amount
          FROM sale_order_line sol
    CROSS JOIN LATERAL (%s) made
         WHERE sol.order_id = o.id
        HAVING SUM(made.documents) > 0
           ) rest ON TRUE
    """,
    _MADE,
)


def uninvoiced_sql(plain=False):
    """Return (the amount, what has to be joined for it) of a query of the orders ``o``, in the order's currency.

    :param plain: whether nothing has been invoiced of them, so that the order's total is the amount
    """
    if plain:
        return SQL("GREATEST(o.amount_total, 0)"), SQL()
    return SQL("GREATEST(COALESCE(rest.amount, o.amount_total), 0)"), _REST


def uninvoiced(env, order_ids):
    """Return {order id: what is ordered and not invoiced, in the order's currency} where that counts."""
    for model, names in SOURCES.items():
        env[model].flush_model(names)
    amount, rest = uninvoiced_sql()
    query = SQL(
        """
        SELECT o.id, ROUND(%(amount)s / currency.rounding::numeric) * currency.rounding::numeric
          FROM sale_order o
          JOIN res_currency currency ON currency.id = o.currency_id
               %(rest)s
         WHERE %(waiting)s AND o.id = ANY(%(ids)s)
        """,
        amount=amount,
        rest=rest,
        waiting=WAITING,
        ids=list(order_ids),
    )
    return dict(env.execute_query(query))
