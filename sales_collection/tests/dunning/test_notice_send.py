from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestNoticeSend(DeliveryCommon):
    """A draft is checked again, filled with text, and queued."""

    def test_finance_sends_a_notice_and_the_item_has_reached_its_level(self):
        notice = self._send()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.sent_user_id, self.fay)
        self.assertEqual(self.item.collection_level_id, self.first)
        self.assertEqual(str(self.item.collection_level_date), "2026-01-12")

    def test_a_salesperson_sends_no_notice(self):
        with self.assertRaises(AccessError):
            self._prepared().with_user(self.amy).action_send()

    def test_finance_of_another_company_sends_no_notice_of_this_one(self):
        notice = self._prepared()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.fay.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            notice.with_user(self.fay).with_company(other).action_send()

    def test_a_notice_is_sent_once(self):
        notice = self._send()
        with self.assertRaises(UserError):
            notice.with_user(self.fay).action_send()

    def test_an_item_paid_since_is_taken_off_and_an_empty_notice_is_not_sent(self):
        notice = self._prepared()
        self._pay(self.invoice)
        self._send(notice)
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(notice.line_ids.removed_reason, "paid or credited since")
        self.assertFalse(notice.delivery_ids)
        self.assertFalse(self.item.collection_level_id)

    def test_the_other_items_of_a_notice_are_still_told(self):
        other = self._invoice(40)
        notice = self._prepared()
        self._pay(self.invoice)
        self._send(notice)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.amount, 40)
        self.assertEqual(notice.line_ids.filtered(lambda line: line.state == "active").move_id, other)

    def test_an_item_paid_in_part_is_told_with_what_is_left(self):
        notice = self._prepared()
        self._pay(self.invoice, 60)
        self._send(notice)
        self.assertEqual(notice.line_ids.residual_currency, 40)
        self.assertEqual(notice.amount, 40)

    def test_an_item_on_hold_since_is_taken_off(self):
        notice = self._prepared()
        self.env["collection.hold"]._stop(self.item, "promise")
        self._send(notice)
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(notice.line_ids.removed_reason, "on hold since")

    def test_of_an_item_disputed_in_part_the_rest_is_told(self):
        notice = self._prepared()
        self.env["collection.hold"]._stop(self.item, "dispute", amounts={self.item: 60})
        self._send(notice)
        self.assertEqual(notice.line_ids.residual_currency, 40)

    def test_an_item_whose_due_date_was_moved_is_taken_off(self):
        notice = self._prepared()
        self.item.sudo().collection_date_due = "2026-02-01"
        self._send(notice)
        self.assertEqual(notice.line_ids.removed_reason, "due date postponed")

    def test_a_language_that_is_not_installed_any_more_is_no_obstacle(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        notice = self._prepared()
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'fr_FR'")
        self.env.registry.clear_cache("stable")
        self.env.invalidate_all()
        self.assertEqual(self._send(notice).state, "sent")

    def test_an_invoice_reset_to_draft_is_taken_off(self):
        notice = self._prepared()
        self.invoice.button_draft()
        self._send(notice)
        self.assertEqual(notice.state, "cancelled")

    def test_without_its_highest_item_a_notice_goes_down_to_the_level_of_the_rest(self):
        old = self._invoice(40, date="2025-11-01")
        self._receivable(old).sudo().collection_level_id = self.first
        notice = self._prepared()
        self.assertEqual(notice.level_id, self.last)
        self._pay(old)
        self._send(notice)
        self.assertEqual(notice.level_id, self.first)

    def test_an_automatic_notice_waits_when_money_has_come_that_could_cover_it(self):
        notice = self._prepared()
        self._bank_line(100, date="2026-01-12")
        self._scheduled("run")
        self.assertEqual((notice.exists() or self._drafts()).mapped("blocker"), ["covered"])

    def _drafts(self):
        return self.env["collection.notice"].search([("company_id", "=", self.company.id), ("state", "=", "draft")])

    def test_money_that_came_between_preparing_and_sending_stops_an_automatic_notice(self):
        notice = self._prepared()
        self._bank_line(100, date="2026-01-12")
        notice._queue()
        self.assertEqual((notice.state, notice.blocker, notice.automatic), ("draft", "covered", False))

    def test_a_person_sends_it_nevertheless(self):
        notice = self._prepared()
        self._bank_line(100, date="2026-01-12")
        self._send(notice)
        self.assertEqual(notice.state, "sent")

    def test_a_template_that_breaks_fails_its_customer_and_the_next_run_proposes_the_item_again(self):
        self.template.body_html = '<p t-out="object.partner_id.name.nothing"/>'
        with mute_logger("odoo.addons.sales_collection.models.dunning.collection_notice_text"):
            notice = self._send()
        self.assertEqual(notice.state, "failed")
        self.assertIn("template", notice.error)
        self.assertFalse(self.item.collection_level_id)
        self.assertEqual(self._prepared().line_ids.move_line_id, self.item)

    def test_all_others_are_served(self):
        other = self.env["res.partner"].create({"name": "Good Ltd", "email": "good@example.com"})
        self._invoice(40, partner=other)
        self.template.body_html = '<p t-if="object.partner_id.name == \'Bluebell Ltd\'" t-out="1 / 0"/><p>Pay</p>'
        with mute_logger("odoo.addons.sales_collection.models.dunning.collection_notice_text"):
            notices = self._send()
        self.assertEqual(
            {notice.partner_id.name: notice.state for notice in notices}, {"Bluebell Ltd": "failed", "Good Ltd": "sent"}
        )

    def test_a_deleted_template_does_not_stop_dunning(self):
        self.template.unlink()
        notice = self._send()
        self.assertEqual(notice.state, "sent")
        self.assertIn("First", notice.subject)
        self.assertIn(self.invoice.name, notice.body)

    def test_each_level_of_the_standard_policy_has_its_words(self):
        notice = self._prepared()
        levels = (
            self.env["collection.level"]
            .sudo()
            .search([("policy_id", "=", self.env.ref("sales_collection.collection_policy_standard").id)])
        )
        self.assertEqual(len(levels), 6)
        subjects = {level.mail_template_id._render_field("subject", notice.ids)[notice.id] for level in levels}
        self.assertEqual(len(subjects), 6)
        for level in levels:
            body = level.mail_template_id._render_field("body_html", notice.ids)[notice.id]
            self.assertIn(self.invoice.name, body)
            self.assertIn("Bluebell Ltd", body)
            self.assertIn(self.company.name, level.sms_template_id._render_field("body", notice.ids)[notice.id])

    def test_a_text_written_by_hand_is_what_is_sent(self):
        notice = self._prepared()
        notice.with_user(self.fay).write({"subject": "Dear Bill", "body": "<p>Please call me.</p>"})
        self._send(notice)
        self.assertEqual(notice.subject, "Dear Bill")
        self.assertIn("Please call me.", self._new_mails.body_html)

    def test_the_table_lists_each_currency_with_its_total(self):
        other = self.setup_other_currency("CHF", rates=[("2026-01-01", 2.0)])
        self._invoice(40, currency_id=other.id)
        html = self._prepared().items_html
        self.assertEqual(html.count(">Total<"), 2)
        self.assertIn(self.invoice.name, html)

    def test_a_level_can_stop_new_orders(self):
        self.first.stops_orders = True
        self._send()
        self.assertTrue(self.customer.with_company(self.company).collection_credit_hold)

    def test_a_legal_level_puts_the_items_on_hold_and_tells_finance(self):
        self.company.sudo().collection_finance_id = self.fay
        self.first.raises_legal = True
        self._send()
        hold = self.env["collection.hold"].search([("move_line_id", "=", self.item.id)])
        self.assertEqual(hold.reason, "legal")
        self.assertEqual(self.customer.activity_ids.user_id, self.fay)

    def test_customer_and_invoice_keep_the_history(self):
        self._send()
        for record in (self.customer, self.invoice):
            self.assertIn("bill@bluebell.example.com", record.message_ids[0].body)
            self.assertIn("First", record.message_ids[0].body)

    def test_finance_reads_the_text_before_it_is_sent_and_it_stays_up_to_date(self):
        paid = self._invoice(40)
        notice = self._prepared()
        notice.with_user(self.fay).action_fill_text()
        self.assertIn(paid.name, notice.body)
        self.assertFalse(notice.edited)
        self._pay(paid)
        self._send(notice)
        self.assertIn(self.invoice.name, notice.body)
        self.assertNotIn(paid.name, notice.body)

    def test_an_edited_text_waits_when_items_have_changed_since(self):
        paid = self._invoice(40)
        notice = self._prepared()
        text = f"<p>Please pay {self.invoice.name} and {paid.name}</p>"
        notice.with_user(self.fay).write({"subject": "Please", "body": text})
        self._pay(paid)
        self._send(notice)
        self.assertRecordValues(notice, [{"state": "draft", "blocker": "changed", "amount": 100}])
        notice.with_user(self.fay).write({"body": f"<p>Please pay {self.invoice.name}</p>"})
        self._send(notice)
        self.assertEqual(notice.state, "sent")

    # -- what happens between preparing, queueing and delivering

    def _queued(self, notice=None):
        """Send a notice as Fay does; it has not left the house yet."""
        notice = notice or self._prepared()
        notice.with_user(self.fay).action_send()
        self.assertEqual(notice.state, "queued")
        return notice

    def test_an_item_disputed_to_its_full_amount_while_the_notice_waits_is_not_told(self):
        notice = self._queued()
        self.env["collection.hold"]._stop(self.item, "dispute", amounts={self.item: 100})
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(self.item.collection_level_id)

    def test_of_an_item_disputed_in_part_while_the_notice_waits_the_rest_is_told(self):
        notice = self._queued()
        self.env["collection.hold"]._stop(self.item, "dispute", amounts={self.item: 60})
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertEqual(notice.state, "sent")

    def test_what_is_left_of_an_item_below_the_smallest_amount_is_not_asked_for(self):
        self.policy.minimum_item = 50
        notice = self._prepared()
        self._pay(self.invoice, 60)
        self._send(notice)
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(self.item.collection_level_id)

    def test_a_customer_who_owes_less_than_the_smallest_total_by_now_hears_nothing(self):
        self.policy.minimum_customer = 100
        self._invoice(40)
        notice = self._prepared()
        self._pay(self.invoice)
        self._send(notice)
        self.assertEqual(notice.state, "cancelled")

    def test_a_notice_that_waited_for_days_leaves_the_customer_in_peace_from_the_day_it_is_sent(self):
        notice = self._prepared()
        notice.with_user(self.fay).subject = "Dear Bill"
        with freeze_time("2026-02-02 10:00:00"):
            self._send(notice)
            self.assertEqual(str(notice.date), "2026-02-02")
        with freeze_time("2026-02-03 10:00:00"):
            self.env["collection.run"].sudo()._of_today(self.company).action_prepare()
        self.assertFalse(self._drafts())

    def test_a_notice_dropped_after_days_is_not_proposed_again_the_day_after(self):
        notice = self._prepared()
        notice.with_user(self.fay).subject = "Dear Bill"
        with freeze_time("2026-02-02 10:00:00"):
            notice.with_user(self.fay).action_drop("He called.")
        with freeze_time("2026-02-03 10:00:00"):
            self.env["collection.run"].sudo()._of_today(self.company).action_prepare()
        self.assertFalse(self._drafts())

    def test_what_was_paid_before_it_left_costs_no_fee(self):
        self.policy.charge_product_id = self.service
        self.first.charge_ids = [Command.create({"currency_id": self.currency.id, "fee_fixed": 10})]
        notice = self._queued()
        self.assertEqual(notice.charge_move_ids.state, "draft")
        self._pay(self.invoice)
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertEqual((notice.state, notice.charge_move_ids.state), ("cancelled", "cancel"))

    def test_what_was_promised_before_a_legal_notice_left_is_no_legal_case(self):
        self.first.raises_legal = True
        notice = self._queued()
        self.env["collection.hold"]._stop(self.item, "promise", date_end="2026-01-20")
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertEqual(notice.state, "cancelled")
        holds = self.env["collection.hold"].search([("move_line_id", "=", self.item.id)])
        self.assertEqual(holds.mapped("reason"), ["promise"])

    def test_a_level_that_was_told_is_not_told_again_when_the_days_of_levels_change(self):
        self._send()
        with freeze_time("2026-02-02 10:00:00"):
            run = self.env["collection.run"].sudo()._of_today(self.company)
            run.action_prepare()
            last = run.notice_ids
            self.assertEqual(last.level_id, self.last)
            self._send(last)
        self.last.days = 5
        with freeze_time("2026-02-09 10:00:00"):
            run = self.env["collection.run"].sudo()._of_today(self.company)
            run.action_prepare()
        self.assertFalse(run.notice_ids)

    def test_without_any_channel_in_use_a_colleague_is_asked(self):
        self.email.sudo().active = False
        self.item.move_id.collection_user_id = self.amy
        notice = self._send()
        self.assertFalse(notice.delivery_ids)
        self.assertIn("could not be reached", self.customer.activity_ids.summary)
