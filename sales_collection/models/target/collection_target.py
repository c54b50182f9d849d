from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...engine.target.targets import ONE_DAY, period_of, quarter_number

#: what somebody is to reach
GOALS = ("amount", "overdue_share", "on_time_rate", "days_late")


class CollectionTarget(models.Model):
    """What a salesperson or a team is to collect in a month, quarter or year; how far they are is read in the ledger.

    Leaders set the targets of their teams. Once the period has begun a target changes only with a reason, and a
    manager alone changes it when the period is over.
    """

    _name = "collection.target"
    _description = "Collection Target"
    _inherit = ["mail.thread"]
    _order = "date_from desc, date_to, team_id, user_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
        help="Leave empty for a team target.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Team of the target, or team to whose target this one contributes.",
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
        help="Quarters and years are those of the company's fiscal year.",
    )
    date_from = fields.Date(
        string="Start Date",
        required=True,
        default=lambda self: self.env.company._collection_today(),
        help="Enter any date of the period. It is changed to the first day of the period.",
    )
    date_to = fields.Date(string="End Date", compute="_compute_date_to", store=True, precompute=True)
    begun = fields.Boolean(string="Started", compute="_compute_begun")
    amount = fields.Monetary(
        string="Target Amount",
        currency_field="company_currency_id",
        tracking=True,
        help="Amount to collect in the period, in company currency; 0 for no target.",
    )
    overdue_share = fields.Float(
        string="Target Overdue Collection (%)",
        digits=(16, 1),
        aggregator="avg",
        tracking=True,
        help="Target share of the overdue balance at start to collect, in percent; 0 for no target.",
    )
    on_time_rate = fields.Float(
        string="Target On-Time Rate (%)",
        digits=(16, 1),
        aggregator="avg",
        tracking=True,
        help="Target share of the due amount paid by the due date, in percent; 0 for no target.",
    )
    days_late = fields.Float(
        string="Maximum Days Late",
        digits=(16, 1),
        aggregator="avg",
        tracking=True,
        help="Maximum average days late of the collections in the period, weighted by amount, with early payments "
        "as 0 days; 0 for no target.",
    )

    _user_once = models.UniqueIndex(
        "(company_id, user_id, period, date_from) WHERE user_id IS NOT NULL",
        "This salesperson already has a target for this period. Change the existing target.",
    )
    _team_once = models.UniqueIndex(
        "(company_id, team_id, period, date_from) WHERE user_id IS NULL",
        "This team already has a target for this period. Change the existing target.",
    )
    _somebody = models.Constraint(
        "CHECK (user_id IS NOT NULL OR team_id IS NOT NULL)", "Set the salesperson or the team of the target."
    )
    _goals_make_sense = models.Constraint(
        "CHECK (amount >= 0 AND days_late >= 0 AND overdue_share BETWEEN 0 AND 100 AND on_time_rate BETWEEN 0 AND 100)",
        "Amounts and days cannot be negative, and percentages must be between 0 and 100.",
    )

    # -- compute -----------------------------------------------------------------------------------

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for target in self:
            if target.user_id:
                target.team_id = target.user_id._collection_team(target.company_id)

    @api.depends("period", "date_from", "company_id")
    def _compute_date_to(self):
        for target in self:
            known = target.period and target.date_from and target.company_id
            target.date_to = known and self._period_of(target.company_id, target.period, target.date_from)[1]

    @api.depends("date_from", "company_id")
    def _compute_begun(self):
        begun = self.filtered("date_from")._begun()
        for target in self:
            target.begun = target._origin and target in begun

    @api.depends("user_id", "team_id", "period", "date_from")
    def _compute_display_name(self):
        for target in self:
            who = target.user_id.name or target.team_id.name
            target.display_name = f"{who}, {target._period_name()}" if who and target.date_from else who

    @api.onchange("period", "date_from", "company_id")
    def _onchange_period(self):
        if self.period and self.date_from and self.company_id:
            self.date_from = self._period_of(self.company_id, self.period, self.date_from)[0]

    # -- constraints -------------------------------------------------------------------------------

    @api.constrains("amount", "overdue_share", "on_time_rate", "days_late")
    def _check_goals(self):
        if not all(any(target[name] for name in GOALS) for target in self):
            raise ValidationError(self.env._("Enter at least one target value."))

    @api.constrains("user_id", "team_id")
    def _check_member(self):
        # sudo: who is in a team is looked up, whoever asks
        for target in self.sudo().filtered("team_id"):
            people = target.team_id.crm_team_member_ids.user_id | target.team_id.user_id
            if target.user_id and target.user_id not in people:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to team %(team)s. Select a member of the team.",
                        user=target.user_id.name,
                        team=target.team_id.name,
                    )
                )

    # -- mail -------------------------------------------------------------------------------------

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """Nobody gets an e-mail because a target is his: the weekly summary tells him."""
        return []

    # -- periods -----------------------------------------------------------------------------------

    @api.model
    def _period_of(self, company, period, day):
        """Return the first and last day of the month, or of the company's fiscal quarter or year, of a day."""
        return period_of(period, day, int(company.fiscalyear_last_month), company.fiscalyear_last_day)

    def _following(self, periods=1):
        """Return the first day of the period that comes so many periods after this target's."""
        self.ensure_one()
        day = self.date_from
        for _number in range(periods):
            day = self._period_of(self.company_id, self.period, day)[1] + ONE_DAY
        return day

    def _period_name(self):
        """Return what the period is called: October 2026, Q3 2026, 2026, or 2026/27 where years differ."""
        self.ensure_one()
        if self.period == "month":
            return format_date(self.env, self.date_from, date_format="MMMM yyyy")
        company = self.company_id
        first, last = self._period_of(company, "year", self.date_from)
        year = str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02}"
        if self.period == "year":
            return year
        number = quarter_number(self.date_from, int(company.fiscalyear_last_month), company.fiscalyear_last_day)
        return self.env._("Q%(number)s %(year)s", number=number, year=year)
