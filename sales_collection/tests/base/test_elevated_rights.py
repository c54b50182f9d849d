from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..agreement.agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestElevatedRights(AgreementCommon):
    """What the program does with more rights than its user has gives nobody what no rule gives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls._receivable(cls._open(100))
        cls.hidden = cls._receivable(cls._open(777, user=cls.zoe, partner=cls.larkspur))
        # sudo: the accountant of the test class makes no companies
        cls.elsewhere = cls.env["res.company"].sudo().create({"name": "Elsewhere"})

    # -- what is refused tells nothing -------------------------------------------------------------

    def test_a_refused_dispute_tells_neither_number_nor_amount(self):
        for amount in (1, 10**9):
            self.env.invalidate_all()
            with self.assertRaisesRegex(AccessError, "You are not responsible for all of these invoices"):
                self._dispute(self.hidden.move_id, amount)

    def test_a_plan_takes_no_invoice_on_later_that_one_does_not_see(self):
        plan = self.env["collection.plan"].with_user(self.amy).create({"move_line_ids": [Command.set(self.item.ids)]})
        with self.assertRaises(AccessError):
            plan.move_line_ids = [Command.link(self.hidden.id)]

    # -- reviews of credit -------------------------------------------------------------------------

    def test_who_does_not_see_the_money_asks_for_no_review(self):
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        plain = new_test_user(self.env, "plain", groups="base.group_user", **company)
        portal = new_test_user(self.env, "portal", groups="base.group_portal", **company)
        for user in (plain, portal):
            with self.subTest(user.name), self.assertRaises(AccessError):
                (self.larkspur | user.partner_id)[-1:].with_user(user).action_collection_ask_review()
        self.assertFalse(self.env["collection.credit.review"].search([]))

    def test_finance_prepares_the_reviews_that_a_salesperson_asks_for(self):
        customers = self.larkspur | self.customer
        customers.with_user(self.amy).action_collection_ask_review()
        reviews = self.env["collection.credit.review"].search([("partner_id", "in", customers.ids)])
        self.assertEqual(len(reviews), 2)
        self.assertTrue(all(user.has_group("sales_collection.group_collection_finance") for user in reviews.user_id))

    # -- notices and runs --------------------------------------------------------------------------

    def test_finance_does_nothing_to_notices_of_a_company_that_is_not_theirs(self):
        self._open(300)
        notices = self._prepare("2026-03-02")
        theirs = new_test_user(
            self.env,
            "theirs",
            groups="sales_collection.group_collection_finance",
            company_id=self.elsewhere.id,
            company_ids=[Command.set(self.elsewhere.ids)],
        )
        self.assertTrue(notices)
        foreign, run = notices.with_user(theirs), notices.run_id.with_user(theirs)
        for act in (
            foreign.action_fill_text,
            foreign.action_send,
            lambda: foreign.action_drop("Mine"),
            run.action_prepare,
            run.action_send,
            run.action_print_letters,
            run.action_bank_is_complete,
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(any(notices.mapped("subject")))

    def test_nobody_stops_a_customer_s_orders_in_another_company(self):
        customers = self.larkspur.with_user(self.max)
        with self.assertRaises(AccessError):
            customers.with_context(allowed_company_ids=self.elsewhere.ids).collection_credit_hold = True
        customers.with_company(self.company).collection_credit_hold = True

    # -- what leaves the house ---------------------------------------------------------------------

    def test_no_context_adds_a_reader_to_the_answer_to_a_customer(self):
        self.customer.email = "bluebell@example.com"
        dispute = self._dispute(self.item.move_id)
        context = {"default_email_cc": "spy@example.com", "default_email_to": "spy@example.com"}
        dispute.with_user(self.lea).with_context(**context).action_reject("The price was agreed.")
        # sudo: e-mails are the system's
        [mail] = self.env["mail.mail"].sudo().search([("model", "=", dispute._name), ("res_id", "=", dispute.id)])
        self.assertEqual((mail.email_cc or "", mail.email_to or ""), ("", ""))
        self.assertEqual(mail.recipient_ids, self.customer)

    def test_what_a_person_writes_into_a_notice_is_not_run_as_a_template(self):
        self._open(300)
        notice = self._prepare("2026-03-02")[:1].with_user(self.fay)
        code = "{{ object.company_id.name }} <t t-out='object.company_id.name'></t>"
        notice.write({"subject": code, "body": f"<p>{code}</p>"})
        notice.action_fill_text()
        for text in (notice.subject, notice.body, notice.sudo()._letter_html()):
            self.assertIn("{{", text)
            self.assertNotIn(self.company.name, text)

    # -- who reads the fields of the addon ---------------------------------------------------------

    def test_a_customer_reads_no_field_of_the_addon(self):
        """Of the documents that the portal shows, nothing says how they are collected, nor of the company."""
        portal = new_test_user(self.env, "portal", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            read = {
                f"{name}.{field}"
                for name in self.env
                if not self.env[name]._abstract and self.env[name].with_user(user).has_access("read")
                for field in self.env[name].with_user(user).fields_get()
                if name.startswith("collection.") or field.startswith("collection_")
            }
            self.assertFalse(read)

    def test_those_whom_an_audit_looks_at_do_not_read_at_what_it_looks(self):
        names = ["collection_audit_round_amount", "collection_audit_round_days", "collection_audit_write_off_amount"]
        self.assertTrue(self.company.with_user(self.fay).read(names))
        for user in (self.amy, self.lea):
            with self.assertRaises(AccessError):
                self.company.with_user(user).read(names)
