from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestResponsibility(CollectionCommon):
    """Who answers for the money: handed on from the customer to the order to the invoice to its lines."""

    def _order(self, user=None, partner=None, amount=1000):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "user_id": (user or self.amy).id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": amount, "tax_ids": []})],
            }
        )

    def _named(self, user, partner=None):
        (partner or self.customer).with_user(self.max).collection_user_id = user

    # -- orders ------------------------------------------------------------------------------------

    def test_an_order_takes_it_from_the_customer(self):
        self._named(self.ben)
        order = self._order(user=self.amy)
        self.assertEqual((order.collection_user_id, order.collection_team_id), (self.ben, self.team))

    def test_an_order_takes_it_from_its_salesperson_when_the_customer_has_nobody(self):
        self.assertEqual(self._order(user=self.zoe).collection_user_id, self.zoe)

    def test_a_contact_s_order_takes_it_from_the_company(self):
        self._named(self.ben)
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.assertEqual(self._order(partner=contact).collection_user_id, self.ben)

    def test_a_quotation_follows_a_new_salesperson_and_a_confirmed_order_does_not(self):
        order = self._order(user=self.amy)
        order.user_id = self.ben
        self.assertEqual(order.collection_user_id, self.ben)
        order.action_confirm()
        order.user_id = self.zoe
        self.assertEqual(order.collection_user_id, self.ben)

    def test_a_copied_order_asks_anew(self):
        order = self._order(user=self.amy)
        order.with_user(self.lea).write({"collection_user_id": self.ben.id})
        self.assertEqual(order.copy().collection_user_id, self.amy)

    # -- invoices ----------------------------------------------------------------------------------

    def test_an_invoice_takes_it_from_its_order(self):
        order = self._order(user=self.amy)
        order.with_user(self.lea).write({"collection_user_id": self.ben.id})
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual((invoice.invoice_user_id, invoice.collection_user_id), (self.amy, self.ben))

    def test_an_invoice_over_two_orders_takes_it_from_the_older_one(self):
        orders = self._order(user=self.ben) | self._order(user=self.zoe)
        orders.action_confirm()
        self.assertEqual(orders._create_invoices().collection_user_id, self.ben)

    def test_an_invoice_without_an_order_takes_it_from_the_customer(self):
        self._named(self.ben)
        self.assertEqual(self._invoice(100, user=self.amy).collection_user_id, self.ben)

    def test_an_invoice_without_both_takes_it_from_its_salesperson(self):
        self.assertEqual(self._invoice(100, user=self.zoe).collection_user_id, self.zoe)

    def test_a_credit_note_follows_the_invoice_that_it_corrects(self):
        invoice = self._invoice(100, user=self.amy)
        invoice.with_user(self.lea).write({"collection_user_id": self.ben.id})
        self.assertEqual(invoice._reverse_moves().collection_user_id, self.ben)

    def test_a_posted_invoice_keeps_its_responsible(self):
        invoice = self._invoice(100, user=self.amy)
        invoice.invoice_user_id = self.zoe
        self._named(self.ben)
        self.assertEqual(invoice.collection_user_id, self.amy)

    def test_a_vendor_bill_has_no_responsible(self):
        self._named(self.ben)
        bill = self._invoice(100, move_type="in_invoice", post=False)
        self.assertFalse(bill.collection_user_id)
        self.assertFalse(bill.line_ids.collection_user_id)

    # -- receivable lines --------------------------------------------------------------------------

    def test_only_the_receivable_line_takes_it_from_the_invoice(self):
        invoice = self._invoice(100)
        receivable = self._receivable(invoice)
        self.assertEqual((receivable.collection_user_id, receivable.collection_team_id), (self.amy, self.team))
        self.assertFalse((invoice.line_ids - receivable).collection_user_id)

    def test_the_receivable_line_follows_when_the_invoice_changes_hands(self):
        invoice = self._invoice(100)
        invoice.with_user(self.lea).write({"collection_user_id": self.zoe.id})
        self.assertRecordValues(
            self._receivable(invoice),
            [{"collection_user_id": self.zoe.id, "collection_team_id": self.other_team.id}],
        )

    def test_the_due_date_in_force_is_the_due_date(self):
        receivable = self._receivable(self._invoice(100, due="2026-02-14"))
        self.assertEqual(str(receivable.collection_date_due), "2026-02-14")

    def test_a_payment_s_own_receivable_line_is_nobody_s_to_collect(self):
        payment = self._pay(self._invoice(100))
        self.assertFalse(self._receivable(payment.move_id).collection_user_id)
        self.assertFalse(self._receivable(payment.move_id).collection_date_due)

    # -- who may change it -------------------------------------------------------------------------

    def test_a_leader_changes_an_invoice_of_the_team_and_the_chatter_tells(self):
        invoice = self._invoice(100, user=self.amy).with_context(tracking_disable=False, mail_notrack=False)
        self.env.cr.flush()  # the chatter is written before the commit
        invoice.with_user(self.lea).write({"collection_user_id": self.ben.id})
        self.env.cr.flush()  # the chatter is written before the commit
        self.env.invalidate_all()
        tracked = invoice.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "collection_user_id"
        )
        self.assertEqual((tracked.old_value_char, tracked.new_value_char), ("Amy", "Ben"))
        self.assertEqual(tracked.mail_message_id.author_id, self.lea.partner_id)

    def test_a_leader_changes_nothing_else_of_an_invoice(self):
        invoice = self._invoice(100)
        with self.assertRaises(AccessError):
            invoice.with_user(self.lea).write({"collection_user_id": self.ben.id, "ref": "Mine now"})
        self.assertEqual(invoice.collection_user_id, self.amy)

    def test_a_leader_does_not_change_another_team_s_invoice(self):
        invoice = self._invoice(100, user=self.zoe)
        with self.assertRaises(AccessError):
            invoice.with_user(self.lea).write({"collection_user_id": self.amy.id})

    def test_a_salesperson_changes_it_nowhere(self):
        order, invoice = self._order(), self._invoice(100)
        for record in (order, invoice, self.customer):
            with self.assertRaisesRegex(AccessError, "Only a team leader"):
                record.with_user(self.amy).write({"collection_user_id": self.ben.id})

    def test_a_salesperson_does_not_create_it_otherwise(self):
        with self.assertRaisesRegex(AccessError, "Only a team leader"):
            self.env["sale.order"].with_user(self.amy).create(
                {"partner_id": self.customer.id, "collection_user_id": self.ben.id}
            )
        with self.assertRaisesRegex(AccessError, "Only a team leader"):
            partners = self.env["res.partner"].with_user(self.amy)
            partners.create({"name": "New", "collection_user_id": self.ben.id})

    def test_a_leader_changes_many_at_once_by_the_wizard(self):
        invoices = self._invoice(100) | self._invoice(200)
        opening = self._entry(300, self.company_data["default_account_revenue"])
        # sudo: by hand nobody writes it on a journal item
        self._receivable(opening).sudo().collection_user_id = self.amy
        lines = self._receivable(invoices | opening)
        wizard = self.env["collection.responsible"].with_user(self.lea)
        wizard = wizard.with_context(active_model="collection.receivable", active_ids=lines.ids)
        self.env.flush_all()
        wizard.create({"user_id": self.ben.id}).action_apply()
        self.assertEqual(lines.collection_user_id, self.ben)
        self.assertEqual(invoices.collection_user_id, self.ben)

    def test_the_wizard_is_closed_to_salespeople(self):
        with self.assertRaises(AccessError):
            self.env["collection.responsible"].with_user(self.amy).create({"user_id": self.amy.id})
