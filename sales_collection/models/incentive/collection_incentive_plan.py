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
        help="In which incentives are computed and paid. Collected money is converted at the rate of the last day "
        "of the period.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In Force"), ("ended", "Ended")],
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
    date_to = fields.Date(string="Until", tracking=True, help="Empty until the plan is ended or replaced.")
    previous_id = fields.Many2one("collection.incentive.plan", string="Replaces", readonly=True, copy=False)
    member_ids = fields.One2many("collection.incentive.member", "plan_id", string="People", copy=True)
    rule_ids = fields.One2many("collection.incentive.rule", "plan_id", string="Rules", copy=True)
    leader_sees = fields.Boolean(
        string="Leaders See the Team's Statements", help="Else only the person himself and managers see a statement."
    )
    floor = fields.Monetary(
        help="At least so much for a full period; 0 for none. Who is in the plan for a part of it "
        "gets the part by days."
    )
    cap = fields.Monetary(help="At most so much for a full period; 0 for none. By days as the floor.")
    deferred_percent = fields.Float(
        string="Deferred until Banked (%)",
        digits=(16, 4),
        help="This part of what collected money earns is paid when the bank has confirmed the money.",
    )
    pay_by = fields.Selection(
        [("payroll", "Payroll"), ("bill", "Vendor Bill"), ("entry", "Journal Entry")],
        default="payroll",
        required=True,
        help="Payroll books nothing here: the spreadsheet goes to whoever makes it.",
    )
    journal_id = fields.Many2one(
        "account.journal", check_company=True, domain="[('type', '=', pay_by == 'bill' and 'purchase' or 'general')]"
    )
    expense_account_id = fields.Many2one(
        "account.account", check_company=True, domain="[('account_type', 'like', 'expense%')]"
    )
    liability_account_id = fields.Many2one(
        "account.account",
        string="Owed To People",
        check_company=True,
        domain="[('account_type', 'like', 'liability%')]",
        help="Where a journal entry books what is owed to the person.",
    )
    statement_ids = fields.One2many("collection.incentive", "plan_id", string="Incentive Statements", readonly=True)
    locked = fields.Boolean(compute="_compute_locked", help="A statement under this plan is confirmed.")
    team_id = fields.Many2one("crm.team", string="Team to Add", copy=False, help="Whose members are to be added.")

    _sensible = models.Constraint(
        "CHECK (floor >= 0 AND cap >= 0 AND deferred_percent >= 0 AND deferred_percent <= 100)",
        "Floor and cap are zero or more, the deferred part lies between 0 and 100 %.",
    )
    _days = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "A plan ends after it has begun.")

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
            raise UserError(self.env._("Use the buttons to switch a plan on or to end it."))
        if "company_id" in vals and not self.env.su:
            raise UserError(self.env._("A plan stays in its company. Make a plan of the other company."))
        result = super().write(vals)
        if "date_to" in vals:
            self._check_end()
        if {"date_from", "date_to", "period"} & vals.keys():
            self._fit_statements()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A plan begins as a draft. Use the button to switch it on."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self.sudo().statement_ids:  # sudo: a plan with statements stays, whoever may see them
            raise UserError(self.env._("There are statements under this plan. End it instead."))

    def _check_unlocked(self):
        """See that the rules of these plans may change.

        :raises UserError: when a statement under one of them is confirmed.
        :raises AccessError: when one is in force for the user himself.
        """
        for plan in self:
            if plan.locked:
                raise UserError(
                    self.env._(
                        "Statements under %(plan)s are confirmed, so its rules stay as they are. "
                        "Make a new version of the plan for the time to come.",
                        plan=plan.name,
                    )
                )
        self._check_not_own()

    def _check_not_own(self):
        """Raise AccessError when one of these plans is, or has been, in force for the user himself."""
        own = self.filtered(lambda plan: plan.state != "draft" and self.env.user in plan.member_ids.user_id)
        if own and not self.env.su:
            raise AccessError(self.env._("You are in this plan yourself: another manager changes it."))

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
                    self.env._("Statements are confirmed until %(day)s. End the plan on that day or later.", day=last)
                )
