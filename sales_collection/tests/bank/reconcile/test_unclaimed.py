from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestUnclaimed(ReconcileCommon):
    """Finance asks a salesperson about money that nobody has claimed; he answers."""

    def test_a_salesperson_who_is_asked_claims_and_finance_confirms(self):
        line = self._bank_line(100, date="2026-02-05", partner_name="Bluebell", payment_ref="Transfer 4711")
        self._answer(line, "ask", user_id=self.amy.id)
        question = self.env["collection.unclaimed"].with_user(self.amy).search([])
        self.assertEqual((question.amount, question.payer, question.state), (100, "Bluebell", "asked"))
        self.assertEqual(question.activity_ids.user_id, self.amy)
        context = question.action_claim()["context"]
        receipt = (
            self.env["collection.receipt"]
            .with_user(self.amy)
            .with_context(**context)
            .create({"method_id": self.env.ref("sales_collection.collection_receipt_method_bank").id})
        )
        receipt.action_submit()
        self.assertEqual((receipt.amount, receipt.reference, question.state), (100, "Transfer 4711", "claimed"))
        self.assertFalse(question.activity_ids)
        receipt.with_user(self.fay).action_confirm()
        self.assertEqual(receipt.state, "confirmed")

    def test_who_was_not_asked_does_not_see_the_question_nor_answer_it(self):
        line = self._bank_line(100, date="2026-02-05")
        self._answer(line, "ask", user_id=self.amy.id)
        question = self.env["collection.unclaimed"].search([("statement_line_id", "=", line.id)])
        for user in (self.ben, self.lea):
            self.assertFalse(question.with_user(user).search([]))
            with self.assertRaises(AccessError):
                question.with_user(user).write({"answer": "Mine"})
        for act in (question.with_user(self.fay).action_claim, question.with_user(self.max).action_decline):
            with self.assertRaises(AccessError):
                act()

    def test_a_claim_of_somebody_else_does_not_answer_the_question(self):
        self._answer(self._bank_line(100, date="2026-02-05"), "ask", user_id=self.amy.id)
        question = self.env["collection.unclaimed"].search([("user_id", "=", self.amy.id)])
        invoice = self._invoice(100, user=self.ben)
        with self.assertRaises(AccessError):
            self._receipt(100, invoice, user=self.ben, unclaimed_id=question.id)
        self._receipt(100, invoice, user=self.fay, user_id=self.ben.id, submit=True, unclaimed_id=question.id)
        self.assertEqual(question.state, "asked")

    def test_salespeople_make_and_delete_no_questions(self):
        self._answer(self._bank_line(100, date="2026-02-05"), "ask", user_id=self.amy.id)
        question = self.env["collection.unclaimed"].with_user(self.amy).search([])
        with self.assertRaises(AccessError):
            question.unlink()
        with self.assertRaises(AccessError):
            question.copy()
        with self.assertRaises(AccessError):
            question.read(["statement_line_id"])

    def test_not_mine_needs_a_word_and_nobody_writes_the_state(self):
        self._answer(self._bank_line(100, date="2026-02-05"), "ask", user_id=self.amy.id)
        question = self.env["collection.unclaimed"].with_user(self.amy).search([])
        with self.assertRaises(UserError):
            question.action_decline()
        with self.assertRaises(UserError):
            question.write({"state": "declined"})
        question.answer = "None of my customers"
        question.action_decline()
        self.assertEqual(question.state, "declined")

    def test_a_question_ends_when_the_money_is_settled_otherwise(self):
        line = self._bank_line(100, date="2026-02-05")
        self._answer(line, "ask", user_id=self.amy.id)
        question = self.env["collection.unclaimed"].search([("statement_line_id", "=", line.id)])
        self._answer(line, "account", partner_id=self.customer.id)
        self.assertEqual((question.state, len(question.activity_ids)), ("settled", 0))
