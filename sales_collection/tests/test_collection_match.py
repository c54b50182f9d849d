from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionMatch(CollectionCommon):
    """Bank lines and what they pay."""

    def test_a_salesperson_matches_nothing(self):
        with self.assertRaises(AccessError):
            self.env["collection.match"].with_user(self.amy).action_accept()
