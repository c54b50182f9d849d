from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceiptClaim(CollectionCommon):
    """How a claim begins: from a customer, an order, an invoice or a list, with a suggested split."""

    def test_the_suggested_split_pays_the_oldest_due_first(self):
        late = self._invoice(300, date="2026-01-01", due="2026-01-31")
        later = self._invoice(500, date="2026-01-01", due="2026-02-28")
        receipt = self._receipt(700)
        receipt.action_suggest_lines()
        self.assertEqual(
            [(line.move_line_id.move_id, line.amount) for line in receipt.line_ids], [(late, 300), (later, 400)]
        )

    def test_the_form_suggests_as_soon_as_customer_and_amount_are_known(self):
        invoice = self._invoice(300)
        with Form(self.env["collection.receipt"].with_user(self.amy).with_company(self.company)) as form:
            form.method_id = self.env.ref("sales_collection.collection_receipt_method_bank")
            form.partner_id = self.customer
            form.amount = 200
        receipt = form.record
        self.assertEqual(receipt.line_ids.move_line_id, self._receivable(invoice))
        self.assertEqual((receipt.line_ids.amount, receipt.amount_rest), (200, 0))

    def _form(self):
        form = Form(self.env["collection.receipt"].with_user(self.amy).with_company(self.company))
        form.method_id = self.env.ref("sales_collection.collection_receipt_method_bank")
        form.partner_id = self.customer
        return form

    def test_a_corrected_amount_is_split_anew(self):
        self._invoice(300, due="2026-01-31")
        self._invoice(500, due="2026-02-28")
        form = self._form()
        form.amount = 200
        form.amount = 700
        receipt = form.save()
        self.assertEqual(receipt.line_ids.mapped("amount"), [300, 400])

    def test_an_edited_split_stays_when_the_amount_is_corrected(self):
        self._invoice(300, due="2026-01-31")
        form = self._form()
        form.amount = 300
        with form.line_ids.edit(0) as line:
            line.amount = 120
        form.amount = 500
        receipt = form.save()
        self.assertEqual((receipt.line_ids.amount, receipt.amount_rest), (120, 380))

    def test_a_lower_amount_is_taken_off_the_last_of_the_lines_one_chose(self):
        moves = self._invoice(300, due="2026-01-31") | self._invoice(500, due="2026-02-28")
        self.env.flush_all()
        rows = self.env["collection.receivable"].with_user(self.amy).search([("move_id", "in", moves.ids)])
        form = Form(
            self.env["collection.receipt"].with_user(self.amy).with_context(**rows.action_collection_claim()["context"])
        )
        form.method_id = self.env.ref("sales_collection.collection_receipt_method_bank")
        form.amount = 350
        self.assertEqual(form.save().line_ids.mapped("amount"), [300, 50])

    def test_another_customer_gets_a_split_of_his_own(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        self._invoice(300)
        theirs = self._invoice(80, partner=other)
        form = self._form()
        form.amount = 100
        form.partner_id = other
        receipt = form.save()
        self.assertEqual(receipt.line_ids.move_line_id, self._receivable(theirs))
        self.assertEqual((receipt.line_ids.amount, receipt.amount_rest), (80, 20))

    def test_what_is_more_than_owed_stays_on_account(self):
        self._invoice(300)
        receipt = self._receipt(1000)
        receipt.action_suggest_lines()
        self.assertEqual((receipt.amount_allocated, receipt.amount_rest), (300, 700))

    def test_the_suggestion_leaves_out_what_a_colleague_has_claimed(self):
        invoice = self._invoice(300)
        self._receipt(100, invoice, submit=True)
        receipt = self._receipt(300)
        receipt.action_suggest_lines()
        self.assertEqual(receipt.line_ids.amount, 200)

    def test_a_claim_from_an_invoice_pays_what_is_open_there(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 400)
        context = invoice.with_user(self.amy).action_collection_claim()["context"]
        self.assertEqual(context["default_amount"], 600)
        self.assertEqual(
            context["default_line_ids"][0][2], {"move_line_id": self._receivable(invoice).id, "amount": 600}
        )

    def test_a_claim_from_a_list_is_of_one_customer(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        moves = self._invoice(100) | self._invoice(200, partner=other)
        self.env.flush_all()
        rows = self.env["collection.receivable"].with_user(self.amy).search([("move_id", "in", moves.ids)])
        with self.assertRaisesRegex(UserError, "one customer"):
            rows.action_collection_claim()
        self.assertEqual(rows[:1].action_collection_claim()["context"]["default_amount"], rows[:1].residual)

    def test_a_claim_from_an_order_without_invoice_is_a_deposit(self):
        order = self._order(800)
        context = order.with_user(self.amy).action_collection_claim()["context"]
        self.assertEqual(context["default_line_ids"][0][2], {"order_id": order.id, "amount": 800})

    def test_a_second_deposit_is_what_the_first_left(self):
        order = self._order(800)
        self._receipt(300, line_ids=[Command.create({"order_id": order.id, "amount": 300})], submit=True)
        self.assertEqual(order.with_user(self.amy).action_collection_claim()["context"]["default_amount"], 500)
        self._receipt(500, line_ids=[Command.create({"order_id": order.id, "amount": 500})], submit=True)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "fully collected or claimed"):
            order.with_user(self.amy).action_collection_claim()

    def test_what_was_claimed_already_is_not_proposed_again(self):
        invoice = self._invoice(1000)
        self._receipt(400, invoice, submit=True)
        self.assertEqual(invoice.with_user(self.amy).action_collection_claim()["context"]["default_amount"], 600)
        self._receipt(600, invoice, submit=True)
        with self.assertRaisesRegex(UserError, "already fully claimed"):
            invoice.with_user(self.amy).action_collection_claim()

    def test_a_claim_opened_from_an_invoice_is_saved_as_proposed(self):
        invoice = self._invoice(1000)
        action = invoice.with_user(self.amy).action_collection_claim()
        receipts = self.env["collection.receipt"].with_user(self.amy).with_company(self.company)
        form = Form(receipts.with_context(**action["context"]))
        form.method_id = self.env.ref("sales_collection.collection_receipt_method_bank")
        receipt = form.save()
        self.assertEqual((receipt.amount, receipt.line_ids.amount, receipt.amount_rest), (1000, 1000, 0))

    def test_a_claim_from_a_customer_starts_empty(self):
        context = self.customer.with_user(self.amy).action_collection_claim()["context"]
        self.assertEqual(context["default_partner_id"], self.customer.id)
        self.assertNotIn("default_amount", context)

    def test_submitting_gives_a_number_without_gaps(self):
        names = [self._receipt(amount, submit=True).name for amount in (1, 2, 3)]
        numbers = [int(name.rsplit("/", 1)[1]) for name in names]
        self.assertEqual(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2])

    def test_submitting_twice_changes_nothing(self):
        receipt = self._receipt(100, submit=True)
        name = receipt.name
        receipt.action_submit()
        self.assertEqual((receipt.name, receipt.state), (name, "submitted"))

    # -- helpers -----------------------------------------------------------------------------------

    def _order(self, amount):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": amount, "tax_ids": []})],
            }
        )
