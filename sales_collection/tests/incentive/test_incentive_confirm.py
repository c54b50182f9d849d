from odoo.tests import tagged

from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentiveConfirm(IncentiveCommon):
    """Months are computed together and confirmed in turn: what later ones hold is no change of the ledger."""

    def test_a_month_is_confirmed_though_a_later_one_has_paid_what_its_bank_money_held_back(self):
        plan = self._plan(self._rate(2), users=[self.amy], deferred_percent=25)
        payment = self._pay(self._invoice(1000), date="2026-01-30")
        self._match(self._bank_line(1000, date="2026-02-03"), payment._seek_for_lines()[0])
        self._compute(plan, "2026-03-31")
        january, february = self._statement(), self._statement(month=2)
        self.assertEqual((january.amount_total, february.amount_total), (15, 5))
        january.with_user(self.max).action_confirm()
        february.with_user(self.max).action_confirm()
        self.assertEqual((january.amount_total, february.amount_total), (15, 5))

    def test_a_month_is_confirmed_though_a_later_one_takes_back_its_award(self):
        steps = self._steps((0, 1), (3000, 2))
        plan = self._plan({"name": "T", "kind": "tiers", "step_ids": steps}, users=[self.amy])
        payment = self._pay(self._invoice(4000), date="2026-01-10")
        self._bounce(payment, "2026-02-10")
        self._compute(plan, "2026-03-31")
        self._statement().with_user(self.max).action_confirm()
        self.assertLines(self._statement(), [("total", 50)])
        self.assertLines(self._statement(month=2), [("total", -50)])
