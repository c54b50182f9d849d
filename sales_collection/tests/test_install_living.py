import json
import os
import subprocess
from pathlib import Path
from unittest import SkipTest

from odoo import sql_db
from odoo.tests import TransactionCase, tagged

SCRIPT = Path(__file__).with_name("living_database.py")
NEEDED = ("SC_PYTHON", "SC_ODOO_CONF", "SC_DEMO_TEMPLATE_DB", "SC_DATABASE_PREFIX")


@tagged("post_install", "-at_install")
class TestInstallLiving(TransactionCase):
    """The addon comes to a database with Odoo's demo data and history, and goes again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        missing = [name for name in NEEDED if not os.environ.get(name)]
        if missing:
            raise SkipTest(
                "Installing on a living database is tried by `make test` only, which makes a database with "
                f"Odoo's demo data: {', '.join(missing)} is not set."
            )
        cls.name = os.environ["SC_DATABASE_PREFIX"] + "living"
        cls._server(f'CREATE DATABASE "{cls.name}" TEMPLATE "{os.environ["SC_DEMO_TEMPLATE_DB"]}"')
        cls.addClassCleanup(cls._server, f'DROP DATABASE IF EXISTS "{cls.name}" WITH (FORCE)')
        cls.result, cls.complaints = cls._live()

    @classmethod
    def _server(cls, statement):
        """Run a statement outside of any transaction and of this database."""
        with sql_db.db_connect("postgres").cursor() as cr:
            cr.rollback()
            cr._cnx.autocommit = True
            cr.execute(statement)
            cr._cnx.autocommit = False

    @classmethod
    def _live(cls):
        """Run the script in an Odoo of its own; return what it found and what Odoo complained of."""
        command = [os.environ["SC_PYTHON"], "-m", "odoo", "shell", "-c", os.environ["SC_ODOO_CONF"]]
        with open(SCRIPT) as script:
            done = subprocess.run(
                [*command, "-d", cls.name, "--no-http", "--log-level=warn"],
                stdin=script,
                capture_output=True,
                text=True,
            )
        if done.returncode:
            raise AssertionError(done.stderr[-3000:])
        complaints = [line for line in done.stderr.splitlines() if " ERROR " in line or " CRITICAL " in line]
        return json.loads(done.stdout.strip().splitlines()[-1]), complaints

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
