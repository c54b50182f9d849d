from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTarget(TargetCommon):
    """Targets are set, copied and changed."""

    # -- periods -----------------------------------------------------------------------------------

    def test_any_day_becomes_the_first_of_its_period(self):
        target = self._target(date_from="2026-05-17")
        self.assertEqual((str(target.date_from), str(target.date_to)), ("2026-05-01", "2026-05-31"))
        target.period = "quarter"
        self.assertEqual((str(target.date_from), str(target.date_to)), ("2026-04-01", "2026-06-30"))

    def test_the_last_day_follows_from_the_first(self):
        target = self._target(date_to="2026-12-31")
        target.write({"date_to": "2026-12-31"})
        self.assertEqual(str(target.date_to), "2026-02-28")

    def test_a_fiscal_year_from_april(self):
        self.company.sudo().write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})
        year = self._target(period="year", date_from="2026-05-17")
        quarter = self._target(period="quarter", date_from="2027-02-01")
        self.assertEqual((str(year.date_from), str(year.date_to)), ("2026-04-01", "2027-03-31"))
        self.assertEqual((str(quarter.date_from), str(quarter.date_to)), ("2027-01-01", "2027-03-31"))
        self.assertEqual([year.display_name, quarter.display_name], ["Amy, 2026/27", "Amy, Q4 2026/27"])

    def test_a_target_is_called_after_whose_and_when(self):
        self.assertEqual(self._target().display_name, "Amy, February 2026")
        self.assertEqual(self._target(team_id=self.team.id, period="year").display_name, "North, 2026")

    def test_the_form_fills_team_and_days(self):
        form = Form(self.env["collection.target"].with_user(self.lea).with_company(self.company))
        form.user_id = self.amy
        form.period = "quarter"
        form.amount = 500
        target = form.save()
        self.assertEqual((target.team_id, str(target.date_from)), (self.team, "2026-01-01"))

    # -- what is refused ---------------------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_there_is_one_target_per_person_or_team_and_period(self):
        self._target()
        self._target(team_id=self.team.id)
        for whose in ({}, {"team_id": self.team.id}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._target(date_from="2026-02-20", **whose)

    @mute_logger("odoo.sql_db")
    def test_figures_without_sense_are_refused(self):
        for figures in ({"amount": -1}, {"overdue_share": 101}, {"on_time_rate": -1}, {"days_late": -1}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._target(**figures)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._target(as_user=self.max, user_id=False)
        with self.assertRaisesRegex(ValidationError, "at least one target value"):
            self._target(amount=0)

    def test_a_salesperson_s_target_is_of_a_team_that_he_belongs_to(self):
        with self.assertRaisesRegex(ValidationError, "Zoe does not belong to team North"):
            self._target(self.zoe, as_user=self.max, date_from="2026-03-01").team_id = self.team

    # -- a team and its parts ----------------------------------------------------------------------

    def test_a_team_shows_what_its_parts_leave(self):
        whole = self._target(team_id=self.team.id, amount=1000)
        self._target(self.amy, amount=600)
        self.assertEqual((whole.parts_amount, whole.parts_difference), (600, 400))
        self._target(self.ben, amount=500)
        self._target(self.ben, amount=70, date_from="2026-03-01")
        self._target(self.ben, amount=7000, period="year")
        self.env.invalidate_all()
        self.assertEqual((whole.parts_amount, whole.parts_difference), (1100, -100))

    def test_a_team_without_parts_has_all_to_distribute(self):
        whole = self._target(team_id=self.team.id, amount=1000)
        self.assertEqual((whole.parts_amount, whole.parts_difference), (0, 1000))

    # -- changing a running target -----------------------------------------------------------------

    def _change(self, target, user=None, **values):
        wizard = self.env["collection.target.change"].with_user(user or self.lea).with_context(active_id=target.id)
        return wizard.create({"reason": "A large customer has left", **values}).action_apply()

    def test_a_target_that_has_not_begun_is_changed_by_hand(self):
        target = self._target(date_from="2026-03-01")
        target.amount = 700
        self.assertEqual(target.amount, 700)

    def test_a_running_target_is_not_changed_by_hand_by_anybody(self):
        target = self._target()
        for user in (self.lea, self.max):
            for vals in ({"amount": 700}, {"user_id": self.ben.id}, {"date_from": "2026-03-01"}):
                with self.assertRaisesRegex(UserError, "Use the button Change Target"):
                    target.with_user(user).write(vals)

    def test_changing_a_running_target_is_logged_with_who_and_why(self):
        target = self._target()
        self.env.cr.flush()  # the chatter is written before the commit
        self._change(target, amount=700)
        self.env.cr.flush()
        self.env.invalidate_all()
        message = target.message_ids[0]
        self.assertEqual(target.amount, 700)
        self.assertIn("A large customer has left", message.body)
        self.assertEqual(message.author_id, self.lea.partner_id)
        tracked = message.sudo().tracking_value_ids
        self.assertEqual((tracked.old_value_float, tracked.new_value_float), (1000, 700))

    def test_a_change_without_a_reason_is_refused(self):
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            self._change(self._target(), amount=700, reason=" ")

    def test_a_target_that_is_over_is_changed_by_a_manager_only(self):
        target = self._target(as_user=self.max, date_from="2026-01-01")
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            self._change(target, amount=700)
        self._change(target, self.max, amount=700)
        self.assertEqual(target.amount, 700)

    def test_a_target_for_a_period_that_is_over_is_set_by_a_manager_only(self):
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            self._target(date_from="2026-01-01")
        target = self._target(date_from="2026-03-01")
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            target.date_from = "2026-01-01"

    def test_a_running_target_is_deleted_by_a_manager_only(self):
        self._target(date_from="2026-03-01").unlink()
        target = self._target()
        with self.assertRaisesRegex(UserError, "Ask a manager"):
            target.unlink()
        target.with_user(self.max).unlink()
        self.assertFalse(target.exists())

    # -- copying forward ---------------------------------------------------------------------------

    def _copy(self, targets, **values):
        """Copy targets forward as Lea does and return the new ones."""
        wizard = self.env["collection.target.copy"].with_user(self.lea).with_company(self.company)
        action = wizard.create({"target_ids": [Command.set(targets.ids)], **values}).action_apply()
        return targets.search(action["domain"], order="date_from, id")

    def test_targets_are_copied_into_the_next_period(self):
        made = self._copy(self._target(days_late=5) | self._target(team_id=self.team.id, period="quarter"))
        self.assertEqual(
            [(target.display_name, target.amount, target.days_late) for target in made],
            [("Amy, March 2026", 1000, 5), ("North, Q2 2026", 1000, 0)],
        )

    def test_copies_may_rise_from_period_to_period(self):
        made = self._copy(self._target(), periods=3, percent=10)
        self.assertEqual(made.mapped("amount"), [1100, 1210, 1331])
        self.assertEqual(made[-1].display_name, "Amy, May 2026")

    def test_what_is_there_already_stays(self):
        there = self._target(date_from="2026-03-01", amount=5)
        made = self._copy(self._target(), periods=2)
        self.assertEqual(made.mapped("display_name"), ["Amy, April 2026"])
        self.assertEqual(there.amount, 5)
        with self.assertRaisesRegex(UserError, "already exist"):
            self._copy(there)

    # -- what is behind the figures ----------------------------------------------------------------

    def test_the_figures_open_what_they_are_made_of(self):
        invoice = self._owed(1000)
        self._pay(invoice, 400, date="2026-02-10")
        self._pay(invoice, 100, date="2026-01-31")
        target = self._target().with_user(self.amy)
        for action, field, amount in (
            (target.action_open_collected(), "amount", target.collected),
            (target.action_open_still_due(), "residual", target.still_due),
        ):
            rows = self.env[action["res_model"]].with_user(self.amy).search(action["domain"])
            self.assertEqual(sum(rows.mapped(field)), amount)
        self.assertEqual((target.collected, target.still_due), (400, 500))

    def test_the_report_has_target_and_collected_side_by_side(self):
        self._pay(self._owed(1000), 400, date="2026-02-10")
        self._target()
        self._target(team_id=self.team.id, amount=3000)
        rows = (
            self.env["collection.target.report"]
            .with_user(self.lea)
            ._read_group([], ["level", "figure"], ["amount:sum"])
        )
        self.assertEqual(
            set(rows),
            {
                ("user", "target", 1000),
                ("user", "collected", 400),
                ("team", "target", 3000),
                ("team", "collected", 400),
            },
        )
