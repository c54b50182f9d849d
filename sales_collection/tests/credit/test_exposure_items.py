from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestExposureItems(CreditCommon):
    """Each figure of the credit page opens exactly what it sums up."""

    def setUp(self):
        super().setUp()
        self._invoice(1000, due="2026-01-31")
        self._invoice(200, move_type="out_refund")
        self._due_in(300, 10, user=self.ben)
        order = self._order(500)
        self._order(40, user=self.ben)
        self._invoice(70, post=False)
        self._receipt(60, submit=True)
        self.order = order

    def _opened(self, button, user=None):
        """Return the rows that a button of the credit page opens for a user (Fay)."""
        self.env.flush_all()
        self.env.invalidate_all()
        customer = self.customer.with_user(user or self.fay).with_company(self.company)
        action = getattr(customer, f"action_open_collection_{button}")()
        rows = self.env[action["res_model"]].with_user(user or self.fay).with_company(self.company)
        return rows.with_context(**action["context"]).search(action["domain"])

    def test_an_open_credit_note_makes_nothing_less_overdue(self):
        self.assertEqual(self._opened("overdue").mapped("amount"), [1000])
        self.assertEqual(sorted(self._opened("not_due").mapped("amount")), [-200, 300])
        self.assertEqual(self._credit("exposure_overdue"), 1000)
        self.assertEqual(self._credit("amount_overdue", user=self.fay), 1000)

    def test_what_is_ordered_opens_by_what_is_not_invoiced_of_it(self):
        self.order._create_invoices()
        self.order.order_line[:1].with_user(self.max).product_uom_qty = 3
        self.assertEqual(sum(self._opened("orders").mapped("amount")), self._credit("exposure_ordered"))
        self.assertEqual(sorted(self._opened("orders").mapped("amount")), [40, 1000])

    def test_drafts_and_claims(self):
        self.assertEqual(self._opened("drafts").mapped("amount"), [70])
        self.assertEqual(self._opened("claims").mapped("amount"), [60])
        self.assertTrue(self._opened("claims").receipt_id)

    def test_a_payment_on_account_is_seen_as_not_due_below_zero(self):
        payment = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 90, "journal_id": self.journal.id}
        )
        payment.action_post()
        rows = self._opened("not_due")
        self.assertEqual(sorted(rows.mapped("amount")), [-200, -90, 300])
        self.assertEqual(sum(rows.mapped("amount")), self._credit("exposure_not_due"))

    def test_an_amount_in_another_currency_counts_at_the_day_s_rate(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Gold", "currency_id": gold.id})
        self._order(100, pricelist_id=pricelist.id)
        self.assertEqual(sorted(self._opened("orders").mapped("amount")), [40, 50, 500])
        self.assertEqual(self._credit("exposure_ordered"), 590)

    def test_a_contact_opens_the_figures_of_its_company(self):
        contact = self.env["res.partner"].create({"name": "Bea", "parent_id": self.customer.id})
        self.assertEqual(
            contact.with_company(self.company).action_open_collection_overdue()["domain"][0][2], self.customer.ids
        )

    def test_a_click_opens_the_document(self):
        self.assertEqual(self._opened("orders", self.amy)[0].action_open_document()["res_id"], self.order.id)

    # -- who sees what

    def test_everybody_s_rows_add_up_and_a_colleague_s_are_one_row_without_documents(self):
        for button, figure in (("not_due", 100), ("overdue", 1000), ("orders", 540), ("drafts", 70), ("claims", 60)):
            for user in (self.amy, self.ben, self.zoe, self.lea, self.fay, self.max):
                self.assertEqual(sum(self._opened(button, user).mapped("amount")), figure, (button, user.name))
        [row] = self._opened("orders", self.zoe)
        self.assertEqual((row.amount, row.of_others, row.order_id.id, row.user_id.id), (540, True, False, False))
        self.assertFalse(row.action_open_document())
        rows = self._opened("orders", self.amy).sorted("amount")
        self.assertEqual([(row.amount, row.of_others) for row in rows], [(40, True), (500, False)])

    def test_a_leader_sees_the_documents_of_the_team_only(self):
        self._due_in(800, 10, user=self.zoe)
        rows = self._opened("not_due", self.lea)
        self.assertEqual(
            [(row.amount, row.of_others) for row in rows.sorted("amount")], [(-200, False), (300, False), (800, True)]
        )

    def test_the_same_customer_in_two_companies_has_two_lists(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.fay.write({"company_ids": [Command.link(other.id)]})
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_date_due": self.today + timedelta(days=5),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 11, "tax_ids": []})],
            }
        )
        self.assertEqual(self._opened("drafts").mapped("amount"), [70])

    def test_who_does_no_collection_reads_nothing(self):
        stranger = new_test_user(self.env, "eve", groups="base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["collection.exposure.item"].with_user(stranger).search([])
        with self.assertRaises(AccessError):
            self._opened("overdue")[:1].with_user(self.max).write({"amount": 1})
