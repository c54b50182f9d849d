from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .credit_portal_common import INTERNAL, CreditPortalCommon


@tagged("post_install", "-at_install")
class TestCreditPortal(CreditPortalCommon, HttpCase):
    """Bluebell may owe 777 and is rated "Zebra"; what it accepts in the portal waits, and hears nothing of either."""

    def _pay_online(self, order, amount):
        """Let the customer pay so much of his quotation by card, as the payment service reports it."""
        payment = self._transaction(amount, sale_order_ids=order)
        # the entry of the payment is not what is looked at here: there is no account for it
        with patch("odoo.addons.account_payment.models.payment_transaction.PaymentTransaction._post_process"):
            payment._post_process()
        self.env.invalidate_all()

    # -- signing

    def test_a_signed_order_beyond_the_limit_waits_and_its_page_says_it_is_checked(self):
        order = self._sent(1200)
        self.assertNotIn("error", self._sign(order))
        check = order.collection_credit_check_ids
        self.assertEqual((order.state, check.state, check.accepted), ("sent", "pending", True))
        page = self._page(order)
        self.assertIn("under review", page)
        self.assertNotRegex(page, "Sign &amp; Pay|Accept &amp; Sign")

    def test_a_signed_order_that_fits_is_confirmed(self):
        order = self._sent(700)
        self._sign(order)
        self.assertEqual(order.state, "sale")
        self.assertNotIn("under review", self._page(order))

    # -- paying

    def test_a_part_paid_online_that_leaves_too_much_waits(self):
        order = self._order(1200, confirm=False, require_payment=True, prepayment_percent=0.1)
        self._pay_online(order, 120)
        self.assertEqual((order.state, order.collection_credit_check_ids.state), ("draft", "pending"))
        self.assertTrue(order.collection_credit_check_ids.accepted)

    def test_a_part_paid_online_that_leaves_little_enough_confirms(self):
        order = self._order(1200, confirm=False, require_payment=True, prepayment_percent=0.5)
        self._pay_online(order, 600)
        self.assertEqual(order.state, "sale")

    def test_what_was_paid_online_is_confirmed_by_approving(self):
        order = self._order(1200, confirm=False, require_payment=True, prepayment_percent=0.1)
        self._pay_online(order, 120)
        order.collection_credit_check_ids.with_user(self.max).action_approve()
        self.assertEqual(order.state, "sale")

    # -- what the customer hears

    def test_the_page_of_his_order_shows_nothing_internal(self):
        self.customer.with_company(self.company).collection_rating_id = self.rating
        order = self._sent(1200, team_id=self.team.id)
        self._sign(order)
        self.assertNotRegex(self._words(self._page(order)), INTERNAL)
        self.env["collection.credit.check"].browse(order.collection_credit_check_ids.ids).with_user(
            self.max
        ).action_reject("Zebra owes too much")
        self.assertNotRegex(self._words(self._page(order)), INTERNAL)

    def test_no_message_about_his_credit_reaches_him_as_a_follower(self):
        self.policy.credit_rule_limit = "warn"
        order = self._order(1200, confirm=False)
        for record in (self.customer, order):
            record.sudo().message_subscribe(self.customer.ids)
        # the context of the test class would leave out what is tracked
        bare = self.env(context={"allowed_company_ids": self.company.ids})
        customer = self.customer.with_env(bare).with_user(self.max)
        order = order.with_env(bare)
        self.cr.flush()  # tracking is written before the commit
        customer.write({"collection_rating_id": self.rating.id, "credit_limit": 77, "collection_credit_hold": True})
        self.cr.flush()
        customer.collection_credit_hold = False
        order.action_confirm()
        self.cr.flush()
        self._invoice(900).sudo().message_subscribe(self.customer.ids)
        told = self.env["mail.notification"].sudo().search([("res_partner_id", "=", self.customer.id)])
        self.assertFalse([message.body for message in told.mail_message_id if INTERNAL.search(message.body or "")])
        tracked = self.customer.sudo().message_ids.tracking_value_ids
        self.assertTrue(tracked)
        self.assertFalse(tracked.mail_message_id & told.mail_message_id)

    def test_the_mail_with_his_confirmed_order_shows_nothing_internal(self):
        self.policy.credit_rule_limit = "warn"
        self.customer.with_company(self.company).collection_rating_id = self.rating
        order = self._order(1200, confirm=False)
        order.with_context(send_email=True).action_confirm()
        mails = order.sudo().message_ids.filtered(lambda message: self.customer in message.notified_partner_ids)
        self.assertTrue(mails)
        for mail in mails:
            self.assertNotRegex(self._words(mail.body), INTERNAL)

    def test_his_quotation_and_invoice_print_nothing_internal(self):
        self.customer.with_company(self.company).collection_rating_id = self.rating
        order, invoice = self._order(1200, confirm=False), self._invoice(1200)
        for report, record in (("sale.report_saleorder", order), ("account.report_invoice", invoice)):
            html, _type = self.env["ir.actions.report"].sudo()._render_qweb_html(report, record.ids)
            self.assertNotRegex(self._words(html.decode()), INTERNAL)

    def test_a_refusal_in_his_name_does_not_say_why(self):
        portal = self.env.ref("base.public_user")
        order = self._order(1200, confirm=False)
        with self.assertRaises(UserError) as refused:
            # sudo: as a web shop does for whoever buys in it
            order.with_user(portal).sudo().write({"state": "sale"})
        self.assertNotRegex(str(refused.exception), INTERNAL)
