from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourTarget(CollectionCommon, HttpCase):
    """A leader sets targets in the browser."""

    def test_a_leader_sets_copies_and_changes_targets(self):
        self.lea.sudo().password = "lea-tour"
        today = self.company._collection_today()
        self._pay(self._invoice(1000), 400, date=str(today))
        self.start_tour("/odoo/collection-targets", "sales_collection_target", login="lea")
        targets = self.env["collection.target"].search([("company_id", "=", self.company.id)], order="date_from")
        self.assertEqual(targets.mapped("amount"), [2500, 2000])
        self.assertEqual(targets.user_id, self.amy)
        self.assertEqual((targets[0].create_uid, targets[0].collected), (self.lea, 400))
