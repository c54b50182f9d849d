from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.concurrency_common import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestCreditConcurrency(ConcurrencyCommon):
    """Two salespeople confirm at the same moment, each with a database connection of his own."""

    @staticmethod
    def _orders(env, limit):
        """Return the quotations of 700 of two salespeople for one customer with a limit, as (user id, order id)."""
        tag = env["res.users"].with_context(active_test=False).search_count([])
        policy = env.company.collection_policy_id
        policy.credit_rule_limit = "block"
        partner = env["res.partner"].create({"name": f"Foxglove {tag}", "credit_limit": limit})
        product = env["product.product"].create({"name": "Work", "type": "service", "taxes_id": False})
        orders = []
        for name in ("ann", "bob"):
            user = new_test_user(env, f"{name}{tag}", groups="sales_collection.group_collection_salesperson")
            order = env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "order_line": [Command.create({"product_id": product.id, "price_unit": 700})],
                }
            )
            orders.append((user.id, order.id))
        return orders

    def _confirmed(self, limit):
        """Let both confirm at once; return what each was told and how many orders stand."""
        orders = self._committed(lambda env: self._orders(env, limit))
        self.addCleanup(self._committed, self._reset)
        answers = self._at_once(*[(uid, self._confirm(order_id)) for uid, order_id in orders])
        ids = [order_id for _uid, order_id in orders]
        states = self._committed(lambda env: env["sale.order"].browse(ids).mapped("state"))
        return answers, states.count("sale")

    @staticmethod
    def _confirm(order_id):
        return lambda env: env["sale.order"].browse(order_id).action_confirm()

    @staticmethod
    def _reset(env):
        env.company.collection_policy_id.credit_rule_limit = "warn"

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_orders_of_700_do_not_both_fit_into_1000(self):
        answers, confirmed = self._confirmed(1000)
        self.assertEqual(confirmed, 1)
        self.assertIn("exceeded", next(answer for answer in answers if answer))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_orders_that_fit_are_both_confirmed(self):
        answers, confirmed = self._confirmed(1400)
        self.assertEqual((answers, confirmed), ([None, None], 2))
