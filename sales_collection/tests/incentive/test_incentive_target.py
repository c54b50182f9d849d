from datetime import datetime
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentiveTarget(IncentiveCommon):
    """Awards for targets, and what findings of an audit cost."""

    def _target_rule(self, *steps, **values):
        return {"name": "Target", "kind": "target", "step_ids": self._steps(*steps), **values}

    def _with_targets(self, kind, target, attained=None):
        """Let Amy have this target in every period, whatever the targets of the database say."""

        def targets(statements):
            mine = statements.filtered(lambda one: one.user_id == self.amy)
            pair = Decimal(str(target)), attained if attained is None else Decimal(str(attained))
            return {(one.id, kind): pair for one in mine}

        return patch.object(type(self.env["collection.incentive"]), "_targets", targets)

    def test_the_parts_above_the_steps_of_a_target_earn_their_rates(self):
        plan = self._plan(self._target_rule((80, 1), (100, 2)))
        self._pay(self._invoice(12000), date="2026-01-31")
        with self._with_targets("amount", 10000):
            self._compute(plan, "2026-01-31")
        # 2,000 between 80 and 100 % at 1 %, 2,000 beyond at 2 %
        self.assertLines(self._statement(), [("total", 60)])
        self.assertIn("12,000.00 collected of 10,000.00", self._statement().line_ids.formula)
        self.assertFalse(self._statement(self.ben).line_ids)

    def test_a_target_counts_tax(self):
        tax = self.env["account.tax"].create({"name": "10 %", "amount": 10})
        plan = self._plan(self._target_rule((100, 0, 500)))
        self._pay(self._invoice(1000, taxes=tax), date="2026-01-31")
        with self._with_targets("amount", 1100):
            self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("total", 500)])

    def test_who_missed_his_target_reads_so(self):
        plan = self._plan(self._target_rule((100, 0, 500)))
        self._pay(self._invoice(999), date="2026-01-31")
        with self._with_targets("amount", 1000):
            self._compute(plan, "2026-01-31")
        self.assertLines(self._statement(), [("total", 0)])
        self.assertEqual(self._statement().line_ids.formula, "999.00 collected of 1,000.00: no award")

    def test_a_bounce_takes_the_award_back_by_the_target_of_then(self):
        plan = self._plan(self._target_rule((100, 0, 500)), users=[self.amy])
        self._pay(self._invoice(600), date="2026-01-20")
        payment = self._pay(self._invoice(400), date="2026-01-20")
        with self._with_targets("amount", 1000):
            self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        with self._with_targets("amount", 50):
            self._compute(plan, "2026-02-28")
        correction = self._statement(month=2).line_ids.filtered("is_correction")
        self.assertEqual((self._statement().amount_total, correction.amount), (500, -500))

    def test_other_targets_are_judged_in_per_cent(self):
        for kind, target, attained, award in (
            ("overdue_share", 50, 45, 0),
            ("on_time_rate", 90, 90, 300),
            ("days_late", 10, 8, 300),
            ("days_late", 10, 10.1, 0),
            ("days_late", 10, 0, 300),
        ):
            with self.subTest(kind=kind, attained=attained), self._with_targets(kind, target, attained):
                plan = self._plan(self._target_rule((100, 0, 300), target_kind=kind), users=[self.amy])
                self._pay(self._invoice(100), date="2026-01-20")
                self._compute(plan, "2026-01-31")
                self.assertLines(self._statement(), [("total", award)])
                self._statement().sudo().unlink()
                plan.sudo().write({"state": "draft"})

    def test_the_target_of_the_same_period_is_taken(self):
        self.env["collection.target"].with_user(self.max).create(
            {"user_id": self.amy.id, "company_id": self.company.id, "date_from": "2026-01-01", "amount": 1000}
        )
        plan = self._plan(self._target_rule((100, 0, 500)))
        self._pay(self._invoice(1000), date="2026-01-20")
        self._compute(plan, "2026-02-20")
        self.assertLines(self._statement(), [("total", 500)])
        self.assertFalse(self._statement(month=2).line_ids)

    # -- findings of an audit ----------------------------------------------------------------------

    def test_an_upheld_finding_takes_its_part_once_and_gives_it_back_when_it_falls(self):
        plan = self._plan({"name": "Audit", "kind": "finding", "percent": 10}, users=[self.amy])
        # sudo: findings are made by audits only
        finding = (
            self.env["collection.finding"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "check_id": self.env["collection.audit.check"].sudo().search([], limit=1).id,
                    "key": "here",
                    "severity": "high",
                    "user_id": self.amy.id,
                    "amount": 300,
                    "values": {},
                    "state": "decided",
                    "decision": "upheld",
                    "decided_date": datetime(2026, 1, 20),
                }
            )
        )
        self._confirm(plan, 1)
        self._confirm(plan, 2)
        finding._write_lifecycle({"decision": "accepted"})
        self._compute(plan, "2026-03-31")
        self.assertLines(self._statement(), [("finding", -30)])
        self.assertFalse(self._statement(month=2).line_ids)
        self.assertLines(self._statement(month=3), [("finding", 30)])
