from odoo import Command
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReport(CollectionCommon):
    """Collected money by product: each row of the ledger split over the lines of its invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create({"name": "Goods", "taxes_id": []})

    def _two_products(self, service, goods, taxes=()):
        tax_ids = [Command.set([tax.id for tax in taxes])]
        return self._invoice(
            0,
            invoice_line_ids=[
                Command.create({"product_id": self.service.id, "price_unit": service, "tax_ids": tax_ids}),
                Command.create({"product_id": self.goods.id, "price_unit": goods, "tax_ids": []}),
            ],
        )

    def _by_product(self, invoice, field="amount:sum"):
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.env["collection.report"]._read_group([("move_id", "=", invoice.id)], ["product_id"], [field])
        return dict(groups)

    def test_a_part_payment_is_split_by_the_price_of_the_lines(self):
        invoice = self._two_products(300, 700)
        self._pay(invoice, 500)
        self.assertEqual(self._by_product(invoice), {self.service: 150, self.goods: 350})

    def test_the_cents_add_up(self):
        invoice = self._invoice(
            0,
            invoice_line_ids=[
                Command.create({"product_id": self.service.id, "price_unit": 1, "tax_ids": []}) for _line in range(3)
            ],
        )
        self._pay(invoice, 1)
        rows = self.env["collection.report"].search([("move_id", "=", invoice.id)], order="id")
        self.assertEqual(rows.mapped("amount"), [0.33, 0.34, 0.33])

    def test_tax_goes_with_the_line_that_bears_it(self):
        invoice = self._two_products(100, 100, taxes=self.percent_tax(10))
        self._pay(invoice)
        self.assertEqual(self._by_product(invoice), {self.service: 110, self.goods: 100})
        self.assertEqual(self._by_product(invoice, "untaxed_amount:sum"), {self.service: 100, self.goods: 100})

    def test_a_discount_line_takes_its_share_back(self):
        invoice = self._invoice(
            0,
            invoice_line_ids=[
                Command.create({"product_id": self.service.id, "price_unit": 1000, "tax_ids": []}),
                Command.create({"product_id": self.goods.id, "price_unit": -200, "tax_ids": []}),
            ],
        )
        self._pay(invoice, 400)
        self.assertEqual(self._by_product(invoice), {self.service: 500, self.goods: -100})

    def test_an_undone_payment_leaves_every_product_at_zero(self):
        invoice = self._two_products(33.33, 66.66)
        self._pay(invoice, 50)
        self._receivable(invoice).remove_move_reconcile()
        self.assertEqual(self._by_product(invoice), {self.service: 0, self.goods: 0})

    def test_an_opening_balance_has_no_product(self):
        opening = self._entry(500, self.company_data["default_account_revenue"])
        self._pay_lines(self._receivable(opening))
        self.assertEqual(self._by_product(opening), {self.env["product.product"]: 500})

    def test_it_shows_a_payment_at_the_next_look(self):
        invoice = self._two_products(300, 700)
        self._pay(invoice, 100)
        self.assertEqual(sum(self._by_product(invoice).values()), 100)
        self._pay(invoice, 200)
        self.assertEqual(sum(self._by_product(invoice).values()), 300)
