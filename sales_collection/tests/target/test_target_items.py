from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetItems(TargetCommon):
    """Each figure of a target opens the rows that it is made of."""

    def _opened(self, target, button, user=None):
        """Return the rows that a button of the target opens for a user (Amy)."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.amy
        action = getattr(target.with_user(user), f"action_open_{button}")()
        rows = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        return rows.search(action["domain"])

    def _averages(self, rows):
        return rows._read_group([("id", "in", rows.ids)], [], ["rate:avg", "days_late:avg", "amount:sum"])[0]

    def test_the_overdue_stock_opens_its_items_with_what_came_of_each(self):
        paid = self._owed(600)
        self._owed(400)
        self._pay(paid, 150, date="2026-02-05")
        target = self._target()
        rows = self._opened(target, "overdue_stock").sorted("amount")
        self.assertEqual([(row.amount, row.attained) for row in rows], [(400, 0), (600, 150)])
        self.assertEqual(self._averages(rows)[0], target.overdue_attained)
        self.assertEqual(sum(rows.mapped("amount")), target.overdue_stock)
        self.assertEqual(rows[1].action_open_document()["res_id"], paid.id)

    def test_what_fell_due_opens_the_paid_and_the_open(self):
        self._pay(self._owed(600, due="2026-02-10"), date="2026-02-10")
        self._pay(self._owed(300, due="2026-02-10"), date="2026-02-12")
        self._owed(100, due="2026-02-12")
        self._owed(5000, due="2026-02-20")
        target = self._target()
        rows = self._opened(target, "fallen_due").sorted("amount")
        self.assertEqual(
            [(row.amount, row.attained, row.days_late) for row in rows], [(100, 0, 4), (300, 0, 2), (600, 600, 0)]
        )
        self.assertEqual((sum(rows.mapped("amount")), self._averages(rows)[0]), (1000, 60))
        self.assertEqual((target.fallen_due, target.on_time_attained), (1000, 60))

    def test_days_late_open_the_money_and_its_average_is_the_target_s(self):
        self._pay(self._owed(500, due="2026-01-12"), date="2026-02-11")
        self._pay(self._owed(500, due="2026-02-28"), date="2026-02-11")
        target = self._target()
        rows = self._opened(target, "days_late").sorted("days_late")
        self.assertEqual([(row.amount, row.days_late) for row in rows], [(500, -17), (500, 30)])
        self.assertEqual(self._averages(rows)[1], target.days_late_attained)
        self.assertEqual(target.days_late_attained, 15)
        self.assertEqual(rows[0].action_open_document()["res_model"], "collection.entry")

    def test_what_bounced_takes_its_days_out_of_the_list_as_well(self):
        payment = self._pay(self._owed(500), date="2026-02-10")
        self._bounce(payment)
        rows = self._opened(self._target(), "days_late")
        self.assertEqual((sum(rows.mapped("amount")), sum(rows.mapped("weighed_days"))), (0, 0))

    def test_a_team_s_target_opens_what_its_people_have(self):
        self._owed(600)
        self._owed(300, user=self.ben)
        self._owed(100, user=self.zoe)
        team = self._target(team_id=self.team.id)
        self.assertEqual(sorted(self._opened(team, "overdue_stock", self.lea).mapped("amount")), [300, 600])
        self.assertEqual(self._opened(self._target(), "overdue_stock").mapped("amount"), [600])

    def test_nobody_sees_the_rows_of_a_target_that_he_may_not_see(self):
        self._owed(600)
        target = self._target()
        self.env.flush_all()
        rows, domain = self.env["collection.target.item"], [("target_id", "=", target.id)]
        for user, count in ((self.amy, 1), (self.ben, 0), (self.zoe, 0), (self.lea, 1), (self.fay, 1), (self.max, 1)):
            self.assertEqual(rows.with_user(user).search_count(domain), count, user.name)
        stranger = new_test_user(self.env, "eve", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            rows.with_user(stranger).search(domain)
