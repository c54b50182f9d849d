from odoo import api, fields, models
from odoo.tools import SQL

from ..base.collection_pass import has_pass, with_pass
from ..base.computed_sql import by_sql
from ..ledger import sale_order_money_sql as money_sql
from . import collection_schedule_sql as schedule_sql

STATES = [
    ("not_due", "Not Due"),
    ("due", "Due"),
    ("partial", "Partly Collected"),
    ("collected", "Collected"),
    ("overdue", "Overdue"),
    ("cancelled", "Cancelled"),
]
MILESTONES = [
    ("signature", "On Signature"),
    ("delivery", "On Delivery"),
    ("acceptance", "On Acceptance"),
    ("invoice", "Days after Invoice"),
    ("date", "Fixed Date"),
]
#: the pass of a proposal, which is no change by hand
_BY_PROPOSAL = "collection_by_proposal"
FIGURES = ("planned", "invoiced", "claimed", "collected", "banked", "waived", "open", "overdue", "date_due", "state")


class CollectionScheduleLine(models.Model):
    """One payment that was agreed with the customer for an order: how much, and when.

    Proposed from the payment term, changed by whoever answers for the order until a team leader
    approves it. It exists before there is an invoice and lives as long as its order; what became of
    it is read from invoices, receipts and the ledger at each look.
    """

    _name = "collection.schedule.line"
    _description = "Collection Schedule"
    _order = "order_id, date_planned, sequence, id"
    _check_company_auto = True

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Milestone Name", required=True)
    milestone = fields.Selection(
        MILESTONES,
        required=True,
        default="date",
        help="Event that makes the payment due. Delivery and acceptance use the delivery date of the order or "
        "else its order date.",
    )
    days = fields.Integer(help="Days after the milestone.")
    date_planned = fields.Date(
        string="Planned Date",
        compute="_compute_date_planned",
        store=True,
        readonly=False,
        index=True,
        help="Planned payment date. For days after the invoice, it is estimated from the order date.",
    )
    percent = fields.Float(
        string="Percentage", digits="Payment Terms", help="Percentage of the order total; empty for a fixed amount."
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="Planned amount in the currency of the order. It follows the order until it is edited manually or "
        "approved.",
    )
    note = fields.Char()
    date_due = fields.Date(
        string="Due Date",
        compute="_compute_figures",
        search=by_sql("date_due"),
        help="Planned date. For days after the invoice, empty until the invoice is posted.",
    )
    planned = fields.Monetary(
        compute="_compute_figures", search=by_sql("planned"), help="Planned amount; 0 for cancelled orders."
    )
    invoiced = fields.Monetary(compute="_compute_figures", search=by_sql("invoiced"))
    claimed = fields.Monetary(
        compute="_compute_figures",
        search=by_sql("claimed"),
        help="Claimed by the salesperson, not yet confirmed by finance.",
    )
    collected = fields.Monetary(
        compute="_compute_figures", search=by_sql("collected"), help="Payments received, banked or in transit."
    )
    banked = fields.Monetary(
        compute="_compute_figures", search=by_sql("banked"), help="Payments confirmed by the bank."
    )
    waived = fields.Monetary(
        compute="_compute_figures",
        search=by_sql("waived"),
        help="Settled without payment: cash discount, write-off or offset.",
    )
    open = fields.Monetary(
        compute="_compute_figures", search=by_sql("open"), help="Planned amount that is neither collected nor waived."
    )
    overdue = fields.Monetary(
        compute="_compute_figures", search=by_sql("overdue"), help="Open amount past the due date."
    )
    state = fields.Selection(STATES, string="Status", compute="_compute_figures", search=by_sql("state"))

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "A planned payment cannot be negative. Reduce the amount of another line instead."
    )

    @api.depends("order_id", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.order_id.name}: {line.name}"

    @api.depends("milestone", "days", "order_id.date_order", "order_id.commitment_date")
    def _compute_date_planned(self):
        for line in self:
            order = line.order_id
            settled = line.milestone == "date" or order.collection_schedule_state == "approved"
            if settled and line.date_planned:
                line.date_planned = line.date_planned
            else:
                line.date_planned = fields.Date.add(order._collection_milestone_date(line.milestone), days=line.days)

    @api.depends("order_id.amount_total", "order_id.collection_schedule_state")
    def _compute_amount(self):
        """Follow the order's total as long as nobody changed or approved the amounts."""
        for order, lines in self.grouped("order_id").items():
            # in an open form the amounts stand still: what a form shows as changed it would save as changed
            # by hand; the line of a record that is stored has its turn when the order is saved
            follow = order._collection_follows_total() and isinstance(order.id, int)
            amounts = order._collection_split_total() if follow else {}
            for line in lines:
                line.amount = amounts.get(line, line.amount)

    @api.depends(
        "amount",
        "date_planned",
        "sequence",
        "order_id.state",
        "order_id.order_line.invoice_lines.parent_state",
        "order_id.order_line.invoice_lines.move_id.amount_residual",
        "order_id.order_line.invoice_lines.move_id.line_ids.collection_in_question",
    )
    def _compute_figures(self):
        # the figures are those of whoever may see the order: complete also where a colleague answers
        # for an invoice of it; therefore SQL and not records
        rows = {row["id"]: row for row in schedule_sql.lines(self.env, self.order_id._origin.ids)}
        for line in self:
            row = rows.get(line._origin.id, {})
            for name in FIGURES:
                line[name] = row.get(name, False)

    def _field_to_sql(self, alias, field_expr, query=None):
        """What became of a line is joined to the query, so that lists are filtered and grouped by it."""
        if field_expr not in FIGURES:
            return super()._field_to_sql(alias, field_expr, query)
        money_sql.flush(self.env, schedule_sql.SOURCES)
        figures = f"{alias}__figures"
        condition = SQL("%s = %s", SQL.identifier(figures, "id"), SQL.identifier(alias, "id"))
        query.add_join("LEFT JOIN", figures, SQL("(%s)", schedule_sql.query(self.env)), condition)
        return SQL.identifier(figures, field_expr)

    @api.onchange("percent")
    def _onchange_percent(self):
        if self.percent:
            self.amount = self._amount_of_percent(self.order_id, self.percent)

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if has_pass(self, _BY_PROPOSAL):
            return super().create(vals_list)
        vals_list = self._collection_defaulted(vals_list, ["order_id"])
        orders = self.env["sale.order"].browse([vals.get("order_id") for vals in vals_list if vals.get("order_id")])
        orders._check_schedule_editable()
        for vals in vals_list:
            order = self.env["sale.order"].browse(vals.get("order_id"))
            if vals.get("percent") and "amount" not in vals:
                vals["amount"] = self._amount_of_percent(order, vals["percent"])
        orders._mark_schedule_edited()
        return super().create(vals_list)

    def write(self, vals):
        orders = self.order_id | self.env["sale.order"].browse(vals.get("order_id") or [])
        orders._check_schedule_editable()
        if vals.keys() & {"amount", "percent", "milestone", "days", "order_id"}:
            orders._mark_schedule_edited()
        if not vals.get("percent") or "amount" in vals:
            return super().write(vals)
        return all(
            super(CollectionScheduleLine, lines).write(
                dict(vals, amount=self._amount_of_percent(order, vals["percent"]))
            )
            for order, lines in self.grouped("order_id").items()
        )

    def unlink(self):
        if not has_pass(self, _BY_PROPOSAL):
            self.order_id._mark_schedule_edited()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self.order_id._check_schedule_editable()

    # -- business ----------------------------------------------------------------------------------

    @api.model
    def _replace_proposal(self, orders, vals_list):
        """Put a proposal in the place of what these orders have; it counts as not edited by hand."""
        with_pass(orders.collection_schedule_line_ids, _BY_PROPOSAL).unlink()
        lines = self.browse(with_pass(self, _BY_PROPOSAL).create(vals_list).ids)
        # fixed amounts too: the last line takes the rest, whatever the term says
        self.env.add_to_compute(self._fields["amount"], lines)
        return lines

    @api.model
    def _amount_of_percent(self, order, percent):
        return order.currency_id.round(order.amount_total * percent / 100)
