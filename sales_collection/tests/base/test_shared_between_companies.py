from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CollectionCommon

_SHARED = {
    "collection.channel": {"active": False},
    "collection.receipt.method": {"name": "Cash on the table"},
    "collection.rating": {"description": "Anything goes"},
    "collection.dispute.reason": {"active": False},
    "collection.match.word": {"active": False},
    "collection.audit.check": {"active": False},
}


@tagged("post_install", "-at_install")
class TestSharedBetweenCompanies(CollectionCommon):
    """Max manages one of two companies: what both use he does not change for the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company()["company"]
        cls.init_invoice("out_invoice", partner=cls.customer, amounts=[100], company=cls.other_company, post=True)

    def _as_max(self, model):
        return self.env[model].with_user(self.max).with_company(self.company)

    def test_what_both_use_is_not_changed_for_the_other(self):
        for model, vals in _SHARED.items():
            record = self._as_max(model).search([], limit=1)
            self.assertTrue(record, model)
            with self.subTest(model), self.assertRaises(AccessError):
                record.write(vals)

    def test_what_both_use_is_not_deleted(self):
        with self.assertRaisesRegex(AccessError, "is shared by all companies"):
            self._as_max("collection.match.word").search([], limit=1).unlink()

    def test_who_manages_all_companies_changes_it(self):
        # sudo: the test gives the right
        self.max.sudo().company_ids = [Command.set(self.env["res.company"].sudo().search([]).ids)]
        channel = self._as_max("collection.channel").search([], limit=1)
        channel.active = False
        self.assertFalse(channel.active)

    def test_the_usual_journal_of_a_method_is_ones_own(self):
        method = self.env.ref("sales_collection.collection_receipt_method_bank").with_user(self.max)
        method.with_company(self.company).journal_id = self.journal
        self.assertEqual(method.with_company(self.company).journal_id, self.journal)

    def test_a_method_is_made_for_ones_own_company(self):
        methods = self._as_max("collection.receipt.method")
        with self.assertRaisesRegex(AccessError, "is shared by all companies"):
            methods.create({"name": "Barter"})
        method = methods.create({"name": "Barter", "company_id": self.company.id})
        method.name = "Barter trade"
        self.assertEqual(method.name, "Barter trade")
