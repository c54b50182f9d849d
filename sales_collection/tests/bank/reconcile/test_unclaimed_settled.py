from odoo.exceptions import UserError
from odoo.tests import tagged

from .reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestUnclaimedSettled(ReconcileCommon):
    """Amy is asked whose money it is, and meanwhile it is settled: the question ends, and comes back with the money."""

    def _ask(self, line, user=None):
        """Let Fay ask, and return the question as the one who is asked sees it."""
        user = user or self.amy
        self._answer(line, "ask", user_id=user.id)
        return self.env["collection.unclaimed"].with_user(user).search([], limit=1)

    def _money(self, amount, text="Money in"):
        return self._bank_line(amount, date="2026-02-05", payment_ref=text, partner_id=False)

    def _due(self, amount):
        """Return an open receivable."""
        return self._receivable(self._invoice(amount))

    def _join(self, line, *parts):
        """Let Fay book the money by hand on these (receivable, amount) and return the match."""
        self.reconcile.action_join(
            line.id, [{"kind": "item", "id": item.id, "amount": amount} for item, amount in parts]
        )
        matches = self.env["collection.match"].with_user(self.fay)
        return matches.search([("line_ids.statement_line_id", "=", line.id)], order="id desc", limit=1)

    def assertSettled(self, question, why):
        """Check that the question has ended without an answer, and says why."""
        self.assertEqual((question.state, question.activity_ids.ids), ("settled", []))
        self.assertIn(why, "".join(question.message_ids.mapped("body")))

    def assertAskedAgain(self, question):
        """Check that the question is open with one to-do, and that its salesperson can answer it."""
        self.assertEqual((question.state, question.activity_ids.user_id.ids), ("asked", question.user_id.ids))
        self.assertEqual(len(question.activity_ids), 1)
        self.assertTrue(any("was undone" in message.body for message in question.message_ids))
        question.answer = "None of my customers"
        question.action_decline()
        self.assertEqual(question.state, "declined")

    # -- it ends -----------------------------------------------------------------------------------

    def test_the_scheduled_matching_ends_the_question_and_says_why(self):
        line = self._money(100, self._invoice(100).name)
        question, other = self._ask(line), self._ask(self._money(70), self.ben)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("sales_collection.cron_collection_match").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(line.is_reconciled)
        self.assertSettled(question, "has been matched")
        self.assertEqual((other.state, len(other.activity_ids)), ("asked", 1))

    def test_a_clerk_who_matches_ends_the_questions_of_all_who_were_asked(self):
        line, item = self._money(100), self._due(100)
        questions = [self._ask(line), self._ask(line, self.ben)]
        self._join(line, (item, 100))
        for question in questions:
            self.assertSettled(question, "has been matched")
            with self.assertRaisesRegex(UserError, "already been answered"):
                question.action_claim()

    def test_what_a_clerk_says_otherwise_ends_it_with_his_reason(self):
        on_account, not_ours = self._money(100), self._money(70)
        first, second = self._ask(on_account), self._ask(not_ours, self.ben)
        self._answer(on_account, "account", partner_id=self.customer.id)
        self._answer(not_ours, "not_ours", reason="A refund of the tax office")
        self.assertSettled(first, "on a customer account")
        self.assertSettled(second, "not from a customer")

    def test_money_from_another_own_account_ends_it_with_that_reason_and_it_comes_back(self):
        till = self.env["account.journal"].create({"name": "Till", "type": "cash", "code": "TIL"})
        line = self._money(100)
        question = self._ask(line)
        self._answer(line, "transfer", transfer_journal_id=till.id)
        self.assertSettled(question, "another account of the company")
        self.reconcile.action_undo(line.ids)
        self.assertAskedAgain(question)

    # -- it comes back -----------------------------------------------------------------------------

    def test_it_comes_back_when_the_match_is_taken_back(self):
        line, item = self._money(100), self._due(100)
        question = self._ask(line)
        self._join(line, (item, 100)).action_undo()
        self.assertAskedAgain(question)

    def test_it_comes_back_when_the_books_are_undone_elsewhere(self):
        line, item = self._money(100), self._due(100)
        question = self._ask(line)
        self._join(line, (item, 100))
        line.with_user(self.fay).action_undo_reconciliation()
        self.assertAskedAgain(question)

    def test_it_comes_back_from_a_customer_s_account_and_from_not_ours(self):
        on_account, not_ours = self._money(100), self._money(70)
        first, second = self._ask(on_account), self._ask(not_ours, self.ben)
        self._answer(on_account, "account", partner_id=self.customer.id)
        self._answer(not_ours, "not_ours", reason="A refund of the tax office")
        self.reconcile.action_undo(on_account.ids)
        self.reconcile.action_ours_again(not_ours.ids)
        self.assertAskedAgain(first)
        self.assertAskedAgain(second)

    def test_it_does_not_come_back_while_some_of_the_money_is_booked(self):
        line, item, other = self._money(100), self._due(60), self._due(40)
        question = self._ask(line)
        first = self._join(line, (item, 60))
        self.assertSettled(question, "has been matched")
        second = self._join(line, (other, 40))
        first.action_undo()
        self.assertEqual(question.state, "settled")
        second.action_undo()
        self.assertAskedAgain(question)

    def test_what_was_answered_stays_answered(self):
        line, item = self._money(100), self._due(100)
        declined, claimed = self._ask(line), self._ask(line, self.ben)
        declined.answer = "None of my customers"
        declined.action_decline()
        self._receipt(100, self._invoice(100, user=self.ben), user=self.ben, submit=True, unclaimed_id=claimed.id)
        self._join(line, (item, 100)).action_undo()
        self.assertEqual((declined.state, claimed.state), ("declined", "claimed"))

    def test_whoever_was_asked_twice_is_asked_once_again(self):
        line, item, other = self._money(100), self._due(60), self._due(40)
        first = self._ask(line)
        matches = self._join(line, (item, 60))
        second = self._ask(line)
        self.assertNotEqual(first, second)
        matches |= self._join(line, (other, 40))
        matches.action_undo()
        self.assertEqual((first.state, first.activity_ids.ids), ("settled", []))
        self.assertAskedAgain(second)

    def test_whoever_has_left_is_not_asked_again(self):
        line, item = self._money(100), self._due(100)
        question = self._ask(line).with_user(self.fay)
        match = self._join(line, (item, 100))
        self.amy.sudo().active = False
        match.action_undo()
        self.assertEqual((question.state, question.activity_ids.ids), ("settled", []))
