from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestFinding(AuditCommon):
    """A finding is explained by whom it concerns and decided on by somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_finance_id = cls.fay
        cls._claim(100, "2026-01-05", submitted=4, banked=4)
        cls._claim(200, "2026-01-05", submitted=4, banked=4, user=cls.zoe, partner=cls.other)
        cls.audit = cls._audit()
        findings = cls.audit.line_ids.finding_id.with_env(cls.env)
        cls.finding = findings.filtered(lambda finding: finding.user_id == cls.amy)
        cls.other_finding = findings - cls.finding

    # -- asking ------------------------------------------------------------------------------------

    def test_the_salesperson_is_asked_until_a_day(self):
        self.assertRecordValues(
            self.finding,
            [{"state": "open", "explainer_id": self.amy.id, "explain_until": date(2026, 2, 15), "amount": 100}],
        )
        activity = self.finding.sudo().activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.amy, date(2026, 2, 15)))

    def test_one_is_asked_about_one_finding_at_a_time(self):
        self._claim(300, "2026-01-05", submitted=4, banked=4)
        second = self._audit().line_ids.finding_id.filtered(lambda finding: finding.amount == 300)
        self.assertFalse(second.sudo().activity_ids)
        self.finding.with_user(self.amy)._explain("It was a holiday")
        self.assertEqual(second.sudo().activity_ids.user_id, self.amy)

    def test_what_is_found_again_gets_the_figures_of_today_until_it_is_decided(self):
        receipt = self._claim(700, "2026-01-20", banked=None)
        late = self._audit(today="2026-01-28").line_ids.finding_id.filtered(lambda finding: finding.amount == 700)
        self.assertIn("8 days", late.text)
        self._confirm(receipt, "2026-01-30")
        self._to_bank(receipt, "2026-01-30")
        self._audit()
        self.assertIn("10 days", late.text)
        late.with_user(self.fay)._decide("accepted", "Fine")
        self.assertIn("10 days", late.line_ids[0].text)

    def test_of_one_who_has_left_the_leader_is_asked(self):
        self._claim(300, "2026-01-05", submitted=4, banked=4, user=self.ben)
        self.ben.sudo().active = False
        finding = self._audit().line_ids.finding_id.filtered(lambda finding: finding.amount == 300)
        self.assertEqual((finding.user_id, finding.explainer_id), (self.ben, self.lea))

    # -- explaining --------------------------------------------------------------------------------

    def test_a_salesperson_explains_his_own_and_finance_is_asked_to_decide(self):
        wizard = self.env["collection.reason"].with_user(self.amy)
        wizard = wizard.with_context(active_model=self.finding._name, active_ids=self.finding.ids)
        wizard.create({"reason": " It was a holiday "}).action_apply()
        self.assertRecordValues(
            self.finding, [{"state": "explained", "explanation": "It was a holiday", "explained_by_id": self.amy.id}]
        )
        self.assertEqual(self.finding.sudo().activity_ids.user_id, self.fay)

    def test_nobody_explains_another_s_finding(self):
        for user in (self.ben, self.lea, self.fay, self.max):
            with self.assertRaises(AccessError):
                self.finding.with_user(user)._explain("It was not me")
        self.assertEqual(self.finding.state, "open")

    def test_an_explanation_says_something(self):
        with self.assertRaisesRegex(UserError, "Enter the explanation"):
            self.finding.with_user(self.amy)._explain("  ")

    # -- deciding ----------------------------------------------------------------------------------

    def test_finance_decides_with_a_reason_and_the_salesperson_reads_it(self):
        self.finding.with_user(self.amy)._explain("It was a holiday")
        wizard = self.env["collection.finding.decide"].with_user(self.fay)
        wizard.create(
            {"finding_ids": [Command.set(self.finding.ids)], "decision": "accepted", "reason": "It was"}
        ).action_apply()
        self.assertRecordValues(
            self.finding, [{"state": "decided", "decision": "accepted", "decided_by_id": self.fay.id}]
        )
        self.assertFalse(self.finding.sudo().activity_ids)
        self.assertIn("It was", self.finding.with_user(self.amy).message_ids[0].body)
        self.assertEqual(self.audit.line_ids.filtered("decision").explanation, "It was a holiday")

    def test_salespeople_and_leaders_decide_on_nothing(self):
        for user in (self.amy, self.lea):
            with self.assertRaises(AccessError):
                self.finding.with_user(user)._decide("accepted", "Fine")

    def test_nobody_decides_on_his_own(self):
        self.amy.sudo().group_ids |= self.env.ref("sales_collection.group_collection_manager")
        with self.assertRaisesRegex(AccessError, "concern(s)? you"):
            self.finding.with_user(self.amy)._decide("accepted", "Fine")
        self.other_finding.with_user(self.amy)._decide("accepted", "Fine")
        self.assertEqual(self.other_finding.decided_by_id, self.amy)

    def test_who_explained_in_another_s_place_does_not_decide(self):
        self.finding._write_lifecycle({"explainer_id": self.fay.id})
        self.finding.with_user(self.fay)._explain("I asked her")
        with self.assertRaisesRegex(AccessError, "concern(s)? you"):
            self.finding.with_user(self.fay)._decide("accepted", "Fine")

    def test_a_decision_is_made_once_and_says_why(self):
        with self.assertRaisesRegex(UserError, "enter the reason"):
            self.finding.with_user(self.fay)._decide("accepted", "")
        self.finding.with_user(self.fay)._decide("corrected", "Booked anew")
        for answer in (
            lambda: self.finding.with_user(self.max)._decide("accepted", "Fine"),
            lambda: self.finding.with_user(self.amy)._explain("Late"),
        ):
            with self.assertRaisesRegex(UserError, "Fay has already decided"):
                answer()

    def test_nobody_writes_makes_or_deletes_findings(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            finding = self.finding.with_user(user)
            for act in (
                lambda finding=finding: finding.write({"state": "decided"}),
                lambda finding=finding: finding.copy(),
                lambda finding=finding: finding.unlink(),
            ):
                with self.assertRaises(AccessError):
                    act()

    # -- who sees what -----------------------------------------------------------------------------

    def _seen(self, user, model="collection.finding"):
        rows = self.env[model].with_user(user).search([("company_id", "=", self.company.id)])
        return sorted(rows.mapped("amount"))

    def test_a_salesperson_sees_his_findings_a_leader_the_team_s_finance_all(self):
        self.assertEqual(self._seen(self.amy), [100])
        self.assertEqual(self._seen(self.ben), [])
        self.assertEqual(self._seen(self.lea), [100])
        for user in (self.fay, self.max):
            self.assertEqual(self._seen(user), [100, 200])
        self.assertIn("4 days", self.finding.with_user(self.amy).read(["text", "receipt_ids"])[0]["text"])

    def test_salespeople_and_leaders_see_no_audit_and_make_none(self):
        for user in (self.amy, self.lea):
            for model in ("collection.audit", "collection.audit.line"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["collection.audit"].with_user(user).create({})
            with self.assertRaises(AccessError):
                self.audit.with_user(user).action_xlsx()

    def test_another_company_s_finance_sees_nothing_of_it(self):
        company = self.env["res.company"].sudo().create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="sales_collection.group_collection_finance",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for model in ("collection.finding", "collection.audit", "collection.audit.line", "collection.cash.hand"):
            self.assertFalse(self.env[model].with_user(stranger).search([("company_id", "=", self.company.id)]))
        for record in (self.audit, self.finding):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.audit.with_user(stranger).action_close()

    def test_checks_are_changed_by_managers_only(self):
        check = self.env.ref("sales_collection.collection_audit_check_late_claim")
        for user in (self.amy, self.lea, self.fay):
            with self.assertRaises(AccessError):
                check.with_user(user).severity = "low"
        check.with_user(self.max).severity = "low"
        with self.assertRaises(AccessError):
            check.with_user(self.max).unlink()

    def test_findings_are_in_the_pictures_of_customer_and_salesperson(self):
        self.assertEqual(self.customer.with_user(self.fay).collection_finding_count, 1)
        self.assertEqual(self.other.with_user(self.amy).collection_finding_count, 0)
        amy = self.amy.with_user(self.fay).with_company(self.company)
        self.assertEqual(amy.collection_own_finding_count, 1)
        row = self.env["collection.cash.hand"].with_user(self.lea).search([("user_id", "=", self.amy.id)])
        self.assertEqual((row.finding_count, row.finding_amount, row.amount), (1, 100, 0))
        self.finding.with_user(self.max)._decide("upheld", "Too late")
        self.env.invalidate_all()
        self.assertEqual(self.customer.with_user(self.fay).collection_finding_count, 0)
