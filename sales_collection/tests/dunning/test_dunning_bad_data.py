from freezegun import freeze_time

from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDunningBadData(DeliveryCommon):
    """Bad data and bad luck.

    Beside here: no address, no number, no e-mail server in test_delivery.py; deleted and broken templates, languages
    that are gone, channels that are archived in test_notice_send.py; no policy, no accounting contact and archived
    customers in test_dunning_prepare.py; promises and disputes whose responsible has left with theirs.
    """

    def _of_today(self, at):
        """Return the run of a moment, prepared."""
        with freeze_time(at):
            run = self.env["collection.run"].sudo()._of_today(self.company)
            run._prepare_drafts()
        return run

    def _drafts_of(self, run):
        return run.notice_ids.filtered(lambda notice: notice.state == "draft")

    def _merge(self, source, into):
        """Merge a customer into another one, as the administrator does."""
        # sudo: merging is the administrator's
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((source + into).ids, into, extra_checks=False)
        self.env.invalidate_all()

    # -- the customer

    def test_a_customer_without_a_language_is_written_to_in_that_of_the_sender(self):
        self.customer.lang = False
        notice = self._send()
        self.assertEqual(notice.state, "sent")
        self.assertIn(self.invoice.name, notice.body)

    def test_a_draft_to_a_customer_who_was_merged_into_another_goes_to_that_one(self):
        notice = self._prepared()
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "email": "pay@larkspur.example.com"})
        self._merge(self.customer, other)
        self._send(notice)
        self.assertRecordValues(notice, [{"state": "sent", "partner_id": other.id}])
        self.assertEqual(self.item.collection_level_id, self.first)

    def test_two_customers_who_were_merged_get_one_notice(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "email": "pay@larkspur.example.com"})
        self._invoice(40, partner=other)
        self.assertEqual(len(self._prepared()), 2)
        self._merge(self.customer, other)
        notice = self._prepared()
        self.assertRecordValues(notice, [{"partner_id": other.id, "amount": 140}])

    def test_what_a_customer_was_told_before_he_was_merged_is_not_told_again(self):
        self._send()
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "email": "pay@larkspur.example.com"})
        self._merge(self.customer, other)
        self.assertFalse(self._drafts_of(self._of_today("2026-01-20 10:00:00")))
        last = self._drafts_of(self._of_today("2026-02-03 10:00:00"))
        self.assertRecordValues(last, [{"partner_id": other.id, "level_id": self.last.id}])

    # -- the invoice

    def test_an_invoice_reset_to_draft_while_its_notice_waits_is_not_told(self):
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        self.invoice.button_draft()
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(self.item.collection_level_id)

    def test_an_invoice_reset_and_posted_again_after_a_notice_goes_on_at_the_next_level(self):
        self._send()
        self.invoice.button_draft()
        self.invoice.action_post()
        self.assertFalse(self._drafts_of(self._of_today("2026-01-20 10:00:00")))
        self.assertEqual(self._drafts_of(self._of_today("2026-02-03 10:00:00")).level_id, self.last)

    def test_an_invoice_reversed_after_a_notice_is_not_asked_for_again(self):
        self._send()
        self.invoice._reverse_moves([{"date": "2026-01-12"}], cancel=True)
        self.assertFalse(self._drafts_of(self._of_today("2026-02-03 10:00:00")))

    def test_an_invoice_reversed_while_its_notice_waits_is_not_told(self):
        notice = self._prepared()
        notice.with_user(self.fay).action_send()
        self.invoice._reverse_moves([{"date": "2026-01-12"}], cancel=True)
        with self.mock_mail_gateway():
            self._scheduled()
        self.assertFalse(self._mails)
        self.assertEqual(notice.state, "cancelled")

    def test_an_invoice_in_a_currency_without_a_rate_is_told_in_its_currency(self):
        currency = self.env["res.currency"].sudo().create({"name": "XTS", "symbol": "X", "rounding": 0.01})
        self._invoice(40, currency_id=currency.id)
        notice = self._send()
        self.assertEqual(notice.state, "sent")
        told = notice.line_ids.filtered(lambda line: line.currency_id == currency)
        self.assertEqual(told.residual_currency, 40)
        self.assertIn("40.00", notice.body)

    # -- the people

    def test_when_the_salesperson_has_left_replies_and_to_dos_go_to_his_leader(self):
        self.amy.sudo().active = False
        self.customer.email = False
        self.customer.phone = False
        self.customer.street = self.customer.city = self.customer.zip = False
        self._send()
        self.assertEqual(self.customer.activity_ids.user_id, self.lea)

    def test_when_the_leader_has_left_too_finance_gets_them(self):
        (self.amy + self.lea).sudo().active = False
        self.company.sudo().collection_finance_id = self.fay
        self.customer.write({"email": False, "phone": False, "street": False, "city": False, "zip": False})
        self._send()
        self.assertEqual(self.customer.activity_ids.user_id, self.fay)

    # -- the clock

    def test_the_day_is_that_of_the_company_wherever_the_server_stands(self):
        self.company.partner_id.sudo().tz = "Pacific/Auckland"
        with freeze_time("2026-01-12 12:00:00"):
            run = self.env["collection.run"].sudo()._of_today(self.company)
        self.assertEqual(str(run.date), "2026-01-13")
        self.company.partner_id.sudo().tz = "America/Los_Angeles"
        with freeze_time("2026-01-12 06:00:00"):
            run = self.env["collection.run"].sudo()._of_today(self.company)
        self.assertEqual(str(run.date), "2026-01-11")

    def test_an_item_is_due_when_its_day_has_come_where_the_company_is(self):
        """The first level is told on 8 January; in Auckland that is when it is still the 7th in London."""
        self.company.partner_id.sudo().tz = "Pacific/Auckland"
        self.assertFalse(self._drafts_of(self._of_today("2026-01-07 10:00:00")))
        self.assertEqual(self._drafts_of(self._of_today("2026-01-07 12:00:00")).line_ids.days_overdue, 7)

    # -- the scheduled action

    def test_after_a_week_without_a_run_a_customer_is_told_one_level_and_the_next_one_later(self):
        middle = self.first.sudo().copy({"name": "Middle", "days": 10})
        self.policy.sudo().interval_days = 3
        told = []
        for day in ("2026-01-14", "2026-01-15", "2026-01-19", "2026-01-20"):
            self.company.sudo().collection_bank_date = day
            with freeze_time(f"{day} 10:00:00"), self.mock_mail_gateway():
                self._scheduled("run")
            notices = self.env["collection.notice"].search([("partner_id", "=", self.customer.id), ("date", "=", day)])
            told.append(notices.level_id)
        nothing = middle.browse()
        self.assertEqual(told, [self.first, nothing, middle, nothing])
