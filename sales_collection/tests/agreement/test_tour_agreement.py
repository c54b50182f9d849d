from odoo import fields
from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourAgreement(CollectionCommon, HttpCase):
    """A promise and a dispute in the browser, as a salesperson and finance click them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.amy, cls.fay):
            user.sudo().password = f"{user.login}-tour"
        cls.env["collection.channel"].sudo().create({"name": "Visit at the Customer's", "method": "activity"})
        cls.invoice = cls._invoice(100, date="2026-01-01", due="2026-01-31")

    def test_a_salesperson_records_a_promise(self):
        self.start_tour("/odoo/my-receivables", "sales_collection_promise", login="amy")
        promise = self.env["collection.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(
            promise, [{"state": "open", "amount": 100, "promised_by": "Ms Li", "create_uid": self.amy.id}]
        )

    def test_a_salesperson_records_a_promise_from_the_activity(self):
        level = self.env["collection.level"].search([("policy_id.company_id", "=", self.company.id)], limit=1)
        run = self.env["collection.run"].sudo()._of_today(self.company)
        notice = self.env["collection.notice"].sudo()
        notice = notice.create(
            {
                "run_id": run.id,
                "company_id": self.company.id,
                "date": run.date,
                "partner_id": self.customer.id,
                "policy_id": level.policy_id.id,
                "level_id": level.id,
                "user_id": self.amy.id,
                "state": "sent",
            }
        )
        item = self._receivable(self.invoice)
        self.env["collection.notice.line"].sudo().create(
            {
                "notice_id": notice.id,
                "company_id": self.company.id,
                "move_line_id": item.id,
                "move_id": self.invoice.id,
                "document": self.invoice.name,
                "level_id": level.id,
                "currency_id": self.currency.id,
                "residual_currency": 100,
                "residual": 100,
                "state": "active",
            }
        )
        channel = self.env.ref("sales_collection.collection_channel_call")
        call = notice.delivery_ids.create({"notice_id": notice.id, "channel_id": channel.id})
        call._deliver_call()
        self.start_tour("/odoo/my-receivables", "sales_collection_promise_activity", login="amy")
        promise = self.env["collection.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(promise, [{"state": "open", "amount": 100, "create_uid": self.amy.id}])
        self.assertFalse(self.customer.activity_ids)

    def test_finance_accepts_what_a_salesperson_recorded(self):
        item = self._receivable(self.invoice)
        disputes = self.env["collection.dispute"].with_user(self.amy).with_company(self.company)
        dispute = disputes.create(
            {
                "reason_id": self.env.ref("sales_collection.collection_dispute_reason_price").id,
                "line_ids": [fields.Command.create({"move_line_id": item.id, "amount": 40})],
            }
        )
        self.start_tour("/odoo/collection-disputes", "sales_collection_dispute", login="fay")
        credit = dispute.sudo().line_ids.credit_move_id
        self.assertEqual((dispute.state, credit.state, credit.amount_total), ("accepted", "draft", 40))
