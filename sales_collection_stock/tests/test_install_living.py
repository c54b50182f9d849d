import json
import os
import subprocess
from pathlib import Path
from unittest import SkipTest

from odoo.tests import TransactionCase, tagged

SCRIPT = Path(__file__).with_name("uninstall_living.py")


@tagged("post_install", "-at_install")
class TestInstallLiving(TransactionCase):
    """The bridge comes to a company whose deliveries wait (before_install.py), and goes again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].search([("name", "=", "Waiting since before")])
        if not cls.customer:
            raise SkipTest("Only `make test` lets a company work before the addons are installed.")
        pickings = cls.env["stock.picking"].search([("partner_id", "=", cls.customer.id)])
        cls.left = pickings.filtered(lambda picking: picking.state == "done")
        cls.waiting = (pickings - cls.left).with_user(cls.env.ref("base.user_admin"))

    def test_what_waited_leaves_as_before(self):
        self.assertEqual((len(self.left), len(self.waiting)), (1, 2))
        self.waiting.button_validate()
        self.assertEqual(set(self.waiting.mapped("state")), {"done"})

    def test_what_waited_is_judged_from_now_on(self):
        self.customer.collection_credit_hold = True
        self.assertEqual(set(self.waiting.mapped("collection_stop")), {"stopped"})

    def test_without_the_bridge_everything_leaves_again(self):
        name = os.environ.get("SC_SPARE_DB")
        if not name:
            self.skipTest("Only `make test` makes a database that the bridge may be uninstalled from.")
        command = [os.environ["SC_PYTHON"], "-m", "odoo", "shell", "-c", os.environ["SC_ODOO_CONF"], "-d", name]
        with open(SCRIPT) as script:
            done = subprocess.run(
                [*command, "--no-http", "--log-level=warn"], stdin=script, capture_output=True, text=True
            )
        self.assertFalse(done.returncode, done.stderr[-3000:])
        self.assertFalse([line for line in done.stderr.splitlines() if " ERROR " in line or " CRITICAL " in line])
        result = json.loads(done.stdout.strip().splitlines()[-1])
        self.assertEqual(result, {"stopped": True, "states": ["done", "done"], "left": []})
