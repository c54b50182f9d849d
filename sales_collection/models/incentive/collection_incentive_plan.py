from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: statements in these states stay as they are
FIXED = ("confirmed", "paid")


class CollectionIncentivePlan(models.Model):
    """What a group of people earns by money that arrived: rules that add up, between a floor and a cap.

    A manager makes it, tries it on periods gone by and switches it on. Once a statement under it is confirmed
    its rules stay as they are: a change is a new version from a later day on.
    """

    _name = "collection.incentive.plan"
    _description = "Incentive Plan"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Currency of computation and payout. Collections are converted at the exchange rate of the last day "
        "of the period.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("ended", "Ended")],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        default="month",
        required=True,
        help="Quarters and years are those of the company's fiscal year.",
    )
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="Until", tracking=True, help="Leave empty until the plan is ended or replaced.")
    previous_id = fields.Many2one("collection.incentive.plan", string="Previous Version", readonly=True, copy=False)
    member_ids = fields.One2many("collection.incentive.member", "plan_id", string="Members", copy=True)
    rule_ids = fields.One2many("collection.incentive.rule", "plan_id", string="Rules", copy=True)
    leader_sees = fields.Boolean(
        string="Team Statements Visible to Leaders", help="Otherwise only the person and managers can see a statement."
    )
    floor = fields.Monetary(help="Minimum incentive for a full period, prorated by days of membership; 0 for no floor.")
    cap = fields.Monetary(help="Maximum incentive for a full period, prorated by days like the floor; 0 for no cap.")
    deferred_percent = fields.Float(
        string="Deferred until Bank Receipt (%)",
        digits=(16, 4),
        help="Part of the incentive on collections that is paid after bank receipt.",
    )
    pay_by = fields.Selection(
        [("payroll", "Payroll"), ("bill", "Vendor Bill"), ("entry", "Journal Entry")],
        string="Payout Method",
        default="payroll",
        required=True,
        help="With payroll, no entry is booked; export the spreadsheet for the payroll department.",
    )
    journal_id = fields.Many2one(
        "account.journal", check_company=True, domain="[('type', '=', pay_by == 'bill' and 'purchase' or 'general')]"
    )
    expense_account_id = fields.Many2one(
        "account.account", check_company=True, domain="[('account_type', 'like', 'expense%')]"
    )
    liability_account_id = fields.Many2one(
        "account.account",
        string="Incentive Payable Account",
        check_company=True,
        domain="[('account_type', 'like', 'liability%')]",
        help="Liability account credited by the payout entry.",
    )
    statement_ids = fields.One2many("collection.incentive", "plan_id", string="Incentive Statements", readonly=True)
    locked = fields.Boolean(compute="_compute_locked", help="The plan has a confirmed statement.")
    team_id = fields.Many2one("crm.team", string="Added Team", copy=False, help="Team whose members are added.")

    _sensible = models.Constraint(
        "CHECK (floor >= 0 AND cap >= 0 AND deferred_percent >= 0 AND deferred_percent <= 100)",
        "Floor and cap cannot be negative, and the deferred part must be between 0 and 100 %.",
    )
    _days = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "The end date of a plan must be after its start date."
    )

    @api.depends("statement_ids.state")
    def _compute_locked(self):
        # sudo: whether there are confirmed statements is no secret, whose they are is
        found = (
            self.env["collection.incentive"]
            .sudo()
            ._read_group([("plan_id", "in", self.ids), ("state", "in", FIXED)], ["plan_id"])
        )
        locked = {plan.id for [plan] in found}
        for plan in self:
            plan.locked = plan.id in locked

    # -- what may change ---------------------------------------------------------------------------

    #: fields that change also when statements are confirmed
    _EDITABLE = frozenset(
        {
            "name",
            "leader_sees",
            "pay_by",
            "journal_id",
            "expense_account_id",
            "liability_account_id",
            "member_ids",
            "team_id",
            "date_to",
            "rule_ids",
        }
    )

    def write(self, vals):
        touched = set(vals) - self._EDITABLE - {"state"}
        if any(not name.startswith(("message_", "activity_")) for name in touched):
            self._check_unlocked()
        if "date_to" in vals:
            self._check_not_own()
        if "state" in vals and not self.env.su:
            raise UserError(self.env._("Use the buttons to activate or end a plan."))
        if "company_id" in vals and not self.env.su:
            raise UserError(self.env._("The company of a plan cannot be changed. Create a plan in the other company."))
        result = super().write(vals)
        if "date_to" in vals:
            self._check_end()
        if {"date_from", "date_to", "period"} & vals.keys():
            self._fit_statements()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A new plan is a draft. Use the button to activate it."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.sudo().statement_ids:  # sudo: a plan with statements stays, whoever may see them
            raise UserError(self.env._("This plan has statements. End the plan instead."))

    def _check_unlocked(self):
        """See that the rules of these plans may change.

        :raises UserError: when a statement under one of them is confirmed.
        :raises AccessError: when one is in force for the user himself.
        """
        for plan in self:
            if plan.locked:
                raise UserError(
                    self.env._(
                        "%(plan)s has confirmed statements, so its rules cannot be changed. Create a new version "
                        "for future periods.",
                        plan=plan.name,
                    )
                )
        self._check_not_own()

    def _check_not_own(self):
        """Raise AccessError when one of these plans is, or has been, in force for the user himself."""
        own = self.filtered(lambda plan: plan.state != "draft" and self.env.user in plan.member_ids.user_id)
        if own and not self.env.su:
            raise AccessError(self.env._("You are a member of this plan. Another manager must change it."))

    def _last_confirmed(self, user=None):
        """Return the last day for which a statement under this plan (of this user) is confirmed, or False."""
        domain = [("plan_id", "in", self.ids), ("state", "in", FIXED), ("is_correction", "=", False)]
        if user:
            domain.append(("user_id", "=", user.id))
        # sudo: the day is asked for, not the statement
        [(last,)] = self.env["collection.incentive"].sudo()._read_group(domain, aggregates=["date_to:max"])
        return last

    def _check_end(self):
        for plan in self.filtered("date_to"):
            last = plan._last_confirmed()
            if last and plan.date_to < last:
                raise ValidationError(
                    self.env._("Statements are confirmed until %(day)s. The plan cannot end earlier.", day=last)
                )
