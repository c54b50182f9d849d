from odoo import api, fields, models

from ..base.computed_sql import by_sql
from . import sale_order_money_sql as money_sql


class SaleOrderMoney(models.Model):
    """What an order brought in: invoiced, collected, open and overdue, in the order's currency."""

    _inherit = "sale.order"

    collection_amount_invoiced = fields.Monetary(
        string="Invoiced",
        compute="_compute_collection_amounts",
        search=by_sql("collection_amount_invoiced"),
        groups="base.group_user",
        help="Posted invoices less credit notes.",
    )
    collection_amount_claimed = fields.Monetary(
        string="Claimed",
        compute="_compute_collection_amounts",
        search=by_sql("collection_amount_claimed"),
        groups="base.group_user",
        help="Claimed by the salesperson, not yet confirmed by finance.",
    )
    collection_amount_collected = fields.Monetary(
        string="Collected",
        compute="_compute_collection_amounts",
        search=by_sql("collection_amount_collected"),
        groups="base.group_user",
        help="Payments received, banked or in transit, including deposits.",
    )
    collection_amount_banked = fields.Monetary(
        string="Banked",
        compute="_compute_collection_amounts",
        search=by_sql("collection_amount_banked"),
        groups="base.group_user",
        help="Payments confirmed by the bank.",
    )
    collection_amount_open = fields.Monetary(
        string="Open",
        compute="_compute_collection_amounts",
        search=by_sql("collection_amount_open"),
        groups="base.group_user",
        help="Invoiced and not yet paid.",
    )
    collection_amount_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_collection_amounts",
        search=by_sql("collection_amount_overdue"),
        groups="base.group_user",
        help="Invoiced, not yet paid and past its due date.",
    )
    collection_progress = fields.Float(
        string="Collected (%)",
        compute="_compute_collection_amounts",
        search=by_sql("collection_progress"),
        groups="base.group_user",
        digits=(16, 1),
        help="Collected share of the order total, in percent.",
    )

    @api.depends(
        "amount_total",
        "state",
        "order_line.invoice_lines.parent_state",
        "order_line.invoice_lines.move_id.amount_residual",
        "order_line.invoice_lines.move_id.line_ids.collection_in_question",
    )
    def _compute_collection_amounts(self):
        # the figures are those of whoever may see the order: complete also where a colleague answers
        # for an invoice of it; therefore SQL and not records
        rows = {row["order_id"]: row for row in money_sql.figures(self.env, self._origin.ids)}
        for order in self:
            row = rows.get(order._origin.id, {})
            for name in ("invoiced", "claimed", "collected", "banked", "open", "overdue"):
                order[f"collection_amount_{name}"] = row.get(name, 0)
            total = order.amount_total
            order.collection_progress = 100 * order.collection_amount_collected / total if total else 0

    # -- actions -----------------------------------------------------------------------------------

    def action_open_collection_receivables(self):
        """Open what the open and overdue amounts of the orders are made of, invoice by invoice."""
        return self.env["collection.order.money"]._action_of(self)

    def action_open_collection_entries(self):
        """Open what the collected amounts of the orders are made of, deposits included."""
        return self.env["collection.order.money"]._action_of(self)

    def action_open_collection_schedule(self):
        """Open the schedule as a list, for who answers for the order without the right to edit it."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_schedule_line_action")
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {"default_order_id": self[:1].id}}
