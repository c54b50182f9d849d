from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..agreement.agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestCronCompanies(AgreementCommon):
    """What is done by itself is done for each company by itself: none is in another's way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.setup_other_company()
        cls.other = data["company"]
        receivable, income = data["default_account_receivable"], data["default_account_revenue"]
        accounts = ((receivable, 300), (income, -300))
        lines = [
            Command.create({"account_id": account.id, "partner_id": cls.customer.id, "balance": balance})
            for account, balance in accounts
        ]
        values = {"journal_id": data["default_journal_misc"].id, "date": "2026-01-01", "line_ids": lines}
        # sudo: who books in the other company does not matter
        cls.entry = cls.env["account.move"].sudo().with_company(cls.other).create(values)
        cls.entry.action_post()

    def _promised_elsewhere(self):
        values = {"amount": 5, "date_promised": "2026-03-10", "promised_by": "Ms Li", "channel_id": self.phone.id}
        items = [Command.set(self._receivable(self.entry).ids)]
        promises = self.env["collection.promise"].sudo().with_company(self.other)
        return promises.create({**values, "move_line_ids": items})

    def _judge_all(self):
        with freeze_time("2026-04-10 06:00:00"):
            self.env["collection.promise"].sudo()._cron_judge()

    def test_a_company_that_is_archived_is_left_alone(self):
        promise, elsewhere = self._promise(self._open(100)), self._promised_elsewhere()
        self.assertEqual(elsewhere.company_id, self.other)
        # sudo: who archives it does not matter
        self.env["res.users"].sudo().search([("company_id", "=", self.other.id)]).active = False
        self.other.sudo().active = False
        self._judge_all()
        self.assertEqual((promise.state, elsewhere.state), ("broken", "open"))
        self.assertFalse(elsewhere.activity_ids)

    def test_a_company_in_a_zone_that_is_gone_goes_on(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET tz = 'Atlantis/Centre' WHERE id = %s", [self.other.partner_id.id])
        self.env.invalidate_all()
        promise, elsewhere = self._promise(self._open(100)), self._promised_elsewhere()
        self._judge_all()
        self.assertEqual((promise.state, elsewhere.state), ("broken", "broken"))

    @mute_logger("odoo.addons.sales_collection.models.incentive.collection_incentive_plan_live")
    def test_a_plan_that_cannot_be_computed_stops_no_other(self):
        plans = self.env["collection.incentive.plan"].with_user(self.max)
        bad, good = plans.create([{"name": name, "date_from": "2026-01-01"} for name in ("Bad", "Good")])
        (bad | good).sudo().state = "active"
        computed = []

        def compute(plan, day):
            if plan.id == bad.id:
                raise ZeroDivisionError
            computed.append(plan.id)

        with patch.object(type(plans), "_compute_until", compute):
            self.env["collection.incentive.plan"].sudo()._cron_compute()
        self.assertIn(good.id, computed)

    def test_nobody_of_another_company_is_asked_about_an_order(self):
        self.lea.sudo().write({"company_ids": [Command.set(self.other.ids)], "company_id": self.other.id})
        team = self.team.sudo()
        team.company_id = False
        line = Command.create({"product_id": self.service.id, "price_unit": 100})
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.amy.id, "team_id": team.id, "order_line": [line]}
        )
        check = self.env["collection.credit.check"].sudo()._make(order, [], 5, note="")
        self.assertEqual(order.team_id.user_id, self.lea)
        self.assertNotEqual(check._find_approver(), self.lea)

    def test_letters_are_printed_for_one_company_at_a_time(self):
        self.fay.sudo().company_ids = [Command.link(self.other.id)]
        values = [{"company_id": company.id, "date": "2026-03-02"} for company in (self.company, self.other)]
        runs = self.env["collection.run"].sudo().create(values)
        runs = runs.with_user(self.fay).with_context(allowed_company_ids=runs.company_id.ids)
        with self.assertRaisesRegex(UserError, "one company at a time"):
            runs.action_print_letters()
