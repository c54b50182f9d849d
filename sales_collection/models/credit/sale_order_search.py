from odoo import models
from odoo.tools import SQL

from ..base.computed_sql import DESCRIBED, values_sql
from ..ledger import sale_order_money_sql as money_sql

_FIGURES = {
    f"collection_amount_{name}": name for name in ("invoiced", "claimed", "collected", "banked", "open", "overdue")
}


class SaleOrderSearch(models.Model):
    """Searching, grouping and sorting orders by their money and by what speaks against them."""

    _inherit = "sale.order"

    def fields_get(self, allfields=None, attributes=None):
        # to say that a field can be grouped by, Odoo asks for its SQL, whenever a view is opened
        described = self.with_context(**{DESCRIBED: True})
        return super(SaleOrderSearch, described).fields_get(allfields, attributes)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in _FIGURES:
            return SQL(
                "COALESCE(%s, 0)", SQL.identifier(self._join_collection_money(alias, query), _FIGURES[field_expr])
            )
        if field_expr == "collection_progress":
            return SQL(
                "COALESCE(100 * %s / NULLIF(%s, 0), 0)",
                SQL.identifier(self._join_collection_money(alias, query), "collected"),
                self._field_to_sql(alias, "amount_total", query),
            )
        if field_expr == "collection_credit_state":
            return values_sql(self._collection_credit_candidates(), field_expr, alias, otherwise="ok")
        return super()._field_to_sql(alias, field_expr, query)

    def _join_collection_money(self, alias, query):
        """Join the figures of all orders to the query and return their alias."""
        money_sql.flush(self.env)
        figures = money_sql.with_steps(money_sql.steps(self.env), SQL("SELECT * FROM figures"))
        money = f"{alias}__collection_money"
        condition = SQL("%s = %s", SQL.identifier(money, "order_id"), SQL.identifier(alias, "id"))
        query.add_join("LEFT JOIN", money, SQL("(%s)", figures), condition)
        return money

    def _collection_credit_candidates(self):
        """Return the orders against which something may speak: quotations, and what somebody has approved."""
        orders = self.env["sale.order"].with_context(active_test=False)
        if self.env.context.get(DESCRIBED):
            return orders
        # sudo: that there was a decision says nothing of it; the orders are those that the user may see
        approved = self.env["collection.credit.check"].sudo()._search([("state", "=", "approved")])
        return orders.search(
            ["|", ("state", "in", ("draft", "sent")), ("id", "in", approved.subselect("order_id"))], order="id"
        )
