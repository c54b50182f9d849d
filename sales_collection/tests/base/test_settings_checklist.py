from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import CollectionCommon

_FIELDS = (
    "collection_has_bank",
    "collection_has_policy",
    "collection_has_import",
    "collection_has_target",
    "collection_empty_groups",
)


@tagged("post_install", "-at_install")
class TestSettingsChecklist(CollectionCommon, HttpCase):
    """Whoever sets the company up sees what is still to do, and gets there by a click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for group in ("base.group_system", "account.group_account_manager"):
            # sudo: an administrator of the database gives rights
            cls.max.sudo().group_ids = [Command.link(cls.env.ref(group).id)]

    def _settings(self, user=None):
        settings = self.env["res.config.settings"].with_user(user or self.max).with_company(self.company)
        return settings.create({})

    def _arch(self, user):
        view = self.env.ref("base.res_config_settings_view_form")
        return self.env["res.config.settings"].with_user(user).get_view(view.id, "form")["arch"]

    def test_nothing_is_done_in_a_new_company_and_then_all_of_it(self):
        self.env["collection.policy"].search([("company_id", "=", self.company.id)]).write({"state": "draft"})
        self.journal.bank_account_id = False
        settings = self._settings()
        self.assertEqual([bool(settings[name]) for name in _FIELDS], [False] * 5)
        self.journal.bank_account_id = self.env["res.partner.bank"].create(
            {"acc_number": "BE71 0961 2345 6769", "partner_id": self.company.partner_id.id}
        )
        self.company.collection_policy_id.action_switch_on()
        self._bank_line(100).collection_import_key = "from a file"
        targets = self.env["collection.target"].with_user(self.lea).with_company(self.company)
        targets.create({"user_id": self.amy.id, "amount": 50, "date_from": self.company._collection_today()})
        settings = self._settings()
        self.assertEqual([bool(settings[name]) for name in _FIELDS], [True] * 4 + [False])

    def test_a_manager_does_not_stand_in_for_the_other_groups(self):
        self.fay.sudo().active = False
        self.assertEqual(self._settings().collection_empty_groups, "Finance")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.lea.sudo().write({"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]})
        self.assertEqual(self._settings().collection_empty_groups, "Team Leader, Finance")

    def test_what_another_company_has_is_not_ticked(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.max.sudo().company_ids = [Command.link(other.id)]
        settings = self.env["res.config.settings"].with_user(self.max).with_company(other).create({})
        self.assertFalse(settings.collection_has_target or settings.collection_has_import)
        self.assertEqual(settings.collection_empty_groups, "Salesperson, Team Leader, Finance")

    def test_every_button_opens_the_right_place(self):
        arch = self._arch(self.max)
        opened = set()
        for button in etree.fromstring(arch).xpath("//block[@name='collection_first_steps_container']//button"):
            action = self.env["ir.actions.act_window"].with_user(self.max).browse(int(button.get("name"))).read()[0]
            self.env[action["res_model"]].with_user(self.max).check_access("create")
            opened.add(action["res_model"])
        self.assertEqual(
            opened,
            {"account.journal", "res.users", "collection.policy", "collection.statement.import", "collection.target"},
        )

    def test_who_does_not_manage_collection_sees_nothing_of_it(self):
        admin = new_test_user(
            self.env,
            "setter",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        settings = self._settings(admin)
        self.assertIn("collection_first_steps", self._arch(self.max))
        self.assertNotIn("collection_first_steps", self._arch(admin))
        with self.assertRaises(AccessError):
            settings.read(["collection_has_target"])

    def test_an_administrator_gets_from_the_settings_to_what_is_to_do(self):
        # the company of Odoo's tests has such a tax, and its settings would complain first
        self.company.tax_exigibility = True
        self.max.sudo().password = "max-tour"
        self.start_tour("/odoo/settings", "sales_collection_first_steps", login="max")
