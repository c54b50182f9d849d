from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestCollectionMatch(MatchCommon):
    """Bank lines and what they pay: proposed, accepted, rejected, taken back."""

    # -- proposing ---------------------------------------------------------------------------------

    def test_a_number_in_a_sentence_and_the_amount_are_sure(self):
        invoice = self._invoice(100)
        line = self._money(100, f"Thank you for {invoice.name.lower().replace('/', ' ')}, our best")
        match = self._propose()
        self.assertEqual((match.statement_line_ids, match.sure, match.automatic), (line, True, True))
        self.assertEqual(self._rows(match), [(100, 100, invoice.name)])
        self.assertIn(f"The text names {invoice.name}.", match.reasons)

    def test_the_amount_alone_is_proposed_but_not_sure(self):
        self._invoice(123)
        self._money(123)
        match = self._propose()
        self.assertEqual((match.amount, match.sure), (123, False))

    def test_the_payers_account_and_the_amount_are_sure(self):
        customer = self._customer("Cornflower Ltd", account="NL91 ABNA 0417 1643 00")
        self._invoice(100, partner=customer)
        self._invoice(100)
        self._money(100, account_number="NL91ABNA0417164300")
        match = self._propose()
        self.assertEqual((match.partner_id, match.sure), (customer, True))

    def test_two_invoices_of_the_same_amount_leave_it_to_a_person(self):
        customer = self._customer("Cornflower Ltd", account="NL91ABNA0417164300")
        first, _second = self._invoice(100, partner=customer), self._invoice(100, partner=customer)
        self._money(100, account_number="NL91ABNA0417164300")
        match = self._propose()
        self.assertEqual((self._rows(match), match.sure), ([(100, 100, first.name)], False))

    def test_a_chinese_name_in_the_text_is_found(self):
        customer = self._customer("上海蓝铃贸易有限公司")
        self._invoice(100, partner=customer)
        self._invoice(100)
        self._money(100, "跨行转账 上海蓝铃贸易有限公司货款")
        match = self._propose()
        self.assertEqual(match.partner_id, customer)

    def test_one_line_pays_all_invoices_that_it_names(self):
        invoices = self._invoice(100) | self._invoice(50)
        self._invoice(150)
        self._money(150, " + ".join(invoices.mapped("name")))
        match = self._propose()
        self.assertEqual(match.line_ids.mapped("document"), invoices.mapped("name"))
        self.assertTrue(match.sure)

    def test_two_lines_pay_one_invoice_together(self):
        invoice = self._invoice(100)
        lines = self._money(60, invoice.name) | self._money(40, invoice.name)
        match = self._propose()
        self.assertEqual((match.statement_line_ids, match.amount, match.sure), (lines, 100, True))

    def test_a_part_of_an_invoice_is_proposed_for_a_person(self):
        invoice = self._invoice(100)
        self._money(30, invoice.name)
        match = self._propose()
        self.assertEqual((self._rows(match), match.sure), ([(30, 30, invoice.name)], False))

    def test_two_payments_of_one_invoice_are_not_sure(self):
        invoice = self._invoice(100)
        self._money(100, invoice.name)
        self._money(100, invoice.name)
        self.assertEqual(self._propose().mapped("sure"), [False, False])

    def test_a_promise_of_the_amount_speaks_for_its_invoice(self):
        invoice, other = self._invoice(100), self._invoice(100)
        today = self.company._collection_today()
        promise = self.env["collection.promise"].create(
            {
                "move_line_ids": self._receivable(other).ids,
                "amount": 100,
                "date_promised": today,
                "promised_by": "Ann",
                "channel_id": self.env["collection.channel"].search([], limit=1).id,
            }
        )
        self._money(100, date=promise.date_promised)
        match = self._propose()
        self.assertEqual(match.line_ids.document, other.name)
        self.assertNotEqual(match.line_ids.document, invoice.name)

    def test_each_reader_has_the_reasons_in_his_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        invoice = self._invoice(100)
        self._money(100, f"Payment {invoice.name}")
        match = self._propose().with_context(lang="en_US")
        in_chinese = match.with_context(lang="zh_CN").reasons
        self.assertIn(f"The text names {invoice.name}.", match.reasons)
        self.assertIn(invoice.name, in_chinese)
        self.assertIn("金额相同", in_chinese)

    def test_money_at_another_bank_may_pay_the_same_invoice(self):
        invoice = self._invoice(100)
        self._money(100, invoice.name)
        first = self._propose()
        other_bank = self.journal.copy({"name": "Other Bank", "code": "OTHB"})
        self._money(100, invoice.name, journal_id=other_bank.id)
        second = self.matches._propose(other_bank)
        self.assertEqual((first.sure, second.sure), (True, False))
        self.assertIn("But another bank line may pay the same.", second.reasons)

    def test_looking_again_changes_nothing(self):
        self._money(100, self._invoice(100).name)
        first = self._propose()
        self.assertEqual(self._propose(), first)

    # -- accepting ---------------------------------------------------------------------------------

    def test_accepting_pays_the_invoice_and_the_ledger_has_the_banks_day(self):
        invoice = self._invoice(100)
        line = self._money(100, invoice.name)
        match = self._propose()
        match.action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled, line.partner_id), (0, True, self.customer))
        entry = self._entries(invoice)
        self.assertEqual((entry.amount, entry.bank_date, entry.statement_line_id), (100, line.date, line))
        self.assertEqual((match.state, match.accepted_by_id), ("accepted", self.fay))

    def test_accepting_several_items_keeps_every_cent(self):
        invoices = self._invoice(33.33) | self._invoice(66.68)
        self._money(100.01, " ".join(invoices.mapped("name")))
        self._propose().action_accept()
        self.assertEqual(sum(invoices.mapped("amount_residual")), 0)
        self.assertEqual(sum(self._entries(invoices).mapped("amount")), 100.01)

    def test_money_left_over_stays_on_suspense(self):
        invoice = self._invoice(100)
        line = self._money(130, invoice.name)
        self._propose().action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled, line.amount_residual), (0, False, -30))

    def test_a_bank_fee_is_booked_on_the_policys_account(self):
        invoice = self._invoice(100)
        line = self._money(97, invoice.name)
        match = self._propose()
        self.assertEqual((match.amount, match.difference, match.sure), (97, 3, False))
        match.action_accept()
        fee = line.move_id.line_ids.filtered(lambda item: item.account_id == self.fees)
        self.assertEqual((fee.balance, invoice.amount_residual), (3, 0))
        self.assertCollected(invoice, [("cash", 97), ("write_off", 3)])

    def test_a_difference_beyond_the_limit_is_no_fee(self):
        self._money(90, self._invoice(100).name)
        match = self._propose()
        self.assertEqual((match.amount, match.difference), (90, 0))

    def test_a_limit_that_was_lowered_meanwhile_holds(self):
        self._money(97, self._invoice(100).name)
        match = self._propose()
        self.policy.match_fee_limit = 1
        with self.assertRaisesRegex(UserError, "exceeds the policy limit"):
            match.action_accept()

    def test_a_payment_in_transit_meets_its_bank_line(self):
        invoice = self._invoice(100)
        payment = self._pay(invoice)
        self._money(100, payment.name)
        self._propose().action_accept()
        self.assertTrue(payment.is_matched)
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-02")

    def test_rounding_may_be_too_much_as_well(self):
        invoice = self._invoice(100)
        line = self._money(100.03, invoice.name)
        self._propose().action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled), (0, True))
        rounding = line.move_id.line_ids.filtered(lambda item: item.account_id == self.roundings)
        self.assertEqual(rounding.balance, -0.03)

    def test_money_paid_back_settles_the_credit_note(self):
        refund = self._invoice(40, move_type="out_refund")
        line = self._money(-40, refund.name)
        self._propose().action_accept()
        self.assertEqual((refund.amount_residual, line.is_reconciled), (0, True))

    def test_an_invoice_paid_meanwhile_is_not_paid_twice(self):
        invoice = self._invoice(100)
        self._money(100, invoice.name)
        match = self._propose()
        self._pay(invoice)
        with self.assertRaisesRegex(UserError, "are (open|unmatched)"):
            match.action_accept()

    def test_accepting_drops_the_rival_proposals(self):
        invoice = self._invoice(100)
        self._money(100, invoice.name)
        self._money(100, invoice.name)
        first, second = self._propose()
        first.action_accept()
        self.assertFalse(second.exists())

    # -- rejecting ---------------------------------------------------------------------------------

    def test_what_was_rejected_is_not_proposed_again(self):
        self._money(100, self._invoice(100).name)
        self._propose().action_reject()
        self.assertFalse(self._propose())

    def test_after_a_rejection_the_next_best_is_proposed(self):
        first, second = self._invoice(100), self._invoice(100)
        self._money(100, first.name)
        self._propose().action_reject()
        self.assertEqual(self._propose().line_ids.document, second.name)

    # -- who may -----------------------------------------------------------------------------------

    def test_salespeople_and_leaders_match_nothing(self):
        self._money(100, self._invoice(100).name)
        match = self._propose()
        for user in (self.amy, self.lea):
            for act in ("action_accept", "action_reject", "action_undo", "action_accept_sure"):
                with self.assertRaises(AccessError):
                    getattr(match.with_user(user), act)()

    def test_nobody_writes_a_match_by_hand(self):
        self._money(100, self._invoice(100).name)
        match = self._propose()
        for user in (self.fay, self.max):
            with self.assertRaises(AccessError):
                match.with_user(user).write({"state": "accepted"})
            with self.assertRaises(AccessError):
                match.line_ids.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                match.with_user(user).unlink()

    def test_a_clerk_of_another_company_sees_nothing(self):
        other = self.env["res.company"].sudo().create({"name": "Other Ltd"})
        stranger = self._user("stranger", "finance").sudo()
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self._money(100, self._invoice(100).name)
        match = self._propose()
        self.assertFalse(self.env["collection.match"].with_user(stranger).search([]))
        for act in ("action_accept", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(match.with_user(stranger), act)()


@tagged("post_install", "-at_install")
class TestMatchCurrency(MatchCommon):
    """Bank lines and items in several currencies, and the discount that a payment term grants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])

    def test_an_invoice_in_the_currency_of_the_bank_account(self):
        bank = self.journal.copy({"name": "Euro Bank", "currency_id": self.euro.id, "code": "EURB"})
        invoice = self._invoice(100, currency_id=self.euro.id)
        line = self._money(100, invoice.name, journal_id=bank.id)
        match = self.matches._propose(bank)
        self.assertTrue(match.sure)
        match.action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled), (0, True))
        self.assertEqual(self._entries(invoice).mapped("amount_currency"), [100])

    def test_another_currency_is_proposed_at_the_rate_of_the_bank_line_and_taken_back(self):
        invoice = self._invoice(100, currency_id=self.euro.id)
        line = self._money(50, invoice.name)
        before = self._books(line.move_id, invoice)
        match = self._propose()
        self.assertEqual((self._rows(match), match.sure), ([(50, 100, invoice.name)], False))
        match.action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled), (0, True))
        match.action_undo()
        self.assertEqual(self._books(line.move_id, invoice), before)

    def test_amounts_of_other_currencies_are_never_the_same(self):
        self._invoice(100, currency_id=self.euro.id)
        self._money(100)
        self.assertFalse(self._propose())

    def test_the_cash_discount_of_the_payment_term_is_booked_with_its_tax(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        tax = self.company_data["default_tax_sale"].copy({"name": "Twenty", "amount": 20})
        values = {"invoice_payment_term_id": term.id, "invoice_date_due": False}
        invoice = self._invoice(100, date="2026-01-30", taxes=tax, **values)
        line = self._money(117.6, invoice.name)
        match = self._propose()
        self.assertEqual((match.amount, match.difference), (117.6, 2.4))
        match.action_accept()
        self.assertEqual((invoice.amount_residual, line.is_reconciled), (0, True))
        tax_off = line.move_id.line_ids.filtered(lambda item: item.tax_line_id == tax)
        self.assertEqual(sum(tax_off.mapped("balance")), 0.4)
        self.assertEqual(sum(self._entries(invoice).filtered(lambda e: e.kind == "cash").mapped("amount")), 117.6)
