from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditCheck(CreditCommon):
    """Bluebell may owe 1,000. Lea decides on orders up to 2,000 of her team, Max on all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_rule_limit": "block", "credit_leader_amount": 2000, "credit_approver_id": cls.max.id})

    def _asked(self, amount=1200, up_to=None, **values):
        """Return the check of an order that Amy has asked for."""
        order = self._order(amount, confirm=False, team_id=self.team.id, **values)
        return self._ask(order, up_to)

    def _ask(self, order, up_to=None):
        action = order.action_collection_credit_ask()
        wizard = self.env[action["res_model"]].with_user(self.amy).with_company(self.company)
        values = {"note": "He pays on Friday", **({"amount": up_to} if up_to else {})}
        wizard.with_context(**action["context"]).create(values).action_apply()
        return order.collection_credit_check_ids[:1]

    def _answer(self, check, user, answer, **values):
        wizards = self.env["collection.credit.answer"].with_user(user).with_company(self.company)
        wizards.create({"check_id": check.id, "answer": answer, **values}).action_apply()

    # -- asking

    def test_the_leader_is_asked_up_to_his_amount(self):
        check = self._asked()
        self.assertEqual(check.approver_id, self.lea)
        self.assertEqual(check.sudo().activity_ids.user_id, self.lea)

    def test_a_manager_is_asked_beyond(self):
        self.assertEqual(self._asked(2000.01).approver_id, self.max)

    def test_the_check_keeps_the_figures_of_that_moment(self):
        self._due_in(300, 10)
        check = self._asked(1200)
        self._due_in(300, 10)
        self.assertEqual((check.exposure, check.credit_limit, check.available), (300, 1000, 700))
        self.assertEqual(check.line_ids.amount, 500)

    def test_nobody_asks_twice(self):
        check = self._asked()
        with self.assertRaisesRegex(UserError, "has already been requested"):
            self._ask(check.order_id.with_user(self.amy))

    def test_nobody_asks_for_less_than_the_order(self):
        with self.assertRaisesRegex(UserError, "Request at least this amount"):
            self._asked(1200, up_to=1100)

    def test_nobody_asks_for_what_is_not_blocked(self):
        with self.assertRaisesRegex(UserError, "is not blocked"):
            self._asked(500)

    # -- deciding

    def test_an_approved_order_is_confirmed_by_the_salesperson(self):
        check = self._asked()
        check.with_user(self.lea).action_approve()
        order = check.order_id
        self.assertEqual(order.collection_credit_state, "approved")
        order.with_user(self.amy).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_approval_holds_for_one_order_only(self):
        self._asked().with_user(self.lea).action_approve()
        self.assertEqual(self._order(1200, confirm=False).collection_credit_state, "blocked")

    def test_approval_ends_when_the_order_grows_beyond_it(self):
        check = self._asked()
        check.with_user(self.lea).action_approve()
        check.order_id.order_line.price_unit = 1200.01
        self.assertEqual(check.order_id.collection_credit_state, "blocked")

    def test_approval_ends_when_the_payment_term_changes(self):
        check = self._asked()
        check.with_user(self.lea).action_approve()
        check.order_id.payment_term_id = self.env["account.payment.term"].create({"name": "Later"})
        self.assertEqual(check.order_id.collection_credit_state, "blocked")

    def test_approval_does_not_cover_a_stop_that_comes_later(self):
        check = self._asked()
        check.with_user(self.lea).action_approve()
        self.customer.with_company(self.company).collection_credit_hold = True
        self.assertEqual(check.order_id.collection_credit_state, "blocked")

    def test_approval_ends_when_the_order_is_cancelled(self):
        check = self._asked()
        check.with_user(self.lea).action_approve()
        check.order_id.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(check.state, "ended")

    def test_a_confirmed_order_is_raised_up_to_what_was_approved(self):
        order = self._order(900, team_id=self.team.id)
        self._ask(order, 1500).with_user(self.lea).action_approve()
        order.order_line.price_unit = 1500
        with self.assertRaises(UserError):
            order.order_line.price_unit = 1501

    def test_a_rejected_order_stays_blocked_and_the_salesperson_reads_why(self):
        check = self._asked()
        self._answer(check, self.lea, "reject", reason="Pays too late")
        self.assertEqual(check.order_id.collection_credit_state, "blocked")
        activity = check.order_id.activity_ids
        self.assertEqual(activity.user_id, self.amy)
        self.assertIn("Pays too late", activity.summary)

    def test_a_rejection_has_a_reason(self):
        check = self._asked()
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            self._answer(check, self.lea, "reject", reason=" ")

    def test_what_the_customer_has_accepted_is_confirmed_by_approving(self):
        order = self._order(1200, confirm=False, team_id=self.team.id)
        order.sudo().signed_on = "2026-01-01 10:00:00"
        order.sudo()._validate_order()
        order.collection_credit_check_ids.with_user(self.lea).action_approve()
        self.assertEqual(order.state, "sale")

    # -- deposit

    def test_a_deposit_lets_the_order_through_once_it_is_confirmed(self):
        check = self._asked(1600)
        self._answer(check, self.lea, "deposit", amount=300)
        order = check.order_id
        receipt = self._receipt(300)
        receipt.line_ids = [Command.create({"order_id": order.id, "amount": 300})]
        receipt.action_submit()
        self.assertEqual(order.collection_credit_state, "blocked")
        receipt.with_user(self.fay).action_confirm()
        order.invalidate_recordset()
        self.assertEqual((check.state, order.collection_credit_state), ("approved", "approved"))
        order.with_user(self.amy).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_deposit_that_makes_room_enough_needs_no_approval_any_more(self):
        check = self._asked(1200)
        self._answer(check, self.lea, "deposit", amount=300)
        receipt = self._receipt(300)
        receipt.line_ids = [Command.create({"order_id": check.order_id.id, "amount": 300})]
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        check.order_id.invalidate_recordset()
        self.assertEqual(check.order_id.collection_credit_state, "ok")

    def test_a_smaller_deposit_does_not(self):
        check = self._asked()
        self._answer(check, self.lea, "deposit", amount=300)
        receipt = self._receipt(100)
        receipt.line_ids = [Command.create({"order_id": check.order_id.id, "amount": 100})]
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        check.order_id.invalidate_recordset()
        self.assertEqual((check.state, check.order_id.collection_credit_state), ("deposit", "blocked"))

    def test_a_deposit_taken_back_blocks_the_order_again(self):
        check = self._asked()
        self._answer(check, self.lea, "deposit", amount=300)
        receipt = self._receipt(300)
        receipt.line_ids = [Command.create({"order_id": check.order_id.id, "amount": 300})]
        receipt.action_submit()
        receipt.with_user(self.fay).action_confirm()
        receipt.with_user(self.fay).action_cancel()
        self.env.invalidate_all()
        self.assertEqual(check.order_id.collection_credit_state, "blocked")

    def test_a_deposit_is_not_more_than_the_order(self):
        check = self._asked()
        for amount in (0, -5, 1200.01):
            with self.subTest(amount), self.assertRaisesRegex(UserError, "deposit must be greater than zero"):
                self._answer(check, self.lea, "deposit", amount=amount)

    # -- who may

    def test_a_salesperson_decides_on_nothing(self):
        check = self._asked().with_user(self.amy)
        with self.assertRaises(AccessError):
            check.action_approve()
        for values in ({"state": "approved"}, {"amount": 9999}):
            with self.subTest(values), self.assertRaises(AccessError):
                check.write(values)
        with self.assertRaises(AccessError):
            check.copy()

    def test_a_leader_does_not_decide_on_her_own_order(self):
        check = self._asked()
        check.order_id.sudo().user_id = self.lea
        with self.assertRaisesRegex(AccessError, "your own order"):
            check.with_user(self.lea).action_approve()

    def test_a_leader_does_not_decide_beyond_her_amount(self):
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            self._asked(2500).with_user(self.lea).action_approve()

    def test_a_decision_is_made_once(self):
        check = self._asked()
        check.with_user(self.lea).action_approve()
        with self.assertRaisesRegex(UserError, "already been made"):
            check.with_user(self.max).action_reject("No")

    def test_a_colleague_does_not_see_it(self):
        check = self._asked()
        with self.assertRaises(AccessError):
            check.with_user(self.zoe).read(["amount"])

    def test_another_company_does_not_see_it(self):
        check = self._asked()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.max.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            check.with_user(self.max).with_company(other).read(["amount"])
