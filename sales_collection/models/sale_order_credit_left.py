from odoo import models
from odoo.tools import SQL

from . import sale_order_money_sql as money_sql

#: what the statement reads: flushed before
_SOURCES = {
    "account.move": ["invoice_currency_rate", "move_type", "state"],
    "account.move.line": ["price_total", "sale_line_ids"],
    "sale.order": ["currency_id", "currency_rate"],
    "sale.order.line": ["order_id"],
}

_POSTED = """
    SELECT doc.order_id, SUM(doc.amount)
      FROM (SELECT DISTINCT sol.order_id, l.id,
                   l.price_total * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                   * CASE WHEN m.currency_id = o.currency_id THEN 1
                          ELSE o.currency_rate::numeric / NULLIF(m.invoice_currency_rate, 0)::numeric END AS amount
              FROM sale_order_line sol
              JOIN sale_order o ON o.id = sol.order_id
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
              JOIN account_move_line l ON l.id = rel.invoice_line_id
              JOIN account_move m ON m.id = l.move_id
             WHERE sol.order_id = ANY(%(orders)s) AND m.state = 'posted' AND m.id <> ALL(%(moves)s::int[])) doc
     GROUP BY 1
    """


class SaleOrderCreditLeft(models.Model):
    """What an order that has passed the gate still lets through as invoices."""

    _inherit = "sale.order"

    def _collection_credit_left(self, besides):
        """Return {order: its total less what posted invoices, credit notes and down payments come to}.

        In the order's currency, by one statement.

        :param besides: invoices that do not count
        """
        if not self:
            return {}
        money_sql.flush(self.env, _SOURCES)
        posted = dict(self.env.execute_query(SQL(_POSTED, orders=self.ids, moves=besides.ids)))
        return {order: order.amount_total - float(posted.get(order.id) or 0) for order in self}
