from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchOrders(MatchCommon):
    """Money for an order or a quotation: a deposit, which a person books and the order counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls._customer("Cornflower Ltd", account="NL91ABNA0417164300")

    def _order(self, amount, confirm=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.payer.id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": amount})],
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = "2026-01-10"
        return order

    def _money_of(self, amount, text):
        return self._money(amount, text, account_number="NL91ABNA0417164300")

    def _assertDeposit(self, match, order, amount):
        self.assertEqual((match.line_ids.mapped("order_id"), match.amount), (order, amount))
        self.assertFalse(match.sure or match.automatic)
        self.assertIn("is an order", match.reasons)

    # -- proposing ---------------------------------------------------------------------------------

    def test_a_deposit_goes_to_its_order_and_not_to_an_invoice_of_the_same_amount(self):
        order = self._order(1000)
        self._invoice(500, partner=self.payer)
        for text in (f"deposit {order.name}", f"50% advance for {order.name}", f"订金 {order.name}"):
            with self.subTest(text=text):
                line = self._money_of(500, text)
                self._assertDeposit(self._propose(line), order, 500)
                line.unlink()

    def test_a_quotation_waits_for_money_too(self):
        order = self._order(1000, confirm=False)
        self._money_of(1000, f"{order.name} as agreed")
        self._assertDeposit(self._propose(), order, 1000)

    def test_money_of_a_known_payer_may_be_the_whole_of_an_order(self):
        order = self._order(1000)
        self._money_of(1000, "payment")
        self._assertDeposit(self._propose(), order, 1000)

    def test_an_invoice_goes_before_an_order_that_nobody_names(self):
        self._order(1000)
        invoice = self._invoice(1000, partner=self.payer)
        self._money_of(1000, "payment")
        match = self._propose()
        self.assertEqual((match.line_ids.document, match.sure), (invoice.name, True))

    def test_an_order_that_is_invoiced_or_paid_waits_for_nothing(self):
        order = self._order(1000)
        invoice = order._create_invoices()
        invoice.action_post()
        self._money_of(1000, order.name)
        self.assertFalse(self._propose().line_ids.order_id)

    # -- accepting ---------------------------------------------------------------------------------

    def test_accepting_books_on_account_and_the_order_counts_the_deposit(self):
        order = self._order(1000)
        line = self._money_of(500, f"deposit {order.name}")
        self._propose().action_accept()
        self.assertTrue(line.is_reconciled)
        booked = line.move_id.line_ids.filtered(lambda item: item.account_id.account_type == "asset_receivable")
        self.assertEqual((booked.partner_id, booked.amount_residual), (self.payer, -500))
        self.env.invalidate_all()
        self.assertEqual((order.collection_amount_collected, order.collection_amount_banked), (500, 500))

    def test_the_invoice_takes_the_deposit_and_nothing_counts_twice(self):
        order = self._order(1000)
        line = self._money_of(500, f"deposit {order.name}")
        self._propose().action_accept()
        invoice = order._create_invoices()
        invoice.action_post()
        receivables = (line.move_id.line_ids + invoice.line_ids).filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        receivables.reconcile()
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_residual, order.collection_amount_collected), (500, 500))

    def test_the_rest_of_an_order_waits_after_a_deposit(self):
        order = self._order(1000)
        self._money_of(400, f"deposit {order.name}")
        self._propose().action_accept()
        self._money_of(600, "payment")
        self._assertDeposit(self._propose(), order, 600)

    def test_taking_back_leaves_the_books_as_before(self):
        order = self._order(1000)
        line = self._money_of(500, f"deposit {order.name}")
        before = self._books(line.move_id)
        match = self._propose()
        match.action_accept()
        match.action_undo()
        self.assertEqual(self._books(line.move_id), before)
        self.env.invalidate_all()
        self.assertEqual(order.collection_amount_collected, 0)

    def test_a_cancelled_order_takes_no_deposit(self):
        order = self._order(1000)
        self._money_of(500, f"deposit {order.name}")
        match = self._propose()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            match.action_accept()
