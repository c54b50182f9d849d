from pathlib import Path

from odoo.tests import tagged

from .other_database_common import OtherDatabaseCommon

SCRIPT = Path(__file__).with_name("living_database.py")


@tagged("post_install", "-at_install")
class TestInstallLiving(OtherDatabaseCommon):
    """The addon comes to a database with Odoo's demo data and history, and goes again."""

    source = "SC_DEMO_TEMPLATE_DB"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.result, log = cls._script(SCRIPT)
        cls.complaints = [line for line in log if " ERROR " in line or " CRITICAL " in line]

    def test_installing_and_uninstalling_raises_no_error_in_the_log(self):
        self.assertFalse(self.complaints)

    def test_the_ledger_holds_what_was_collected_before(self):
        self.assertGreaterEqual(self.result["receivables"], 4)
        self.assertGreaterEqual(self.result["entries"], 3)
        self.assertEqual(self.result["wrong"], [])

    def test_the_open_receivables_are_there_at_once(self):
        self.assertGreaterEqual(self.result["open"], 2)

    def test_customers_are_told_of_what_was_open_before(self):
        self.assertGreaterEqual(self.result["told"], 1)

    def test_orders_that_are_still_to_be_invoiced_have_a_proposed_schedule(self):
        self.assertGreaterEqual(self.result["planned"], 1)
        self.assertEqual(self.result["unplanned"], 0)

    def test_the_administrator_may_use_it_at_once(self):
        self.assertTrue(self.result["admin_is_manager"])

    def test_nothing_is_left_after_uninstalling(self):
        self.assertEqual({kind: names for kind, names in self.result["left"].items() if names}, {})

    def test_an_invoice_is_still_posted_and_paid_after_uninstalling(self):
        self.assertEqual(self.result["paid"], "paid")
