from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetSummary(TargetCommon):
    """Once a week each salesperson hears how far his targets are, and each leader how far the team is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        # sudo: other data of the database has no part in this
        cls.env["collection.target"].sudo().search([]).unlink()
        cls.team_target = cls._target(team_id=cls.team.id, amount=3000)
        cls.of_amy = cls._target(amount=2000, overdue_share=50)
        cls._pay(cls._owed(1000), 500, date="2026-02-10")

    def _run(self, moment="2026-02-16 10:00:00"):
        """Let the scheduled action run at that moment; return by recipient the e-mails that it queued."""
        with freeze_time(moment), self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.env.ref("sales_collection.cron_collection_target").sudo().method_direct_trigger()
        return {mail.recipient_ids.name: mail for mail in self._new_mails}

    def test_salesperson_and_leader_are_told(self):
        mails = self._run()
        self.assertEqual(set(mails), {"Amy", "Lea"})
        self.assertEqual({mail.state for mail in mails.values()}, {"outgoing"})
        own = str(mails["Amy"].body_html)
        for words in (
            "Amy, February 2026",
            "2,000.00",
            "500.00",
            "25 %",
            "150.00",
            "Overdue balance at start: 50.0 % of 50.0 %",
            "Behind Schedule",
        ):
            self.assertIn(words, own)
        self.assertNotIn("North", own)
        team = str(mails["Lea"].body_html)
        for words in ("Team North", "North, February 2026", "Amy, February 2026", "3,000.00", "difference of"):
            self.assertIn(words, team)
        self.assertNotIn("Your targets", team)

    def test_nobody_is_told_twice_a_week(self):
        self.assertEqual(len(self._run()), 2)
        for moment in ("2026-02-16 18:00:00", "2026-02-22 23:00:00"):
            self.assertFalse(self._run(moment))
        self.assertEqual(set(self._run("2026-02-23 01:00:00")), {"Amy", "Lea"})

    @mute_logger("odoo.sql_db")
    def test_two_workers_do_not_tell_the_same_person(self):
        self._run()
        summaries = self.env["collection.target.summary"].sudo()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            summaries._send(self.company, summaries._week(self.company), self.amy)

    def test_the_week_begins_by_the_company_s_day(self):
        self.company.sudo().partner_id.tz = "Asia/Shanghai"
        self._run("2026-02-15 17:00:00")
        weeks = self.env["collection.target.summary"].sudo().search([("company_id", "=", self.company.id)])
        self.assertEqual(set(map(str, weeks.mapped("week"))), {"2026-02-16"})

    def test_what_went_wrong_on_monday_is_made_good_for_that_person_only(self):
        summaries = self.registry["collection.target.summary"]
        send = summaries._send

        def fails_for_amy(model, company, week, users):
            if self.amy in users:
                raise ValueError("no")
            return send(model, company, week, users)

        with (
            patch.object(summaries, "_send", fails_for_amy),
            mute_logger("odoo.addons.sales_collection.models.target.collection_target_summary"),
        ):
            self.assertEqual(set(self._run()), {"Lea"})
        self.assertEqual(set(self._run("2026-02-17 10:00:00")), {"Amy"})

    def test_a_month_is_told_of_until_the_monday_after_its_end(self):
        self.assertIn("Amy", self._run("2026-03-02 10:00:00"))
        self.assertFalse(self._run("2026-03-09 10:00:00"))

    def test_a_target_of_the_future_is_not_told_of(self):
        (self.of_amy | self.team_target).sudo().unlink()
        self._target(date_from="2026-03-01")
        self.assertFalse(self._run())

    def test_who_has_left_or_has_no_address_is_not_told(self):
        self.amy.sudo().active = False
        self.lea.sudo().email = False
        self.assertFalse(self._run())

    def test_the_language_is_the_company_s(self):
        # sudo: nobody of the test class may install a language
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        self.company.sudo().partner_id.lang = "fr_FR"
        self.assertIn("février 2026", str(self._run()["Amy"].body_html))
