import smtplib
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDelivery(DeliveryCommon):
    """A notice reaches the customer through its channels; one that fails is replaced by the next."""

    # -- e-mail ------------------------------------------------------------------------------------

    def test_the_customer_gets_one_email_at_his_address_for_invoices(self):
        self.env["res.partner"].create(
            {"name": "Books", "parent_id": self.customer.id, "type": "invoice", "email": "books@bluebell.example.com"}
        )
        notice = self._send()
        self.assertDelivered(notice, [("email", "sent")])
        self.assertEqual([mail["email_to"] for mail in self._mails], [['"Books" <books@bluebell.example.com>']])
        self.assertEqual(notice.delivery_ids.address, "books@bluebell.example.com")
        self.assertTrue(notice.date_sent)

    def test_delivering_again_sends_nothing_twice(self):
        self._send()
        with self.mock_mail_gateway():
            self._scheduled()
            self.env["mail.mail"].sudo().process_email_queue()
        self.assertFalse(self._mails)

    def test_no_other_queue_takes_an_email_before_its_turn(self):
        self._prepared()._queue()
        delivery = self._delivery()
        delivery._prepare_email()
        self.assertEqual(delivery.mail_id.state, "cancel")

    def _delivery(self):
        return self.env["collection.delivery"].sudo().search([("partner_id", "=", self.customer.id)])

    def test_it_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.template.with_context(lang="fr_FR").subject = "Rappel"
        self.assertEqual(self._send().subject, "Rappel")

    def test_replies_reach_the_responsible(self):
        notice = self._send()
        self.assertIn(self.amy.partner_id, notice.message_partner_ids)

    def test_without_a_catchall_address_replies_go_to_the_responsible_himself(self):
        self.company.sudo().alias_domain_id = False
        self.amy.sudo().email = "amy@example.com"
        self._send()
        self.assertIn("amy@example.com", self._mails[0]["reply_to"])

    def test_the_template_says_from_whom_it_comes(self):
        self.template.email_from = "dunning@example.com"
        self._send()
        self.assertEqual(self._mails[0]["email_from"], "dunning@example.com")

    def test_a_reply_comes_back_to_the_notice_and_reaches_the_responsible(self):
        notice = self._send()
        reply = notice.sudo().message_post(
            body="We pay tomorrow.",
            author_id=self.customer.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertIn(self.amy.partner_id, reply.notified_partner_ids)

    def test_statement_and_invoices_are_attached(self):
        self.first.write({"attach_statement": True, "attach_invoices": True})
        notice = self._send()
        names = notice.delivery_ids.mail_id.attachment_ids.mapped("name")
        self.assertEqual(len(names), 2)
        self.assertIn("Open invoices 2026-01-12.pdf", names)

    def test_an_email_that_comes_back_is_replaced(self):
        notice = self._send()
        notice.sudo()._message_receive_bounce("bill@bluebell.example.com", self.customer)
        with self.mock_mail_gateway(), self.mockSMSGateway():
            self._scheduled()
        self.assertDelivered(notice, [("email", "failed"), ("sms", "sent")])

    def test_without_an_address_the_text_message_takes_over(self):
        self.customer.email = False
        notice = self._send()
        self.assertDelivered(notice, [("email", "failed"), ("sms", "sent")])
        self.assertIn("no e-mail address", notice.delivery_ids[0].error)

    def test_an_address_that_is_none_is_not_tried(self):
        self.customer.email = "ask Bill"
        self.assertDelivered(self._send(), [("email", "failed"), ("sms", "sent")])

    def test_an_email_that_is_refused_is_replaced(self):
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        with (
            self.mock_mail_gateway(),
            self.mockSMSGateway(),
            mute_logger("odoo.addons.mail.models.mail_mail"),
            patch.object(type(self.env["ir.mail_server"]), "send_email", side_effect=ValueError("refused")),
        ):
            self._scheduled()
        self.assertDelivered(notice, [("email", "failed"), ("sms", "sent")])

    def test_an_email_waits_for_a_mail_server_that_is_out_of_reach(self):
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        with (
            self.mock_mail_gateway(),
            patch.object(type(self.env["ir.mail_server"]), "_connect__", side_effect=OSError("no route")),
        ):
            self._scheduled()
        self.assertDelivered(notice, [("email", "waiting")])
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertDelivered(notice, [("email", "sent")])

    # -- never twice by itself ---------------------------------------------------------------------

    def _interrupted(self):
        """Return a notice whose e-mail was under way when the connection broke."""
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        broken = smtplib.SMTPServerDisconnected("gone")
        with (
            self.mock_mail_gateway(),
            mute_logger(
                "odoo.addons.mail.models.mail_mail",
                "odoo.addons.sales_collection.models.dunning.collection_delivery_queue",
            ),
            patch.object(type(self.env["ir.mail_server"]), "send_email", side_effect=broken),
        ):
            self._scheduled()
        return notice

    def test_an_email_that_may_have_gone_out_is_not_sent_again_but_asked_about(self):
        notice = self._interrupted()
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertFalse(self._mails)
        self.assertDelivered(notice, [("email", "unsure")])
        self.assertEqual(self.customer.activity_ids.user_id, self.amy)
        self.assertEqual(notice.state, "sent")

    def test_what_a_dead_process_left_is_settled(self):
        notice = self._prepared()
        notice._queue()
        delivery = notice.sudo().delivery_ids
        delivery.state = "sending"
        with patch.object(type(delivery), "_DEAD_SECONDS", -60):
            delivery._settle_dead()
        self.assertDelivered(notice, [("email", "unsure")])

    def test_what_another_process_is_sending_now_is_left_alone(self):
        notice = self._prepared()
        notice._queue()
        delivery = notice.sudo().delivery_ids
        delivery.state = "sending"
        delivery._settle_dead()
        self.assertDelivered(notice, [("email", "sending")])

    def test_the_responsible_sends_it_again(self):
        notice = self._interrupted()
        notice.delivery_ids.with_user(self.amy).action_send_again()
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertEqual(len(self._mails), 1)
        self.assertDelivered(notice, [("email", "sent")])

    def test_the_responsible_says_that_it_arrived(self):
        notice = self._interrupted()
        notice.delivery_ids.with_user(self.amy).action_arrived()
        self.assertDelivered(notice, [("email", "sent")])
        self.assertFalse(self.customer.activity_ids)

    def test_nobody_else_decides_on_it(self):
        notice = self._interrupted()
        with self.assertRaises(AccessError):
            notice.delivery_ids.with_user(self.zoe).action_arrived()

    def test_what_was_delivered_is_not_sent_again(self):
        notice = self._send()
        with self.assertRaises(UserError):
            notice.delivery_ids.with_user(self.fay).action_send_again()

    # -- what is settled while it waits ------------------------------------------------------------

    def test_what_is_paid_while_the_email_waits_is_not_sent_and_its_level_is_taken_back(self):
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        self._pay(self.invoice)
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertFalse(self._mails)
        self.assertDelivered(notice, [("email", "cancelled")])
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(self.item.collection_level_id)

    def test_the_level_told_before_is_back_when_a_notice_was_not_needed_in_the_end(self):
        self._send()
        with freeze_time("2026-02-01 10:00:00"):
            run = self.env["collection.run"].sudo().create({"company_id": self.company.id, "date": "2026-02-01"})
            run.action_prepare()
            run.notice_ids.with_user(self.fay).action_send()
            self.assertEqual(self.item.collection_level_id, self.last)
            self.env["collection.hold"]._stop(self.item, "promise")
            self._scheduled()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual(self.item.collection_level_id, self.first)

    def test_a_letter_that_is_paid_before_it_is_printed_is_not_printed(self):
        self.first.channel_ids = self.letter
        notice = self._send()
        self._pay(self.invoice)
        with self._printer(), self.assertRaises(UserError):
            notice.run_id.with_user(self.fay).action_print_letters()
        self._scheduled()
        self.assertDelivered(notice, [("letter", "cancelled")])

    def test_a_legal_notice_is_delivered_though_its_items_are_on_hold_for_it(self):
        self.first.raises_legal = True
        self.assertDelivered(self._send(), [("email", "sent")])

    # -- text message, letter ----------------------------------------------------------------------

    def test_a_text_message_is_sent_in_the_words_of_the_level(self):
        self.first.write(
            {
                "channel_ids": [Command.set(self.sms.ids)],
                "sms_template_id": self.env.ref("sales_collection.collection_sms_first").id,
            }
        )
        notice = self._send()
        self.assertDelivered(notice, [("sms", "sent")])
        sms = self.env["sms.sms"].sudo().search([("uuid", "=", notice.delivery_ids.sms_uuid)])
        self.assertEqual(sms.number.replace(" ", ""), "+32470123456")
        self.assertIn("past their due date", sms.body)

    def test_a_text_message_that_odoo_reports_as_failed_is_replaced(self):
        self.first.channel_ids = self.sms
        notice = self._send()
        sms = self.env["sms.sms"].sudo().search([("uuid", "=", notice.delivery_ids.sms_uuid)])
        sms._update_sms_state_and_trackers("error", failure_type="sms_credit")
        self._scheduled()
        self.assertDelivered(notice, [("sms", "failed"), ("letter", "waiting")])

    def test_without_a_number_a_letter_is_written(self):
        self.first.channel_ids = self.sms
        self.customer.phone = False
        notice = self._send()
        self.assertDelivered(notice, [("sms", "failed"), ("letter", "waiting")])
        self.assertEqual(notice.state, "queued")

    def _printer(self):
        """Return a printer of letters: in tests Odoo makes no PDF."""
        return patch.object(type(self.env["ir.actions.report"]), "_collection_one_pdf", return_value=b"%PDF")

    def test_letters_are_printed_by_country_and_postcode_and_count_as_sent(self):
        self.first.channel_ids = self.letter
        for name, zipcode, country in (("Aster", "1000", "base.be"), ("Rose", "0100", "base.nl")):
            partner = self.env["res.partner"].create(
                {"name": name, "street": "1", "zip": zipcode, "country_id": self.env.ref(country).id}
            )
            self._invoice(40, partner=partner)
        notices = self._send()
        with self._printer() as printed:
            action = notices.run_id.with_user(self.fay).action_print_letters()
        self.assertEqual(printed.call_args.args[1].partner_id.mapped("name"), ["Aster", "Bluebell Ltd", "Rose"])
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertIn("/web/content/", action["url"])

    def test_a_letter_that_waits_for_the_printer_is_shown_as_such(self):
        self.first.channel_ids = self.letter
        notice = self._send().with_user(self.fay)
        view = self.env.ref("sales_collection.collection_notice_view_search")
        domain = safe_eval(etree.fromstring(view.arch).find(".//filter[@name='letters']").get("domain"))
        self.assertEqual((notice.state, notice.letter_waits), ("queued", True))
        self.assertIn(notice, notice.search(domain))
        form = self.env["collection.notice"].with_user(self.fay).get_view(view_type="form")["arch"]
        self.assertIn("To be printed", form)
        with self._printer():
            notice.run_id.action_print_letters()
        self.assertEqual((notice.state, notice.letter_waits), ("sent", False))
        self.assertNotIn(notice, notice.search(domain))

    def test_letters_are_printed_again_by_choice_only(self):
        self.first.channel_ids = self.letter
        run = self._send().run_id.with_user(self.fay)
        with self._printer():
            run.action_print_letters()
            with self.assertRaises(UserError):
                run.action_print_letters()
            self.assertTrue(run.action_print_letters(again=True))

    def test_a_salesperson_prints_no_run(self):
        run = self._send().run_id
        with self.assertRaises(AccessError):
            run.with_user(self.amy).action_print_letters()

    # -- colleagues --------------------------------------------------------------------------------

    def test_a_call_is_a_todo_with_the_talking_points_and_the_items(self):
        self.first.write({"channel_ids": [Command.set(self.call.ids)], "talking_points": "<p>Ask for Bill.</p>"})
        notice = self._send()
        activity = self.customer.activity_ids
        self.assertEqual(activity.user_id, self.amy)
        self.assertIn("Ask for Bill.", activity.note)
        self.assertIn(self.invoice.name, activity.note)
        # everybody reads a customer; what is owed stands in the notice, to which the to-do leads
        self.assertNotIn("100.00", activity.note)
        self.assertIn(f'data-oe-model="collection.notice" data-oe-id="{notice.id}"', activity.note)

    def test_the_leader_calls_for_a_salesperson_who_has_left(self):
        self.first.channel_ids = self.call
        notice = self._prepared()
        self.amy.sudo().active = False
        self._send(notice)
        self.assertEqual(self.customer.activity_ids.user_id, self.lea)

    def test_the_leader_calls_if_the_level_says_so(self):
        self.first.write({"channel_ids": [Command.set(self.call.ids)], "assignee": "leader"})
        self._send()
        self.assertEqual(self.customer.activity_ids.user_id, self.lea)

    def test_finance_takes_legal_steps(self):
        self.company.sudo().collection_finance_id = self.fay
        self.first.channel_ids = self.legal
        self._send()
        self.assertEqual(self.customer.activity_ids.user_id, self.fay)

    def test_who_cannot_be_reached_at_all_is_a_todo_and_never_silence(self):
        self.customer.write({"email": False, "phone": False, "street": False, "city": False})
        notice = self._send()
        self.assertDelivered(
            notice, [("email", "failed"), ("sms", "failed"), ("letter", "failed"), ("activity", "sent")]
        )
        self.assertEqual(self.customer.activity_ids.user_id, self.amy)

    def test_a_channel_without_fallback_ends_in_a_todo(self):
        self.email.sudo().fallback_id = False
        self.customer.email = False
        notice = self._send()
        self.assertDelivered(notice, [("email", "failed")])
        self.assertEqual(notice.delivery_ids.activity_id.user_id, self.amy)

    def test_a_channel_that_nothing_delivers_falls_back(self):
        with (
            mute_logger("odoo.addons.sales_collection.models.dunning.collection_delivery_queue"),
            patch.object(type(self.env["collection.delivery"]), "_deliver_email", None),
        ):
            notice = self._send()
        self.assertDelivered(notice, [("email", "failed"), ("sms", "sent")])
