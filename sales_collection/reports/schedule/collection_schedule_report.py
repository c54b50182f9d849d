from odoo import fields, models
from odoo.tools import SQL

from ...models.schedule import collection_schedule_sql as schedule_sql
from ...models.schedule.collection_schedule_line import MILESTONES, STATES


class CollectionScheduleReport(models.Model):
    """Schedule against actual: what was planned to come, and what of it came.

    One row per schedule line, with its id; amounts in company currency, by the rate of the order.
    """

    _name = "collection.schedule.report"
    _description = "Schedule vs Actual"
    _auto = False
    _order = "date_planned, id"
    _rec_name = "order_id"
    _depends = {
        **schedule_sql.SOURCES,
        "collection.entry": ["amount", "bank_date", "kind", "move_id"],
        "collection.schedule.line": [*schedule_sql.SOURCES["collection.schedule.line"], "name"],
    }

    schedule_line_id = fields.Many2one("collection.schedule.line", readonly=True)
    name = fields.Char(string="Milestone Name", readonly=True)
    milestone = fields.Selection(MILESTONES, readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    order_state = fields.Selection(
        [("draft", "Quotation"), ("sent", "Quotation Sent"), ("sale", "Sales Order"), ("cancel", "Cancelled")],
        string="Order Status",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", string="Company Currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Collection Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    date_planned = fields.Date(string="Planned Date", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    state = fields.Selection(STATES, string="Status", readonly=True)
    planned = fields.Monetary(readonly=True)
    invoiced = fields.Monetary(readonly=True)
    claimed = fields.Monetary(readonly=True, help="Claimed by the salesperson, not yet confirmed by finance.")
    collected = fields.Monetary(readonly=True, help="Payments received, banked or in transit.")
    banked = fields.Monetary(readonly=True, help="Payments confirmed by the bank.")
    waived = fields.Monetary(readonly=True, help="Settled without payment: cash discount, write-off or offset.")
    open = fields.Monetary(readonly=True, help="Planned amount that is neither collected nor waived.")
    overdue = fields.Monetary(readonly=True, help="Open amount past the due date.")
    planned_due = fields.Monetary(
        string="Planned and Due", readonly=True, help="Planned amounts of confirmed orders due by today."
    )
    collected_due = fields.Monetary(
        string="Collected of Due", readonly=True, help="Collected part of the amounts due by today."
    )
    collection_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Collected share of the amounts due by today. Early payments count from the due date on.",
    )

    @property
    def _table_query(self):
        amounts = SQL(", ").join(
            SQL("ROUND(l.%(name)s / l.rate / cc.rounding) * cc.rounding AS %(name)s", name=SQL.identifier(name))
            for name in (
                "planned", "invoiced", "claimed", "collected", "banked", "waived", "open", "overdue",
                "planned_due", "collected_due",
            )
        )  # fmt: skip
        select = SQL(
            """
            SELECT l.id, l.id AS schedule_line_id, sl.name, l.milestone, l.order_id, l.order_state, o.company_id,
                   cc.id AS currency_id, COALESCE(p.commercial_partner_id, o.partner_id) AS partner_id,
                   o.collection_user_id AS user_id, o.collection_team_id AS team_id,
                   l.date_planned, l.date_due, l.state, %s,
                   l.collected_due / NULLIF(l.planned_due, 0) AS collection_rate
              FROM line l
              JOIN collection_schedule_line sl ON sl.id = l.id
              JOIN sale_order o ON o.id = l.order_id
              JOIN res_company c ON c.id = o.company_id
              JOIN res_currency cc ON cc.id = c.currency_id
         LEFT JOIN res_partner p ON p.id = o.partner_id
            """,
            amounts,
        )
        return schedule_sql.query(self.env, select=select)

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group is its money over its plan, not the mean of the lines' rates."""
        if aggregate_spec != "collection_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%(collected)s) / NULLIF(SUM(%(planned)s), 0)",
            collected=self._field_to_sql(self._table, "collected_due", query),
            planned=self._field_to_sql(self._table, "planned_due", query),
        )

    def action_open_order(self):
        """Open the order that the planned payment belongs to."""
        self.ensure_one()
        return self.order_id._get_records_action()
