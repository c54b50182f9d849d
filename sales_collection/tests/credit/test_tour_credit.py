from odoo.tests import HttpCase, tagged

from .test_credit_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestTourCredit(ReviewCommon, HttpCase):
    """A blocked order and a credit review, each from one person to the next, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.amy, cls.fay, cls.max):
            user.sudo().password = f"{user.login}-tour"
        cls.policy.write({"credit_rule_limit": "block", "credit_leader_amount": 1000})

    def test_a_salesperson_hits_the_block_and_the_manager_approves(self):
        order = self._order(1500, confirm=False)
        self.start_tour(f"/odoo/sales/{order.id}", "sales_collection_credit_ask", login="amy")
        self.assertEqual(order.collection_credit_check_id.approver_id, self.max)
        self.start_tour("/odoo/collection-credit-checks", "sales_collection_credit_approve", login="max")
        order.invalidate_recordset()
        self.assertEqual(order.collection_credit_state, "approved")
        order.with_user(self.amy).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_review_goes_from_proposal_to_new_limit(self):
        self._due_in(200, 10)
        review = self._review()
        self.start_tour("/odoo/credit-reviews", "sales_collection_credit_propose", login="fay")
        self.start_tour("/odoo/credit-reviews", "sales_collection_credit_decide", login="max")
        review.invalidate_recordset()
        self.assertEqual((review.proposed_limit, review.state), (2500, "approved"))
        self.assertEqual(self._of_customer("credit_limit"), 2000)
        self.assertEqual(self._of_customer("collection_rating_id").name, "B")
