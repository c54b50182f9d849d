import io

import openpyxl

from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourTarget(CollectionCommon, HttpCase):
    """A leader sets targets in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.amy, cls.lea):
            user.sudo().password = f"{user.login}-tour"

    def test_a_leader_sets_copies_and_changes_targets(self):
        today = self.company._collection_today()
        self._pay(self._invoice(1000), 400, date=str(today))
        self.start_tour("/odoo/collection-targets", "sales_collection_target", login="lea")
        targets = self.env["collection.target"].search([("company_id", "=", self.company.id)], order="date_from")
        self.assertEqual(targets.mapped("amount"), [2500, 2000])
        self.assertEqual(targets.user_id, self.amy)
        self.assertEqual((targets[0].create_uid, targets[0].collected), (self.lea, 400))

    def test_a_leader_downloads_the_template_and_a_salesperson_does_not(self):
        wizard = self.env["collection.target.import"].with_user(self.lea).with_company(self.company).create({})
        url = wizard.action_template()["url"]
        self.authenticate("lea", "lea-tour")
        answer = self.url_open(url)
        self.assertIn("targets.xlsx", answer.headers["Content-Disposition"])
        self.assertEqual(openpyxl.load_workbook(io.BytesIO(answer.content)).active["A2"].value, None)
        self.authenticate("amy", "amy-tour")
        self.assertNotEqual(self.url_open(url).status_code, 200)
