from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestTourIncentive(IncentiveCommon, HttpCase):
    """A manager simulates, computes and confirms; a salesperson reads and objects; the manager answers and pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.max.sudo().password = "max-tour"
        cls.amy.sudo().password = "amy-tour"
        cls.month = cls.company._collection_today().replace(day=1) - relativedelta(months=1)
        cls.plan = cls._plan(cls._rate(1), date_from=cls.month)
        cls._pay(cls._invoice(3000, date=cls.month), date=cls.month)

    def test_from_the_simulation_to_the_payment(self):
        self.start_tour("/odoo/incentive-plans", "sales_collection_incentive_manager", login="max")
        statement = self.env["collection.incentive"].search(
            [("user_id", "=", self.amy.id), ("date_from", "=", self.month)]
        )
        self.assertEqual((statement.state, statement.confirmed_by_id), ("confirmed", self.max))
        self.start_tour("/odoo/my-incentives", "sales_collection_incentive_mine", login="amy")
        self.assertEqual(statement.objection_ids.text, "It was 3,500")
        self.start_tour("/odoo/incentives", "sales_collection_incentive_pay", login="max")
        self.assertEqual((statement.state, statement.objection_ids.state), ("paid", "refused"))
