from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.target.targets import ONE_DAY, status
from ..base.computed_sql import DESCRIBED, by_value, values_sql
from . import collection_target_sql as target_sql


class CollectionTargetProgress(models.Model):
    """How far targets are, read in the ledger by one statement for all that are looked at.

    What each figure means is said in ``collection_target_sql.py``.
    """

    _inherit = "collection.target"

    collected = fields.Monetary(
        compute="_compute_attained",
        search=by_value("collected"),
        currency_field="company_currency_id",
        help="Payments received in the period less returned payments, in company currency at the exchange rate of "
        "the invoice.",
    )
    progress = fields.Float(
        string="Attainment (%)",
        compute="_compute_attained",
        search=by_value("progress"),
        digits=(16, 1),
        aggregator=None,
        help="Collections as a share of the target.",
    )
    missing = fields.Monetary(
        string="Shortfall",
        compute="_compute_attained",
        search=by_value("missing"),
        currency_field="company_currency_id",
        help="Amount still to be collected to attain the target.",
    )
    still_due = fields.Monetary(
        string="Remaining Due",
        compute="_compute_attained",
        search=by_value("still_due"),
        currency_field="company_currency_id",
        help="Open amount due until the end of the period, including overdue items.",
    )
    overdue_stock = fields.Monetary(
        string="Overdue Balance at Start",
        compute="_compute_attained",
        search=by_value("overdue_stock"),
        currency_field="company_currency_id",
        help="Amount overdue at the start of the period, less later credit notes and offsets.",
    )
    overdue_attained = fields.Float(
        string="Overdue Collected (%)",
        compute="_compute_attained",
        search=by_value("overdue_attained"),
        digits=(16, 1),
        help="Share of the overdue balance at start collected in the period.",
    )
    fallen_due = fields.Monetary(
        string="Due in Period",
        compute="_compute_attained",
        search=by_value("fallen_due"),
        currency_field="company_currency_id",
        help="Amount due in the period until today.",
    )
    on_time_attained = fields.Float(
        string="Actual On-Time Rate (%)",
        compute="_compute_attained",
        search=by_value("on_time_attained"),
        digits=(16, 1),
        help="Share of the due amount that was paid by the due date. Overdue open items count as not paid.",
    )
    days_late_attained = fields.Float(
        string="Days Late",
        compute="_compute_attained",
        search=by_value("days_late_attained"),
        digits=(16, 1),
        help="Average days late of the collections, weighted by amount, with early payments as 0 days.",
    )
    days_left = fields.Integer(
        string="Working Days Left",
        compute="_compute_attained",
        search=by_value("days_left"),
        help="Including today, by the company calendar.",
    )
    pace = fields.Monetary(
        string="Daily Average",
        compute="_compute_attained",
        search=by_value("pace"),
        currency_field="company_currency_id",
        help="Average collections per past working day.",
    )
    pace_needed = fields.Monetary(
        string="Required per Day",
        compute="_compute_attained",
        search=by_value("pace_needed"),
        currency_field="company_currency_id",
        help="Collections required per remaining working day, including today, to attain the target.",
    )
    status = fields.Selection(
        [
            ("future", "Not Started"),
            ("on_track", "On Track"),
            ("behind", "Behind Schedule"),
            ("reached", "Attained"),
            ("missed", "Missed"),
        ],
        compute="_compute_attained",
        search=by_value("status"),
        help="Status by amount. On track: the collected share of the target is at least the share of past working "
        "days.",
    )
    parts_amount = fields.Monetary(
        string="Distributed Amount",
        compute="_compute_parts",
        search=by_value("parts_amount"),
        currency_field="company_currency_id",
        help="Total of the targets of the team's salespeople for the same period.",
    )
    parts_difference = fields.Monetary(
        string="Undistributed Amount",
        compute="_compute_parts",
        search=by_value("parts_difference"),
        currency_field="company_currency_id",
        help="Team target less the distributed amount; negative if more is distributed.",
    )

    # -- compute -----------------------------------------------------------------------------------

    @api.depends("company_id", "user_id", "team_id", "date_from", "date_to", "amount")
    def _compute_attained(self):
        known = self.filtered(lambda target: target.company_id and target.date_from and target.date_to)
        (self - known)._set_nothing()
        found = target_sql.figures(
            self.env,
            [
                (
                    target.company_id,
                    target.user_id._origin.id,
                    target.team_id._origin.id,
                    target.date_from,
                    target.date_to,
                )
                for target in known
            ],
        )
        days = {company: company._collection_today() for company in known.company_id}
        free = known._free_days(days)
        for target, figures in zip(known, found, strict=True):
            today = days[target.company_id]
            reached = self._kinds(figures)
            target.collected = figures["collected"]
            target.still_due = figures["still_due"] if target.date_to >= today else 0
            target.overdue_stock = figures["stock"]
            target.overdue_attained = reached["overdue_share"] or 0
            target.fallen_due = figures["fallen"]
            target.on_time_attained = reached["on_time_rate"] or 0
            target.days_late_attained = reached["days_late"] or 0
            target._set_pace(today, free.get(target.company_id, ()))

    def _set_nothing(self):
        for name, field in self._fields.items():
            if field.compute == "_compute_attained":
                self[name] = False

    def _set_pace(self, today, free):
        """Set how far the amount is, and what is needed per working day.

        :param free: the days of the running periods on which nobody works
        """
        self.ensure_one()
        currency = self.company_currency_id
        gone = self._working_days(self.date_from, min(today - ONE_DAY, self.date_to), free)
        self.days_left = self._working_days(max(today, self.date_from), self.date_to, free)
        self.missing = max(currency.round(self.amount - self.collected), 0)
        self.progress = 100 * self.collected / self.amount if self.amount else 0
        running = self.date_from <= today <= self.date_to
        self.pace = currency.round(self.collected / gone) if running and gone else 0
        self.pace_needed = currency.round(self.missing / self.days_left) if self.days_left else 0
        if self.date_from > today:
            self.status = "future"
        elif not self.amount:
            self.status = False
        else:
            self.status = status(self.amount, self.collected, gone, gone + self.days_left, self.date_to >= today)

    @api.depends("company_id", "user_id", "team_id", "period", "date_from", "amount")
    def _compute_parts(self):
        whole = self.filtered(lambda target: target.team_id and not target.user_id and target.date_from)
        self.parts_amount = self.parts_difference = 0
        sums = {
            tuple(key): amount
            for *key, amount in self._read_group(
                [
                    ("user_id", "!=", False),
                    ("team_id", "in", whole.team_id.ids),
                    ("date_from", "in", whole.mapped("date_from")),
                ],
                ["company_id", "team_id", "period", "date_from:day"],
                ["amount:sum"],
            )
        }
        for target in whole:
            key = (target.company_id, target.team_id._origin, target.period, target.date_from)
            target.parts_amount = sums.get(key, 0)
            target.parts_difference = target.company_currency_id.round(target.amount - target.parts_amount)

    # -- working days ------------------------------------------------------------------------------

    def _free_days(self, days):
        """Return by company the days on which nobody works, over those of these periods that are not over.

        :param dict days: the day it is in each company
        """
        found = {}
        for company, targets in self.grouped("company_id").items():
            ahead = targets.filtered(lambda target, today=days[company]: target.date_to >= today)
            if ahead:
                found[company] = company._collection_free_days(
                    min(ahead.mapped("date_from")), max(ahead.mapped("date_to"))
                )
        return found

    @api.model
    def _working_days(self, first, last, free):
        """Return how many days from the first to the last are not free."""
        days = max((last - first).days + 1, 0)
        return days - sum(first <= day <= last for day in free)

    # -- groups --------------------------------------------------------------------------------------

    def fields_get(self, allfields=None, attributes=None):
        # to say that a field can be grouped by, Odoo asks for its SQL, whenever a view is opened
        described = self.with_context(**{DESCRIBED: True})
        return super(CollectionTargetProgress, described).fields_get(allfields, attributes)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "status":
            known = self.browse() if self.env.context.get(DESCRIBED) else self.search(Domain.TRUE)
            return values_sql(known, field_expr, alias)
        return super()._field_to_sql(alias, field_expr, query)

    # -- actions -----------------------------------------------------------------------------------

    def action_open_collected(self):
        """Open the rows of the ledger that count as collected."""
        self.ensure_one()
        days = [("date", ">=", self.date_from), ("date", "<=", self.date_to), ("kind", "=", "cash")]
        return self.env["collection.entry"]._action_of([*self._whose(), *days])

    def action_open_still_due(self):
        """Open what is open and falls due until the end of the period."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_receivable_action")
        return {
            **action,
            "domain": [*self._whose(), ("date_due", "<=", self.date_to), ("residual", ">", 0)],
            "context": {},
        }

    def action_open_overdue_stock(self):
        """Open the items that were overdue when the period began, with what has been collected of each."""
        self.ensure_one()
        return self.env["collection.target.item"]._action_of(self, "stock")

    def action_open_fallen_due(self):
        """Open what has fallen due in the period, with what of it was on time."""
        self.ensure_one()
        return self.env["collection.target.item"]._action_of(self, "fallen")

    def action_open_days_late(self):
        """Open the money of the period with its days late."""
        self.ensure_one()
        return self.env["collection.target.item"]._action_of(self, "money")

    def _whose(self):
        """Return the domain of the ledger's rows, or of the receivables, of this person or team."""
        who = ("user_id", "=", self.user_id.id) if self.user_id else ("team_id", "=", self.team_id.id)
        return [who, ("company_id", "=", self.company_id.id)]
