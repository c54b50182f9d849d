import os
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from . import dunning_year_checks as checks
from .dunning_year_common import DunningYearCommon

FULL = bool(os.environ.get("SC_FULL_YEAR"))
SEED = int(os.environ.get("SC_YEAR_SEED", "20260105"))
CUSTOMERS, DAYS = (50, 365) if FULL else (30, 140)


@tagged("post_install", "-at_install")
class TestDunningYear(DunningYearCommon):
    """A year of a company with 50 customers, day by day; 20 weeks with 30, unless SC_FULL_YEAR is set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(cls.START)
        cls.clock = clock.start()
        cls.addClassCleanup(clock.stop)
        cls._set_up_year(SEED, CUSTOMERS, DAYS)
        cls.unmatched = []

    def test_on_every_day_of_a_year_each_customer_hears_what_he_should(self):
        self.env.cr.execute(checks.BEFORE)
        reports = type(self.env["ir.actions.report"])
        with (
            self.mock_mail_gateway(),
            self.mockSMSGateway(),
            patch.object(reports, "_collection_one_pdf", lambda *args: b"letters"),
        ):
            for number in range(DAYS):
                self._to_day(self.START + timedelta(days=number))
                self._one_day()
        self._assert_something_happened()

    def _one_day(self):
        """Events, judging, the run, the clerk; then look."""
        bank_is_old = self.dice.random() < 0.03
        self.company.sudo().collection_bank_date = self.today - timedelta(days=9 if bank_is_old else 0)
        quiet = bank_is_old or bool(self.company._collection_quiet_reason(self.today))
        if self.today.weekday() < 5:
            self._live()
        self._judge()
        self.env.flush_all()
        newest = self._newest()
        self.env.cr.execute("TRUNCATE year_before")
        self.env.cr.execute(checks.look(self.company, self.today))
        self._scheduled("run")
        if not quiet:
            self._clerk(self._run())
        self.env.flush_all()
        self.env.invalidate_all()
        self._check(newest, quiet)

    def _newest(self):
        [[newest]] = self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM collection_notice"))
        return newest

    def _check(self, newest, quiet):
        for what, query in checks.wrong(self.company, self.policy, self.today, newest, quiet).items():
            self.assertFalse(self.env.execute_query_dict(query), f"{what} on {self.today}, seed {SEED}")
        self.assertFalse(self._run().error, f"the run failed on {self.today}, seed {SEED}")

    def _assert_something_happened(self):
        """See that the year had everything in it that it was about."""
        found = {}
        for model in ("notice", "promise", "dispute", "plan"):
            for state, count in self.env[f"collection.{model}"]._read_group(
                [("company_id", "=", self.company.id)], ["state"], ["__count"]
            ):
                found[model, state] = count
        levels = {
            level.days
            for (level,) in self.env["collection.notice"]._read_group(
                [("company_id", "=", self.company.id), ("state", "=", "sent")], ["level_id"]
            )
        }
        self.assertEqual(levels, {days for _name, days, _automatic, _channels in self.LEVELS}, f"seed {SEED}")
        wanted = {("notice", "dropped"), ("promise", "kept"), ("promise", "broken"), ("dispute", "withdrawn")}
        self.assertFalse(wanted - set(found), f"seed {SEED}: {found}")
        self.assertTrue(self._told_after_broken_promises(), f"seed {SEED}: {found}")

    def _told_after_broken_promises(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM collection_promise p
                  JOIN collection_promise_line_rel rel ON rel.promise_id = p.id
                  JOIN collection_notice_line t ON t.move_line_id = rel.move_line_id AND t.state = 'active' AND t.steps
                  JOIN collection_notice n ON n.id = t.notice_id AND n.date >= p.date_judged AND n.state = 'sent'
                 WHERE p.company_id = %s AND p.state = 'broken'
                """,
                self.company.id,
            )
        )
