from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestCollectionPlan(PlanCommon):
    """A salesperson proposes to pay in instalments; until it is approved nothing changes for the customer."""

    def test_amy_proposes_a_plan_for_her_invoices(self):
        plan = self._proposed(self._open(100))
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "proposed",
                    "amount_total": 100,
                    "amount_paid": 0,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.amy.id,
                    "team_id": self.team.id,
                    "proposed_by_id": self.amy.id,
                }
            ],
        )
        self.assertRegex(plan.name, r"^PLAN/2026/\d+$")

    def test_a_proposal_alone_stops_no_dunning_and_moves_no_due_date(self):
        invoice = self._open(100)
        self._proposed(invoice)
        self.assertEqual(self._dunned().line_ids.mapped("residual_currency"), [100])
        self.assertEqual(self._receivable(invoice).collection_date_due, self._date("2026-01-31"))

    def test_nobody_plans_for_a_colleagues_invoices(self):
        with self.assertRaises(AccessError):
            self._plan(self._open(100, user=self.zoe))

    def test_a_paid_invoice_needs_no_plan(self):
        invoice = self._open(100)
        self._pay(invoice)
        with self.assertRaisesRegex(UserError, "Paid or unposted"):
            self._plan(invoice)

    def test_a_plan_is_about_one_customer(self):
        invoices = self._open(60) + self._open(40, partner=self.larkspur)
        with self.assertRaisesRegex(UserError, "one customer"):
            self._plan(invoices)

    def test_equal_instalments_a_month_apart_the_last_takes_the_rest(self):
        plan = self._plan(self._open(100), instalments=(), instalment_count=3, date_first="2026-03-31", every="month")
        plan.action_split()
        self.assertEqual(
            [(str(line.date), line.amount) for line in plan.line_ids.sorted("date")],
            [("2026-03-31", 33.33), ("2026-04-30", 33.33), ("2026-05-31", 33.34)],
        )
        plan.action_propose()
        self.assertEqual(plan.state, "proposed")

    def test_a_cent_is_not_split_in_two(self):
        plan = self._plan(self._open(0.01), instalments=(), instalment_count=2, date_first="2026-03-31")
        with self.assertRaisesRegex(UserError, "Enter a lower number"):
            plan.action_split()

    def test_instalments_add_up_to_what_is_open(self):
        invoice = self._open(100)
        self._pay(invoice, 10)
        with self.assertRaisesRegex(UserError, r"add up to .*100\.00, but .*90\.00 are open"):
            self._proposed(invoice)

    def test_instalments_are_more_than_zero_and_not_in_the_past(self):
        for instalments, error in (
            ((), "Enter the dates and amounts"),
            ((("2026-03-10", 0), ("2026-04-10", 100)), "greater than zero"),
            ((("2026-03-10", -50), ("2026-04-10", 150)), "greater than zero"),
            ((("2026-03-01", 100),), "in the past"),
        ):
            with self.assertRaisesRegex(UserError, error):
                self._proposed(self._open(100), instalments)

    def test_the_policy_may_ask_why_there_is_a_plan(self):
        self.policy.plan_note_required = True
        with self.assertRaisesRegex(UserError, "why the customer"):
            self._proposed(self._open(100))
        self.assertTrue(self._proposed(self._open(100), note="He waits for money himself."))

    def test_what_was_proposed_stays_as_it_is(self):
        plan = self._proposed(self._open(100))
        line = plan.line_ids[0]
        for change in (
            lambda: line.write({"amount": 1}),
            line.unlink,
            lambda: line.create({"plan_id": plan.id, "date": "2026-03-20", "amount": 5}),
            lambda: plan.write({"line_ids": [Command.update(line.id, {"amount": 1})]}),
            lambda: plan.write({"move_line_ids": [Command.clear()]}),
            lambda: plan.write({"state": "approved"}),
            lambda: plan.write({"approved_by_id": self.amy.id}),
            plan.action_split,
            plan.action_propose,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        self.assertEqual(sum(plan.line_ids.mapped("amount")), 100)
        self.assertEqual(plan.state, "proposed")

    def test_an_instalment_is_not_moved_into_a_plan_that_was_proposed(self):
        proposed, draft = self._proposed(self._open(100)), self._plan(self._open(100))
        with self.assertRaises(UserError):
            draft.line_ids[0].plan_id = proposed

    def test_a_plan_is_not_made_approved(self):
        with self.assertRaisesRegex(UserError, "must be a draft"):
            self._plan(self._open(100), state="approved")

    def test_who_approved_is_not_filled_in_from_outside(self):
        plan = self._plan(self._open(100), approved_by_id=self.lea.id, proposed_by_id=self.lea.id)
        self.assertFalse(plan.approved_by_id)
        self.assertFalse(plan.proposed_by_id)

    def test_a_salesperson_of_another_team_sees_nothing_of_it(self):
        plan = self._proposed(self._open(100))
        self.assertFalse(plan.with_user(self.zoe).search([("id", "=", plan.id)]))
        self.assertFalse(self.env["collection.plan.line"].with_user(self.zoe).search([("plan_id", "=", plan.id)]))
        with self.assertRaises(AccessError):
            plan.with_user(self.zoe).read(["amount_total"])
        with self.assertRaises(AccessError):
            plan.with_user(self.zoe).action_cancel()

    def test_another_company_sees_nothing_of_it(self):
        plan = self._proposed(self._open(100))
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        stranger = self._user("olga", "manager")
        stranger.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for record in (plan, plan.line_ids):
            theirs = record.with_user(stranger).with_context(allowed_company_ids=other.ids)
            self.assertFalse(theirs.search([("id", "in", record.ids)]))

    def test_the_form_opens_on_the_invoices_chosen(self):
        item = self._receivable(self._open(100))
        row = self.env["collection.receivable"].with_user(self.amy).search([("move_line_id", "=", item.id)])
        action = row.action_collection_plan()
        plans = self.env["collection.plan"].with_user(self.amy).with_company(self.company)
        with Form(plans.with_context(**action["context"])) as form:
            form.instalment_count = 2
            form.date_first = "2026-03-10"
        self.assertEqual(form.record.move_line_ids, item)

    def test_cancelled_before_it_was_approved_it_leaves_no_trace_on_the_items(self):
        invoice = self._open(100)
        plan = self._proposed(invoice)
        plan.action_cancel()
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self._on_hold(invoice), (False, False))
        self.assertEqual(self._dunned().line_ids.mapped("residual_currency"), [100])
