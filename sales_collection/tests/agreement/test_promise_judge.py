from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestPromiseJudge(AgreementCommon):
    """100 are promised on 2 March for the 10th; with two days of tolerance, the 13th is the first day too late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.promise_tolerance = 2

    def setUp(self):
        super().setUp()
        self.invoice = self._open(100)
        self.promise = self._promise(self.invoice)

    def _pay_on(self, day, amount=None, invoice=None, **values):
        with freeze_time(f"{day} 10:00:00"):
            return self._pay(invoice or self.invoice, amount, date=day, **values)

    def _credit(self, amount, day="2026-03-05"):
        """Book a credit note for so much of the invoice."""
        with freeze_time(f"{day} 10:00:00"):
            refund = self._invoice(amount, date=day, move_type="out_refund", reversed_entry_id=self.invoice.id)
        (self._receivable(refund) + self._receivable(self.invoice)).filtered(
            lambda line: not line.reconciled
        ).reconcile()
        return refund

    def assertJudged(self, day, state, received=0, promise=None):
        promise = promise or self.promise
        self._judge(day)
        self.assertEqual((promise.state, promise.amount_received), (state, received))

    # -- kept

    def test_it_is_kept_as_soon_as_the_money_is_there(self):
        self._pay_on("2026-03-04")
        self.assertJudged("2026-03-04", "kept", 100)
        self.assertEqual(self.promise.date_judged, self._date("2026-03-04"))
        self.assertEqual(self._on_hold(self.invoice), (False, False))
        self.assertFalse(self._todos(self.promise))

    def test_two_payments_keep_it(self):
        self._pay_on("2026-03-04", 60)
        self.assertJudged("2026-03-05", "open", 60)
        self._pay_on("2026-03-10", 40)
        self.assertJudged("2026-03-10", "kept", 100)

    def test_money_in_the_days_of_tolerance_keeps_it(self):
        self._pay_on("2026-03-12")
        self.assertJudged("2026-03-13", "kept", 100)

    def test_the_policy_says_which_share_is_enough(self):
        self.policy.promise_percent = 90
        invoice = self._open(100)
        promise = self._promise(invoice)
        self._pay_on("2026-03-04", 89, invoice)
        self.assertJudged("2026-03-05", "open", 89, promise)
        self._pay_on("2026-03-06", 1, invoice)
        self.assertJudged("2026-03-06", "kept", 90, promise)

    def test_odd_cents_in_several_payments_are_enough(self):
        invoice = self._open(33.33)
        promise = self._promise(invoice, 33.33)
        for amount in (11.11, 0.1, 22.12):
            self._pay_on("2026-03-04", amount, invoice)
        self.assertJudged("2026-03-04", "kept", 33.33, promise)

    def test_a_part_that_was_promised_is_enough(self):
        invoice = self._open(100)
        promise = self._promise(invoice, 40)
        self._pay_on("2026-03-04", 40, invoice)
        self.assertJudged("2026-03-04", "kept", 40, promise)
        self.assertTrue(invoice in self._dunned("2026-03-05").line_ids.move_id)

    def test_one_promise_about_two_invoices_is_kept_by_the_money_for_both(self):
        invoices = self._open(60) + self._open(40)
        promise = self._promise(invoices, 100)
        self._pay_on("2026-03-04", 60, invoices[0])
        self.assertJudged("2026-03-05", "open", 60, promise)
        self._pay_on("2026-03-06", 40, invoices[1])
        self.assertJudged("2026-03-06", "kept", 100, promise)

    def test_a_promise_in_foreign_currency_is_kept_in_that_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0), ("2026-03-03", 4.0)])
        invoice = self._open(100, currency_id=euro.id)
        promise = self._promise(invoice, 100)
        self.assertEqual(promise.currency_id, euro)
        self._pay_on("2026-03-04", 100, invoice, currency_id=euro.id)
        self.assertJudged("2026-03-04", "kept", 100, promise)

    # -- not kept

    def test_it_is_broken_after_the_tolerance_and_not_before(self):
        self.assertJudged("2026-03-12", "open")
        self.assertJudged("2026-03-13", "broken")

    def test_money_for_a_part_keeps_it_in_part(self):
        self._pay_on("2026-03-04", 40)
        self.assertJudged("2026-03-12", "open", 40)
        self.assertJudged("2026-03-13", "partial", 40)
        self.assertEqual(self._todos(self.promise), [("Promise partly kept: Bluebell Ltd", self.amy)])

    def test_money_from_before_the_promise_does_not_count(self):
        invoice = self._open(100)
        self._pay_on("2026-03-01", 60, invoice)
        promise = self._promise(invoice, 40)
        self.assertJudged("2026-03-13", "broken", 0, promise)

    def test_money_from_before_the_promise_that_bounces_is_not_held_against_it(self):
        invoice = self._open(100)
        before = self._pay_on("2026-03-01", 60, invoice)
        promise = self._promise(invoice, 40)
        self._bounce(before)
        self._pay_on("2026-03-05", 40, invoice)
        self.assertJudged("2026-03-05", "kept", 40, promise)

    def test_a_broken_promise_stays_broken_when_the_money_comes_later(self):
        self._judge("2026-03-13")
        self._pay_on("2026-03-14")
        self.assertJudged("2026-03-14", "broken")

    def test_a_write_off_keeps_nothing(self):
        self._pay_on(
            "2026-03-04",
            60,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertEqual(self.invoice.amount_residual, 0)
        self.assertJudged("2026-03-05", "kept", 60)

    # -- credit notes: nobody pays what he does not owe

    def test_a_credit_note_for_all_of_it_leaves_nobody_to_blame(self):
        self._credit(100)
        self.assertJudged("2026-03-06", "cancelled")
        self.assertFalse(self._todos(self.promise))
        self.assertEqual(self.customer.collection_promise_broken_count, 0)

    def test_after_a_credit_note_the_rest_is_enough(self):
        self._credit(40)
        self.assertJudged("2026-03-06", "open")
        self._pay_on("2026-03-07", 60)
        self.assertJudged("2026-03-07", "kept", 60)

    def test_after_a_credit_note_the_rest_is_still_owed(self):
        self._credit(40)
        self.assertJudged("2026-03-13", "broken")

    # -- undone

    def test_a_payment_that_bounces_in_time_opens_it_again(self):
        payment = self._pay_on("2026-03-04")
        self._judge("2026-03-04")
        self._bounce(payment)
        self.assertJudged("2026-03-05", "open")
        self.assertEqual(self._on_hold(self.invoice), ("promise", self._date("2026-03-12")))

    def test_a_payment_that_bounces_later_breaks_it(self):
        payment = self._pay_on("2026-03-04")
        self._judge("2026-03-04")
        self._bounce(payment)
        self.assertJudged("2026-03-20", "broken")
        self.assertEqual(self._todos(self.promise), [("Promise broken: Bluebell Ltd", self.amy)])

    @mute_logger("odoo.sql_db")
    def test_a_payment_bounces_after_the_customer_has_promised_again(self):
        payment = self._pay_on("2026-03-04")
        self._judge("2026-03-04")
        self._bounce(payment)
        again = self._promise(self.invoice)
        with self.assertNoLogs("odoo.addons.sales_collection.models.agreement.collection_promise_judge", "ERROR"):
            self._judge("2026-03-05")
        self.assertEqual((self.promise.state, again.state), ("cancelled", "open"))

    def test_money_from_before_the_promise_that_is_matched_again_does_not_count(self):
        invoice = self._open(100)
        before = self._pay_on("2026-03-01", 60, invoice)
        promise = self._promise(invoice, 40)
        before.action_draft()
        before.action_post()
        self.assertJudged("2026-03-13", "broken", 0, promise)

    def test_a_payment_that_finance_is_correcting_decides_nothing(self):
        payment = self._pay_on("2026-03-04")
        payment.action_draft()
        self.assertJudged("2026-03-04", "open")
        payment.action_post()
        self.assertJudged("2026-03-05", "kept", 100)

    def test_a_promise_waits_while_its_invoice_is_in_draft(self):
        self.invoice.button_draft()
        self.assertJudged("2026-03-30", "open")
        self.invoice.action_post()
        self.assertJudged("2026-03-31", "broken", 0)

    def test_an_invoice_that_is_cancelled_needs_no_promise(self):
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.assertJudged("2026-03-05", "cancelled")
        self.assertFalse(self._todos(self.promise))

    # -- by the rules of the day it was made

    def test_a_policy_that_changes_later_does_not_change_a_promise(self):
        self.policy.write({"promise_tolerance": 0, "promise_percent": 50})
        self._pay_on("2026-03-04", 60)
        self.assertJudged("2026-03-12", "open", 60)
        self.assertEqual(self._on_hold(self.invoice), ("promise", self._date("2026-03-12")))
        self.assertJudged("2026-03-13", "partial", 60)

    def test_a_kept_promise_stays_kept_by_the_share_of_its_day(self):
        self.policy.promise_percent = 90
        invoice = self._open(100)
        promise = self._promise(invoice)
        self._pay_on("2026-03-04", 90, invoice)
        self.assertJudged("2026-03-04", "kept", 90, promise)
        self.policy.promise_percent = 100
        self.assertJudged("2026-03-20", "kept", 90, promise)

    def test_a_promise_that_opens_again_is_held_as_long_as_before(self):
        payment = self._pay_on("2026-03-04")
        self._judge("2026-03-04")
        self.policy.promise_tolerance = 9
        self._bounce(payment)
        self.assertJudged("2026-03-05", "open")
        self.assertEqual(self._on_hold(self.invoice), ("promise", self._date("2026-03-12")))

    def test_a_payment_that_bounces_within_sixty_days_is_the_promises_matter(self):
        payment = self._pay_on("2026-03-04")
        self._judge("2026-03-04")
        self._bounce(payment)
        self.assertJudged("2026-05-09", "broken")

    def test_a_payment_that_bounces_after_sixty_days_is_not(self):
        payment = self._pay_on("2026-03-04")
        self._judge("2026-03-04")
        self._bounce(payment)
        self.assertJudged("2026-05-10", "kept", 100)

    def test_a_promise_without_stored_rules_has_no_tolerance_and_asks_for_all(self):
        self.promise.flush_recordset()
        self.cr.execute(
            "UPDATE collection_promise SET tolerance_days = NULL, percent = NULL WHERE id = %s", [self.promise.id]
        )
        self.env.invalidate_all()
        self._pay_on("2026-03-04", 60)
        self.assertJudged("2026-03-10", "open", 60)
        self.assertJudged("2026-03-11", "partial", 60)

    # -- what follows

    def test_a_broken_promise_is_dunned_with_the_next_run(self):
        self.assertFalse(self._dunned("2026-03-12"))
        self._judge("2026-03-13")
        notices = self._dunned("2026-03-13")
        self.assertEqual((notices.partner_id, notices.line_ids.move_id), (self.customer, self.invoice))

    def test_who_answers_is_asked_to_call_the_customer(self):
        self._judge("2026-03-13")
        self.assertEqual(self._todos(self.promise), [("Promise broken: Bluebell Ltd", self.amy)])
        self.assertEqual(self.promise.sudo().activity_ids.date_deadline, self._date("2026-03-13"))

    def test_the_leader_is_asked_when_who_answers_has_left(self):
        self.amy.sudo().active = False
        self._judge("2026-03-13")
        self.assertEqual(self._todos(self.promise), [("Promise broken: Bluebell Ltd", self.lea)])

    def test_judging_twice_asks_once(self):
        self._judge("2026-03-13")
        self._judge("2026-03-13")
        self.assertEqual(len(self._todos(self.promise)), 1)

    # -- many

    def test_each_company_is_judged_by_its_own_day(self):
        other = self.setup_other_company()["company"]
        self._judge("2026-03-13", company=other)
        self.assertEqual(self.promise.state, "open")
        with freeze_time("2026-03-13 06:00:00"):
            self.env["collection.promise"].sudo()._cron_judge()
        self.assertEqual(self.promise.state, "broken")

    def test_a_colleague_of_another_company_sees_no_promise(self):
        other = self.setup_other_company()["company"]
        self.fay.sudo().write({"company_ids": [fields.Command.set(other.ids)], "company_id": other.id})
        promises = self.env["collection.promise"].with_user(self.fay).with_company(other)
        self.assertFalse(promises.search([("id", "=", self.promise.id)]))

    @mute_logger("odoo.addons.sales_collection.models.agreement.collection_promise_judge")
    def test_a_promise_that_cannot_be_judged_stops_no_other(self):
        second = self._promise(self._open(40), 40)
        bad, settle = self.promise, type(self.promise)._settle

        def fail(promise, *args):
            if promise.id == bad.id:
                raise ValueError("a bad record")
            return settle(promise, *args)

        with patch.object(type(self.promise), "_settle", fail):
            self._judge("2026-03-13")
        self.assertEqual((bad.state, second.state), ("open", "broken"))
        self._judge("2026-03-14")
        self.assertEqual(bad.state, "broken")

    def test_promises_that_stay_open_cost_no_queries(self):
        def queries():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._judge("2026-03-05")
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for _number in range(10):
            self._promise(self._open(40), 40)
        self.env.flush_all()
        self.assertEqual(queries(), few)
