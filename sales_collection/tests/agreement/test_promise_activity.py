from odoo import Command
from odoo.tests import tagged

from ..dunning.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestPromiseActivity(DeliveryCommon):
    """Dunning asks Amy to call Bluebell about 100; he promises to pay, and the call is done."""

    def setUp(self):
        super().setUp()
        self.first.channel_ids = self.call
        self.notice = self._send()
        self.activity = self.notice.delivery_ids.activity_id

    def _promise(self, user=None, invoice=None):
        promises = self.env["collection.promise"].with_user(user or self.amy).with_company(self.company)
        return promises.create(
            {
                "move_line_ids": [Command.set(self._receivable(invoice or self.invoice).ids)],
                "date_promised": "2026-01-20",
                "promised_by": "Ms Li",
                "channel_id": self.call.id,
            }
        )

    def test_the_call_leads_to_the_customer_where_the_promise_is_one_click_away(self):
        self.assertEqual((self.activity.res_model, self.activity.res_id), ("res.partner", self.customer.id))
        action = self.customer.with_user(self.amy).with_company(self.company).action_collection_promise()
        self.assertEqual(action["context"]["collection_move_line_ids"], self._receivable(self.invoice).ids)

    def test_the_promise_ends_the_call_and_says_what_came_of_it(self):
        self.assertEqual(self.customer.activity_ids, self.activity)
        self._promise()
        self.assertFalse(self.customer.activity_ids)
        told = self.customer.message_ids[:1]
        self.assertEqual(told.author_id, self.amy.partner_id)
        self.assertIn("100.00 by 01/20/2026", told.body.replace("\xa0", " "))

    def test_a_visit_and_a_todo_in_place_of_a_letter_end_as_well(self):
        other = self._invoice(40, date="2025-12-01", due="2026-01-01")
        for method in ("visit", "activity"):
            channel = self.call.sudo().copy({"name": method, "method": method})
            delivery = self.notice.delivery_ids.sudo().copy({"channel_id": channel.id, "activity_id": False})
            getattr(delivery, f"_deliver_{method}")()
        self.assertEqual(len(self.customer.activity_ids), 3)
        self._promise(invoice=other)
        self.assertEqual(len(self.customer.activity_ids), 3)
        self._promise()
        self.assertFalse(self.customer.activity_ids)

    def test_a_call_of_a_colleague_stays_his(self):
        self._promise(user=self.fay)
        self.assertEqual(self.customer.activity_ids, self.activity)

    def test_legal_steps_and_other_todos_stay(self):
        own = self.customer.activity_schedule("mail.mail_activity_data_call", summary="Ring", user_id=self.amy.id)
        self.call.sudo().method = "legal"
        self._promise()
        self.assertEqual(self.customer.activity_ids, self.activity | own)
