from datetime import timedelta

from odoo.tests import tagged

from .test_credit_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCreditReviewDue(ReviewCommon):
    """Reviews of Bluebell that open by themselves, and what becomes of those that nobody decides."""

    def _open(self):
        """Let the day's job look at the company, and return the open reviews of Bluebell."""
        reviews = self.env["collection.credit.review"].sudo()
        reviews._open(self.company, reviews._find_due(self.company))
        domain = [("partner_id", "=", self.customer.id), ("company_id", "=", self.company.id)]
        return reviews.search([*domain, ("state", "in", ("draft", "proposed"))])

    def _over_limit(self, amount=1200):
        """Ask for an order beyond the limit."""
        order = self._order(amount, confirm=False)
        return self.env["collection.credit.check"].with_user(self.amy)._ask(order)

    def _broken_promise(self):
        self.policy.promise_contact_required = False
        invoice = self._due_in(100, -1)
        # sudo: how promises are judged is tried elsewhere
        return (
            self.env["collection.promise"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "date_promised": self.today,
                    "move_line_ids": self._receivable(invoice).ids,
                    "amount": 100,
                }
            )
        )

    # -- by schedule

    def test_nothing_opens_without_a_reason(self):
        self.assertFalse(self._open())

    def test_a_regular_review_opens_on_its_day(self):
        self.customer.with_company(self.company).collection_review_date = self.today + timedelta(days=1)
        self.assertFalse(self._open())
        self.customer.with_company(self.company).collection_review_date = self.today
        review = self._open()
        self.assertEqual((review.reason, review.user_id), ("schedule", self.fay))
        self.assertEqual(review.deadline, self.today + timedelta(days=14))

    def test_a_rating_given_by_hand_starts_the_clock(self):
        self.customer.with_company(self.company).collection_rating_id = self.rating_e
        self.assertEqual(self._of_customer("collection_review_date"), self.rating_e._next_review(self.today))

    def test_a_review_opens_once(self):
        self.customer.with_company(self.company).collection_review_date = self.today
        self.assertEqual(self._open(), self._open())

    def test_a_cancelled_review_does_not_come_back_the_next_day(self):
        self.customer.with_company(self.company).write(
            {"collection_rating_id": self.rating_e.id, "collection_review_date": self.today}
        )
        self._open().with_user(self.fay).action_cancel()
        self.assertFalse(self._open())

    def test_an_archived_customer_is_not_reviewed(self):
        self.customer.with_company(self.company).collection_review_date = self.today
        self.customer.active = False
        self.assertFalse(self._open())

    # -- by what happened

    def test_the_limit_exceeded_once_is_no_reason(self):
        self.policy.credit_rule_limit = "block"
        self._over_limit()
        self.assertFalse(self._open())

    def test_the_limit_exceeded_twice_opens_a_review(self):
        self.policy.credit_rule_limit = "block"
        self._over_limit()
        self._over_limit(1300)
        review = self._open()
        self.assertEqual(review.reason, "limit")
        self.assertIn("2", review.detail)

    def test_a_warning_of_the_limit_counts_as_well(self):
        self.policy.credit_rule_limit = "warn"
        for _time in range(2):
            self._order(1200)
        self.assertEqual(self._open().reason, "limit")

    def test_a_broken_promise_opens_a_review(self):
        promise = self._broken_promise()
        self.assertFalse(self._open())
        promise._write_lifecycle({"state": "broken", "date_judged": self.today})
        self.assertEqual(self._open().reason, "promise")

    def test_an_insolvency_notice_opens_a_review_for_the_same_day(self):
        report = {
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "agency": "Court",
            "grade": "-",
            "points": 0,
            "insolvency": True,
        }
        self.env["collection.credit.report"].with_user(self.fay).create(report)
        review = self.env["collection.credit.review"].sudo().search([("partner_id", "=", self.customer.id)])
        self.assertEqual((review.reason, review.deadline), ("insolvency", self.today))
        self.assertEqual(review.proposed_rating_id, self.rating_e)

    def test_the_first_quotation_opens_a_review_where_a_rating_is_asked_for(self):
        self._order(10, confirm=False)
        self.assertFalse(self._open())
        self.policy.credit_rule_unrated = "block"
        self._order(10, confirm=False)
        review = self.env["collection.credit.review"].sudo().search([("partner_id", "=", self.customer.id)])
        self.assertEqual((review.reason, review.state), ("first", "draft"))

    def test_what_a_decision_has_seen_opens_no_other_review(self):
        self._broken_promise()._write_lifecycle({"state": "broken", "date_judged": self.today - timedelta(days=1)})
        review = self._open().with_user(self.fay)
        review.write({"proposed_rating_id": self.rating_c.id, "proposed_limit": 100})
        review.action_propose()
        review.with_user(self.max).action_approve()
        self.assertFalse(self._open())

    def test_the_gravest_reason_counts(self):
        self.customer.with_company(self.company).collection_review_date = self.today
        self._broken_promise()._write_lifecycle({"state": "broken", "date_judged": self.today})
        self.assertEqual(self._open().reason, "promise")

    # -- in the job

    def test_one_customer_that_fails_does_not_stop_the_others(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        (self.customer | other).with_company(self.company).collection_review_date = self.today
        reviews = self.env["collection.credit.review"]
        real = type(reviews)._propose

        def fail(records, given=None):
            if other in records.partner_id:
                raise ValueError("bad luck")
            return real(records, given)

        self.patch(type(reviews), "_propose", fail)
        with self.enter_registry_test_mode(), self.assertLogs("odoo.addons.sales_collection", "ERROR"):
            self.env.ref("sales_collection.cron_collection_credit_review").sudo().method_direct_trigger()
        found = reviews.sudo().search([("partner_id", "in", (self.customer | other).ids)])
        self.assertEqual(found.partner_id, self.customer)

    def test_an_overdue_review_is_reminded_of_once_a_week(self):
        review = self._review(deadline=self.today - timedelta(days=1))
        with self.enter_registry_test_mode():
            for _time in range(2):
                self.env.ref("sales_collection.cron_collection_credit_review").sudo().method_direct_trigger()
        # sudo: notifications are read by whom they are for
        messages = self.env["mail.message"].sudo()
        told = messages.search(
            [("res_id", "=", review.id), ("model", "=", review._name), ("subject", "like", "overdue")]
        )
        self.assertEqual(told.partner_ids, self.fay.partner_id)
        self.assertEqual(len(told), 1)
