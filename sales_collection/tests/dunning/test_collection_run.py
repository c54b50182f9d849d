from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dunning_charge_common import DunningCommon


@tagged("post_install", "-at_install")
class TestCollectionRun(DunningCommon):
    """A run is of today and made by the button or the daily job; nobody makes one of another day."""

    def test_nobody_makes_a_run_by_hand(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            with self.assertRaises(AccessError):
                self.env["collection.run"].with_user(user).create({"company_id": self.company.id, "date": "2027-01-01"})

    def test_nor_by_copying_one(self):
        run = self._prepare("2026-03-02").run_id or self.env["collection.run"].sudo().search([], limit=1)
        with self.assertRaises(AccessError):
            run.with_user(self.fay).copy({"date": "2027-01-01"})

    def test_the_button_makes_the_run_of_today(self):
        action = self.env["collection.run"].with_user(self.fay).with_company(self.company).action_run_today()
        run = self.env["collection.run"].browse(action["res_id"])
        self.assertEqual((run.date, run.state), (self.company._collection_today(), "prepared"))
