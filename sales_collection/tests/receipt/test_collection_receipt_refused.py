from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceiptRefused(CollectionCommon):
    """What a claim is refused for, each with a sentence that helps."""

    def test_an_amount_of_zero_or_less(self):
        for amount in (0, -5):
            with self.assertRaisesRegex(UserError, "greater than zero"):
                self._receipt(amount).action_submit()

    def test_an_amount_smaller_than_a_cent(self):
        receipt = self._receipt(100)
        self.assertEqual(receipt.amount, 100)
        receipt.amount = 100.004
        self.assertEqual(receipt.amount, 100)

    def test_more_on_a_line_than_is_open(self):
        invoice = self._invoice(300)
        receipt = self._receipt(500)
        receipt.line_ids = [Command.create({"move_line_id": self._receivable(invoice).id, "amount": 301})]
        with self.assertRaisesRegex(UserError, "only .*300.00 is open"):
            receipt.action_submit()

    def test_more_than_is_open_in_two_lines_together(self):
        item = self._receivable(self._invoice(300))
        receipt = self._receipt(500)
        receipt.line_ids = [Command.create({"move_line_id": item.id, "amount": 200}) for _line in range(2)]
        with self.assertRaisesRegex(UserError, "only .*300.00 is open"):
            receipt.action_submit()

    def test_lines_that_add_up_to_more_than_was_paid(self):
        receipt = self._receipt(100)
        receipt.line_ids = [
            Command.create({"move_line_id": self._receivable(self._invoice(80)).id, "amount": 80}) for _line in range(2)
        ]
        with self.assertRaisesRegex(UserError, "add up to"):
            receipt.action_submit()

    def test_a_line_of_another_customer(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        item = self._receivable(self._invoice(100, partner=other))
        with self.assertRaisesRegex(ValidationError, "not a receivable of Bluebell"):
            self._receipt(100, line_ids=[Command.create({"move_line_id": item.id, "amount": 100})])

    def test_a_line_that_is_no_receivable(self):
        item = self._invoice(100).invoice_line_ids
        with self.assertRaisesRegex(ValidationError, "not a receivable"):
            self._receipt(100, line_ids=[Command.create({"move_line_id": item.id, "amount": 100})])

    def test_a_line_of_another_company(self):
        other = self.setup_other_company(name="Elsewhere")
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": other["company"].id,
                "journal_id": other["default_journal_sale"].id,
                "partner_id": self.customer.id,
                "invoice_user_id": self.amy.id,
                "invoice_date": "2026-01-01",
                "invoice_line_ids": [Command.create({"name": "Far", "price_unit": 70, "tax_ids": []})],
            }
        )
        move.action_post()
        with self.assertRaises(UserError):
            self._receipt(70, line_ids=[Command.create({"move_line_id": self._receivable(move).id, "amount": 70})])

    def test_a_customer_changed_under_the_lines(self):
        receipt = self._receipt(100, self._invoice(100))
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        with self.assertRaisesRegex(ValidationError, "not a receivable of Larkspur"):
            receipt.partner_id = other

    def test_a_company_changed_under_the_lines(self):
        receipt = self._receipt(100, self._invoice(100))
        other = self.setup_other_company(name="Elsewhere")
        self.amy.company_ids += other["company"]
        with self.assertRaises(UserError):
            receipt.write({"company_id": other["company"].id, "journal_id": other["default_journal_bank"].id})
            receipt.action_submit()

    def test_a_deposit_on_a_cancelled_order(self):
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": self.amy.id})
        receipt = self._receipt(70, line_ids=[Command.create({"order_id": order.id, "amount": 70})])
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            receipt.action_submit()

    def test_an_order_of_another_customer(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.env["res.partner"].create({"name": "Larkspur Ltd"}).id, "user_id": self.amy.id}
        )
        with self.assertRaisesRegex(ValidationError, "does not belong to Bluebell"):
            self._receipt(70, line_ids=[Command.create({"order_id": order.id, "amount": 70})])

    def test_a_line_that_names_both_or_neither(self):
        receipt = self._receipt(70)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            receipt.line_ids = [Command.create({"amount": 70})]
            self.env.flush_all()

    def test_a_closed_period(self):
        receipt = self._receipt(100, date="2025-12-31")
        self.company.sudo().fiscalyear_lock_date = "2025-12-31"
        with self.assertRaisesRegex(UserError, "books are closed"):
            receipt.action_submit()

    def test_a_period_closed_between_claim_and_confirmation(self):
        receipt = self._receipt(100, submit=True)
        self.company.sudo().hard_lock_date = "2026-02-28"
        with self.assertRaisesRegex(UserError, "books are closed"):
            receipt.with_user(self.fay).action_confirm()

    def test_a_currency_that_does_not_fit_the_journal(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        with self.assertRaisesRegex(UserError, "has the currency"):
            self._receipt(100, currency_id=gold.id).action_submit()

    def test_a_missing_proof(self):
        for method, sentence in (
            ("bank", "Enter the reference"),
            ("cash", "Add a photo"),
            ("cheque", "number and the"),
        ):
            method = self.env.ref(f"sales_collection.collection_receipt_method_{method}")
            with self.assertRaisesRegex(UserError, sentence):
                self._receipt(100, method_id=method.id, reference=False).action_submit()

    def test_a_photo_is_proof(self):
        photo = self.env["ir.attachment"].with_user(self.amy).create({"name": "cash.png", "raw": b"photo"})
        cash = self.env.ref("sales_collection.collection_receipt_method_cash")
        receipt = self._receipt(100, method_id=cash.id, attachment_ids=[Command.link(photo.id)], submit=True)
        self.assertEqual(receipt.state, "submitted")

    def test_the_same_money_a_second_time_is_shown_with_the_first(self):
        first = self._receipt(100, reference="TRF 77", submit=True)
        with self.assertRaisesRegex(UserError, f"already claimed this payment: receipt {first.name}"):
            self._receipt(100, reference=" trf 77 ", submit=True)
        first.action_cancel()
        self.assertEqual(self._receipt(100, reference="TRF 77", submit=True).state, "submitted")

    def test_the_same_money_claimed_in_the_name_of_a_contact(self):
        contact = self.env["res.partner"].create({"name": "Bea", "parent_id": self.customer.id})
        first = self._receipt(100, reference="TRF 77", submit=True)
        second = self._receipt(100, reference="TRF 77", partner_id=contact.id)
        self.assertEqual(second.partner_id, self.customer)
        with self.assertRaisesRegex(UserError, first.name):
            second.action_submit()

    def test_the_same_cheque_a_second_time(self):
        cheque = {
            "method_id": self.env.ref("sales_collection.collection_receipt_method_cheque").id,
            "reference": False,
            "cheque_date": "2026-02-01",
        }
        first = self._receipt(100, cheque_number="4711", **cheque, submit=True)
        with self.assertRaisesRegex(UserError, f"{first.name}.*4711"):
            self._receipt(100, cheque_number=" 4711 ", **cheque, submit=True)
        self.assertEqual(self._receipt(100, cheque_number="4712", **cheque, submit=True).state, "submitted")

    def test_a_line_paid_by_somebody_else_meanwhile(self):
        invoice = self._invoice(100)
        receipt = self._receipt(100, invoice, submit=True)
        self._pay(invoice, 60)
        with self.assertRaisesRegex(UserError, "only .*40.00 is open"):
            receipt.with_user(self.fay).action_confirm()
        self.assertEqual((receipt.state, invoice.amount_residual), ("submitted", 40))

    def test_confirming_a_second_time_books_nothing(self):
        invoice = self._invoice(1000)
        receipt = self._receipt(100, invoice, submit=True)
        receipt.with_user(self.fay).action_confirm()
        with self.assertRaisesRegex(UserError, "Fay has already confirmed"):
            receipt.with_user(self.max).action_confirm()
        self.assertCollected(invoice, [("cash", 100)])

    def test_bank_lines_that_bring_more_than_the_receipt(self):
        receipt = self._receipt(100, submit=True)
        receipt.with_user(self.fay).statement_line_ids = self._bank_line(150)
        with self.assertRaisesRegex(UserError, "(more|greater) than"):
            receipt.with_user(self.fay).action_confirm()

    def test_bank_lines_with_money_out(self):
        receipt = self._receipt(100, submit=True)
        receipt.with_user(self.fay).statement_line_ids = self._bank_line(100) | self._bank_line(-20)
        with self.assertRaisesRegex(UserError, "money out"):
            receipt.with_user(self.fay).action_confirm()

    def test_a_bank_line_that_met_something_else_meanwhile(self):
        receipt = self._receipt(100, submit=True)
        bank_line = self._bank_line(100)
        receipt.with_user(self.fay).statement_line_ids = bank_line
        self._match(bank_line, self._receivable(self._invoice(100)))
        with self.assertRaisesRegex(UserError, "already matched"):
            receipt.with_user(self.fay).action_confirm()

    def test_a_rejection_without_a_reason(self):
        receipt = self._receipt(100, submit=True)
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            receipt.with_user(self.fay)._reject("  ")

    def test_changing_figures_after_submitting(self):
        invoice = self._invoice(100)
        receipt = self._receipt(100, invoice, submit=True)
        for user in (self.amy, self.fay, self.max):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                receipt.with_user(user).amount = 50
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                receipt.line_ids.with_user(user).amount = 50
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                receipt.line_ids.with_user(user).unlink()

    def test_deleting_a_numbered_receipt(self):
        receipt = self._receipt(100, submit=True)
        receipt.action_cancel()
        with self.assertRaisesRegex(UserError, "Only a draft can be deleted"):
            receipt.unlink()
