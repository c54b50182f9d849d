from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_audit_check import SEVERITIES
from .collection_audit_seal import fingerprint
from .collection_finding import DECISIONS, STATES

#: what a line says: shown in the report, the same in each of its forms, and sealed
CONTENT = (
    "number",
    "check_name",
    "severity",
    "user_name",
    "customer_name",
    "date",
    "amount",
    "text",
    "evidence",
    "again",
    "state",
    "explanation",
    "decision",
    "decision_reason",
    "decided_by",
)


class CollectionAuditLine(models.Model):
    """What an audit says about a finding: in its own words, so that a closed audit says the same for ever.

    Follows its finding until the audit is closed.
    """

    _name = "collection.audit.line"
    _description = "Audit Finding Line"
    _order = "audit_id, number"

    audit_id = fields.Many2one("collection.audit", required=True, readonly=True, ondelete="cascade", index=True)
    finding_id = fields.Many2one("collection.finding", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="audit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(readonly=True)
    again = fields.Boolean(
        string="Repeat Finding", readonly=True, help="An earlier audit has already reported this finding."
    )
    check_name = fields.Char(string="Audit Check", readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    user_name = fields.Char(string="Salesperson", readonly=True)
    customer_name = fields.Char(string="Customer", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(string="Amount Involved", readonly=True)
    text = fields.Text(string="Finding Text", readonly=True)
    evidence = fields.Text(readonly=True)
    state = fields.Selection(STATES, string="Status", readonly=True)
    explanation = fields.Text(readonly=True)
    decision = fields.Selection(DECISIONS, readonly=True)
    decision_reason = fields.Text(string="Reason", readonly=True)
    decided_by = fields.Char(readonly=True)
    seal = fields.Char(readonly=True)

    _once = models.UniqueIndex("(audit_id, finding_id)", "The audit already contains this finding.")

    # -- following the finding ---------------------------------------------------------------------

    def write(self, vals):
        if any(line.audit_id.state == "closed" for line in self):
            raise UserError(self.env._("A closed audit is sealed. Its findings cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Audit findings cannot be deleted."))

    def _fingerprint(self):
        """Return the hash over what the line says."""
        self.ensure_one()
        return fingerprint(self, {name: self[name] for name in CONTENT} | {"finding": self.finding_id.id})

    @api.model
    def _values_of(self, finding):
        """Return what a line says of its finding, in the language of whoever runs the audit."""
        return {
            "check_name": finding.check_id.name,
            "severity": finding.severity,
            "user_name": finding.user_id.name,
            "customer_name": finding.partner_id.display_name,
            "date": finding.date,
            "amount": finding.amount,
            "text": finding.text,
            "evidence": finding._evidence_text(),
            "state": finding.state,
            "explanation": finding.explanation,
            "decision": finding.decision,
            "decision_reason": finding.decision_reason,
            "decided_by": finding.decided_by_id.name,
        }

    def action_open_finding(self):
        """Open the finding itself, with its evidence and answers."""
        self.ensure_one()
        return self.finding_id._get_records_action()
