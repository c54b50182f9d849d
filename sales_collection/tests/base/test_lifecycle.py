from pathlib import Path

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..audit.audit_common import AuditCommon
from ..bank.match.match_common import MatchCommon
from ..bank.reconcile.reconcile_common import ReconcileCommon
from ..credit.test_credit_exposure import CreditCommon
from .client_input_common import ClientInputCommon

_SOURCES = Path(__file__).parents[2]


class LifecycleCommon(CreditCommon):
    """A rule of Odoo's automation on each model: it tags what comes to a state."""

    def _watch(self, model):
        """Have Odoo note each document of a model that comes to another state."""
        found = self.env["ir.model"]._get(model)
        # sudo: as an administrator makes automation rules
        self.env["base.automation"].sudo().create(
            {
                "name": "When its state changes",
                "model_id": found.id,
                "trigger": "on_write",
                "trigger_field_ids": [Command.set(found.field_id.filtered(lambda field: field.name == "state").ids)],
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "note it",
                            "model_id": found.id,
                            "state": "code",
                            "code": "env['res.partner.category'].sudo().create("
                            "{'name': '%s,%s,%s' % (record._name, record.id, record.state)})",
                        }
                    )
                ],
            }
        )

    def assertNoted(self, document, *states):
        for state in states:
            name = f"{document._name},{document.id},{state}"
            with self.subTest(name):
                # sudo: as it was noted
                self.assertTrue(self.env["res.partner.category"].sudo().search_count([("name", "=", name)]))


@tagged("post_install", "-at_install")
class TestLifecycle(ClientInputCommon, LifecycleCommon):
    """The state of a document has one door, which the rules of the administrator see and nobody else goes through."""

    def test_the_states_that_may_follow_are_states_of_the_document(self):
        for model in self._lifecycles():
            states = set(model._fields["state"].get_values(self.env))
            with self.subTest(model._name):
                self.assertTrue(model._transitions)
                self.assertFalse(model._transitions.keys() - states)
                self.assertFalse(set().union(*model._transitions.values()) - states)
                self.assertFalse(model._lifecycle_fields - model._fields.keys())

    def test_nobody_writes_a_state_not_even_the_superuser(self):
        for model in self._lifecycles():
            values = self.values.get(model._name)
            if values is None:
                continue
            document = model.with_user(self.fay if model._name != "collection.plan" else self.amy).create(values)
            for state in model._fields["state"].get_values(self.env):
                with self.subTest(model=model._name, state=state), self.assertRaises(UserError):
                    document.sudo().write({"state": state})

    def test_a_client_cannot_send_the_pass(self):
        promise = self.env["collection.promise"].with_user(self.amy).create(self.values["collection.promise"])
        for value in (True, 1, "object", ["object"], {"object": 1}):
            with self.subTest(value), self.assertRaises(UserError):
                promise.with_context(collection_by_lifecycle=value).write({"state": "kept"})

    def test_no_method_goes_past_the_others_of_its_model(self):
        sources = [path for path in _SOURCES.rglob("*.py") if path != Path(__file__)]
        past = [path.name for path in sources if "super-method-mismatch" in path.read_text()]
        self.assertFalse(past)

    def _lifecycles(self):
        mixin = type(self.env["collection.lifecycle.mixin"])
        models = [self.env[name] for name in sorted(self.env)]
        found = [model for model in models if isinstance(model, mixin) and not model._abstract]
        self.assertGreaterEqual(len(found), 13)
        return found

    # -- the administrator's rules

    def test_rules_see_receipts_and_agreements(self):
        for name in ("receipt", "promise", "plan", "dispute"):
            self._watch(f"collection.{name}")
        receipt = self._receipt(100, self._open(100), submit=True)
        receipt.with_user(self.fay).action_confirm()
        self.assertNoted(receipt, "submitted", "confirmed")
        promise = self.env["collection.promise"].with_user(self.amy).create(self.values["collection.promise"])
        promise.action_cancel()
        self.assertNoted(promise, "cancelled")
        plan = self.env["collection.plan"].with_user(self.amy).create(self.values["collection.plan"])
        plan.action_cancel()
        self.assertNoted(plan, "cancelled")
        dispute = self.env["collection.dispute"].with_user(self.amy).create(self.values["collection.dispute"])
        dispute.action_withdraw()
        self.assertNoted(dispute, "withdrawn")

    def test_rules_see_notices(self):
        self._watch("collection.notice")
        notice = self._dunned().filtered(lambda notice: notice.partner_id == self.customer)
        notice.with_user(self.fay).action_drop("He called")
        self.assertNoted(notice, "dropped")

    def test_rules_see_reviews_and_checks_of_credit(self):
        self._watch("collection.credit.review")
        self._watch("collection.credit.check")
        review = self.env["collection.credit.review"].with_user(self.fay).create({"partner_id": self.customer.id})
        review.action_cancel()
        self.assertNoted(review, "cancelled")
        self.company.collection_policy_id.credit_rule_limit = "block"
        self.customer.credit_limit = 10
        order = self._order(5000, confirm=False)
        check = self.env["collection.credit.check"].with_user(self.amy)._ask(order)
        check.with_user(self.max).action_approve()
        self.assertNoted(check, "approved")

    def test_rules_see_incentives(self):
        self._watch("collection.incentive")
        plan = self.env["collection.incentive.plan"].create(
            {
                "name": "Collect",
                "date_from": "2026-01-01",
                "member_ids": [Command.create({"user_id": self.amy.id})],
                "rule_ids": [Command.create({"name": "Rate", "kind": "rate", "percent": 1})],
            }
        )
        plan.with_user(self.max).action_activate()
        plan.with_user(self.max).action_compute()
        statement = self.env["collection.incentive"].search([("user_id", "=", self.amy.id)], order="date_from", limit=1)
        self.assertNoted(statement, "computed")
        statement.with_user(self.max).action_confirm()
        self.assertNoted(statement, "confirmed")


@tagged("post_install", "-at_install")
class TestLifecycleBank(ReconcileCommon, MatchCommon, AuditCommon, LifecycleCommon):
    """The rules of the administrator see what finance does at the bank and in an audit."""

    def test_rules_see_matches(self):
        self._watch("collection.match")
        self._money(100, self._invoice(100).name)
        match = self._propose()
        match.action_accept()
        match.action_undo()
        self.assertNoted(match, "accepted", "undone")

    def test_rules_see_reconciliations_and_questions(self):
        self._watch("collection.reconcile")
        self._watch("collection.unclaimed")
        line = self._bank_line(100, date="2026-02-05")
        question = self.env["collection.unclaimed"].with_user(self.fay)._ask(line, self.amy)
        question = question.with_user(self.amy)
        question.answer = "I do not know it"
        question.action_decline()
        self.assertNoted(question, "declined")
        self.reconcile.action_close()
        self.assertNoted(self.reconcile, "closed")

    def test_rules_see_audits_and_findings(self):
        self._watch("collection.audit")
        self._watch("collection.finding")
        self._claim(100, "2026-01-05", submitted=4, banked=4)
        audit = self._audit()
        finding = audit.line_ids.finding_id
        finding.with_user(self.amy)._explain("I was ill")
        finding.with_user(self.max)._decide("accepted", "So he was")
        audit.with_user(self.max).action_close()
        self.assertNoted(audit, "run", "closed")
        self.assertNoted(finding, "explained", "decided")
