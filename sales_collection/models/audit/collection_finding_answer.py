import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..base.collection_apart import each_apart
from .collection_finding import DECISIONS

_logger = logging.getLogger(__name__)

BATCH = 50
#: so many days after the deadline finance is asked, after the team leader
PATIENCE = timedelta(days=3)


class CollectionFinding(models.Model):
    """The answers to a finding: the explanation, the decision, and what happens when they are late."""

    _inherit = "collection.finding"

    # -- actions -----------------------------------------------------------------------------------

    def action_explain(self):
        """Open the question for the explanation."""
        self._check_may_explain()
        return self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_finding_explain_action")

    def action_decide(self):
        """Open the question for the decision."""
        self._check_may_decide()
        return self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_finding_decide_action")

    # -- explaining --------------------------------------------------------------------------------

    def _check_may_explain(self):
        """Raise AccessError for anybody but whom the findings concern or who was asked about them."""
        self.check_access("read")
        if any(not finding._is_explainer() for finding in self):
            raise AccessError(self.env._("Only the user asked for the explanation can explain this finding."))

    def _explain(self, text):
        """Keep the explanation and ask finance to decide.

        :param str text: must not be empty
        :raise AccessError: for anybody but whoever is asked.
        """
        if not (text or "").strip():
            raise UserError(self.env._("Enter the explanation."))
        self._check_may_explain()
        for finding in self:
            finding._lock_for_state("explained")
            # whoever says it anew in other words gains no time
            due = finding._decision_due() if finding.state == "open" else {}
            finding._set_state(
                "explained",
                explanation=text.strip(),
                explained_by_id=self.env.uid,
                explained_date=fields.Datetime.now(),
                **due,
            )
            finding._done_asking()
            finding._ask_decision(self.env._("Decide on finding %s", finding.name))
        self._ask_next()

    def _decision_due(self):
        """Return the values by which the time to decide begins today."""
        company = self.company_id
        days = timedelta(days=company.collection_audit_decide_days)
        return {"decide_until": company._collection_today() + days, "escalated_to_id": False}

    def _ask_decision(self, summary):
        """Ask the manager who was told that the decision is late, else whoever decides."""
        user = self.company_id._collection_colleague(*self.escalated_to_id, *self._decider())
        self._ask(user, summary, self.decide_until)

    def _decider(self):
        """Return who of finance decides: nobody whom the finding concerns, if there is anybody else."""
        company = self.sudo().company_id  # sudo: who does finance is looked up, whoever asks
        others = (company.collection_finance_id | company._collection_people("finance")) - self._concerned()
        return self.company_id._collection_colleague(*others)

    # -- deciding ----------------------------------------------------------------------------------

    def _check_may_decide(self):
        """Four eyes: raise AccessError for anybody but finance and managers, and for whom a finding concerns."""
        self.check_access("read")
        if not self.env.user.has_group("sales_collection.group_collection_finance"):
            raise AccessError(self.env._("Only finance and managers can decide on findings."))
        for finding in self:
            if self.env.user in finding._concerned():
                raise AccessError(
                    self.env._("Finding %(number)s concerns you. Another user must decide on it.", number=finding.name)
                )

    def _decide(self, decision, reason):
        """Decide on findings and tell whoever was asked.

        :param str decision: one of ``DECISIONS``
        :param str reason: must not be empty
        :raise AccessError: for anybody but finance and managers, and for whom a finding concerns.
        """
        if decision not in dict(DECISIONS) or not (reason or "").strip():
            raise UserError(self.env._("Select a decision and enter the reason."))
        self._check_may_decide()
        for finding in self:
            finding._lock_for_state("decided")
            finding._set_state(
                "decided",
                decision=decision,
                decision_reason=reason.strip(),
                decided_by_id=self.env.uid,
                decided_date=fields.Datetime.now(),
            )
            finding._done_asking()
            finding.sudo().message_post(  # sudo: whoever is asked reads it, also without a right on the audit
                body=reason.strip(), partner_ids=finding.explainer_id.partner_id.ids
            )
        self._ask_next()

    def _reason_text(self):
        return self.env._("Describe what happened and why. The explanation is visible to the user who decides.")

    def _busy_text(self):
        return self.env._("Another user is answering this finding. Try again in a moment.")

    def _transition_text(self, state):
        return self.env._(
            "%(user)s has already decided on finding %(number)s.", user=self.decided_by_id.name, number=self.name
        )

    # -- asking ------------------------------------------------------------------------------------

    def _ask_explanation(self):
        """Give everybody who is to explain some of these findings a to-do: one at a time, the most urgent first."""
        waiting = self.filtered(lambda finding: finding.state == "open")
        # sudo: whether somebody has a to-do counts, whoever asks
        asked = self.sudo().search(
            [
                ("explainer_id", "in", waiting.explainer_id.ids),
                ("state", "=", "open"),
                ("activity_ids", "!=", False),
            ]
        )
        busy = {finding.explainer_id for finding in asked if finding.explainer_id in finding.activity_ids.user_id}
        for explainer, findings in waiting.grouped("explainer_id").items():
            if explainer in busy:
                continue
            first = findings.sorted(lambda finding: (finding.explain_until, -finding.amount))[0]
            summary = self.env._("Explain audit finding %s and other findings in your list", first.name)
            first._ask(explainer, summary, first.explain_until)

    def _ask_next(self):
        """Ask whoever has answered these findings about the next one."""
        # sudo: the next one counts, whoever answered
        self.sudo().search(
            [
                ("explainer_id", "in", self.explainer_id.ids),
                ("state", "=", "open"),
                ("company_id", "in", self.company_id.ids),
            ]
        )._ask_explanation()

    def _ask(self, user, summary, deadline=None):
        # sudo: the to-do is there whoever or whatever caused it; no e-mail for each of many
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=deadline or self.company_id._collection_today(),
            summary=summary,
            user_id=user.id,
        )

    def _done_asking(self):
        # sudo: the to-do is done, whoever answered
        self.sudo().activity_ids.action_done()

    @api.model
    def _cron_follow_up(self):
        """Ask the next in charge about what is not explained or decided in time. One that fails stops no other."""
        self.env["res.company"]._collection_each(self._follow_up, "Following up findings")

    @api.model
    def _follow_up(self, company):
        """Ask about what is late in a company."""
        late = self.search(self._late_domain(company))
        each_apart(late, lambda finding: finding._escalate(), BATCH, _logger, "Finding %s could not be followed up")

    @api.model
    def _late_domain(self, company):
        """Return the domain of what is late and was not escalated as far as it goes."""
        today = company._collection_today()
        explanation = (
            Domain("state", "=", "open") & Domain("explain_until", "<", today) & Domain("decide_until", "=", False)
        )
        decision = (
            Domain("state", "!=", "decided")
            & Domain("decide_until", "<", today)
            & Domain("escalated_to_id", "=", False)
        )
        return Domain("company_id", "=", company.id) & (explanation | decision)

    def _escalate(self):
        """Ask the next in charge, once each: about the explanation until finance is to decide, then about that."""
        self.ensure_one()
        if self.decide_until:
            self._escalate_decision()
        else:
            self._escalate_explanation()

    def _escalate_explanation(self):
        """Ask the leader, and after some days finance, which may decide without an explanation."""
        company, leader = self.company_id, self.team_id.user_id
        summary = self.env._("Explanation overdue: finding %s", self.name)
        if not self.escalation and leader and leader not in (self.explainer_id, self.user_id):
            self._write_lifecycle({"escalation": "leader"})
            self._ask(company._collection_colleague(leader), summary)
        elif company._collection_today() >= self.explain_until + PATIENCE:
            self._write_lifecycle({"escalation": "finance", **self._decision_due()})
            self._ask_decision(summary)

    def _escalate_decision(self):
        """Tell a manager whom the finding does not concern; one who was not asked to decide, if there is one."""
        managers = self.company_id._collection_people("manager") - self._concerned()
        asked = self.activity_ids.user_id
        manager = self.company_id._collection_colleague(*(managers - asked), *managers, *self._decider())
        self._write_lifecycle({"escalated_to_id": manager.id})
        self._ask(manager, self.env._("Decision overdue: finding %s", self.name))
