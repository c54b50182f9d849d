from odoo.tests import HttpCase, tagged

from .credit_portal_common import INTERNAL, CreditPortalCommon


@tagged("post_install", "-at_install")
class TestCreditPortalPaid(CreditPortalCommon, HttpCase):
    """What the customer pays is booked, whatever becomes of the order; nothing paid confirms it past the gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_dummy_payment_method_for_provider(provider=cls.provider, journal=cls.journal)
        lines = cls.journal.inbound_payment_method_line_ids
        lines.payment_account_id = cls.inbound_payment_method_line.payment_account_id

    def _pay_online(self, amount, **documents):
        """Let the customer pay these documents by card; return his payment."""
        transaction = self._transaction(amount, **documents)
        transaction._post_process()
        self.env.invalidate_all()
        return transaction.payment_id

    def _told(self, record):
        """Return all that the customer was told of a document."""
        messages = record.sudo().message_ids.filtered(lambda message: self.customer in message.notified_partner_ids)
        return " ".join(self._words(message.body) for message in messages)

    def _link(self, record, amount):
        # sudo: whoever makes the link has rights on the document
        wizards = self.env["payment.link.wizard"].with_context(active_model=record._name, active_id=record.id).sudo()
        return wizards.create({"amount": amount}).link

    # -- quotations

    def test_a_part_that_leaves_too_much_is_booked_and_the_order_waits(self):
        order = self._sent(1200, require_signature=False, require_payment=True, prepayment_percent=0.1)
        payment = self._pay_online(120, sale_order_ids=order)
        self.assertEqual((order.state, order.collection_credit_check_ids.state), ("sent", "pending"))
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assertEqual(self._credit("exposure"), -120)
        self.assertTrue(self._told(order))
        self.assertNotRegex(self._told(order), INTERNAL)

    def test_a_waiting_order_that_is_paid_in_full_is_confirmed(self):
        order = self._sent(1200, require_signature=False, require_payment=True, prepayment_percent=0.1)
        self._pay_online(120, sale_order_ids=order)
        self._pay_online(1080, sale_order_ids=order)
        self.assertEqual((order.state, self._credit("exposure")), ("sale", 0))

    def test_a_stopped_customer_who_pays_in_full_waits_and_his_money_is_his(self):
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        order = self._sent(500, require_signature=False, require_payment=True)
        self._pay_online(500, sale_order_ids=order)
        self.assertEqual((order.state, self._credit("exposure")), ("sent", -500))
        self.assertIn("under review", self._page(order))

    def test_automatic_invoices_are_made_of_confirmed_orders_only(self):
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        order = self._sent(1200, require_signature=False, require_payment=True, prepayment_percent=0.1)
        self._pay_online(120, sale_order_ids=order)
        self.assertEqual((order.state, len(order.sudo().invoice_ids)), ("sent", 0))
        fitting = self._sent(600, require_signature=False, require_payment=True, prepayment_percent=0.5)
        self._pay_online(300, sale_order_ids=fitting)
        self.assertEqual((fitting.state, fitting.sudo().invoice_ids.state), ("sale", "posted"))

    def test_one_payment_of_two_quotations_confirms_neither(self):
        orders = self._sent(1200, require_payment=True) | self._sent(1300, require_payment=True)
        self._pay_online(10, sale_order_ids=orders)
        self.assertEqual(set(orders.mapped("state")), {"sent"})

    def test_a_payment_of_another_order_does_not_help(self):
        paid = self._sent(500, require_signature=False, require_payment=True)
        self._pay_online(500, sale_order_ids=paid)
        self._invoice(600, date=self.today)
        order = self._sent(1200, require_payment=True, prepayment_percent=0.1)
        self._sign(order)
        self._pay_online(120, sale_order_ids=order)
        self.assertEqual((paid.state, order.state), ("sale", "sent"))

    def test_signed_and_paid_in_part_waits_once(self):
        order = self._sent(1200, require_payment=True, prepayment_percent=0.1)
        self._sign(order)
        self.assertFalse(order.collection_credit_check_ids)
        self._pay_online(120, sale_order_ids=order)
        self.assertEqual((order.state, order.collection_credit_check_ids.mapped("state")), ("sent", ["pending"]))

    def test_the_link_for_a_part_or_all_leads_to_the_page_that_says_nothing(self):
        self.customer.with_company(self.company).collection_rating_id = self.rating
        order = self._sent(1200, require_signature=False, require_payment=True, prepayment_percent=0.1)
        for amount in (120, 1200):
            answer = self.url_open(self._link(order, amount).split(self.base_url())[-1])
            self.assertEqual(answer.status_code, 200)
            self.assertNotRegex(self._words(answer.text), INTERNAL)
        self.assertEqual(order.state, "sent")

    def test_another_order_s_token_accepts_nothing(self):
        order, other = self._sent(1200), self._sent(100)
        answer = self._sign(order, token=other.sudo()._portal_ensure_token())
        self.assertIn("error", answer)
        self.assertEqual((order.state, order.signature), ("sent", False))

    def test_an_expired_quotation_is_not_accepted(self):
        order = self._sent(100, validity_date="2020-01-01")
        self.assertIn("error", self._sign(order))
        self.assertEqual(order.state, "sent")

    def test_declined_and_opened_again_it_is_judged_again(self):
        order = self._sent(1200)
        self._sign(order)
        order.sudo()._action_cancel()
        self.assertEqual(order.collection_credit_check_ids.state, "ended")
        order.sudo().action_draft()
        order.sudo().state = "sent"
        self._sign(order)
        self.assertEqual((order.state, order.collection_credit_check_ids[0].state), ("sent", "pending"))

    # -- invoices

    def test_a_blocked_invoice_that_is_paid_is_booked_and_waits(self):
        self.policy.credit_rule_invoice = "block"
        invoice = self._invoice(1200, date=self.today, post=False)
        self.assertIn(f"/my/invoices/{invoice.id}", self._link(invoice, 120))
        payment = self._pay_online(120, invoice_ids=invoice)
        self.assertEqual((invoice.state, invoice.collection_credit_check_ids.state), ("draft", "pending"))
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assertNotRegex(self._told(invoice), INTERNAL)
        invoice.collection_credit_check_ids.with_user(self.max).action_approve()
        invoice.with_user(self.fay).action_post()
        self.assertEqual((invoice.state, self._credit("exposure")), ("posted", 1080))

    def test_a_draft_that_fits_is_posted_by_its_payment(self):
        self.policy.credit_rule_invoice = "block"
        invoice = self._invoice(700, date=self.today, post=False)
        self._pay_online(700, invoice_ids=invoice)
        self.assertEqual((invoice.state, invoice.amount_residual), ("posted", 0))
