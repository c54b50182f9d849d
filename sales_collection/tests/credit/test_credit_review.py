from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_credit_exposure import CreditCommon


class ReviewCommon(CreditCommon):
    """Bluebell may owe 1,000 and is Amy's. Ratings A to E are those that the addon brings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_finance_id = cls.fay
        cls.policy = cls.company.collection_policy_id
        cls.policy.credit_approver_id = cls.max
        cls.customer.with_company(cls.company).collection_user_id = cls.amy
        cls.rating_a, cls.rating_c, cls.rating_e = (
            cls.env.ref(f"sales_collection.collection_rating_{letter}") for letter in "ace"
        )

    def _review(self, user=None, **values):
        reviews = self.env["collection.credit.review"].with_user(user or self.fay).with_company(self.company)
        return reviews.create({"partner_id": self.customer.id, **values})

    def _proposed(self, **values):
        """Return a review in which Fay has proposed rating A with a limit of 5,000."""
        review = self._review(**{"proposed_rating_id": self.rating_a.id, "proposed_limit": 5000, **values})
        review.action_propose()
        return review.with_user(self.max)

    def _approve(self, **values):
        review = self._proposed(**values)
        review.action_approve()
        return review

    def _of_customer(self, name):
        self.customer.invalidate_recordset()
        return self.customer.with_company(self.company).sudo()[name]


@tagged("post_install", "-at_install")
class TestCreditReview(ReviewCommon):
    """Fay prepares a review of Bluebell, Max decides, and the customer gets what was decided."""

    # -- figures and proposal

    def test_a_review_holds_the_figures_of_the_day(self):
        self._invoice(200)
        self._due_in(300, 10)
        review = self._review()
        self._due_in(900, 10)
        self.assertEqual((review.exposure, review.overdue, review.limit_before), (500, 200, 1000))
        self.assertEqual((review.date, review.salesperson_id), (self.today, self.amy))

    def test_the_proposal_follows_from_the_score(self):
        for ago in (330, 200, 100):
            day = self.today - timedelta(days=ago)
            self._pay(self._invoice(1200, date=day, due=day), date=day)
        review = self._review()
        self.assertEqual(review.proposed_rating_id, self.rating_a)
        self.assertAlmostEqual(review.monthly_sales, 3600 * 30.4375 / 330, places=1)
        self.assertAlmostEqual(review.proposed_limit, 3 * review.monthly_sales, places=1)
        self.assertIn("on time", review.words)
        self.assertIn("relationship", review.parts)

    def test_without_a_history_the_proposal_is_what_he_has(self):
        review = self._review()
        self.assertEqual((review.proposed_rating_id.id, review.proposed_limit), (False, 1000))

    def test_what_somebody_fills_in_is_not_overwritten(self):
        self.assertEqual(self._review(proposed_limit=777).proposed_limit, 777)

    def test_a_contact_is_reviewed_with_its_company(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self.assertEqual(self._review(partner_id=contact.id).partner_id, self.customer)

    def test_reports_that_are_valid_come_with_the_review(self):
        reports = self.env["collection.credit.report"].with_user(self.fay).with_company(self.company)
        values = {"partner_id": self.customer.id, "agency": "Bureau", "grade": "B", "points": 60}
        valid, _old = reports.create(
            [
                {**values, "date": self.today - timedelta(days=9)},
                {**values, "date": self.today - timedelta(days=90), "valid_until": self.today - timedelta(days=1)},
            ]
        )
        self.assertEqual(self._review().report_ids, valid)

    def test_the_figures_can_be_taken_anew_until_it_is_proposed(self):
        review = self._review()
        self._due_in(300, 10)
        review.action_refresh()
        self.assertEqual(review.exposure, 300)

    # -- the decision

    def test_an_approved_review_writes_rating_limit_and_term(self):
        term = self.env["account.payment.term"].create({"name": "60 days"})
        review = self._approve(proposed_term_id=term.id)
        self.assertEqual(review.state, "approved")
        self.assertEqual(self._of_customer("credit_limit"), 5000)
        self.assertEqual(self._of_customer("collection_rating_id"), self.rating_a)
        self.assertEqual(self._of_customer("property_payment_term_id"), term)

    def test_the_review_keeps_what_the_customer_had_before(self):
        first = self._approve()
        second = self._approve(proposed_limit=2000, proposed_rating_id=self.rating_c.id)
        self.assertEqual((first.limit_before, first.rating_before_id.id), (1000, False))
        self.assertEqual((second.limit_before, second.rating_before_id), (5000, self.rating_a))
        self.assertEqual((second.decided_by_id, second.proposed_by_id), (self.max, self.fay))

    def test_the_manager_may_decide_otherwise_than_proposed(self):
        review = self._proposed()
        review.write({"credit_limit": 3000, "rating_id": self.rating_c.id})
        review.action_approve()
        self.assertEqual((self._of_customer("credit_limit"), review.proposed_limit), (3000, 5000))

    def test_the_next_review_comes_by_the_rating(self):
        self._approve()
        self.assertEqual(self._of_customer("collection_review_date"), self.today + relativedelta(months=24))

    def test_a_rejected_review_changes_nothing_and_says_why(self):
        review = self._proposed()
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            review.action_reject()
        review.decision_note = "Not before the annual accounts"
        review.action_reject()
        self.assertEqual((review.state, self._of_customer("credit_limit")), ("rejected", 1000))

    def test_a_review_sent_back_can_be_proposed_again(self):
        review = self._proposed()
        review.action_send_back()
        self.assertEqual(review.sudo().activity_ids.summary, "Prepare the credit review again")
        review.with_user(self.fay).action_propose()
        self.assertEqual(review.state, "proposed")

    def test_no_limit_is_said_in_so_many_words(self):
        review = self._review(proposed_rating_id=self.rating_a.id, proposed_limit=0)
        with self.assertRaisesRegex(UserError, "select No Limit"):
            review.action_propose()
        review.proposed_unlimited = True
        review.action_propose()
        review.with_user(self.max).action_approve()
        self.assertEqual(self._of_customer("credit_limit"), 0)
        self.assertFalse(self._credit("credit_limited"))

    def test_nobody_decides_on_what_he_has_proposed_or_on_his_own_customer(self):
        review = self._review(user=self.max, proposed_rating_id=self.rating_a.id, proposed_limit=5000)
        review.action_propose()
        review.decision_note = "No"
        for decide in (review.action_approve, review.action_reject):
            with self.assertRaisesRegex(AccessError, "Another manager must decide"):
                decide()
        review.action_cancel()
        self.customer.with_company(self.company).sudo().collection_user_id = self.max
        review = self._proposed()
        self.customer.with_company(self.company).sudo().collection_user_id = self.amy
        with self.assertRaisesRegex(AccessError, "Another manager must decide"):
            review.action_approve()
        self.assertEqual(self._of_customer("credit_limit"), 1000)

    def test_the_only_manager_decides_on_his_own_proposal(self):
        group = self.env.ref("sales_collection.group_collection_manager").sudo()
        group.user_ids -= group.user_ids - self.max
        review = self._review(user=self.max, proposed_rating_id=self.rating_a.id, proposed_limit=5000)
        review.action_propose()
        review.action_approve()
        self.assertEqual(self._of_customer("credit_limit"), 5000)

    def test_a_decided_review_stays_as_it_is(self):
        review = self._approve()
        with self.assertRaisesRegex(UserError, "already decided"):
            review.credit_limit = 1
        with self.assertRaisesRegex(UserError, "already decided"):
            review.with_user(self.fay).proposed_limit = 1
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            review.unlink()
        with self.assertRaisesRegex(UserError, "no longer possible"):
            review.action_approve()

    def test_only_one_review_of_a_customer_is_open(self):
        self._review()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._review()

    # -- paying in advance

    def test_a_rating_without_credit_lets_nothing_be_owed(self):
        self.policy.credit_rule_limit = "block"
        review = self._review(proposed_rating_id=self.rating_e.id, proposed_limit=0)
        review.action_propose()
        review.with_user(self.max).action_approve()
        self.assertTrue(self._credit("credit_limited"))
        self.assertEqual(self._credit("available_credit"), 0)
        order = self._order(10, confirm=False)
        self.assertEqual(order.collection_credit_state, "blocked")
        self.assertIn("must pay in advance", order.collection_credit_reason)

    def test_money_paid_in_advance_makes_room_without_credit(self):
        self.policy.credit_rule_limit = "block"
        self.customer.with_company(self.company).write({"collection_rating_id": self.rating_e.id, "credit_limit": 0})
        self._entry(-50, self.company_data["default_account_revenue"])
        self.assertEqual(self._credit("available_credit"), 50)
        self.assertEqual(self._order(50, confirm=False).collection_credit_state, "ok")
        self.assertEqual(self._order(50.01, confirm=False).collection_credit_state, "blocked")

    def test_who_pays_in_advance_and_owes_is_found_above_his_limit(self):
        self.customer.with_company(self.company).write({"collection_rating_id": self.rating_e.id, "credit_limit": 0})
        self._due_in(30, 10)
        partners = self.env["res.partner"].with_user(self.amy).with_company(self.company)
        self.assertIn(self.customer, partners.search([("collection_available_credit", "<", 0)]))
        self.assertIn(self.customer, partners.search([("collection_credit_usage", ">", 80)]))

    # -- who may

    def test_finance_prepares_and_does_not_decide(self):
        review = self._proposed().with_user(self.fay)
        for action in ("action_approve", "action_reject", "action_send_back"):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(review, action)()
        with self.assertRaises(AccessError):
            review.credit_limit = 9000
        with self.assertRaises(AccessError):
            review.state = "approved"

    def test_nobody_opens_a_review_that_is_decided_already(self):
        for values in ({"state": "approved"}, {"exposure": 5}, {"decided_by_id": self.max.id}):
            with self.subTest(values), self.assertRaises(AccessError):
                self._review(user=self.max, **values)
        review = self._review(user=self.max)
        sneaky = self.env["collection.credit.review"].with_user(self.fay).with_company(self.company)
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        made = sneaky.with_context(default_state="approved").create({"partner_id": other.id})
        self.assertEqual((review.state, made.state), ("draft", "draft"))

    def test_a_salesperson_asks_for_a_review_and_changes_nothing_in_it(self):
        action = self.customer.with_user(self.amy).with_company(self.company).action_collection_ask_review()
        review = self.env["collection.credit.review"].browse(action["res_id"]).with_user(self.amy)
        self.assertEqual((review.reason, review.user_id, review.asked_by_id), ("manual", self.fay, self.amy))
        self.assertEqual(review.sudo().activity_ids.user_id, self.fay)
        for name in ("proposed_limit", "credit_limit"):
            with self.subTest(name), self.assertRaises(AccessError):
                review[name] = 9000
        with self.assertRaises(AccessError):
            review.action_propose()
        with self.assertRaises(AccessError):
            review.report_ids.agency  # noqa: B018

    def test_asking_twice_opens_the_same_review(self):
        customer = self.customer.with_user(self.amy).with_company(self.company)
        first = customer.action_collection_ask_review()
        self.assertEqual(customer.action_collection_ask_review()["res_id"], first["res_id"])

    def test_reviews_of_several_customers_are_opened_at_once(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        chosen = (self.customer | other).with_user(self.fay).with_company(self.company)
        action = chosen.action_collection_ask_review()
        reviews = self.env["collection.credit.review"].search(action["domain"])
        self.assertEqual((reviews.partner_id, reviews.user_id), (self.customer | other, self.fay))

    def test_a_salesperson_sees_the_reviews_of_his_customers_only(self):
        self._review()
        reviews = self.env["collection.credit.review"]
        seen = {
            user.name: bool(reviews.with_user(user).search([])) for user in (self.amy, self.ben, self.lea, self.zoe)
        }
        self.assertEqual(seen, {"Amy": True, "Ben": False, "Lea": True, "Zoe": False})

    def test_reviews_of_another_company_are_out_of_sight(self):
        review = self._review()
        other = self.setup_other_company()["company"]
        # sudo: the manager works in the other company only from now on
        self.max.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            review.with_user(self.max).with_context(allowed_company_ids=other.ids).read(["exposure"])

    def test_limits_are_those_of_the_company_of_the_review(self):
        other = self.setup_other_company()["company"]
        self._approve()
        self.assertEqual(self.customer.with_company(other).sudo().credit_limit, 0)
        self.assertFalse(self.customer.with_company(other).sudo().collection_rating_id)
