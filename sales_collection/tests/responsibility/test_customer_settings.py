from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import CollectionCommon

SETTINGS = ("collection_policy_id", "collection_credit_hold")


@tagged("post_install", "-at_install")
class TestCustomerSettings(CollectionCommon):
    """How a customer is collected from is the managers' to say, who need no right to change contacts for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["collection.policy"].create({"name": "Gentle", "company_id": cls.company.id})
        cls.decided = {"collection_policy_id": cls.policy.id, "collection_credit_hold": True}

    def _as(self, user):
        return self.customer.with_user(user).with_company(self.company)

    def _settings(self):
        customer = self.customer.with_company(self.company)
        return customer.collection_policy_id, customer.collection_credit_hold

    def test_a_manager_writes_them_without_the_right_to_change_contacts(self):
        self.assertFalse(self._as(self.max).has_access("write"))
        self._as(self.max).write(self.decided)
        self.assertEqual(self._settings(), (self.policy, True))
        self._as(self.max).write(dict.fromkeys(SETTINGS, False))
        self.assertEqual(self._settings(), (self.policy.browse(), False))

    def test_he_changes_nothing_else_of_a_contact(self):
        with self.assertRaises(AccessError):
            self._as(self.max).write({**self.decided, "name": "Friend Ltd"})
        self.env.invalidate_all()
        self.assertEqual((self.customer.name, *self._settings()), ("Bluebell Ltd", self.policy.browse(), False))

    def test_salesperson_leader_and_finance_do_not(self):
        for user in (self.amy, self.lea, self.fay):
            for name, value in self.decided.items():
                with self.assertRaisesRegex(AccessError, "Only a collection manager"):
                    self._as(user).write({name: value})

    def test_nor_do_they_with_the_right_to_change_contacts(self):
        (self.amy | self.lea | self.fay).sudo().group_ids = [
            Command.link(self.quick_ref("base.group_partner_manager").id)
        ]
        self.test_salesperson_leader_and_finance_do_not()

    def test_a_manager_of_another_company_does_not(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.customer.with_user(self.max).with_company(other).write(self.decided)

    def test_a_manager_decides_on_a_form_of_its_own(self):
        self.customer.with_company(self.company).collection_policy_id = self.policy
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        settings = self.env["collection.customer.settings"].with_user(self.max).with_company(self.company)
        with Form(settings.with_context(active_id=contact.id)) as form:
            self.assertEqual(
                (form.partner_id, form.policy_id, form.orders_stopped), (self.customer, self.policy, False)
            )
            form.orders_stopped = True
        form.save().action_apply()
        self.assertEqual(self._settings(), (self.policy, True))

    def test_nobody_else_opens_that_form(self):
        for user in (self.amy, self.lea, self.fay):
            with self.assertRaises(AccessError):
                self.env["collection.customer.settings"].with_user(user).create({"partner_id": self.customer.id})
