from decimal import Decimal
from pathlib import Path

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import SQL

from ...engine.ledger import measures
from ...models.ledger import measure_sql
from ..incentive.incentive_common import IncentiveCommon

MIGRATION = Path(__file__).parents[2] / "migrations" / "19.0.1.1.0" / "post-early_money.py"


@tagged("post_install", "-at_install")
class TestMeasures(IncentiveCommon):
    """In January 1,000.00 come 30 days late and 1,000.00 come 20 days early: 15 days late on average, for everybody."""

    AWARD = {"name": "Days", "kind": "days_late"}
    PUNCTUAL = {"name": "Punctual", "kind": "on_time"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls._invoice(1000, date="2025-12-01", due="2026-01-01")
        cls.early = cls._invoice(1000, date="2026-01-02", due="2026-02-20")

    def _money_of_january(self):
        self._pay(self.late, date="2026-01-31")
        return self._pay(self.early, date="2026-01-31")

    def _measure(self, statement, kind):
        return statement.line_ids.filtered(lambda line: line.rule_id.kind == kind).mapped("measure")

    def test_the_target_and_the_incentive_say_the_same_days_late(self):
        self._money_of_january()
        plan = self._plan({**self.AWARD, "step_ids": self._steps((14, 0, 50), (15, 0, 20))})
        self._compute(plan, "2026-01-31")
        attained = self.env["collection.target"]._attained(self.amy, "2026-01-01", "2026-01-31", self.company)
        self.assertEqual(attained[self.amy.id]["days_late"][1], 15)
        self.assertEqual(self._measure(self._statement(), "days_late"), [15])
        self.assertLines(self._statement(), [("total", 20)])

    def test_the_groups_of_the_ledger_and_the_customers_graph_say_them_too(self):
        self._money_of_january()
        [(average,)] = self.env["collection.entry"]._read_group(
            [("partner_id", "=", self.customer.id)], [], ["days_late:avg"]
        )
        self.assertEqual(average, 15)
        with freeze_time("2026-01-31 12:00:00"):
            graph = self.customer.with_user(self.max).collection_days_late_graph
        self.assertIn('"value": 15.0', graph)

    def test_rows_without_money_have_no_days_late(self):
        self._reverse_invoice(self.late, is_modify=False, post=True, date="2026-01-31")
        found = self.env["collection.entry"]._read_group([("move_id", "=", self.late.id)], [], ["days_late:avg"])
        self.assertFalse(found[0][0])

    def test_what_was_paid_back_is_not_late(self):
        payment = self._pay(self.late, date="2026-01-31")
        self._pay(self.early, date="2026-01-31")
        self._bounce(payment, "2026-01-31")
        [(average,)] = self.env["collection.entry"]._read_group(
            [("partner_id", "=", self.customer.id)], [], ["days_late:avg"]
        )
        self.assertEqual(average, 0)

    def test_the_on_time_rate_of_what_fell_due_and_punctual_money_have_two_names(self):
        # of 1,000.00 that fell due in January nothing was on time, of 2,000.00 that came 1,000.00 was
        self._money_of_january()
        plan = self._plan({**self.PUNCTUAL, "step_ids": self._steps((50, 0, 10))})
        self._compute(plan, "2026-01-31")
        with freeze_time("2026-01-31 12:00:00"):
            attained = self.env["collection.target"]._attained(self.amy, "2026-01-01", "2026-01-31", self.company)
        self.assertEqual(attained[self.amy.id]["on_time_rate"][1], 0)
        self.assertEqual(self._measure(self._statement(), "on_time"), [50])
        names = dict(self.env["collection.incentive.rule"]._fields["kind"]._description_selection(self.env))
        self.assertEqual(names["on_time"], "Award for on-time collections")

    def test_a_statement_from_before_keeps_its_judgement(self):
        # 30 days late and 20 days early came to 5 days then: money that comes later does not change how it is judged
        self._pay(self.late, date="2026-01-31")
        self._pay(self.early, 500, date="2026-01-31")
        plan = self._plan({**self.AWARD, "step_ids": self._steps((40, 0, 20))}, users=[self.amy])
        self._confirm(plan, 1)
        self.env.flush_all()
        load_script(str(MIGRATION), "early_money").migrate(self.env.cr, "19.0.1.0.0")
        self.env["collection.incentive"].invalidate_model()
        self.assertTrue(self._statement().early_makes_up)
        self._pay(self.early, 500, date="2026-01-31")
        self._compute(plan, "2026-02-28")
        sums = self.env.execute_query(self._statement()._sums_sql())
        self.assertEqual([Decimal(row[6]) for row in sums], [1000 * 30 - 1000 * 20])

    def test_a_statement_of_today_does_not(self):
        self._money_of_january()
        plan = self._plan({**self.AWARD, "step_ids": self._steps((40, 0, 20))}, users=[self.amy])
        self._confirm(plan, 1)
        self.assertFalse(self._statement().early_makes_up)
        sums = self.env.execute_query(self._statement()._sums_sql())
        self.assertEqual([Decimal(row[6]) for row in sums], [1000 * 30])

    @given(st.integers(-500, 500))
    def test_sql_and_engine_agree_on_every_day(self, days):
        [(late, on_time)] = self.env.execute_query(
            SQL("SELECT %s, %s", measure_sql.late_days(SQL("%s", days)), measure_sql.on_time(SQL("%s", days)))
        )
        self.assertEqual((late, on_time), (measures.late_days(days), measures.on_time(days)))
