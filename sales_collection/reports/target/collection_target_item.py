from odoo import api, fields, models
from odoo.tools import SQL

from ...models.target import collection_target_items_sql as items_sql
from ...models.target import collection_target_sql as target_sql

#: the key of a context that narrows what is read to some targets
OF_TARGETS = "collection_items_of"


class CollectionTargetItem(models.Model):
    """What the figures of a target are made of: what was overdue, what fell due, and how late the money was.

    Read at each look, by the same statement that the target's figures are summed up from.
    """

    _name = "collection.target.item"
    _description = "Target Figure Item"
    _auto = False
    _order = "target_id, figure, date_due, id"
    _rec_name = "document"
    _depends = {
        **target_sql.SOURCES,
        "collection.entry": ["amount", "date", "date_due", "days_late", "kind", "team_id", "user_id"],
        "collection.target": ["company_id", "date_from", "date_to", "team_id", "user_id"],
    }

    target_id = fields.Many2one("collection.target", readonly=True)
    figure = fields.Selection(
        [("stock", "Overdue Balance at Start"), ("fallen", "Due in Period"), ("money", "Collections of the Period")],
        string="Indicator",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    target_user_id = fields.Many2one("res.users", string="Personal Target", readonly=True)
    target_team_id = fields.Many2one("crm.team", string="Team Target", readonly=True)
    document = fields.Char(readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Receivable", readonly=True)
    entry_id = fields.Many2one("collection.entry", string="Collection Entry", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    date = fields.Date(string="Collected On", readonly=True)
    days_late = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Days from due date to payment, or until today. Totals are weighted by amount, with early payments "
        "as 0 days.",
    )
    amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Overdue balance at start, amount due, or collections.",
    )
    attained = fields.Monetary(
        string="Achieved",
        currency_field="company_currency_id",
        readonly=True,
        help="Collected part of the overdue balance, or on-time part of the due amount.",
    )
    weighed_days = fields.Float(string="Amount × Days Late", readonly=True, help="Amount multiplied by days late.")
    rate = fields.Float(string="Achieved (%)", digits=(16, 1), readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return items_sql.items_sql(self.env, self.env.context.get(OF_TARGETS))

    def _read_group_select(self, aggregate_spec, query):
        """The rate and the days late of a group are those of its sums, as on the target, not the mean of its rows."""
        parts = {"rate:avg": ("attained", 100), "days_late:avg": ("weighed_days", 1)}.get(aggregate_spec)
        if not parts:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "%(factor)s * SUM(%(part)s) / NULLIF(SUM(%(amount)s), 0)",
            factor=parts[1],
            part=self._field_to_sql(self._table, parts[0], query),
            amount=self._field_to_sql(self._table, "amount", query),
        )

    @api.model
    def _action_of(self, target, figure):
        """Return the action that lists the rows of a figure of the target, under the line with their sums."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_target_item_action")
        return {
            **action,
            "domain": [("target_id", "=", target.id), ("figure", "=", figure)],
            "context": {OF_TARGETS: target.ids, "group_by": ["target_id"]},
        }

    def action_open_document(self):
        """Open the ledger row, or the invoice of what is still open."""
        self.ensure_one()
        return (self.entry_id or self.move_id)._get_records_action()
