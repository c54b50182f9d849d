from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .dunning_charge_common import DunningCommon


@tagged("post_install", "-at_install")
class TestGraceDays(DunningCommon):
    """Ten days of grace: what is overdue waits for their end, reminders before and on the due date do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._policy([-3, 0, 7], grace_days=10)
        cls.company.collection_policy_id = cls.policy
        cls.due = fields.Date.to_date("2026-03-10")
        cls._invoice(100, date="2026-01-01", due=cls.due)

    def _heard(self, *days):
        """Return {day: level} of the notices that go out so many days after the due date."""
        heard = {}
        for day in days:
            date = self.due + timedelta(day)
            with freeze_time(f"{date} 10:00:00"):
                if notice := self._told(self._prepare(date)):
                    heard[day] = notice.level_id.days
        return heard

    def test_a_reminder_before_the_due_date_goes_out_on_its_day(self):
        self.assertEqual(self._heard(-4, -3), {-3: -3})

    def test_the_level_of_the_due_date_goes_out_on_its_day(self):
        self.assertEqual(self._heard(0), {0: 0})

    def test_the_first_level_after_it_waits_for_the_end_of_the_grace(self):
        self.assertEqual(self._heard(0, 7, 10, 11), {0: 0, 11: 7})

    def test_the_policy_says_so_where_the_days_are_entered(self):
        said = self.policy.fields_get(["grace_days"], ["help"])["grace_days"]["help"]
        self.assertIn("Levels on or before the due date are not affected", said)
