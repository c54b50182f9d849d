from odoo.tests import tagged

from odoo.addons.sales_collection.tests.base import upgrade_common


@tagged("post_install", "-at_install")
class TestUpgrade(upgrade_common.UpgradeCommon):
    """From the second version, with deliveries."""

    addons = ("sales_collection", "sales_collection_stock")
    states = {**upgrade_common.STATES, "collection_stock_check": {"pending", "released", "refused"}}
