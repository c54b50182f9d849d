from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditEnforcement(CreditCommon):
    """Bluebell may owe 1,000, and whatever way an order takes to become or stay a confirmed one, it is held to that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_rule_limit": "block", "credit_rule_term": "block"})
        # sudo: all that a salesperson may be in Odoo, so that what she is refused is refused by the addon
        cls.amy.sudo().group_ids = [
            Command.link(cls.env.ref(name).id)
            for name in ("sales_team.group_sale_manager", "base.group_partner_manager")
        ]

    def _refused(self, act):
        with self.assertRaises(UserError) as refused:
            act()
        self.assertIn("cannot be confirmed", str(refused.exception))

    def _stays(self, order, act):
        """See that this is refused, and that the order stays what it was."""
        before = order.amount_total
        self._refused(act)
        self.assertEqual(order.amount_total, before)

    def _as_amy(self, model, **context):
        return self.env[model].with_user(self.amy).with_company(self.company).with_context(**context)

    def _values(self, amount):
        return {
            "partner_id": self.customer.id,
            "order_line": [Command.create({"product_id": self.service.id, "price_unit": amount})],
        }

    # -- becoming a confirmed order

    def test_a_confirmed_order_is_not_imported(self):
        columns = ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/price_unit"]
        row = [str(self.customer.id), "sale", str(self.service.id), "1200"]
        result = self._as_amy("sale.order").load(columns, [row])
        self.assertFalse(result["ids"])
        self.assertIn("cannot be confirmed", result["messages"][0]["message"])

    def test_an_import_does_not_confirm_a_quotation(self):
        order = self._order(1200, confirm=False)
        result = self._as_amy("sale.order").load([".id", "state"], [[str(order.id), "sale"]])
        self.assertFalse(result["ids"])
        self.assertEqual(order.state, "draft")

    def test_a_copy_is_not_made_confirmed(self):
        order = self._order(700)
        self._refused(lambda: order.copy({"state": "sale"}))

    def test_a_default_state_is_no_way_round(self):
        self._refused(lambda: self._as_amy("sale.order", default_state="sale").create(self._values(1200)))

    def test_a_total_that_was_written_is_no_way_round(self):
        order = self._order(1200, confirm=False)
        for figures in ({"amount_total": 1}, {"amount_total": 1, "amount_untaxed": 1, "amount_tax": 0}):
            with self.assertRaises(UserError):
                order.write({"state": "sale", **figures})
        self.assertEqual((order.state, order.amount_total), ("draft", 1200))

    def test_a_total_that_was_written_before_is_no_way_round(self):
        order = self._order(1200, confirm=False)
        with self.assertRaises(UserError):
            order.amount_total = 1
        self.assertEqual(order.amount_total, 1200)
        self._refused(order.action_confirm)

    def test_a_total_that_is_created_is_no_way_round(self):
        orders = self._as_amy("sale.order")
        self._refused(lambda: orders.create({**self._values(1200), "state": "sale", "amount_total": 1}))

    def test_a_default_total_is_no_way_round(self):
        orders = self._as_amy("sale.order", default_amount_total=1)
        self.assertEqual(orders.create(self._values(1200)).amount_total, 1200)

    def test_an_invoice_line_of_somebody_else_is_not_taken_for_its_own(self):
        order = self._order(900)
        line = self._invoice(900, partner=self.env["res.partner"].create({"name": "Larkspur Ltd"})).invoice_line_ids
        order.with_user(self.amy).order_line.invoice_lines = [Command.link(line.id)]
        self.assertFalse(order.sudo().order_line.invoice_lines)

    def test_an_order_that_calls_itself_invoiced_still_counts(self):
        order = self._order(900)
        with self.assertRaises(UserError):
            order.invoice_status = "invoiced"
        self.assertEqual(self._credit("exposure_ordered"), 900)

    def test_superuser_rights_of_a_user_are_no_way_round(self):
        # sudo: code that runs with more rights for somebody, as web shops and portals do
        self._refused(lambda: self._order(1200, confirm=False).sudo().write({"state": "sale"}))

    def test_who_sells_without_our_groups_passes_the_same_gate(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_manager", company_id=self.company.id)
        order = self._order(1200, confirm=False, user=seller)
        self._refused(order.action_confirm)

    def test_another_customer_as_invoice_address_is_no_way_round(self):
        free = self.env["res.partner"].create({"name": "Larkspur Ltd", "is_company": True})
        order = self._order(100, confirm=False, partner_invoice_id=free.id)
        reason = "The invoice is addressed to Larkspur Ltd, so the credit limit of Bluebell"
        with self.assertRaisesRegex(UserError, reason), self.env.cr.savepoint():
            order.action_confirm()
        confirmed = self._order(100)
        with self.assertRaisesRegex(UserError, "The invoice is addressed to Larkspur Ltd"), self.env.cr.savepoint():
            confirmed.partner_invoice_id = free
        order.with_user(self.max).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_contact_of_the_customer_as_invoice_address_changes_nothing(self):
        billing = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id, "type": "invoice"})
        self.assertEqual(self._order(100, partner_invoice_id=billing.id).state, "sale")

    def test_a_cancelled_order_is_not_confirmed_directly(self):
        order = self._order(700)
        order.with_context(disable_cancel_warning=True).action_cancel()
        self._order(700)
        self._refused(lambda: order.write({"state": "sale"}))

    # -- growing once it is one

    def test_lines_are_not_imported_into_it(self):
        order = self._order(900)
        columns = ["order_id/.id", "product_id/.id", "price_unit"]
        result = self._as_amy("sale.order.line").load(columns, [[str(order.id), str(self.service.id), "101"]])
        self.assertFalse(result["ids"])
        self.assertEqual(order.amount_total, 900)

    def test_a_line_of_another_order_is_not_moved_into_it(self):
        order, quotation = self._order(900), self._order(101, confirm=False)
        self._stays(order, lambda: quotation.order_line.write({"order_id": order.id}))

    def test_a_line_is_moved_where_it_fits(self):
        order, quotation = self._order(900), self._order(100, confirm=False)
        quotation.order_line.order_id = order
        self.assertEqual(order.amount_total, 1000)

    def test_a_discount_is_not_taken_away(self):
        order = self._order(1200, confirm=False)
        order.order_line.discount = 50
        order.action_confirm()
        self._stays(order, lambda: order.order_line.write({"discount": 0}))

    def test_taxes_are_not_raised(self):
        order = self._order(1000)
        # sudo: a salesperson makes no taxes
        tax = self.env["account.tax"].sudo().create({"name": "10 %", "amount": 10, "company_id": self.company.id})
        self._stays(order, lambda: order.order_line.write({"tax_ids": [Command.set(tax.ids)]}))

    def test_a_surcharge_by_the_discount_wizard_is_refused(self):
        order = self._order(1000)
        wizard = self._as_amy("sale.order.discount").create(
            {"sale_order_id": order.id, "discount_type": "sol_discount", "discount_percentage": -0.1}
        )
        self._stays(order, wizard.action_apply_discount)

    def test_it_is_not_put_into_a_dearer_currency(self):
        # one of it is worth 2 of the company's
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        order = self._order(900)
        self._refused(lambda: order.write({"currency_id": currency.id}))

    def test_it_is_not_moved_to_a_company_with_a_smaller_limit(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        other.collection_policy_id.credit_rule_limit = "block"
        self.customer.with_company(other).sudo().credit_limit = 100
        self.amy.sudo().company_ids = [Command.link(other.id)]
        order = self._order(900, team_id=False).with_context(allowed_company_ids=[self.company.id, other.id])
        self._refused(lambda: order.write({"company_id": other.id}))

    def test_its_payment_term_is_not_made_longer_than_the_rating_allows(self):
        terms = self.env["account.payment.term"].sudo()
        short, long = (
            terms.create({"name": f"{days}", "line_ids": [Command.create({"nb_days": days})]}) for days in (10, 60)
        )
        rating = self.env.ref("sales_collection.collection_rating_b").sudo().with_company(self.company)
        rating.payment_term_id = short
        self.customer.with_company(self.company).collection_rating_id = rating
        order = self._order(100, payment_term_id=short.id)
        self._refused(lambda: order.write({"payment_term_id": long.id}))

    def test_it_is_not_given_to_a_customer_with_a_smaller_limit(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "credit_limit": 100})
        order = self._order(900)
        self._refused(lambda: order.write({"partner_id": other.id, "partner_invoice_id": other.id}))

    def test_what_was_approved_does_not_cover_a_larger_quantity(self):
        order = self._order(1200, confirm=False, team_id=self.team.id)
        self.env["collection.credit.check"]._ask(order)
        order.collection_credit_check_ids.with_user(self.max).action_approve()
        order.order_line.write({"product_uom_qty": 2, "price_unit": 1200})
        self._refused(order.action_confirm)

    # -- invoices without a confirmed order

    def _notes(self, invoice):
        return "".join(invoice.message_ids.mapped("body"))

    def test_posting_an_invoice_without_an_order_leaves_the_warning_on_it(self):
        invoice = self._invoice(1200)
        self.assertEqual(invoice.state, "posted")
        self.assertRegex(self._notes(invoice), "Posted with a warning: The credit limit of .*1,000.* by .*200")

    def test_posting_an_invoice_that_fits_leaves_none(self):
        self.assertNotIn("warning", self._notes(self._invoice(1000)))

    def test_of_several_invoices_each_gets_its_own_warning(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        invoices = self._invoice(1200, post=False) | self._invoice(9000, partner=other, post=False)
        invoices.action_post()
        self.assertEqual(["warning" in self._notes(invoice) for invoice in invoices], [True, False])

    def test_the_invoice_of_a_confirmed_order_warns_no_more(self):
        self.policy.credit_rule_limit = "warn"
        # sudo: whoever invoices has rights on invoices
        invoice = self._order(1200).sudo()._create_invoices()
        invoice.action_post()
        self.assertNotIn("warning", self._notes(invoice))

    def test_the_down_payment_of_a_quotation_warns_as_an_invoice_without_an_order(self):
        order = self._order(3000, confirm=False)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 1200}).create_invoices()
        self.assertRegex(order.sudo().invoice_ids.collection_credit_reason, "exceeded by .*200")

    def test_the_down_payment_of_a_confirmed_order_raises_nothing(self):
        order = self._order(1000)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 400}).create_invoices()
        self.assertEqual((order.amount_total, self._credit("exposure")), (1000, 1000))
        self.assertFalse(order.sudo().invoice_ids.collection_credit_reason)
