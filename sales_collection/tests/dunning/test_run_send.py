from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestRunSend(DeliveryCommon):
    """Each day by itself: prepare, send what goes out by itself, leave the rest to a person."""

    def _day(self):
        """Let the day's scheduled action run and return the notices of the run."""
        with self.mock_mail_gateway(), self.mockSMSGateway():
            self._scheduled("run")
        return self._run().notice_ids

    def _run(self):
        return self.env["collection.run"].sudo().search([("company_id", "=", self.company.id)])

    def test_the_day_makes_its_run_and_sends_it(self):
        notice = self._day()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(len(self._mails), 1)
        self.assertEqual((str(self._run().date), self._run().state), ("2026-01-12", "done"))

    def test_a_second_time_on_the_same_day_nothing_happens(self):
        self._day()
        notice = self._day()
        self.assertEqual(len(notice), 1)
        self.assertFalse(self._mails)

    def test_a_level_that_needs_a_click_waits(self):
        self.first.automatic = False
        self.assertEqual(self._day().state, "draft")
        self.assertEqual(self._run().state, "prepared")

    def test_nothing_is_sent_on_a_quiet_day(self):
        self.env["collection.quiet.period"].create(
            {"name": "Stocktaking", "company_id": self.company.id, "date_from": "2026-01-12", "date_to": "2026-01-12"}
        )
        self.assertEqual(self._day().state, "draft")

    def test_nothing_is_sent_while_the_bank_data_is_too_old(self):
        self.company.sudo().collection_bank_date = "2026-01-08"
        self.assertEqual(self._day().state, "draft")

    def test_bank_data_as_old_as_allowed_will_do(self):
        self.company.sudo().collection_bank_date = "2026-01-09"
        self.assertEqual(self._day().state, "sent")

    def test_a_policy_may_send_regardless_of_the_bank(self):
        self.company.sudo().collection_bank_date = False
        self.policy.bank_days = 0
        self.assertEqual(self._day().state, "sent")

    def test_nothing_is_sent_by_a_policy_that_is_not_in_use(self):
        self.policy.action_switch_off()
        self.assertFalse(self._day())

    def test_finance_sends_what_waits_for_a_click(self):
        self.first.automatic = False
        notice = self._day()
        self._run().with_user(self.fay).action_send()
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertEqual(notice.state, "sent")

    def test_sending_a_run_leaves_out_what_needs_a_decision(self):
        self._bank_line(100, date="2026-01-12")
        notice = self._day()
        self._run().with_user(self.fay).action_send()
        self.assertEqual((notice.state, notice.blocker), ("draft", "covered"))

    def test_a_leader_sends_no_run(self):
        self._day()
        with self.assertRaises(AccessError):
            self._run().with_user(self.lea).action_send()

    def test_more_than_a_batch_is_sent_in_the_background(self):
        for number in range(3):
            partner = self.env["res.partner"].create({"name": f"P{number}", "email": f"p{number}@example.com"})
            self._invoice(40, partner=partner)
        notices = self._prepared()
        with patch.object(type(notices), "_BATCH", 2):
            notices.with_user(self.fay).action_send()
            self.assertEqual(sorted(notices.mapped("state")), ["draft", "draft", "queued", "queued"])
            with self.mock_mail_gateway():
                self._scheduled()
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertEqual(len(self._mails), 4)

    def test_what_finance_has_sent_is_not_withdrawn_by_a_new_run(self):
        self.first.automatic = False
        notice = self._prepared()
        notice.sudo().sent_user_id = self.fay
        notice.run_id.action_prepare()
        self.assertTrue(notice.exists())

    def test_a_company_whose_run_fails_is_noted_and_does_not_stop_the_scheduled_action(self):
        with (
            mute_logger("odoo.addons.sales_collection.models.dunning.collection_run_send"),
            patch.object(type(self._run()), "_prepare_drafts", side_effect=ValueError("no rate of CHF")),
        ):
            self._day()
        self.assertIn("no rate of CHF", self._run().error)
        self.assertEqual(self._day().state, "sent")
        self.assertFalse(self._run().error)

    def test_a_customer_who_cannot_be_queued_is_noted_and_all_others_are_served(self):
        good = self.env["res.partner"].create({"name": "Good Ltd", "email": "good@example.com"})
        self._invoice(40, partner=good)
        queue = type(self.env["collection.notice"])._write_levels

        def write_levels(notices):
            if self.customer in notices.partner_id:
                raise ValueError("broken")
            queue(notices)

        with (
            mute_logger("odoo.addons.sales_collection.models.dunning.collection_run_send"),
            patch.object(type(self.env["collection.notice"]), "_write_levels", write_levels),
        ):
            notices = self._day()
        self.assertEqual(
            {notice.partner_id.name: notice.state for notice in notices}, {"Bluebell Ltd": "failed", "Good Ltd": "sent"}
        )
        self.assertFalse(self.item.collection_level_id)

    def test_a_policy_may_send_on_a_day_without_work(self):
        calendar = self.env["resource.calendar"].sudo().create({"name": "Never", "attendance_ids": [Command.clear()]})
        self.company.sudo().resource_calendar_id = calendar
        self.assertEqual(self._day().state, "draft")
        self.policy.respect_calendar = False
        self.assertEqual(self._day().state, "sent")

    def test_no_policy_sends_in_a_quiet_period(self):
        self.policy.respect_calendar = False
        self.env["collection.quiet.period"].create(
            {"name": "Stocktaking", "company_id": self.company.id, "date_from": "2026-01-12", "date_to": "2026-01-12"}
        )
        self.assertEqual(self._day().state, "draft")

    def test_a_company_that_was_archived_duns_nobody(self):
        # not by the form: there, the users of the test class would have to move first
        self.env.cr.execute("UPDATE res_company SET active = FALSE WHERE id = %s", [self.company.id])
        self.env.invalidate_all()
        self.assertFalse(self._day())

    def test_an_old_run_is_not_prepared_again_over_the_drafts_of_a_newer_one(self):
        runs = self.env["collection.run"].sudo()
        old = runs.create({"company_id": self.company.id, "date": "2026-01-09"})
        notice = self._prepared_today()
        with self.assertRaises(UserError):
            old.with_user(self.fay).action_prepare()
        self.assertTrue(notice.exists())

    def _prepared_today(self):
        run = self.env["collection.run"].sudo()._of_today(self.company)
        run.action_prepare()
        return run.notice_ids

    def test_finance_of_another_company_does_not_prepare_the_run_of_this_one(self):
        run = self.env["collection.run"].sudo()._of_today(self.company)
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.fay.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            run.with_user(self.fay).with_company(other).action_prepare()

    def test_finance_does_not_write_a_run(self):
        run = self._prepared_today().run_id
        for values in ({"state": "done"}, {"quiet_reason": False}, {"date": "2026-01-09"}):
            with self.subTest(values), self.assertRaises(UserError):
                run.with_user(self.fay).write(values)

    def test_a_contact_that_belongs_to_another_company_is_not_told(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        contact = {"name": "Books", "parent_id": self.customer.id, "type": "invoice", "email": "books@example.com"}
        self.env["res.partner"].sudo().create({**contact, "company_id": other.id})
        self.assertEqual(self._prepared_today().contact_id, self.customer)
