from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..agreement.plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestCreditHold(PlanCommon):
    """A broken plan stops Bluebell's orders, and only as long as something of it is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.plan_stops_orders = True

    def _broken(self):
        """Return an invoice of 100 with a plan that nobody has kept."""
        invoice = self._open(100)
        self._approved(invoice)
        self._judge_plans("2026-03-14")
        return invoice

    def _next_day(self):
        with freeze_time("2026-03-16 06:00:00"):
            self.env["collection.run"].sudo()._cron_run()
        self.env.invalidate_all()

    def _stopped(self):
        return self.customer.with_company(self.company).collection_credit_hold

    def _order(self):
        line = Command.create({"product_id": self.service.id, "price_unit": 40})
        orders = self.env["sale.order"].with_user(self.amy).with_company(self.company)
        return orders.create({"partner_id": self.customer.id, "order_line": [line]})

    def test_a_broken_plan_stops_orders(self):
        self._broken()
        with self.assertRaisesRegex(UserError, "are stopped"):
            self._order().action_confirm()

    def test_it_stops_none_where_the_policy_does_not_say_so(self):
        self.policy.plan_stops_orders = False
        self._broken()
        self.assertFalse(self._stopped())

    def test_they_go_on_by_themselves_when_all_of_it_is_paid(self):
        invoice = self._broken()
        self._pay(invoice, date="2026-03-15")
        self._next_day()
        self.assertFalse(self._stopped())
        order = self._order()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_part_payment_does_not_release_them(self):
        self._pay(self._broken(), 99.99, date="2026-03-15")
        self._next_day()
        self.assertTrue(self._stopped())

    def test_they_go_on_also_where_no_policy_is_in_use_any_more(self):
        invoice = self._broken()
        self.env["collection.policy"].search([]).state = "draft"
        self._pay(invoice, date="2026-03-15")
        self._next_day()
        self.assertFalse(self._stopped())

    def test_what_a_manager_had_stopped_before_stays_stopped(self):
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        invoice = self._broken()
        self._pay(invoice, date="2026-03-15")
        self._next_day()
        self.assertTrue(self._stopped())
