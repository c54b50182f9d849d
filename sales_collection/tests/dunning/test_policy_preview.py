from datetime import timedelta
from random import Random

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 12:00:00")
class TestPolicyPreview(CollectionCommon):
    """A manager sees who would hear what before a policy is in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = False
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"interval_days": 3, "contacts_per_week": 2})

    def _wizard(self, model, policy, **values):
        wizard = self.env[model].with_user(self.max).create({"policy_id": policy.id, **values})
        wizard.action_compute()
        return wizard

    def _preview(self, policy, **values):
        return self._wizard("collection.policy.preview", policy, **values)

    def _draft_copy(self):
        action = self.policy.with_user(self.max).action_copy_to_draft()
        return self.policy.browse(action["res_id"])

    def test_a_new_company_has_the_standard_policy_but_does_not_use_it(self):
        company = self.env["res.company"].sudo().create({"name": "Foxglove Ltd"})
        self.assertEqual(company.collection_policy_id.company_id, company)
        self.assertEqual(company.collection_policy_id.state, "draft")
        self.assertEqual(company.collection_policy_id.level_ids.mapped("days"), [-3, 0, 7, 14, 30, 60])

    def test_day_0_of_the_preview_is_what_the_run_proposes(self):
        random = Random(7)
        levels = self.policy.level_ids
        self.policy.write({"minimum_item": 20, "minimum_customer": 90, "grace_days": 2})
        customers = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(8)])
        for number in range(40):
            due = fields.Date.to_date("2026-03-02") + timedelta(days=random.randint(-80, 6))
            invoice = self._invoice(random.randint(5, 90), due=due, date="2025-12-01", partner=customers[number % 8])
            line = self._receivable(invoice).sudo()
            line.collection_level_id = random.choice([*levels, False, False])
            if number % 6 == 0:
                self.env["collection.hold"]._stop(line, "manual", amounts={line: random.choice([0, 3])})
        self.policy.action_switch_on()
        # sudo: nobody makes runs by hand; the button and the daily job do
        run = self.env["collection.run"].sudo().create({"company_id": self.company.id, "date": "2026-03-02"})
        run.with_user(self.fay).action_prepare()
        proposed = {(n.partner_id.id, n.level_id.id, len(n.line_ids), n.amount) for n in run.notice_ids}
        lines = self._preview(self.policy).line_ids.filtered(lambda line: str(line.date) == "2026-03-02")
        self.assertTrue(proposed)
        self.assertEqual({(ln.partner_id.id, ln.level_id.id, ln.items, ln.amount) for ln in lines}, proposed)

    def test_the_changed_copy_is_seen_beside_the_present_policy(self):
        self._invoice(100, due="2026-03-02")
        self.policy.action_switch_on()
        draft = self._draft_copy()
        draft.level_ids.filtered(lambda level: level.days in (0, 7)).unlink()
        preview = self._preview(draft)
        self.assertRecordValues(preview, [{"today_count": 0, "count": 2, "present_today_count": 1, "present_count": 4}])

    def test_the_copy_takes_the_place_of_the_original(self):
        self.policy.action_switch_on()
        self.customer.collection_policy_id = self.policy
        draft = self._draft_copy()
        draft.with_user(self.max).action_replace_origin()
        self.assertRecordValues(draft, [{"state": "live", "name": self.policy.name, "origin_id": False}])
        self.assertEqual((self.policy.active, self.policy.state), (False, "draft"))
        self.assertEqual(self.company.collection_policy_id, draft)
        self.assertEqual(self.customer.collection_policy_id, draft)

    def test_a_policy_that_is_no_copy_replaces_nothing(self):
        with self.assertRaises(UserError):
            self.policy.with_user(self.max).action_replace_origin()

    def test_finance_sees_the_preview_of_policies_in_use_only(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.fay).action_preview()
        self.policy.action_switch_on()
        self.assertTrue(self.policy.with_user(self.fay).action_preview())
        with self.assertRaises(AccessError):
            self.policy.with_user(self.fay).action_backtest()

    def test_the_last_months_are_replayed_as_the_customer_paid(self):
        self._pay(self._invoice(100, date="2026-01-01", due="2026-01-10"), date="2026-01-20")
        self._invoice(40, date="2026-01-01", due="2026-01-25")
        twin = self._wizard("collection.policy.backtest", self.policy)
        told = [(str(line.date), line.level_id.days, line.amount) for line in twin.line_ids.sorted("date")]
        self.assertEqual(
            told,
            [
                ("2026-01-07", -3, 100),
                ("2026-01-10", 0, 100),
                ("2026-01-17", 7, 100),
                ("2026-01-22", -3, 40),
                ("2026-01-25", 0, 40),
                ("2026-02-01", 7, 40),
                ("2026-02-08", 14, 40),
                ("2026-02-24", 30, 40),
            ],
        )
        self.assertRecordValues(twin, [{"count": 8, "stop_count": 1, "legal_count": 0, "present_count": 0}])

    def test_nothing_is_foreseen_in_a_quiet_period(self):
        self._invoice(100, due="2026-03-02")
        period = {"name": "Spring", "date_from": "2026-03-01", "date_to": "2026-03-04", "company_id": self.company.id}
        self.env["collection.quiet.period"].create(period)
        days = self._preview(self.policy).line_ids.mapped("date")
        self.assertEqual(str(min(days)), "2026-03-05")

    def test_a_manager_of_another_company_sees_nothing(self):
        preview = self._preview(self.policy)
        other = self.env["res.company"].sudo().create({"name": "Foxglove Ltd"})
        self.max.sudo().write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            preview.with_user(self.max).with_context(allowed_company_ids=other.ids).action_compute()
