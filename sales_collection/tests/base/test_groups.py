from odoo import Command
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ..common import CollectionCommon

OURS = ("salesperson", "leader", "finance", "manager")
#: who looks at Odoo's own figures: who writes invoices, keeps books, audits them, sells
BEFORE = (
    "account.group_account_readonly",
    "account.group_account_invoice",
    "account.group_account_basic",
    "account.group_account_user",
    "account.group_account_manager",
    "sales_team.group_sale_salesman_all_leads",
    "sales_team.group_sale_manager",
    "sales_collection.group_collection_finance",
    "sales_collection.group_collection_manager",
)


@tagged("post_install", "-at_install")
class TestGroups(CollectionCommon):
    """Whoever is made one of ours sees of Odoo's own documents and figures at least what he has seen before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = cls._invoice(1000, user=cls.amy) + cls._invoice(500, user=cls.zoe)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.zoe.id,
                "order_line": [Command.create({"product_id": cls.service.id, "price_unit": 70})],
            }
        )
        cls.env.flush_all()

    def _person(self, *groups):
        """Return a user of the company with these groups."""
        return new_test_user(
            self.env,
            f"somebody{self.env['res.users'].sudo().search_count([])}",
            groups=",".join(groups),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _invoiced(self, user):
        rows = (
            self.env["account.invoice.report"]
            .with_user(user)
            ._read_group([("partner_id", "=", self.customer.id)], [], ["price_subtotal:sum"])
        )
        return rows[0][0]

    # -- one example of each ------------------------------------------------------------------------

    def test_an_accountant_who_becomes_one_of_ours_still_sees_all_invoices_in_the_analysis(self):
        for ours in OURS:
            accountant = self._person("account.group_account_invoice", f"sales_collection.group_collection_{ours}")
            self.assertEqual(self._invoiced(accountant), 1500, ours)

    def test_what_a_customer_was_invoiced_is_the_same_for_a_manager(self):
        self.env.invalidate_all()
        self.assertEqual(self.customer.with_user(self.max).total_invoiced, 1500)

    def test_who_sells_and_keeps_no_books_reads_no_orders_of_others(self):
        for user in (self.amy, self.lea):
            self.assertFalse(self.order.with_user(user).has_access("read"))

    def test_an_accountant_who_becomes_a_leader_still_reads_and_writes_the_orders_of_others(self):
        accountant = self._person("account.group_account_invoice", "sales_collection.group_collection_leader")
        order = self.order.with_user(accountant)
        self.assertEqual(order.read(["amount_untaxed"])[0]["amount_untaxed"], 70)
        order.client_order_ref = "As agreed"
        self.assertEqual(order.order_line.mapped("price_unit"), [70])

    def test_an_auditor_who_becomes_a_leader_reads_the_orders_of_others_and_writes_none(self):
        auditor = self._person("account.group_account_readonly", "sales_collection.group_collection_leader")
        self.assertTrue(self.order.with_user(auditor).has_access("read"))
        self.assertFalse(self.order.with_user(auditor).has_access("write"))

    def test_a_manager_sees_all_of_the_sales_analysis(self):
        self.order.action_confirm()
        self.env.flush_all()
        rows = (
            self.env["sale.report"]
            .with_user(self.max)
            ._read_group([("partner_id", "=", self.customer.id)], [], ["price_subtotal:sum"])
        )
        self.assertEqual(rows[0][0], 70)

    # -- all of their kind --------------------------------------------------------------------------

    def test_no_group_of_ours_narrows_what_anybody_has_seen_before(self):
        """For every model that has rules for groups, also of modules that are installed beside this one."""
        people = {group: self._person("base.group_user", group) for group in BEFORE}
        models = self._models_with_rules_of(
            self.env["res.groups"].union(
                *(self.env.ref(f"sales_collection.group_collection_{ours}").all_implied_ids for ours in OURS)
            )
        )
        self.assertIn("account.invoice.report", models)
        for group, before in people.items():
            for ours in OURS:
                after = self._person(group, f"sales_collection.group_collection_{ours}")
                for model in models:
                    for operation in ("read", "write", "create", "unlink"):
                        self._check_not_narrowed(model, operation, before, after, f"{group} becomes {ours}")

    def _models_with_rules_of(self, groups):
        """Return the names of all models for which rules of these groups exist, our own and dialogs left out."""
        rules = self.env["ir.rule"].sudo().search([("groups", "in", groups.ids)])
        names = set(rules.model_id.mapped("model"))
        return sorted(name for name in names if name in self.env and not name.startswith("collection."))

    def _check_not_narrowed(self, model, operation, before, after, what):
        """Compare what the rules leave to both; rules of groups add up, so only the first one can narrow."""
        rules = self.env["ir.rule"]
        if not self.env[model].with_user(before).has_access(operation):
            return
        if any(rule.groups for rule in rules.with_user(before)._get_rules(model, operation).sudo()):
            return
        companies = {"allowed_company_ids": self.company.ids}
        was, now = (
            rules.with_user(user).with_context(**companies)._compute_domain(model, operation)
            for user in (before, after)
        )
        self.assertEqual(Domain(now), Domain(was), f"{what}: {operation} {model}")
