from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionEntryCurrency(CollectionCommon):
    """Invoices in another currency: 1.00 of the company is 2 gold in 2016 and 3 gold from 2017 on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2017-01-01", 4.0)])

    def _gold_invoice(self, amount, date):
        return self._invoice(amount, date=date, currency_id=self.gold.id)

    def test_the_row_holds_both_currencies(self):
        invoice = self._gold_invoice(1000, "2016-01-01")
        self._pay(invoice, date="2016-02-01", currency_id=self.gold.id)
        self.assertRecordValues(
            self._entries(invoice), [{"amount": 500, "amount_currency": 1000, "currency_id": self.gold.id}]
        )

    def _difference(self, invoice):
        """Return the ledger rows of exchange entries: what was won or lost with this invoice."""
        return self.env["collection.entry"].search(
            [("partner_id", "=", invoice.commercial_partner_id.id), ("move_id", "!=", invoice.id)], order="id"
        )

    def test_a_loss_on_exchange_does_not_lower_what_was_collected(self):
        invoice = self._gold_invoice(1000, "2016-06-01")
        self._pay(invoice, date="2017-02-01", currency_id=self.gold.id)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertCollected(invoice, [("cash", 250), ("cash", 250)])
        self.assertEqual(sum(self._entries(invoice).mapped("amount_currency")), 1000)
        self.assertEqual([(row.kind, row.amount) for row in self._difference(invoice)], [("other", -250)])

    def test_a_gain_on_exchange_does_not_raise_what_was_collected(self):
        invoice = self._gold_invoice(1000, "2017-06-01")
        self.gold.rate_ids.create({"name": "2017-07-01", "rate": 2.0, "currency_id": self.gold.id})
        self._pay(invoice, date="2017-08-01", currency_id=self.gold.id)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertCollected(invoice, [("cash", 250)])
        self.assertEqual([(row.kind, row.amount) for row in self._difference(invoice)], [("other", 250)])

    def test_part_payments_at_two_rates_add_up_to_the_invoice(self):
        invoice = self._gold_invoice(1000, "2016-06-01")
        self._pay(invoice, 400, date="2016-07-01", currency_id=self.gold.id)
        self._pay(invoice, 600, date="2017-02-01", currency_id=self.gold.id)
        entries = self._entries(invoice)
        self.assertEqual(sum(entries.mapped("amount")), 500)
        self.assertEqual(sum(entries.mapped("amount_currency")), 1000)
        self.assertEqual(sum(entries.filtered(lambda e: e.kind == "cash").mapped("amount")), 500)
        self.assertEqual(sum(self._difference(invoice).mapped("amount")), -150)

    def test_an_invoice_in_gold_paid_in_company_currency(self):
        invoice = self._gold_invoice(1000, "2016-06-01")
        self._pay(invoice, 500, date="2016-07-01", currency_id=self.company.currency_id.id)
        self.assertEqual(sum(self._entries(invoice).mapped("amount")), 500)
        self.assertEqual(sum(self._entries(invoice).mapped("amount_currency")), 1000)

    def test_undoing_takes_the_exchange_difference_back_too(self):
        invoice = self._gold_invoice(1000, "2016-06-01")
        self._pay(invoice, date="2017-02-01", currency_id=self.gold.id)
        self._receivable(invoice).remove_move_reconcile()
        entries = self._entries(invoice)
        self.assertEqual((sum(entries.mapped("amount")), sum(entries.mapped("amount_currency"))), (0, 0))
        self.assertEqual(sum(self._difference(invoice).mapped("amount")), 0)
        self.assertEqual(invoice.amount_residual, 1000)
