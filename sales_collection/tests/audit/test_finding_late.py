from contextlib import suppress
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .audit_common import AuditCommon

ANSWER = "odoo.addons.sales_collection.models.audit.collection_finding_answer"


class Killed(BaseException):
    """The process is gone: nothing catches it."""


@tagged("post_install", "-at_install")
class TestFindingLate(AuditCommon):
    """What is not explained or decided in time is told to the next in charge, once.

    Found on 10 February; Amy explains it until the 15th, then Fay of finance has five days to decide.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.collection_finance_id = cls.fay
        # Max is the only manager; sudo: nobody in these tests manages groups
        finance, managers = (
            cls.env.ref(f"sales_collection.group_collection_{role}").sudo() for role in ("finance", "manager")
        )
        finance.user_ids |= cls.env.user
        managers.user_ids = cls.max
        cls._claim(100, "2026-01-05", submitted=4, banked=4)
        cls.finding = cls._audit().line_ids.finding_id.with_env(cls.env)

    def _follow_up(self, today, committing=None):
        """Let the scheduled job run on that day; return who has a to-do about the finding."""
        cron = self.env.registry["ir.cron"]
        with freeze_time(f"{today} 05:00:00"), patch.object(cron, "_commit_progress", side_effect=committing):
            self.env["collection.finding"].sudo()._cron_follow_up()
        return self._asked()

    def _asked(self):
        """Return the names of those who have a to-do about the finding, sorted."""
        return sorted(self.finding.sudo().activity_ids.user_id.mapped("name"))

    def _explain(self, today, text="It was a holiday"):
        with freeze_time(f"{today} 10:00:00"):
            self.finding.with_user(self.amy)._explain(text)

    def _late_filter(self, user, today):
        """Return what the filter for late decisions of the list shows to this user on that day."""
        view = self.env.ref("sales_collection.collection_finding_view_search")
        [node] = [node for node in view._get_combined_arch().iter("filter") if node.get("name") == "late_decision"]
        domain = safe_eval(node.get("domain"))
        with freeze_time(f"{today} 10:00:00"):
            return self.env["collection.finding"].with_user(user).search([*domain, ("id", "in", self.finding.ids)])

    # -- the explanation ---------------------------------------------------------------------------

    def test_a_late_explanation_is_told_the_leader_then_finance_once_each(self):
        self.assertEqual((self._follow_up("2026-02-15"), self.finding.escalation), (["Amy"], False))
        self.assertEqual((self._follow_up("2026-02-16"), self.finding.escalation), (["Amy", "Lea"], "leader"))
        self._follow_up("2026-02-17")
        self.assertEqual(len(self.finding.sudo().activity_ids), 2)
        self.assertEqual((self._follow_up("2026-02-18"), self.finding.escalation), (["Amy", "Fay", "Lea"], "finance"))
        self._follow_up("2026-02-19")
        self.assertEqual(len(self.finding.sudo().activity_ids), 3)

    # -- the decision ------------------------------------------------------------------------------

    def test_finance_decides_until_a_day_that_counts_from_the_explanation(self):
        self.assertFalse(self.finding.decide_until)
        self.company.collection_audit_decide_days = 7
        self._explain("2026-02-12")
        activity = self.finding.sudo().activity_ids
        self.assertEqual(self.finding.with_user(self.fay).decide_until, date(2026, 2, 19))
        self.assertEqual((activity.user_id, activity.date_deadline), (self.fay, date(2026, 2, 19)))

    def test_a_late_decision_is_told_a_manager_once(self):
        self._explain("2026-02-12")
        self.assertEqual(self._follow_up("2026-02-17"), ["Fay"])
        self.assertEqual(self._follow_up("2026-02-18"), ["Fay", "Max"])
        self.assertEqual(self.finding.escalated_to_id, self.max)
        for day in ("2026-02-18", "2026-02-19", "2026-03-19"):
            self._follow_up(day)
        self.assertEqual(len(self.finding.sudo().activity_ids), 2)
        self.assertIn("Decision overdue", self.finding.sudo().activity_ids.filtered(self._is_of_max).summary)

    def _is_of_max(self, activity):
        return activity.user_id == self.max

    def test_who_was_told_decides_and_nobody_is_asked_any_more(self):
        self._explain("2026-02-12")
        self._follow_up("2026-02-18")
        self.finding.with_user(self.max)._decide("accepted", "It was a holiday")
        self.assertEqual(self._follow_up("2026-02-28"), [])
        self.assertEqual(self.finding.decided_by_id, self.max)

    def test_finance_is_late_too_with_what_nobody_has_explained(self):
        for day in ("2026-02-16", "2026-02-18"):
            self._follow_up(day)
        self.assertEqual(self.finding.decide_until, date(2026, 2, 23))
        self.assertEqual(self._follow_up("2026-02-23"), ["Amy", "Fay", "Lea"])
        self.assertEqual(self._follow_up("2026-02-24"), ["Amy", "Fay", "Lea", "Max"])

    def test_an_explanation_that_comes_at_last_gives_finance_its_days(self):
        for day in ("2026-02-16", "2026-02-18", "2026-02-24"):
            self._follow_up(day)
        self._explain("2026-02-25")
        self.assertEqual((self._asked(), self.finding.decide_until), (["Fay"], date(2026, 3, 2)))
        self.assertEqual(self._follow_up("2026-03-02"), ["Fay"])
        self.assertEqual(self._follow_up("2026-03-03"), ["Fay", "Max"])

    def test_other_words_for_an_explanation_win_no_time(self):
        self._explain("2026-02-12")
        self._explain("2026-02-16", "It was a long holiday")
        self.assertEqual(self.finding.decide_until, date(2026, 2, 17))
        self._follow_up("2026-02-18")
        self._explain("2026-02-19", "It was a very long holiday")
        self.assertEqual((self._asked(), self.finding.escalated_to_id), (["Max"], self.max))

    def test_a_manager_whom_it_concerns_is_not_told(self):
        self._explain("2026-02-12")
        self.finding._write_lifecycle({"actor_id": self.max.id})
        manager = self._user("mia", "manager")
        self._follow_up("2026-02-18")
        self.assertEqual(self.finding.escalated_to_id, manager)

    def test_a_manager_who_was_to_decide_has_another_one_told(self):
        self.company.collection_finance_id = self.max
        manager = self._user("mia", "manager")
        self._explain("2026-02-12")
        self._follow_up("2026-02-18")
        self.assertEqual(self.finding.escalated_to_id, manager)

    def test_the_filter_shows_finance_and_managers_what_is_late(self):
        self._explain("2026-02-12")
        for user in (self.fay, self.max, self.lea):
            self.assertFalse(self._late_filter(user, "2026-02-17"))
            self.assertEqual(self._late_filter(user, "2026-02-18"), self.finding)
        self.assertFalse(self._late_filter(self.ben, "2026-02-18"))

    def test_nobody_moves_the_day_by_hand(self):
        for user in (self.amy, self.fay, self.max):
            with self.assertRaises(AccessError):
                self.finding.with_user(user).write({"decide_until": "2027-01-01"})

    def test_there_are_no_fewer_than_no_days_to_decide(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.company.collection_audit_decide_days = -1
            self.env.flush_all()

    # -- a job that is killed ----------------------------------------------------------------------

    def _second(self):
        """Return another finding of Amy's, explained the same day."""
        self._claim(300, "2026-01-06", submitted=4, banked=4)
        second = self._audit().line_ids.finding_id - self.finding
        with freeze_time("2026-02-12 10:00:00"):
            second.with_user(self.amy)._explain("It was a holiday")
        return second.with_env(self.env)

    def _to_dos(self, *findings):
        return [len(finding.sudo().activity_ids.filtered(self._is_of_max)) for finding in findings]

    def _killing(self, *findings):
        """Return what stands for a commit: the process is gone at the first one after somebody was told."""

        def commit(*_args, **_options):
            if any(self._to_dos(*findings)):
                raise Killed

        return commit

    def test_a_job_killed_after_a_batch_goes_on_with_the_next_one(self):
        self._explain("2026-02-12")
        second = self._second()
        # not assertRaises, which takes back what the killed job had committed
        with patch(f"{ANSWER}.BATCH", 1), suppress(Killed):
            self._follow_up("2026-02-18", committing=self._killing(self.finding, second))
        self.assertEqual(sorted(self._to_dos(self.finding, second)), [0, 1])
        self._follow_up("2026-02-18")
        self.assertEqual(self._to_dos(self.finding, second), [1, 1])

    def test_a_job_killed_before_the_commit_has_told_nobody(self):
        self._explain("2026-02-12")
        # assertRaises takes back what the killed job had not committed
        with self.assertRaises(Killed):
            self._follow_up("2026-02-18", committing=self._killing(self.finding))
        self.assertEqual((self._to_dos(self.finding), self.finding.escalated_to_id.ids), ([0], []))
        self._follow_up("2026-02-18")
        self.assertEqual(self._to_dos(self.finding), [1])

    def test_one_that_cannot_be_told_stops_no_other(self):
        self._explain("2026-02-12")
        second = self._second()
        escalate = self.env.registry["collection.finding"]._escalate_decision

        def fail(finding):
            if finding == self.finding:
                raise ValueError("broken")
            escalate(finding)

        model = self.env.registry["collection.finding"]
        with patch.object(model, "_escalate_decision", fail), mute_logger(ANSWER):
            self._follow_up("2026-02-18")
        self.assertEqual(self._to_dos(self.finding, second), [0, 1])
