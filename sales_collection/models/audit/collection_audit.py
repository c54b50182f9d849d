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
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    scheduled = fields.Boolean(readonly=True, copy=False, help="Made by itself for the month.")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._month_before()[0], help="The first day looked at."
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._month_before()[1], help="The last day looked at."
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Salespeople",
        domain="[('share', '=', False)]",
        help="Empty for all, unless teams are named.",
    )
    team_ids = fields.Many2many("crm.team", string="Sales Teams", check_company=True)

    # -- all or a sample
    sample = fields.Selection(
        [
            ("all", "All"),
            ("amount", "The Largest Amounts"),
            ("random", "A Random Sample"),
            ("threshold", "All above an Amount"),
        ],
        default="all",
        required=True,
        help="What is looked at: claims, and payments without a claim.",
    )
    sample_size = fields.Integer(default=50, help="So many claims and payments are looked at.")
    sample_amount = fields.Monetary(string="From Amount", help="In company currency.")
    seed = fields.Integer(
        readonly=True, copy=False, help="The random sample was drawn with this number; it draws the same one again."
    )
    population = fields.Integer(string="There Were", readonly=True, copy=False)
    population_amount = fields.Monetary(string="Amount There Was", readonly=True, copy=False)
    picked = fields.Integer(string="Looked At", readonly=True, copy=False)
    picked_amount = fields.Monetary(string="Amount Looked At", readonly=True, copy=False)

    # -- what counts, from the company's settings
    claim_days = fields.Integer(string="Claim within (Days)", compute="_compute_rules", store=True, readonly=False)
    cash_days = fields.Integer(string="Cash Kept up to (Days)", compute="_compute_rules", store=True, readonly=False)
    cash_amount = fields.Monetary(string="Cash Kept up to", compute="_compute_rules", store=True, readonly=False)
    round_amount = fields.Monetary(string="Round Sums from", compute="_compute_rules", store=True, readonly=False)
    round_days = fields.Integer(string="End of Month (Days)", compute="_compute_rules", store=True, readonly=False)
    write_off_amount = fields.Monetary(
        string="Write-offs Free up to", compute="_compute_rules", store=True, readonly=False
    )
    explain_days = fields.Integer(string="Days to Explain", compute="_compute_rules", store=True, readonly=False)

    # -- what was found
    line_ids = fields.One2many("collection.audit.line", "audit_id", string="Findings", readonly=True)
    finding_count = fields.Integer(
        string="Number of Findings", compute="_compute_counts", search=by_value("finding_count")
    )
    open_count = fields.Integer(string="Not Decided", compute="_compute_counts", search=by_value("open_count"))
    amount = fields.Monetary(string="At Stake", compute="_compute_counts", search=by_value("amount"))
    run_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    run_date = fields.Datetime(string="Run on", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False, help="Checks that could not be made.")
    summary = fields.Text(help="What the auditor wants to say; it is part of the report.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_date = fields.Datetime(string="Closed on", readonly=True, copy=False)
    seal = fields.Char(readonly=True, copy=False, help="Changes whenever anything in the closed audit is changed.")
    seal_problem = fields.Text(compute="_compute_seal_problem")

    _period_in_order = models.Constraint("CHECK (date_from <= date_to)", "An audit ends after it begins.")
    _sensible_rules = models.Constraint(
        """CHECK (claim_days >= 0 AND cash_days >= 0 AND cash_amount >= 0 AND round_amount >= 0
                  AND round_days BETWEEN 1 AND 31 AND write_off_amount >= 0 AND explain_days >= 0
                  AND sample_size >= 1 AND sample_amount >= 0)""",
        "Days and amounts of an audit are zero or more, the end of a month has 1 to 31 days, "
        "and a sample has one piece at least.",
    )
    _month_uniq = models.UniqueIndex(
        "(company_id, date_from) WHERE scheduled", "This month has been audited by itself already."
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
            raise UserError(self.env._("A closed audit is sealed and stays as it is. Make another one."))
        if any(self._is_fixed(name) for name in names):
            raise UserError(self.env._("Use the buttons to run and to close an audit."))
        if any(audit.state == "run" for audit in self) and names - {"summary"}:
            raise UserError(self.env._("The audit has been run with these rules. Make another one to use other rules."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(audit.state != "draft" for audit in self):
            raise UserError(self.env._("An audit that has been run is kept. Only drafts can be deleted."))

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
                raise AccessError(self.env._("Some findings are about you, so somebody else closes this audit."))
            audit._seal_lines()
            audit._set_state("closed", closed_by_id=self.env.uid, closed_date=fields.Datetime.now())

    def _busy_text(self):
        return self.env._("Somebody else works on this audit. Look at it again in a moment.")

    def _transition_text(self, state):
        if state == "run":
            return self.env._("%(audit)s has been run already. Make another one.", audit=self.name)
        return self.env._("%(audit)s has not been run or is closed already.", audit=self.name)

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
        check_role(self, "finance", self.env._("Only finance and managers audit."))
