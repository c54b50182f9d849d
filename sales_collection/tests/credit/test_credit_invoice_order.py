from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .credit_invoice_common import CreditInvoiceCommon


@tagged("post_install", "-at_install")
class TestCreditInvoiceOrder(CreditInvoiceCommon):
    """What an order was let through for is invoiced, whatever is owed meanwhile; no more."""

    ivy_is_also = "sales_team.group_sale_salesman_all_leads"

    def _through(self, amount, **values):
        """Return an order beyond the limit that a manager has let through."""
        order = self._order(amount, confirm=False, **values)
        order.with_user(self.max).action_confirm()
        return order

    def _wizard(self, order, **values):
        wizards = self.env["sale.advance.payment.inv"].with_user(self.ivy).with_company(self.company)
        wizard = wizards.with_context(active_ids=order.ids, active_model="sale.order").create(values)
        before = order.sudo().invoice_ids
        wizard.create_invoices()
        return (order.sudo().invoice_ids - before).with_user(self.ivy).with_company(self.company)

    def _down_payment(self, order, amount):
        return self._wizard(order, advance_payment_method="fixed", fixed_amount=amount)

    def test_an_order_beyond_the_limit_that_was_let_through_is_invoiced(self):
        invoice = self._wizard(self._through(5000), advance_payment_method="delivered")
        self.assertEqual(invoice.collection_credit_state, "ok")
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_down_payment_and_rest_are_covered_together(self):
        order = self._through(5000)
        first = self._down_payment(order, 2000)
        first.action_post()
        rest = self._wizard(order, advance_payment_method="delivered")
        rest.action_post()
        self.assertEqual((first.amount_total, rest.amount_total, rest.state), (2000, 3000, "posted"))

    def test_a_credit_note_makes_room_to_invoice_again(self):
        order = self._through(5000)
        invoice = self._wizard(order, advance_payment_method="delivered")
        invoice.action_post()
        invoice._reverse_moves([{"invoice_date": self.today}], cancel=True)
        again = self._wizard(order, advance_payment_method="delivered")
        again.action_post()
        self.assertEqual((again.amount_total, again.state), (5000, "posted"))

    def test_its_invoice_is_not_raised(self):
        invoice = self._wizard(self._order(900), advance_payment_method="delivered")
        invoice.invoice_line_ids.price_unit = 1200
        self._refused(invoice)

    def test_a_line_besides_it_is_no_part_of_the_order(self):
        invoice = self._wizard(self._order(900), advance_payment_method="delivered")
        invoice.invoice_line_ids = [Command.create({"product_id": self.service.id, "price_unit": 101, "tax_ids": []})]
        self._refused(invoice)

    def test_it_is_not_invoiced_to_another_customer(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "credit_limit": 100})
        invoice = self._wizard(self._order(900), advance_payment_method="delivered")
        invoice.partner_id = other
        self._refused(invoice)

    def test_a_line_of_the_order_of_another_customer_covers_nothing(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        order = self._order(9000, partner=other)
        invoice = self._invoice(1200, date=self.today, post=False).with_user(self.ivy)
        invoice.invoice_line_ids.sale_line_ids = [Command.link(order.order_line.id)]
        self._refused(invoice)

    def test_an_order_is_not_invoiced_twice(self):
        order = self._order(900)
        first = self._wizard(order, advance_payment_method="delivered")
        second = first.copy()
        second.invoice_line_ids.sale_line_ids = [Command.link(order.order_line.id)]
        first.action_post()
        self._refused(second)

    def test_two_invoices_of_one_order_are_not_posted_together_for_its_total_each(self):
        order = self._through(5000)
        first = self._wizard(order, advance_payment_method="delivered")
        second = first.copy()
        second.invoice_line_ids.sale_line_ids = [Command.link(order.order_line.id)]
        (first | second).action_post()
        self.assertEqual((first.state, second.state), ("posted", "draft"))

    def test_the_invoice_of_an_order_is_set_back_to_draft_and_posted_again(self):
        invoice = self._wizard(self._through(5000), advance_payment_method="delivered")
        invoice.action_post()
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_set_back_to_draft_it_does_not_leave_its_order(self):
        invoice = self._wizard(self._through(5000), advance_payment_method="delivered")
        invoice.action_post()
        invoice.button_draft()
        invoice.invoice_line_ids.sale_line_ids = [Command.clear()]
        self._refused(invoice)

    # -- down payments

    def test_the_down_payment_of_a_blocked_quotation_is_asked_for_with_a_warning(self):
        order = self._order(3000, confirm=False)
        for values in (
            {"advance_payment_method": "fixed", "fixed_amount": 1200},
            {"advance_payment_method": "percentage", "amount": 50},
        ):
            invoice = self._wizard(order, **values)
            self.assertEqual(invoice.collection_credit_state, "warning")
            invoice.action_post()
            self.assertEqual((order.state, invoice.state), ("draft", "posted"))

    def test_a_down_payment_beyond_its_quotation_is_none(self):
        invoice = self._down_payment(self._order(1200, confirm=False), 1200)
        invoice.invoice_line_ids.price_unit = 5000
        self._refused(invoice)

    def test_the_down_payment_of_a_cancelled_order_is_none(self):
        order = self._order(3000, confirm=False)
        invoice = self._down_payment(order, 1200)
        order.with_user(self.max).with_context(disable_cancel_warning=True).action_cancel()
        invoice.button_draft()
        self._refused(invoice)

    def test_a_quotation_is_not_invoiced_as_delivered(self):
        order = self._order(1200, confirm=False)
        with self.assertRaisesRegex(UserError, "invoice"):
            self._wizard(order, advance_payment_method="delivered")

    def test_a_line_of_a_quotation_that_waits_covers_nothing(self):
        order = self._order(1200, confirm=False)
        invoice = self._invoice(1200, date=self.today, post=False).with_user(self.ivy)
        invoice.invoice_line_ids.sale_line_ids = [Command.link(order.order_line.id)]
        self._refused(invoice)

    # -- rounding

    def test_taxes_that_round_by_line_do_not_stop_the_last_invoice(self):
        # sudo: a salesperson makes no taxes
        tax = self.env["account.tax"].sudo().create({"name": "19 %", "amount": 19, "company_id": self.company.id})
        order = self._order(0, confirm=False)
        lines = [
            Command.create({"product_id": self.service.id, "price_unit": 33.33, "tax_ids": [Command.set(tax.ids)]})
            for _number in range(30)
        ]
        order.order_line = [Command.clear(), *lines]
        order.with_user(self.max).action_confirm()
        self._due_in(5000, 10)
        invoice = self._wizard(order, advance_payment_method="delivered")
        self.assertEqual(invoice.collection_credit_state, "ok")
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_an_order_in_another_currency_covers_its_invoice(self):
        # 2 of it are worth 1 of the company's
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": currency.id})
        order = self._through(4000, pricelist_id=pricelist.id)
        invoice = self._wizard(order, advance_payment_method="delivered")
        invoice.action_post()
        self.assertEqual((invoice.currency_id, invoice.state), (currency, "posted"))

    def test_cash_rounding_is_no_more_credit(self):
        order = self._through(5000.02)
        rounding = (
            self.env["account.cash.rounding"]
            .sudo()
            .create(
                {
                    "name": "0.05",
                    "rounding": 0.05,
                    "strategy": "add_invoice_line",
                    "profit_account_id": self.company_data["default_account_revenue"].id,
                    "loss_account_id": self.company_data["default_account_expense"].id,
                    "rounding_method": "UP",
                }
            )
        )
        invoice = self._wizard(order, advance_payment_method="delivered")
        invoice.invoice_cash_rounding_id = rounding
        self.assertAlmostEqual(invoice.amount_total, 5000.05)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
