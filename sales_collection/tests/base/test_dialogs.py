from odoo.exceptions import AccessError
from odoo.tests import tagged

from .client_input_common import ClientInputCommon


@tagged("post_install", "-at_install")
class TestDialogs(ClientInputCommon):
    """What somebody enters in a dialog is nobody else's to read or change."""

    def _dialogs(self):
        return [name for name in sorted(self.env) if name.startswith("collection.") and self.env[name]._transient]

    def test_each_dialog_is_whose_it_is(self):
        for name in self._dialogs():
            with self.subTest(name):
                # sudo: what is installed
                rules = self.env["ir.rule"].sudo().search([("model_id.model", "=", name), ("groups", "=", False)])
                self.assertIn("create_uid", "".join(rules.mapped("domain_force")), "anybody reads what others enter")

    def test_nobody_reads_or_changes_what_a_colleague_enters(self):
        values = {"order_id": self.order.id, "amount": 500}
        asked = self.env["collection.credit.request"].with_user(self.amy).create(values)
        for user in (self.ben, self.lea, self.max):
            with self.assertRaises(AccessError):
                asked.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                asked.with_user(user).amount = 5000
