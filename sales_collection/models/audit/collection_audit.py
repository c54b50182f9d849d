import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.collection_roles import check_role
from ..base.computed_sql import by_value

#: what of the company's settings an audit asks about, kept with it
RULES = (
    "claim_days",
    "cash_days",
    "cash_amount",
    "round_amount",
    "round_days",
    "write_off_amount",
    "explain_days",
)


class CollectionAudit(models.Model):
    """An audit of a period: what salespeople claimed, what the books and the bank say of it, and what does not agree.

    Made by finance or each month by itself (draft), run (its findings are explained and decided on), closed: from
    then on it is sealed, see collection_audit_seal.py.
    """

    _name = "collection.audit"
    _description = "Collection Audit"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _transitions = {"draft": {"run"}, "run": {"closed"}}
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("run", "Findings"), ("closed", "Closed")],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    scheduled = fields.Boolean(
        string="Automatic", readonly=True, copy=False, help="Created automatically for the month."
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._month_before()[0],
        help="First day of the audited period.",
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._month_before()[1], help="Last day of the audited period."
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Salespeople",
        domain="[('share', '=', False)]",
        help="Leave empty for all salespeople, or of the selected teams.",
    )
    team_ids = fields.Many2many("crm.team", string="Sales Teams", check_company=True)

    # -- all or a sample
    sample = fields.Selection(
        [
            ("all", "All"),
            ("amount", "Largest Amounts"),
            ("random", "Random Sample"),
            ("threshold", "All Above Amount"),
        ],
        string="Sampling Method",
        default="all",
        required=True,
        help="Selection of the audited receipts and of payments without a receipt.",
    )
    sample_size = fields.Integer(default=50, help="Number of receipts and payments in the sample.")
    sample_amount = fields.Monetary(string="Minimum Amount", help="In company currency.")
    seed = fields.Integer(
        readonly=True, copy=False, help="Seed of the random sample. The same seed draws the same sample."
    )
    population = fields.Integer(readonly=True, copy=False)
    population_amount = fields.Monetary(readonly=True, copy=False)
    picked = fields.Integer(string="Sampled", readonly=True, copy=False)
    picked_amount = fields.Monetary(string="Sampled Amount", readonly=True, copy=False)

    # -- what counts, from the company's settings
    claim_days = fields.Integer(string="Claim Deadline (Days)", compute="_compute_rules", store=True, readonly=False)
    cash_days = fields.Integer(string="Maximum Cash Holding Days", compute="_compute_rules", store=True, readonly=False)
    cash_amount = fields.Monetary(string="Maximum Cash Held", compute="_compute_rules", store=True, readonly=False)
    round_amount = fields.Monetary(string="Round Amount Multiple", compute="_compute_rules", store=True, readonly=False)
    round_days = fields.Integer(string="Month-End Days", compute="_compute_rules", store=True, readonly=False)
    write_off_amount = fields.Monetary(
        string="Write-off Limit without Approval", compute="_compute_rules", store=True, readonly=False
    )
    explain_days = fields.Integer(
        string="Explanation Deadline (Days)", compute="_compute_rules", store=True, readonly=False
    )

    # -- what was found
    line_ids = fields.One2many("collection.audit.line", "audit_id", string="Findings", readonly=True)
    finding_count = fields.Integer(compute="_compute_counts", search=by_value("finding_count"))
    open_count = fields.Integer(string="Undecided", compute="_compute_counts", search=by_value("open_count"))
    amount = fields.Monetary(string="Amount Involved", compute="_compute_counts", search=by_value("amount"))
    run_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    run_date = fields.Datetime(string="Run On", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False, help="Checks that failed.")
    summary = fields.Text(help="Comments of the auditor, printed in the report.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_date = fields.Datetime(string="Closed On", readonly=True, copy=False)
    seal = fields.Char(
        readonly=True, copy=False, help="Hash of the closed audit. Any later change of the audit changes the hash."
    )
    seal_problem = fields.Text(compute="_compute_seal_problem")

    _period_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The end date of an audit must be after its start date."
    )
    _sensible_rules = models.Constraint(
        """CHECK (claim_days >= 0 AND cash_days >= 0 AND cash_amount >= 0 AND round_amount >= 0
                  AND round_days BETWEEN 1 AND 31 AND write_off_amount >= 0 AND explain_days >= 0
                  AND sample_size >= 1 AND sample_amount >= 0)""",
        "Days and amounts of an audit cannot be negative, the month-end days must be between 1 and 31, and a "
        "sample must have at least one item.",
    )
    _month_uniq = models.UniqueIndex(
        "(company_id, date_from) WHERE scheduled", "This month has already been audited automatically."
    )

    @api.depends("company_id")
    def _compute_rules(self):
        for audit in self:
            for name in RULES:
                audit[name] = audit.company_id[f"collection_audit_{name}"]

    @api.depends("line_ids.amount", "line_ids.state")
    def _compute_counts(self):
        found = self.env["collection.audit.line"]._read_group(
            [("audit_id", "in", self.ids)], ["audit_id", "state"], ["__count", "amount:sum"]
        )
        for audit in self:
            own = [row for row in found if row[0] == audit]
            audit.finding_count = sum(count for _audit, _state, count, _amount in own)
            audit.open_count = sum(count for _audit, state, count, _amount in own if state != "decided")
            audit.amount = sum(amount for _audit, _state, _count, amount in own)

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        audits = super().create(vals_list)
        for audit in audits:
            # sudo: the number comes from a sequence that nobody else touches
            sequence = self.env["ir.sequence"].sudo().with_company(audit.company_id)
            audit._write_lifecycle({"name": sequence.next_by_code("collection.audit")})
        return audits

    @api.model
    def _begin_lifecycle(self, vals):
        # what only the life of an audit writes is not taken from whoever makes it
        return {name: value for name, value in vals.items() if not self._is_fixed(name)}

    def _check_by_hand(self, names):
        if any(audit.state == "closed" for audit in self):
            raise UserError(self.env._("A closed audit is sealed and cannot be changed. Create a new audit."))
        if any(self._is_fixed(name) for name in names):
            raise UserError(self.env._("Use the buttons to run and close an audit."))
        if any(audit.state == "run" for audit in self) and names - {"summary"}:
            raise UserError(
                self.env._("The audit has been run with these rules. Create a new audit to use other rules.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(audit.state != "draft" for audit in self):
            raise UserError(self.env._("An audit that has been run cannot be deleted. Only drafts can be deleted."))

    def _is_fixed(self, name):
        field = self._fields[name]
        return field.readonly and not field.compute

    @api.model
    def _month_before(self):
        """Return the first and the last day of the month before this one."""
        first = fields.Date.start_of(self.env.company._collection_today(), "month")
        return fields.Date.subtract(first, months=1), fields.Date.subtract(first, days=1)

    # -- actions -----------------------------------------------------------------------------------

    def action_run(self):
        """Ask all checks, keep what they find, and ask whoever has to explain it.

        :raise AccessError: for anybody but finance and managers.
        :raise UserError: if it has been run already, or somebody runs it at this moment.
        """
        self._check_auditor()
        for audit in self:
            audit._lock_for_state("run")
            audit._set_state(
                "run",
                seed=secrets.randbelow(10**9) if audit.sample == "random" else 0,
                run_by_id=self.env.uid,
                run_date=fields.Datetime.now(),
            )

    def action_close(self):
        """Close and seal the audit; what is not decided stays open and is found again by the next one.

        :raise AccessError: for anybody but finance and managers, and for whoever it has findings about.
        """
        self._check_auditor()
        for audit in self:
            audit._lock_for_state("closed")
            if self.env.user in audit.line_ids.finding_id._concerned():
                raise AccessError(self.env._("Some findings concern you. Another user must close this audit."))
            audit._seal_lines()
            audit._set_state("closed", closed_by_id=self.env.uid, closed_date=fields.Datetime.now())

    def _busy_text(self):
        return self.env._("Another user is working on this audit. Try again in a moment.")

    def _transition_text(self, state):
        if state == "run":
            return self.env._("%(audit)s has already been run. Create a new audit.", audit=self.name)
        return self.env._("%(audit)s has not been run or is already closed.", audit=self.name)

    def action_open_undecided(self):
        """Open the findings of the audit that nobody has decided on."""
        action = self.action_open_findings()
        return {**action, "domain": [*action["domain"], ("state", "!=", "decided")]}

    def action_open_findings(self):
        """Open the findings of the audit as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_finding_action")
        return {**action, "domain": [("line_ids.audit_id", "in", self.ids)], "context": {}}

    def action_xlsx(self):
        """Download the report as a spreadsheet."""
        self.ensure_one()
        self._check_auditor()
        return {"type": "ir.actions.act_url", "url": f"/sales_collection/audit/{self.id}/xlsx", "target": "download"}

    def _check_auditor(self):
        """Raise AccessError for anybody but finance and managers."""
        self.check_access("read")
        check_role(self, "finance", self.env._("Only finance and managers can run audits."))
