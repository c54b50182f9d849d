from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_audit_check import SEVERITIES

STATES = [("open", "To Explain"), ("explained", "To Decide"), ("decided", "Decided")]
DECISIONS = [
    ("accepted", "Explained, No Issue"),
    ("corrected", "Error, Corrected"),
    ("upheld", "Violation"),
]
#: the fields that link what proves a finding
EVIDENCE = ("receipt_ids", "entry_ids", "payment_ids")


class CollectionFinding(models.Model):
    """Something that does not agree, found by a check: who explains it by when, and what was decided.

    Made by audits only. Whoever it is about explains it, finance or a manager decides; see
    collection_finding_answer.py. Found again by a later audit it is the same finding.
    """

    _name = "collection.finding"
    _description = "Audit Finding"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _reason_method = "_explain"
    _transitions = {"open": {"explained", "decided"}, "explained": {"explained", "decided"}}
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    check_id = fields.Many2one(
        "collection.audit.check", string="Audit Check", required=True, readonly=True, ondelete="restrict", index=True
    )
    key = fields.Char(required=True, readonly=True, help="Repeated findings have the same key.")
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, index=True, help="User concerned by the finding."
    )
    actor_id = fields.Many2one(
        "res.users", string="Acting User", readonly=True, help="Acting user, if different from the salesperson."
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    date = fields.Date(readonly=True, help="Date of the event.")
    amount = fields.Monetary(string="Amount Involved", readonly=True)
    values = fields.Json(string="Finding Values", readonly=True)
    text = fields.Text(string="Finding Text", compute="_compute_text", compute_sudo=True)

    # -- evidence
    receipt_ids = fields.Many2many("collection.receipt", string="Receipts", readonly=True)
    entry_ids = fields.Many2many("collection.entry", string="Collections", readonly=True)
    payment_ids = fields.Many2many(
        "account.payment",
        string="Payments",
        readonly=True,
        groups="sales_collection.group_collection_finance",
    )
    line_ids = fields.One2many(
        "collection.audit.line",
        "finding_id",
        string="Audits",
        readonly=True,
        groups="sales_collection.group_collection_finance",
    )
    times_found = fields.Integer(compute="_compute_times_found", compute_sudo=True)

    # -- explanation and decision
    state = fields.Selection(
        STATES, string="Status", default="open", required=True, readonly=True, index=True, tracking=True
    )
    explainer_id = fields.Many2one(
        "res.users", string="Explanation Required From", readonly=True, index=True, tracking=True
    )
    explain_until = fields.Date(string="Explanation Deadline", readonly=True)
    explanation = fields.Text(readonly=True)
    explained_by_id = fields.Many2one("res.users", readonly=True)
    explained_date = fields.Datetime(string="Explained On", readonly=True)
    decide_until = fields.Date(
        string="Decision Deadline", readonly=True, help="Date by which finance must decide, set on escalation."
    )
    decision = fields.Selection(DECISIONS, readonly=True, tracking=True)
    decision_reason = fields.Text(string="Reason", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_date = fields.Datetime(string="Decided On", readonly=True)
    escalation = fields.Selection(
        [("leader", "Escalated to Team Leader"), ("finance", "Escalated to Finance")], readonly=True, copy=False
    )
    escalated_to_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="Manager informed of the overdue decision.",
    )
    can_explain = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")

    _found_once = models.UniqueIndex("(company_id, check_id, key)", "This finding already exists.")

    @api.depends("values", "check_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for finding in self:
            finding.text = finding.check_id._finding_text(finding.values, finding.company_id.currency_id)

    @api.depends("line_ids")
    def _compute_times_found(self):
        for finding in self:
            finding.times_found = len(finding.line_ids)

    @api.depends("state", "explainer_id")
    @api.depends_context("uid")
    def _compute_can(self):
        is_finance = self.env.user.has_group("sales_collection.group_collection_finance")
        for finding in self:
            finding.can_explain = finding.state != "decided" and finding._is_explainer()
            finding.can_decide = is_finance and finding.state != "decided" and self.env.user not in finding._concerned()

    @api.depends("name", "check_id")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = f"{finding.name}: {finding.check_id.name}"

    def _is_explainer(self):
        return self.env.user in (self.explainer_id, self.user_id, self.actor_id)

    def _concerned(self):
        """Return everybody whom these findings are about: none of them decides on them."""
        # sudo: who had a hand in a claim counts, whoever asks
        findings = self.sudo()
        users = findings.user_id | findings.actor_id | findings.explained_by_id
        return users | findings.receipt_ids._claimants()

    def _evidence_text(self):
        """Return the numbers of the documents that prove the finding, for the report."""
        self.ensure_one()
        finding = self.sudo()  # sudo: the report names documents, whoever may open them
        names = [*finding.receipt_ids.mapped("name"), *finding.entry_ids.mapped("document")]
        names += finding.payment_ids.mapped("name")
        return ", ".join(dict.fromkeys(filter(None, names)))

    # -- made by audits ----------------------------------------------------------------------------

    @api.model
    def _record(self, audit, check, rows):
        """Keep what a check has found: new findings, and those that are known already, as lines of the audit.

        What is known and not decided gets the figures of today.

        :param list rows: what the statement of the check yielded, as dicts
        """
        rows = sorted(rows, key=lambda row: (row["date"], str(row["key"])))
        found = {str(row["key"]): check._split_row(row) for row in rows}
        known = {
            finding.key: finding
            for finding in self.search(
                [("company_id", "=", audit.company_id.id), ("check_id", "=", check.id), ("key", "in", list(found))]
            )
        }
        for key, finding in known.items():
            finding._bring_up_to_date(*found[key])
        fresh = [key for key in found if key not in known]
        made = self._make(audit, check, {key: found[key] for key in fresh})
        again = self.browse(finding.id for finding in known.values())
        self._link(audit, made, again)

    def _bring_up_to_date(self, fields_of_row, values):
        """Write what has changed since it was found last, unless it is decided."""
        figures = self._figures(fields_of_row, values)
        evidence = {name: set(fields_of_row[name] or []) for name in EVIDENCE}
        same = (
            (self.date, self.values) == (figures["date"], values)
            and self.currency_id.compare_amounts(self.amount, figures["amount"]) == 0
            and all(set(self[name].ids) == ids for name, ids in evidence.items())
        )
        if self.state != "decided" and not same:
            self._write_lifecycle(figures)

    @api.model
    def _figures(self, fields_of_row, values):
        return {
            "date": fields_of_row["date"],
            "amount": float(fields_of_row["amount"] or 0),
            "values": values,
            **{name: [fields.Command.set(fields_of_row[name] or [])] for name in EVIDENCE},
        }

    @api.model
    def _make(self, audit, check, found):
        company = audit.company_id
        until = company._collection_today() + timedelta(days=audit.explain_days)
        numbers = self.env["ir.sequence"].search([("code", "=", "collection.finding")], limit=1)
        people = self._people(company, {(row["user_id"], row["actor_id"]) for row, _values in found.values()})
        made = []
        for key, (row, values) in found.items():
            team, explainer = people[row["user_id"], row["actor_id"]]
            made.append(
                {
                    **self._figures(row, values),
                    "name": numbers.next_by_id(),
                    "company_id": company.id,
                    "check_id": check.id,
                    "key": key,
                    "severity": check.severity,
                    "user_id": row["user_id"],
                    "actor_id": row["actor_id"],
                    "team_id": team.id,
                    "partner_id": row["partner_id"],
                    "explainer_id": explainer.id,
                    "explain_until": until,
                }
            )
        return self.with_context(tracking_disable=True, mail_create_nosubscribe=True).create(made)

    @api.model
    def _people(self, company, pairs):
        """Return {(salesperson, who did it): (team, who explains)}: somebody who still works there."""
        users = self.env["res.users"]
        answer = {}
        for user_id, actor_id in pairs:
            user, actor = users.browse(user_id or ()), users.browse(actor_id or ())
            team = user._collection_team(company)
            answer[user_id, actor_id] = (team, company._collection_colleague(*(actor or user), *team.user_id))
        return answer

    @api.model
    def _link(self, audit, made, again):
        """Add the findings to the audit, the new ones first."""
        lines = self.env["collection.audit.line"]
        number = max(audit.line_ids.mapped("number"), default=0)
        lines.create(
            [
                {
                    "audit_id": audit.id,
                    "finding_id": finding.id,
                    "number": number + position,
                    "again": finding in again,
                    **lines._values_of(finding),
                }
                for position, finding in enumerate(made + again, start=1)
            ]
        )

    def _check_by_hand(self, names):
        raise UserError(self.env._("A finding can only be changed with its buttons. Explain it or decide on it."))

    def _write_lifecycle(self, vals):
        """Write these findings, and what the audits that are not closed say of them."""
        result = super()._write_lifecycle(vals)
        # sudo: nobody writes lines of audits by hand
        for line in self.sudo().line_ids.filtered(lambda line: line.audit_id.state != "closed"):
            line.write(line._values_of(line.finding_id))
        return result

    @api.model
    def _action_of(self, domain):
        """Return the action that lists the findings of the domain."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_finding_action")
        return {**action, "domain": domain, "context": {"search_default_not_decided": 1}}
