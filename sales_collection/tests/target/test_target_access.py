from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetAccess(TargetCommon):
    """A salesperson sees your own targets; a leader the team's, and sets them; nobody sets his own but a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.team.member"].sudo().create({"crm_team_id": cls.team.id, "user_id": cls.max.id})
        march = {"date_from": "2026-03-01"}
        cls.of_amy = cls._target(cls.amy, **march)
        cls.of_ben = cls._target(cls.ben, **march)
        cls.of_team = cls._target(team_id=cls.team.id, **march)
        cls.of_zoe = cls._target(cls.zoe, as_user=cls.max, **march)
        cls.of_lea = cls._target(cls.lea, as_user=cls.max, team_id=cls.team.id, user_id=cls.lea.id, **march)

    def _seen(self, user, model="collection.target"):
        return self.env[model].with_user(user).search([("company_id", "=", self.company.id)])

    def test_a_salesperson_sees_his_own_target_and_no_other(self):
        self.assertEqual(self._seen(self.amy), self.of_amy)
        for target in (self.of_ben, self.of_team, self.of_zoe):
            with self.assertRaises(AccessError):
                target.with_user(self.amy).read(["amount"])

    def test_a_leader_sees_the_team_s_targets_and_not_another_s(self):
        self.assertEqual(self._seen(self.lea), self.of_amy | self.of_ben | self.of_team | self.of_lea)

    def test_finance_and_managers_see_all_targets(self):
        every = self.of_amy | self.of_ben | self.of_team | self.of_zoe | self.of_lea
        for user in (self.fay, self.max):
            self.assertEqual(self._seen(user), every)

    def test_the_report_shows_to_each_what_he_sees_of_targets(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            self.assertEqual(self._seen(user, "collection.target.report").target_id, self._seen(user))

    def test_salespeople_and_finance_set_no_target(self):
        for user in (self.amy, self.fay):
            with self.assertRaises(AccessError):
                self.of_amy.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                self.of_amy.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self._target(as_user=user, date_from="2026-04-01")
            with self.assertRaises(AccessError):
                self.env["collection.target.change"].with_user(user).create(
                    {"target_id": self.of_amy.id, "reason": "I"}
                )

    def test_a_leader_sets_no_target_of_another_team(self):
        with self.assertRaises(AccessError):
            self.of_zoe.with_user(self.lea).write({"amount": 1})
        with self.assertRaises(AccessError):
            self._target(self.zoe, date_from="2026-04-01")
        with self.assertRaises(AccessError):
            self._target(team_id=self.other_team.id, date_from="2026-04-01")
        with self.assertRaises(AccessError):
            self.of_zoe.with_user(self.lea)._change({"amount": 1}, "Because")

    def test_a_leader_who_does_finance_too_sets_no_target_of_another_team(self):
        self.lea.sudo().group_ids = [Command.link(self.env.ref("sales_collection.group_collection_finance").id)]
        self.assertTrue(self.of_zoe.with_user(self.lea).read(["amount"]))
        with self.assertRaises(AccessError):
            self.of_zoe.with_user(self.lea).write({"amount": 1})

    def test_a_leader_does_not_set_his_own_target(self):
        of_lea = self.of_lea.with_user(self.lea)
        with self.assertRaisesRegex(AccessError, "your own target"):
            of_lea.write({"amount": 1})
        with self.assertRaisesRegex(AccessError, "your own target"):
            of_lea._change({"amount": 1}, "Because")
        with self.assertRaisesRegex(AccessError, "your own target"):
            of_lea.unlink()
        with self.assertRaisesRegex(AccessError, "your own target"):
            self._target(self.lea, team_id=self.team.id, user_id=self.lea.id, date_from="2026-04-01")

    def test_a_leader_does_not_turn_another_s_target_into_his_own_nor_his_into_another_s(self):
        with self.assertRaisesRegex(AccessError, "your own target"):
            self._target(self.ben, date_from="2026-04-01").write({"user_id": self.lea.id})
        with self.assertRaisesRegex(AccessError, "your own target"):
            self.of_lea.with_user(self.lea).write({"user_id": self.ben.id, "date_from": "2026-05-01"})

    def test_a_leader_does_not_copy_his_own_target(self):
        wizard = self.env["collection.target.copy"].with_user(self.lea).create({"target_ids": self.of_lea.ids})
        with self.assertRaisesRegex(AccessError, "your own target"):
            wizard.action_apply()

    def test_a_manager_sets_his_own_target_only_without_another_manager(self):
        with self.assertRaises(AccessError):
            self._target(self.max, as_user=self.max, date_from="2026-03-01")
        group = self.env.ref("sales_collection.group_collection_manager").sudo()
        group.user_ids -= group.user_ids - self.max
        target = self._target(self.max, as_user=self.max, date_from="2026-03-01")
        target.amount = 2000
        self.assertEqual(target.amount, 2000)

    def test_targets_of_another_company_are_not_seen(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        team = self.env["crm.team"].sudo().create({"name": "Far", "company_id": other.id})
        values = {"company_id": other.id, "team_id": team.id, "amount": 1, "date_from": "2026-03-01"}
        far = self.env["collection.target"].sudo().create(values)
        for user in (self.lea, self.fay, self.max):
            self.assertNotIn(far, self.env["collection.target"].with_user(user).search([]))
            with self.assertRaises(AccessError):
                far.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                self.env["collection.target"].with_user(user).create({**values, "date_from": "2026-04-01"})

    def test_summaries_are_read_by_managers_only(self):
        summaries = self.env["collection.target.summary"]
        for user in (self.amy, self.lea, self.fay):
            self.assertFalse(summaries.with_user(user).has_access("read"))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(summaries.with_user(self.max).has_access(operation))
