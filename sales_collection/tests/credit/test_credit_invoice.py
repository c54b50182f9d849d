from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .credit_invoice_common import CreditInvoiceCommon


@tagged("post_install", "-at_install")
class TestCreditInvoice(CreditInvoiceCommon):
    """An invoice without an order is held to what its customer may owe."""

    def _draft(self, amount, user=None, **values):
        invoice = self._invoice(amount, date=self.today, post=False, **values)
        return invoice.with_user(user or self.ivy).with_company(self.company)

    def _notes(self, invoice):
        return "".join(invoice.sudo().message_ids.mapped("body"))

    # -- the rule

    def test_an_invoice_without_an_order_beyond_the_limit_is_not_posted(self):
        invoice = self._draft(1200)
        self.assertEqual(invoice.collection_credit_state, "blocked")
        self._refused(invoice)

    def test_what_the_limit_leaves_is_posted(self):
        invoice = self._draft(1000)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertNotIn("warning", self._notes(invoice))

    def test_finance_is_held_to_it_and_a_manager_is_not(self):
        invoice = self._draft(1200, user=self.fay)
        self._refused(invoice)
        invoice.with_user(self.max).action_post()
        check = invoice.sudo().collection_credit_check_ids
        self.assertEqual((invoice.state, check.state, check.decided_by_id), ("posted", "approved", self.max))

    def test_a_manager_does_not_post_what_he_sells(self):
        other = self._user("mia", "manager")
        invoice = self._draft(1200, invoice_user_id=self.max.id)
        self._refused(invoice.with_user(self.max))
        invoice.with_user(other).action_post()
        self.assertEqual(invoice.state, "posted")

    def test_an_update_leaves_it_a_warning(self):
        self.assertEqual(self.env["collection.policy"].new({}).credit_rule_invoice, "warn")
        self.policy.credit_rule_invoice = "warn"
        invoice = self._draft(1200)
        self.assertEqual(invoice.collection_credit_state, "warning")
        invoice.action_post()
        self.assertIn("Posted with a warning", self._notes(invoice))

    def test_the_policy_may_ignore_it(self):
        self.policy.credit_rule_invoice = "ignore"
        invoice = self._draft(1200)
        self.assertEqual((invoice.collection_credit_state, invoice.collection_credit_reason), ("ok", ""))
        invoice.action_post()
        self.assertNotIn("warning", self._notes(invoice))

    def test_what_orders_are_only_warned_of_blocks_no_invoice(self):
        self.policy.credit_rule_limit = "warn"
        self._draft(1200).action_post()

    def test_stopped_orders_stop_invoices(self):
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        self._refused(self._draft(10))

    def test_a_longer_payment_term_blocks_as_on_an_order(self):
        self.policy.credit_rule_term = "block"
        terms = self.env["account.payment.term"].sudo()
        short, long = (
            terms.create({"name": f"{days}", "line_ids": [Command.create({"nb_days": days})]}) for days in (10, 60)
        )
        rating = self.env.ref("sales_collection.collection_rating_b").sudo().with_company(self.company)
        rating.payment_term_id = short
        self.customer.with_company(self.company).collection_rating_id = rating
        self._refused(self._draft(10, invoice_payment_term_id=long.id))
        self._draft(10, invoice_payment_term_id=short.id).action_post()

    # -- the doors

    def test_writing_the_state_is_no_way_round(self):
        invoice = self._draft(1200)
        self._refused(invoice, lambda: invoice.write({"state": "posted"}))

    def test_a_written_total_is_no_way_round(self):
        invoice = self._draft(1200)
        invoice.write({"amount_total": 1, "amount_total_signed": 1, "amount_residual": 1})
        invoice.invoice_line_ids.write({"price_total": 1, "price_subtotal": 1})
        self._refused(invoice)

    def test_a_customer_whose_credit_does_not_count_is_not_entered(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self._draft(1200).commercial_partner_id = other

    def test_a_receipt_is_no_way_round(self):
        self._refused(self._draft(1200, move_type="out_receipt"))

    def test_a_copy_is_judged_for_itself(self):
        invoice = self._draft(700)
        invoice.action_post()
        copy = invoice.copy()
        self._refused(copy)

    def test_a_debit_note_is_judged(self):
        invoice = self._draft(700)
        invoice.action_post()
        wizard = self.env["account.debit.note"].with_user(self.ivy)
        wizard.with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"copy_lines": True}
        ).create_debit()
        self._refused(invoice.debit_note_ids)

    def test_a_credit_note_that_is_taken_back_is_judged(self):
        invoice = self._draft(1000)
        invoice.action_post()
        note = invoice._reverse_moves([{"invoice_date": self.today}])
        note.action_post()
        self._draft(600).action_post()
        self._refused(note._reverse_moves([{"invoice_date": self.today}]))

    def test_an_opening_entry_is_posted(self):
        self._entry(5000, self.company_data["default_account_revenue"])
        self.assertEqual(self._credit("exposure"), 5000)

    def test_a_contact_takes_the_credit_of_its_company(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self._refused(self._draft(1200, partner=contact))

    def test_another_currency_counts_with_what_it_is_worth(self):
        # 2 of it are worth 1 of the company's
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        self._draft(2000, currency_id=currency.id).action_post()
        self._refused(self._draft(1, currency_id=currency.id))

    def test_each_company_judges_by_its_own_limit(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        other.sudo().collection_policy_id.write({"credit_rule_limit": "block", "credit_rule_invoice": "block"})
        self.customer.with_company(other).sudo().credit_limit = 10
        self.ivy.sudo().company_ids = [Command.link(other.id)]
        both = {"allowed_company_ids": [self.company.id, other.id]}
        here = self._draft(900)
        there = self._invoice(100, date=self.today, post=False, company_id=other.id)
        invoices = (here | there).with_user(self.ivy).with_context(**both)
        invoices.action_post()
        self.assertEqual((here.state, there.state), ("posted", "draft"))

    # -- again

    def test_an_invoice_that_was_posted_is_corrected_and_posted_again(self):
        invoice = self._draft(900)
        invoice.action_post()
        self.customer.with_user(self.max).with_company(self.company).collection_credit_hold = True
        invoice.button_draft()
        invoice.ref = "PO 12"
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_it_is_not_raised_or_given_to_somebody_else_meanwhile(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd", "credit_limit": 10})
        invoice = self._draft(900)
        invoice.action_post()
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 1200
        self._refused(invoice)
        invoice.invoice_line_ids.price_unit = 900
        invoice.partner_id = other
        self._refused(invoice)

    def test_nobody_enters_what_was_posted_before_nor_that_a_notice_charges_it(self):
        invoice = self._draft(1200)
        notice = self.env["collection.notice"].sudo().search([], limit=1)
        for values in (
            {"collection_credit_passed": 5000},
            {"collection_credit_passed_partner_id": self.customer.id},
            {"collection_notice_id": notice.id},
        ):
            with self.assertRaises(UserError):
                invoice.write(values)
            with self.assertRaises(UserError):
                invoice.copy(values)

    # -- approval

    def _asked(self, amount, up_to=None, **values):
        invoice = self._draft(amount, team_id=self.team.id, **values)
        action = invoice.action_collection_credit_ask()
        wizard = self.env[action["res_model"]].with_user(self.ivy).with_company(self.company)
        wizard.with_context(**action["context"]).create({"amount": up_to or amount}).action_apply()
        return invoice

    def test_the_leader_lets_it_through_up_to_his_amount(self):
        self.policy.credit_leader_amount = 2000
        invoice = self._asked(1200)
        check = invoice.collection_credit_check_ids
        self.assertEqual((check.state, check.approver_id, check.company_id), ("pending", self.lea, self.company))
        self._refused(invoice)
        check.with_user(self.lea).action_approve()
        self.assertEqual(invoice.collection_credit_state, "approved")
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_whoever_sells_does_not_decide(self):
        self.policy.credit_leader_amount = 2000
        invoice = self._asked(1200, invoice_user_id=self.lea.id)
        with self.assertRaisesRegex(AccessError, "your own"):
            invoice.collection_credit_check_ids.with_user(self.lea).action_approve()

    def test_an_approved_invoice_is_not_raised_beyond_the_approval(self):
        invoice = self._asked(1200)
        invoice.collection_credit_check_ids.with_user(self.max).action_approve()
        invoice.invoice_line_ids.price_unit = 1300
        invoice.amount_total = 1200
        self._refused(invoice)

    def test_a_cancelled_invoice_ends_its_decision(self):
        invoice = self._asked(1200)
        invoice.button_cancel()
        self.assertEqual(invoice.collection_credit_check_ids.state, "ended")

    def test_nobody_asks_for_a_deposit_on_an_invoice(self):
        check = self._asked(1200).collection_credit_check_ids
        with self.assertRaisesRegex(UserError, "Approve or reject the invoice"):
            check.with_user(self.max).action_ask_deposit(100)

    # -- together and by itself

    def test_of_several_invoices_the_blocked_ones_wait(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        invoices = self._draft(1200) | self._draft(9000, partner=other)
        invoices.action_post()
        self.assertEqual(invoices.mapped("state"), ["draft", "posted"])
        self.assertEqual(invoices[0].collection_credit_check_ids.state, "pending")
        self.assertIn("Not posted", self._notes(invoices[0]))

    def _autopost(self):
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_what_posts_itself_waits_and_the_others_go_on(self):
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        blocked = self._draft(1200, auto_post="at_date", team_id=self.team.id)
        passing = self._draft(9000, partner=other, auto_post="at_date")
        self.env.flush_all()
        self._autopost()
        self.assertEqual((blocked.state, passing.state), ("draft", "posted"))
        check = blocked.sudo().collection_credit_check_ids
        self.assertEqual((check.state, check.user_id), ("pending", self.amy))
        self.assertTrue(check.activity_ids)
        check.with_user(self.max).action_reject("No more credit")
        self._autopost()
        self.assertEqual((blocked.state, len(blocked.sudo().collection_credit_check_ids)), ("draft", 1))
        self.assertEqual(self._notes(blocked).count("Not posted"), 1)

    def test_a_recurring_invoice_that_fits_is_not_stopped_by_its_next_one(self):
        invoice = self._draft(600, auto_post="monthly")
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        after = self.env["account.move"].search([("auto_post_origin_id", "=", invoice.id), ("id", "!=", invoice.id)])
        self.assertEqual((after.state, self._credit("exposure")), ("draft", 1200))

    def test_posting_forty_takes_as_many_queries_for_the_gate_as_two(self):
        partners = self.env["res.partner"].create([{"name": f"C{n}", "credit_limit": 10} for n in range(40)])
        invoices = self.env["account.move"].union(*(self._draft(9, partner=partner) for partner in partners))
        counts = []
        for chosen in (invoices[:2], invoices[:2], invoices):  # the first round fills the caches of the registry
            self.env.flush_all()
            self.env.invalidate_all()
            chosen = chosen.with_prefetch()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(chosen.mapped("collection_credit_state")), {"ok"})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
