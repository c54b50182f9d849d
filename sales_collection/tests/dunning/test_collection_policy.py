from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionPolicy(CollectionCommon):
    """Which policy applies is a manager's to say, and each company has one of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peace = cls.env["collection.policy"].create({"name": "Never", "company_id": cls.company.id})
        # sudo: Amy and Max may edit contacts, so that what they are refused is refused by the addon
        (cls.amy | cls.max).sudo().group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]
        # sudo: the one that all others are copied from belongs to another company
        cls.standard = cls.env.ref("sales_collection.collection_policy_standard").sudo()

    def test_a_manager_names_a_policy_on_a_customer(self):
        self.customer.with_user(self.max).with_company(self.company).collection_policy_id = self.peace
        policy, why = self.env["collection.policy"]._of_customer(self.customer, self.company)
        self.assertEqual((policy, why), (self.peace, "set on the customer"))

    def test_a_salesperson_does_not_keep_his_customer_in_peace(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.amy).with_company(self.company).collection_policy_id = self.peace

    def test_nor_does_he_make_a_customer_with_a_policy_of_his_choice(self):
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.amy).with_company(self.company).create(
                {"name": "Friend", "collection_policy_id": self.peace.id}
            )

    def test_a_salesperson_changes_no_policy(self):
        with self.assertRaises(AccessError):
            self.peace.with_user(self.amy).grace_days = 100

    def test_a_manager_of_another_company_changes_no_policy_of_this_one(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.max.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self.peace.with_user(self.max).with_company(other).grace_days = 100

    # -- companies

    def _new_company(self):
        return self.env["res.company"].sudo().create({"name": "Foxglove Ltd"})

    def test_a_new_company_gets_a_policy_though_the_standard_one_has_been_replaced(self):
        self.standard.active = False
        self.assertTrue(self._new_company().collection_policy_id.active)

    def test_a_new_company_gets_a_policy_though_the_product_of_the_standard_one_belongs_to_a_company(self):
        product = self.standard.charge_product_id.copy({"company_id": self.standard.company_id.id})
        self.standard.charge_product_id = product
        policy = self._new_company().collection_policy_id
        self.assertEqual((policy.state, policy.charge_product_id.id), ("draft", False))

    def test_a_company_is_made_though_the_standard_policy_is_gone(self):
        self.standard.company_id.sudo().collection_policy_id = False
        self.standard.unlink()
        self.assertFalse(self._new_company().collection_policy_id)

    def test_the_company_of_the_standard_policy_gets_no_copy_of_it(self):
        company = self.standard.company_id
        company.collection_policy_id = False
        company._create_missing_policies()
        self.assertEqual(company.collection_policy_id, self.standard)
