from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourReceipt(CollectionCommon, HttpCase):
    """A claim from the salesperson's click to the report, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.amy, cls.fay):
            user.sudo().password = f"{user.login}-tour"
        cls._invoice(300, date="2026-01-01", due="2026-01-31")
        cls._invoice(500, date="2026-01-01", due="2026-02-28")
        other = cls.env["res.partner"].create({"name": "Larkspur Ltd"})
        cls._pay(cls._invoice(50, partner=other, user=cls.zoe))
        cls.env["collection.receipt.method"].sudo().search([]).with_company(cls.company).journal_id = cls.journal

    def test_a_claim_is_made_confirmed_and_found_in_the_report(self):
        self.start_tour("/odoo/my-receipts", "sales_collection_claim", login="amy")
        receipt = self.env["collection.receipt"].search([("reference", "=", "TRF-4711")])
        self.assertRecordValues(receipt, [{"state": "submitted", "amount": 700, "user_id": self.amy.id}])
        self.start_tour("/odoo/collection-receipts", "sales_collection_confirm", login="fay")
        self.assertEqual(receipt.state, "confirmed")
        self.assertEqual(
            sum(self.env["collection.entry"].search([("user_id", "=", self.amy.id)]).mapped("amount")), 700
        )
        self.start_tour("/odoo/my-collections", "sales_collection_mine", login="amy")
