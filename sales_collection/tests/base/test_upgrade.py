from odoo.tests import tagged

from . import upgrade_common


@tagged("post_install", "-at_install")
class TestUpgrade(upgrade_common.UpgradeCommon):
    """From the first version."""
