from odoo.tests import HttpCase, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTourPolicy(CollectionCommon, HttpCase):
    """A manager changes a policy and looks at what it would do, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.max.sudo().password = "max-tour"
        cls.company.resource_calendar_id = False
        cls._invoice(300, date="2026-01-01", due=cls.company._collection_today())

    def test_a_manager_edits_the_policy_and_looks_at_the_preview(self):
        self.start_tour("/odoo/collection-policies", "sales_collection_policy", login="max")
        self.assertEqual(self.company.collection_policy_id.interval_days, 5)
