from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourRun(CollectionCommon, HttpCase):
    """Finance prepares the run of the day, drops a notice and sends the rest, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fay.sudo().password = "fay-tour"
        cls.company.resource_calendar_id = False
        policy = cls.company.collection_policy_id
        policy.bank_days = 0
        policy.level_ids.write({"attach_statement": False, "attach_invoices": False})
        policy.action_switch_on()
        cls.customer.email = "accounts@bluebell.example.com"
        cls.other = cls.env["res.partner"].create({"name": "Larkspur Ltd", "email": "accounts@larkspur.example.com"})
        today = cls.company._collection_today()
        cls._invoice(300, date="2026-01-01", due=today)
        cls._invoice(50, date="2026-01-01", due=today, partner=cls.other)

    def test_finance_prepares_drops_one_and_sends(self):
        self.start_tour("/odoo/collection-runs", "sales_collection_run", login="fay")
        notices = self.env["collection.notice"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            {notice.partner_id.name: notice.state for notice in notices},
            {"Bluebell Ltd": "draft", "Larkspur Ltd": "dropped"},
        )
        self.assertEqual(notices.filtered(lambda notice: notice.state == "dropped").drop_reason, "The owner called")
        self.start_tour("/odoo/collection-runs", "sales_collection_run_send", login="fay")
        told = notices.filtered(lambda notice: notice.partner_id == self.customer)
        self.assertIn(told.state, ("queued", "sent"))
        self.assertEqual(told.delivery_ids.method, "email")
