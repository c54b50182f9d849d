from odoo.exceptions import UserError
from odoo.tests import tagged

from .in_question_common import InQuestionCommon


@tagged("post_install", "-at_install")
class TestInQuestionPeople(InQuestionCommon):
    """Nothing is told to a customer, or booked, about an invoice in question unless a person wants it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.env["collection.policy"].create(
            {
                "name": "House",
                "company_id": cls.company.id,
                "state": "live",
                "interval_days": 0,
                "contacts_per_week": 0,
                "level_ids": [(0, 0, {"name": "First", "days": 1, "automatic": True})],
            }
        )
        policy.level_ids.channel_ids = cls.env.ref("sales_collection.collection_channel_email")
        cls.company.collection_policy_id = policy

    def _prepare(self):
        run = self.env["collection.run"].sudo().create({"company_id": self.company.id, "date": self.today})
        run.with_user(self.fay).action_prepare()
        return run.notice_ids

    def test_a_reminder_waits_for_a_person(self):
        self._pay(self.invoice).action_draft()
        notice = self._prepare()
        self.assertEqual((notice.amount, notice.automatic, notice.blocker), (1000, False, "in_question"))

    def test_a_reminder_that_was_to_go_out_by_itself_waits_as_well(self):
        payment = self._pay(self.invoice, 300)
        notice = self._prepare()
        self.assertEqual((notice.amount, notice.automatic), (700, True))
        payment.action_draft()
        notice._check_again()
        self.assertEqual((notice.state, notice.automatic, notice.blocker), ("draft", False, "in_question"))

    def test_a_claim_is_not_booked_over_it(self):
        receipt = self._receipt(1000, self.invoice, submit=True, date=self.today)
        self._pay(self.invoice).action_draft()
        with self.assertRaisesRegex(UserError, "not posted"):
            receipt.with_user(self.fay).action_confirm()

    def test_a_customer_may_promise_it(self):
        self._pay(self.invoice).action_draft()
        promise = self.env["collection.promise"].with_user(self.amy).with_company(self.company)
        promise = promise.create(
            {
                "move_line_ids": [(6, 0, self.item.ids)],
                "date_promised": self._day(5),
                "promised_by": "Ms Bell",
                "channel_id": self.env.ref("sales_collection.collection_channel_email").id,
            }
        )
        self.assertEqual(promise.amount, 1000)

    def test_an_order_is_stopped_for_it(self):
        self._pay(self.invoice).action_draft()
        customer = self.customer.with_company(self.company)
        customer.credit_limit = 1200
        self.assertEqual(customer.collection_available_credit, 200)
