from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import CollectionCommon

READ_ONLY = ("collection.entry", "collection.entry.part", "collection.receivable", "collection.report")


@tagged("post_install", "-at_install")
class TestAccess(CollectionCommon):
    """Who reads what: a salesperson his own, a leader the team's, finance and manager all of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = {user: cls._invoice(1000, user=user) for user in (cls.amy, cls.ben, cls.zoe)}
        cls.payments = {user: cls._pay(invoice, 400) for user, invoice in cls.invoices.items()}
        cls.outsider = new_test_user(cls.env, "outsider", groups="base.group_user", company_id=cls.company.id)
        cls.env.flush_all()

    def _sums(self, user, model, field):
        """Return by responsible what this user sees of a model."""
        rows = self.env[model].with_user(user)._read_group([("company_id", "=", self.company.id)], ["user_id"], [field])
        return {responsible.name: amount for responsible, amount in rows}

    # -- reading -----------------------------------------------------------------------------------

    def test_a_salesperson_sees_only_his_own_money(self):
        for model in ("collection.entry", "collection.report"):
            self.assertEqual(self._sums(self.amy, model, "amount:sum"), {"Amy": 400})

    def test_a_salesperson_sees_only_his_own_receivables(self):
        self.assertEqual(self._sums(self.amy, "collection.receivable", "residual:sum"), {"Amy": 600})

    def test_a_leader_sees_the_team_and_not_the_other(self):
        for model, field, amount in (
            ("collection.entry", "amount:sum", 400),
            ("collection.report", "amount:sum", 400),
            ("collection.receivable", "residual:sum", 600),
        ):
            self.assertEqual(self._sums(self.lea, model, field), {"Amy": amount, "Ben": amount})

    def test_finance_and_manager_see_all_of_the_company(self):
        for user in (self.fay, self.max):
            self.assertEqual(self._sums(user, "collection.entry", "amount:sum"), {"Amy": 400, "Ben": 400, "Zoe": 400})

    def test_a_leader_sees_a_team_without_a_leader_that_he_is_a_member_of(self):
        self.env["crm.team.member"].sudo().create({"crm_team_id": self.other_team.id, "user_id": self.lea.id})
        self.assertIn("Zoe", self._sums(self.lea, "collection.entry", "amount:sum"))

    def test_a_salesperson_reads_the_invoice_he_answers_for_though_it_is_another_s(self):
        invoice = self.invoices[self.zoe]
        invoice.sudo().collection_user_id = self.amy
        self.env.invalidate_all()
        self.assertEqual(invoice.with_user(self.amy).amount_residual, 600)
        self.assertTrue(invoice.with_user(self.amy).invoice_line_ids.mapped("name"))

    def test_a_salesperson_reads_the_order_he_answers_for_though_it_is_another_s(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": self.zoe.id})
        with self.assertRaises(AccessError):
            order.with_user(self.amy).read(["name"])
        order.sudo().collection_user_id = self.amy
        self.assertTrue(order.with_user(self.amy).read(["name"]))
        self.assertTrue(order.with_user(self.lea).read(["name"]))

    def test_finance_and_manager_read_all_orders_and_invoices(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": self.zoe.id})
        for user in (self.fay, self.max):
            self.assertTrue(order.with_user(user).read(["amount_total"]))
            self.assertTrue(self.invoices[self.zoe].with_user(user).read(["amount_residual"]))

    def test_a_salesperson_does_not_read_another_s_invoice(self):
        with self.assertRaises(AccessError):
            self.invoices[self.zoe].with_user(self.amy).read(["amount_total"])
        with self.assertRaises(AccessError):
            self.invoices[self.zoe].with_user(self.lea).line_ids.read(["balance"])

    def test_a_salesperson_reads_no_payment_bank_line_or_entry(self):
        payment = self.payments[self.amy]
        bank_line = self._bank_line(100)
        for record in (payment, payment.move_id, payment.move_id.line_ids, bank_line, bank_line.move_id):
            for user in (self.amy, self.lea):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_a_salesperson_reads_an_opening_balance_but_not_the_rest_of_its_entry(self):
        self.customer.user_id = self.amy
        opening = self._entry(500, self.company_data["default_account_revenue"])
        receivable = self._receivable(opening)
        self.assertEqual(receivable.with_user(self.amy).read(["balance"])[0]["balance"], 500)
        with self.assertRaises(AccessError):
            (opening.line_ids - receivable).with_user(self.amy).read(["balance"])
        with self.assertRaises(AccessError):
            opening.with_user(self.amy).read(["ref"])

    def test_who_does_not_sell_or_do_finance_sees_nothing(self):
        for model in READ_ONLY:
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.outsider).search([])

    def test_who_sells_or_keeps_books_without_our_groups_works_as_before(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_manager", company_id=self.company.id)
        order = self.env["sale.order"].with_user(seller).create({"partner_id": self.customer.id})
        self.assertTrue(order.read())
        order.action_confirm()
        bookkeeper = new_test_user(
            self.env, "books", groups="account.group_account_invoice", company_id=self.company.id
        )
        for record in (
            self.payments[self.amy],
            self.invoices[self.amy],
            self.invoices[self.amy].line_ids,
        ):
            self.assertTrue(record.with_user(bookkeeper).read())

    # -- writing -----------------------------------------------------------------------------------

    def test_nobody_writes_what_is_only_read(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            for model in READ_ONLY:
                records = self.env[model].with_user(user)
                self.assertTrue(records.has_access("read"))
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(records.has_access(operation), f"{user.name} may {operation} {model}")

    def test_a_salesperson_writes_no_invoice_and_no_payment(self):
        invoice = self.invoices[self.amy]
        for user in (self.amy, self.lea):
            with self.assertRaises(AccessError):
                invoice.with_user(user).write({"ref": "Changed"})
            with self.assertRaises(AccessError):
                self._receivable(invoice).with_user(user).write({"collection_date_due": "2030-01-01"})
            with self.assertRaises(AccessError):
                self.env["account.payment"].with_user(user).create({"amount": 1, "partner_id": self.customer.id})

    def test_the_doors_to_the_ledger_are_no_public_methods(self):
        public = [
            name
            for name in vars(type(self.env["collection.entry"]).__mro__[1])
            if callable(getattr(self.env["collection.entry"], name, None)) and not name.startswith("_")
        ]
        self.assertFalse(set(public) - {"create", "write"})

    # -- companies ---------------------------------------------------------------------------------

    def test_another_company_s_money_stays_there(self):
        other = self.setup_other_company(name="Elsewhere")
        company = other["company"]
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "journal_id": other["default_journal_sale"].id,
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-01",
                "invoice_user_id": self.amy.id,
                "invoice_line_ids": [Command.create({"name": "Far", "price_unit": 70, "tax_ids": []})],
            }
        )
        invoice.action_post()
        self._pay(invoice, journal_id=other["default_journal_bank"].id)
        self.env.flush_all()
        self.assertEqual(self._entries(invoice).sudo().company_id, company)
        for user in (self.amy, self.fay, self.max):
            self.assertFalse(self.env["collection.entry"].with_user(user).search([("move_id", "=", invoice.id)]))
