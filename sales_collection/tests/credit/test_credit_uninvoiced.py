from odoo import Command
from odoo.tests import tagged

from ...models.schedule import sale_order_uninvoiced_sql as uninvoiced_sql
from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditUninvoiced(CreditCommon):
    """What is ordered and not invoiced counts line by line: the invoice of one line says nothing of another."""

    def setUp(self):
        super().setUp()
        self.customer.credit_limit = 0

    def _lines(self, *prices, **values):
        """Return a confirmed order with a line of one service for each price."""
        lines = [Command.create({"product_id": self.service.id, "price_unit": price, **values}) for price in prices]
        return self._order(0, order_line=lines).sudo()

    def _bill(self, order, number, price=None, quantity=1, post=True, **values):
        """Invoice so much of a line of the order and return the invoice; at another price if one is given."""
        line = order.order_line[number]
        vals = {**line._prepare_invoice_line(quantity=quantity), **values}
        if price is not None:
            vals["price_unit"] = price
        move = self.env["account.move"].create(
            {**order._prepare_invoice(), "invoice_date": self.today, "invoice_line_ids": [Command.create(vals)]}
        )
        if post:
            move.action_post()
        return move

    def _down_payment(self, order, amount):
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": amount}).create_invoices()
        order.invoice_ids.action_post()

    def _credit_note(self, invoice, price=None, post=True):
        credit = invoice._reverse_moves([{"invoice_date": self.today}])
        if price is not None:
            credit.invoice_line_ids.price_unit = price
        if post:
            credit.action_post()
        return credit

    def _assert_owed(self, ordered, total):
        self.assertEqual((self._credit("exposure_ordered"), self._credit("exposure")), (ordered, total))

    # -- prices

    def test_a_line_invoiced_dearer_takes_nothing_off_the_other(self):
        self._bill(self._lines(1000, 500), 0, price=1500)
        self._assert_owed(500, 2000)

    def test_a_line_invoiced_cheaper_is_invoiced(self):
        self._bill(self._lines(1000, 500), 0, price=800)
        self._assert_owed(500, 1300)

    def test_a_draft_at_another_price_is_an_invoice_as_well(self):
        self._bill(self._lines(1000, 500), 0, price=800, post=False)
        self._assert_owed(500, 1300)

    def test_a_cancelled_invoice_is_none(self):
        self._bill(self._lines(1000, 500), 0, price=1500, post=False).button_cancel()
        self._assert_owed(1500, 1500)

    def test_a_line_without_an_ordered_quantity_takes_nothing_off_the_others(self):
        order = self._lines(1000)
        order.write({"order_line": [Command.create({"product_id": self.service.id, "product_uom_qty": 0})]})
        self._bill(order, 1, price=80)
        self._assert_owed(1000, 1080)

    # -- quantities

    def test_a_part_of_a_line(self):
        order = self._lines(100, 500, product_uom_qty=4)
        self._bill(order, 0, quantity=1)
        self._assert_owed(300 + 2000, 2400)

    def test_a_part_of_a_line_at_a_lower_price(self):
        self._bill(self._lines(100, product_uom_qty=4), 0, price=90, quantity=1)
        self._assert_owed(300, 390)

    def test_more_than_was_ordered_of_a_line(self):
        self._bill(self._lines(100, 500), 0, quantity=3)
        self._assert_owed(500, 800)

    def test_a_line_ordered_by_the_dozen_and_invoiced_by_the_piece(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._lines(120, product_uom_id=dozen.id)
        self._bill(order, 0, price=10, quantity=3, product_uom_id=self.service.uom_id.id)
        self._assert_owed(90, 120)

    # -- discounts, taxes, currencies

    def test_a_discount_in_a_line_of_its_own_lowers_the_rest_until_it_is_invoiced(self):
        order = self._lines(1000, 500, -150)
        self._bill(order, 0, price=1500)
        self._assert_owed(350, 1850)

    def test_a_discount_of_a_line_is_the_lines(self):
        self._bill(self._lines(1000, 500, discount=10), 0, price=1500, discount=0)
        self._assert_owed(450, 1950)

    def test_taxes_are_owed_as_well(self):
        tax = self.env["account.tax"].create({"name": "10 %", "amount": 10})
        self._bill(self._lines(1000, 500, tax_ids=[Command.set(tax.ids)]), 0, price=1500)
        self._assert_owed(550, 2200)

    def test_another_currency_counts_at_the_days_rate(self):
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": euro.id})
        lines = [Command.create({"product_id": self.service.id, "price_unit": price}) for price in (1000, 500)]
        order = self._order(0, order_line=lines, pricelist_id=pricelist.id).sudo()
        self._bill(order, 0, price=1500)
        self._assert_owed(250, 1000)

    # -- down payments

    def test_a_down_payment_is_of_the_whole_order(self):
        order = self._lines(1000, 500)
        self._down_payment(order, 100)
        self._assert_owed(1400, 1500)

    def test_a_down_payment_that_is_not_deducted_yet_lowers_what_is_left(self):
        order = self._lines(1000, 500)
        self._down_payment(order, 100)
        self._bill(order, 0, price=1500)
        self._assert_owed(400, 2000)

    def test_a_down_payment_beyond_what_is_left_lowers_nothing_else(self):
        order = self._lines(1000, 500)
        self._down_payment(order, 600)
        self._bill(order, 0, price=1500)
        self._lines(70)
        self._assert_owed(70, 2170)

    def test_a_deducted_down_payment_lowers_nothing_more(self):
        order = self._lines(1000, 500)
        self._down_payment(order, 100)
        order._create_invoices(final=True).action_post()
        self._assert_owed(0, 1500)

    # -- credit notes

    def test_what_is_credited_in_full_is_to_be_invoiced_again(self):
        for price in (800, 1000, 1500):
            with self.subTest(price):
                before = self._credit("exposure")
                self._credit_note(self._bill(self._lines(1000, 500), 0, price=price))
                self.assertEqual(self._credit("exposure") - before, 1500)

    def test_a_lowered_price_is_not_to_be_invoiced_again_in_full(self):
        self._credit_note(self._bill(self._lines(1000, 500), 0), price=200)
        self._assert_owed(200 + 500, 1500)

    def test_a_draft_credit_note_gives_nothing_back(self):
        self._credit_note(self._bill(self._lines(1000, 500), 0), post=False)
        self._assert_owed(500, 1500)

    def test_what_is_credited_twice_is_to_be_invoiced_once(self):
        invoice = self._bill(self._lines(1000, 500), 0)
        self._credit_note(invoice)
        self._credit_note(invoice)
        self.assertEqual(self._credit("exposure_ordered"), 1500)

    # -- one by one

    def test_the_orders_add_up_to_the_customers_figure(self):
        part, whole, done = self._lines(1000, 500), self._lines(70), self._lines(9)
        self._bill(part, 0, price=1500)
        done._create_invoices()
        amounts = uninvoiced_sql.uninvoiced(self.env, (part | whole | done).ids)
        self.assertEqual(amounts, {part.id: 500, whole.id: 70})
        self.assertEqual(self._credit("exposure_ordered"), 570)
