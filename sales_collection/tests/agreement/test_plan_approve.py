from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanApprove(PlanCommon):
    """A plan in force: approved within limits, kept by paying, broken by a missed instalment."""

    # -- who approves

    def test_lea_approves_what_amy_proposed(self):
        plan = self._approved(self._open(100))
        self.assertRecordValues(plan, [{"state": "approved", "approved_by_id": self.lea.id, "amount_paid": 0}])

    def test_a_salesperson_and_finance_approve_nothing(self):
        plan = self._proposed(self._open(100))
        for user in (self.amy, self.ben, self.fay):
            with self.assertRaises(AccessError):
                plan.with_user(user).action_approve()

    def test_nobody_approves_his_own_proposal(self):
        for user in (self.lea, self.max):
            plan = self._proposed(self._open(100), user=user)
            with self.assertRaisesRegex(AccessError, "You submitted this plan"):
                plan.with_user(user).action_approve()

    def test_beyond_a_limit_of_the_policy_a_manager_approves(self):
        for amount, instalments, why in (
            (100, (("2026-03-10", 40), ("2026-06-01", 60)), "more than 90 days"),
            (1000.01, (("2026-03-10", 1000.01),), "exceeds .*1,000"),
            (100, tuple((f"2026-03-{day}", 20) for day in range(10, 15)), "more than 4 instalments"),
            (100, (("2026-03-10", 19.99), ("2026-04-10", 80.01)), "less than 20"),
        ):
            plan = self._proposed(self._open(amount), instalments)
            with self.assertRaisesRegex(AccessError, why):
                plan.with_user(self.lea).action_approve()
            plan.with_user(self.max).action_approve()
            self.assertEqual(plan.state, "approved")

    def test_at_the_limits_a_leader_approves(self):
        end = str(self._date("2026-03-02") + timedelta(days=90))
        plan = self._proposed(
            self._open(1000), (("2026-03-10", 200), ("2026-03-20", 300), ("2026-04-10", 300), (end, 200))
        )
        plan.with_user(self.lea).action_approve()
        self.assertEqual(plan.state, "approved")

    def test_the_limit_is_in_company_currency(self):
        foreign = self.setup_other_currency("EUR", rates=[("2026-01-01", 2)])
        self.policy.plan_amount = 50
        plan = self._proposed(self._open(100, currency_id=foreign.id))
        plan.with_user(self.lea).action_approve()
        self.policy.plan_amount = 49.99
        plan = self._proposed(self._open(100, currency_id=foreign.id))
        with self.assertRaisesRegex(AccessError, "49.99"):
            plan.with_user(self.lea).action_approve()

    def test_without_any_policy_there_are_no_limits_so_a_manager_approves(self):
        self.company.collection_policy_id = False
        plan = self._proposed(self._open(100))
        with self.assertRaisesRegex(AccessError, "no policy"):
            plan.with_user(self.lea).action_approve()
        plan.with_user(self.max).action_approve()
        self.assertEqual(plan.state, "approved")

    def test_what_was_paid_since_the_proposal_is_planned_anew(self):
        invoice = self._open(100)
        plan = self._proposed(invoice)
        self._pay(invoice, 10)
        with self.assertRaisesRegex(UserError, r"but .*90\.00 are open"):
            plan.with_user(self.lea).action_approve()

    def test_what_was_reset_to_draft_since_the_proposal_is_not_approved(self):
        invoice = self._open(100)
        plan = self._proposed(invoice)
        invoice.button_draft()
        with self.assertRaisesRegex(UserError, "unposted invoices"):
            plan.with_user(self.lea).action_approve()

    def test_refused_with_a_reason_that_the_salesperson_reads(self):
        plan = self._proposed(self._open(100))
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            plan.with_user(self.lea).action_refuse("  ")
        plan.with_user(self.lea).action_refuse("Too long.")
        self.assertRecordValues(plan, [{"state": "refused", "refuse_reason": "Too long."}])
        with self.assertRaisesRegex(UserError, "has changed"):
            plan.with_user(self.lea).action_approve()

    @mute_logger("odoo.sql_db")
    def test_a_second_plan_for_the_same_invoice_is_not_approved(self):
        invoice = self._open(100)
        second = self._proposed(invoice)
        self._approved(invoice)
        with self.assertRaises(UniqueViolation) as caught, self.env.cr.savepoint():
            second.with_user(self.lea).action_approve()
        message = self.env["collection.hold"]._sql_error_to_message(caught.exception)
        self.assertRegex(message, "already belongs to a payment plan")

    # -- in force

    def test_each_item_falls_due_with_its_instalment_and_accounting_keeps_its_date(self):
        first, second = self._open(40), self._open(60, due="2026-02-15")
        self._approved(first + second)
        for invoice, due, booked in ((first, "2026-03-10", "2026-01-31"), (second, "2026-04-10", "2026-02-15")):
            self.assertRecordValues(
                self._receivable(invoice),
                [{"collection_date_due": self._date(due), "date_maturity": self._date(booked)}],
            )

    def test_nobody_is_dunned_while_the_plan_is_kept(self):
        invoice = self._open(100)
        self._approved(invoice)
        self.assertEqual(self._on_hold(invoice)[0], "plan")
        self.assertFalse(self._dunned())

    def test_money_pays_the_first_instalment_first(self):
        invoice = self._open(100)
        plan = self._approved(invoice)
        self._pay(invoice, 50, date="2026-03-02")
        plan.invalidate_recordset()
        self.assertEqual(plan.amount_paid, 50)
        self.assertEqual(
            plan.line_ids.sorted("date").mapped(lambda line: (line.amount_paid, line.state)),
            [(40, "paid"), (10, "open")],
        )

    def test_the_plan_is_done_when_everything_is_paid(self):
        invoice = self._open(100)
        plan = self._approved(invoice)
        self._pay(invoice, date="2026-03-02")
        self._judge_plans("2026-03-03")
        self.assertEqual((plan.state, plan.amount_paid), ("done", 100))
        self.assertEqual(self._on_hold(invoice), (False, False))

    def test_an_instalment_paid_within_the_tolerance_keeps_the_plan(self):
        invoice = self._open(100)
        plan = self._approved(invoice)
        self._judge_plans("2026-03-13")
        self.assertEqual(plan.state, "approved")
        self._pay(invoice, 40, date="2026-03-13")
        self._judge_plans("2026-03-20")
        self.assertEqual(plan.state, "approved")

    def test_a_missed_instalment_breaks_the_plan_and_all_that_is_left_is_due(self):
        invoice = self._open(100)
        plan = self._approved(invoice)
        self._pay(invoice, 39.99, date="2026-03-10")
        self._judge_plans("2026-03-14")
        self.assertEqual(plan.state, "broken")
        self.assertEqual(self._receivable(invoice).collection_date_due, self._date("2026-01-31"))
        self.assertEqual(self._dunned("2026-03-16").line_ids.mapped("residual_currency"), [60.01])
        self.assertIn(("Payment plan broken: Bluebell Ltd", self.amy), self._todos(plan))

    def test_a_broken_plan_is_told_once(self):
        plan = self._approved(self._open(100))
        self._judge_plans("2026-03-14")
        self._judge_plans("2026-03-15")
        self.assertEqual(len(self._todos(plan)), 1)

    def test_the_tolerance_is_that_of_the_policy(self):
        self.policy.plan_tolerance = 0
        plan = self._approved(self._open(100))
        self._judge_plans("2026-03-10")
        self.assertEqual(plan.state, "approved")
        self._judge_plans("2026-03-11")
        self.assertEqual(plan.state, "broken")

    def test_a_leader_ends_a_plan_in_force_a_salesperson_does_not(self):
        invoice = self._open(100)
        plan = self._approved(invoice)
        with self.assertRaisesRegex(AccessError, "leader or finance"):
            plan.action_cancel()
        plan.with_user(self.lea).action_cancel()
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self._dunned().line_ids.mapped("residual_currency"), [100])

    def test_one_bad_plan_stops_no_other(self):
        bad, good = self._approved(self._open(100)), self._approved(self._open(100))
        judge = self.registry["collection.plan"]._judge

        def broken(plan):
            if plan == bad:
                raise ValueError("bad")
            judge(plan)

        self.patch(self.registry["collection.plan"], "_judge", broken)
        with self.assertLogs("odoo.addons.sales_collection.models.agreement.collection_plan_approve", "ERROR"):
            self._judge_plans("2026-03-14")
        self.assertEqual((bad.state, good.state), ("approved", "broken"))

    # -- on paper

    def test_the_customer_signs_a_plan_in_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        plan = self._approved(self._open(100))
        report = self.env["ir.actions.report"].sudo()
        for lang, dates in (("en_US", ("03/10/2026", "04/10/2026")), ("zh_CN", ("2026/03/10", "2026/04/10"))):
            self.customer.lang = lang
            html = report._render_qweb_html("sales_collection.action_report_collection_plan", plan.ids)[0].decode()
            for text in (plan.name, "40.00", "60.00", "100.00", *dates):
                self.assertIn(text, html)

    def test_the_e_mail_carries_the_plan_to_the_customer(self):
        plan = self._approved(self._open(100))
        context = plan.action_send_to_customer()["context"]
        composer = self.env["mail.compose.message"].with_user(self.amy).with_context(**context).create({})
        self.assertIn(self.customer, composer.partner_ids)
        self.assertTrue(composer.attachment_ids)
