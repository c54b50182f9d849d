from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .test_credit_exposure import CreditCommon


class CreditInvoiceCommon(CreditCommon):
    """Bluebell may owe 1,000, and the policy holds invoices without an order to it. Ivy enters invoices."""

    #: what Ivy is beside one who enters invoices
    ivy_is_also = "sales_collection.group_collection_salesperson"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_rule_limit": "block", "credit_rule_invoice": "block"})
        groups = f"account.group_account_invoice,{cls.ivy_is_also}"
        cls.ivy = new_test_user(cls.env, "ivy", groups=groups, name="Ivy", company_id=cls.company.id)

    def _refused(self, invoice, act=None):
        """See that an invoice is not posted, by its button unless another way is given."""
        with self.assertRaises(UserError) as refused:
            (act or invoice.action_post)()
        self.assertIn("has no confirmed order and cannot be posted", str(refused.exception))
        self.assertEqual(invoice.state, "draft")
