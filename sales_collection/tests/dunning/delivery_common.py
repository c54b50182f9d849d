from freezegun import freeze_time

from odoo import Command

from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.sms.tests.common import MockSMS

from ..common import CollectionCommon


class DeliveryCommon(CollectionCommon, MockEmail, MockSMS):
    """A policy of two levels in use, 7 days (by itself) and 30 days after the due date, both by e-mail.

    Bluebell owes 100, due on 1 January; it is Monday, 12 January 2026, and the bank data is of today.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time("2026-01-12 10:00:00")
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls._init_mail_gateway()
        channels = cls.env["collection.channel"]
        cls.email, cls.sms, cls.letter, cls.call, cls.legal = (
            cls.env.ref(f"sales_collection.collection_channel_{name}")
            for name in ("email", "sms", "letter", "call", "legal")
        )
        # sudo: whoever sets up the tests does not matter; what they check is done as the user who would do it
        cls.template = cls.env.ref("sales_collection.collection_mail_first").sudo().copy()
        cls.policy = cls.env["collection.policy"].create({"name": "House Rules", "company_id": cls.company.id})
        cls.first, cls.last = cls.env["collection.level"].create(
            [
                {
                    "policy_id": cls.policy.id,
                    "name": name,
                    "days": days,
                    "automatic": automatic,
                    "channel_ids": [Command.set((channels | cls.email).ids)],
                    "mail_template_id": cls.template.id,
                    "attach_statement": False,
                    "attach_invoices": False,
                }
                for name, days, automatic in (("First", 7, True), ("Last", 30, False))
            ]
        )
        cls.policy.action_switch_on()
        company = cls.company.sudo()
        company.collection_policy_id = cls.policy
        company.collection_bank_date = "2026-01-12"
        company.email = "money@example.com"
        cls.customer.write(
            {
                "email": "bill@bluebell.example.com",
                "phone": "+32 470 12 34 56",
                "street": "High Street 1",
                "city": "Ghent",
                "zip": "9000",
                "country_id": cls.env.ref("base.be").id,
            }
        )
        cls.invoice = cls._invoice(100)
        cls.item = cls._receivable(cls.invoice)

    def _prepared(self):
        """Return the draft notices of a run made now."""
        run = self.env["collection.run"].sudo().search([("company_id", "=", self.company.id)])
        run = run or run.create({"company_id": self.company.id, "date": "2026-01-12"})
        run.action_prepare()
        return run.notice_ids.filtered(lambda notice: notice.state == "draft")

    def _scheduled(self, name="deliver"):
        """Run a scheduled action as Odoo would."""
        with self.enter_registry_test_mode():
            self.env.ref(f"sales_collection.ir_cron_collection_{name}").sudo().method_direct_trigger()

    def _send(self, notice=None, user=None):
        """Send a notice as Fay does, and deliver it; return it."""
        notice = notice or self._prepared()
        notice.with_user(user or self.fay).action_send()
        with self.mock_mail_gateway(), self.mockSMSGateway():
            self._scheduled()
        return notice

    def assertDelivered(self, notice, expected):
        """Check the deliveries: a list of (method, state) in the order they were made."""
        self.assertEqual([(delivery.method, delivery.state) for delivery in notice.delivery_ids.sorted("id")], expected)
