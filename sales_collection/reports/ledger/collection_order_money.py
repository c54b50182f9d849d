from odoo import api, fields, models
from odoo.tools import SQL

from ...models.ledger import sale_order_money_sql as money_sql

#: the key of a context that narrows what is read to some orders
OF_ORDERS = "collection_money_of"


class CollectionOrderMoney(models.Model):
    """What an order's money is made of: its share of each invoice and credit note, and what receipts name for it.

    Read at each look, in the order's currency; the rows of an order add up to the figures on its form.
    """

    _name = "collection.order.money"
    _description = "Order Collection Details"
    _auto = False
    _order = "order_id, date, id"
    _rec_name = "order_id"
    _depends = {**money_sql.SOURCES, "collection.entry": ["amount", "amount_currency", "bank_date", "kind", "move_id"]}

    order_id = fields.Many2one("sale.order", string="Sales Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Collection Responsible", readonly=True, help="Collection responsible of the order."
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    receipt_id = fields.Many2one("collection.receipt", readonly=True)
    date = fields.Date(readonly=True)
    invoiced = fields.Monetary(readonly=True, help="Share of the order in the invoice or credit note.")
    claimed = fields.Monetary(readonly=True, help="Claimed by the salesperson, not yet confirmed by finance.")
    amount = fields.Monetary(string="Collected", readonly=True, help="Payments received, banked or in transit.")
    banked = fields.Monetary(readonly=True, help="Payments confirmed by the bank.")
    waived = fields.Monetary(readonly=True, help="Settled without payment: cash discount, write-off or offset.")
    residual = fields.Monetary(string="Open", readonly=True, help="Invoiced and not yet paid.")
    overdue = fields.Monetary(readonly=True, help="Invoiced, not yet paid and past its due date.")

    @property
    def _table_query(self):
        query = SQL(
            """
            SELECT (part.order_id::bigint << 32)
                   + COALESCE(part.move_id::bigint << 1, (part.receipt_id::bigint << 1) + 1) AS id,
                   part.*, o.company_id, o.currency_id, COALESCE(p.commercial_partner_id, o.partner_id) AS partner_id,
                   o.collection_user_id AS user_id, o.collection_team_id AS team_id
              FROM (
                SELECT order_id, move_id, NULL::integer AS receipt_id, invoice_date AS date, invoiced, 0 AS claimed,
                       collected AS amount, banked, settled - collected AS waived, invoiced - settled AS residual,
                       overdue
                  FROM shared
                 UNION ALL
                SELECT n.order_id, NULL, n.receipt_id, r.date, 0, SUM(n.claimed), SUM(n.deposited),
                       SUM(n.deposit_banked), 0, 0, 0
                  FROM named n
                  JOIN collection_receipt r ON r.id = n.receipt_id
                 GROUP BY n.order_id, n.receipt_id, r.date
                HAVING SUM(n.claimed) <> 0 OR SUM(n.deposited) <> 0
                   ) part
              JOIN sale_order o ON o.id = part.order_id
         LEFT JOIN res_partner p ON p.id = o.partner_id
            """
        )
        return SQL("(%s)", money_sql.with_steps(money_sql.steps(self.env, self.env.context.get(OF_ORDERS)), query))

    @api.model
    def _action_of(self, orders):
        """Return the action that lists the money of these orders, invoice by invoice and receipt by receipt."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_order_money_action")
        return {**action, "domain": [("order_id", "in", orders.ids)], "context": {OF_ORDERS: orders.ids}}

    def action_open_document(self):
        """Open the invoice or the receipt of this row."""
        self.ensure_one()
        return (self.move_id or self.receipt_id)._get_records_action()

    def action_open_entries(self):
        """Open the ledger rows of the invoice of this row: what was collected of it."""
        return self.env["collection.entry"]._action_of([("move_id", "in", self.move_id.ids)])
