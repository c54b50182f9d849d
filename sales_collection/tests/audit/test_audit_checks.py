from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestAuditChecks(AuditCommon):
    """Each check finds what it is about, and nothing in what is in order."""

    # -- claims ------------------------------------------------------------------------------------

    def test_claims_in_order_give_no_finding(self):
        self._claim(100, "2026-01-05")
        self._claim(200, "2026-01-06", cash=True)
        self.assertFound({})

    def test_a_claim_four_days_after_the_payment_is_late(self):
        self._claim(100, "2026-01-05", submitted=3, banked=4)
        late = self._claim(200, "2026-01-05", submitted=4, banked=5)
        finding = self.assertFound({"late_claim": [200]})
        self.assertEqual(finding.receipt_ids, late)
        self.assertEqual(finding.user_id, self.amy)
        self.assertIn("4 days after the customer paid", finding.text)

    def test_a_claim_by_somebody_who_does_not_answer_for_the_invoice_is_found(self):
        invoice = self._invoice(100, date="2026-01-05", user=self.amy)
        receipt = self._claim(100, "2026-01-05", invoice=invoice, user=self.fay, banked=None)
        self._confirm_as_max(receipt)
        finding = self.assertFound({"not_responsible": [100], "late_bank": [100]})
        self.assertIn("Amy is responsible", " ".join(finding.mapped("text")))

    def _confirm_as_max(self, receipt):
        with freeze_time("2026-01-07 12:00:00"):
            receipt.with_user(self.max).action_confirm()

    def test_a_leader_may_claim_what_his_team_answers_for(self):
        invoice = self._invoice(100, date="2026-01-05", user=self.amy)
        self._claim(100, "2026-01-05", invoice=invoice, user=self.lea)
        self.assertFound({})

    def test_a_receipt_cancelled_after_confirmation_is_explained_by_whoever_cancelled_it(self):
        receipt = self._claim(100, "2026-01-05")
        with freeze_time("2026-01-20 12:00:00"):
            receipt.with_user(self.max).action_cancel()
        finding = self.assertFound({"cancelled_after": [100]})
        self.assertEqual((finding.user_id, finding.explainer_id), (self.amy, self.max))

    def test_a_receipt_cancelled_before_confirmation_is_no_finding(self):
        receipt = self._claim(100, "2026-01-05", banked=None)
        with freeze_time("2026-01-08 12:00:00"):
            receipt.with_user(self.amy).action_cancel()
        self.assertFound({})

    def test_a_round_sum_at_the_end_of_the_month_is_found_unless_it_is_what_was_due(self):
        self._claim(2000, "2026-01-31", submitted=0, banked=0)
        invoice = self._invoice(2500, date="2026-01-30", due="2026-03-30")
        self._claim(1000, "2026-01-30", submitted=0, banked=1, invoice=invoice)
        self._claim(3000, "2026-01-15", invoice=self._invoice(3500, date="2026-01-15", due="2026-03-30"))
        self.assertFound({"round_month_end": [1000]})

    def test_a_part_of_an_invoice_whose_rest_is_long_due_is_found(self):
        invoice = self._invoice(500, date="2026-01-05")
        self._claim(470, "2026-01-05", invoice=invoice)
        self.assertFound({"amount_invoice": [30]})

    def test_a_rest_that_was_paid_later_or_asked_for_or_is_disputed_is_no_finding(self):
        paid = self._invoice(500, date="2026-01-05")
        self._claim(470, "2026-01-05", invoice=paid)
        self._claim(30, "2026-01-20", invoice=paid, reference="The rest")
        disputed = self._invoice(500, date="2026-01-05")
        self._claim(470, "2026-01-05", invoice=disputed)
        self.env["collection.hold"].sudo()._stop(self._receivable(disputed), "manual", note="They look into it")
        reminded = self._invoice(500, date="2026-01-05")
        self._claim(470, "2026-01-05", invoice=reminded)
        self._receivable(reminded).sudo().collection_level_id = self.company.collection_policy_id.level_ids[0]
        self.assertFound({})

    def test_a_deposit_that_is_not_what_the_order_plans_is_found(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "order_line": [Command.create({"product_id": self.service.id, "price_unit": 1000})],
            }
        )
        order.action_confirm()
        plan = order.collection_schedule_line_ids
        plan.write({"milestone": "date", "date_planned": "2026-01-05"})
        line = {"order_id": order.id, "schedule_line_id": plan.id, "amount": 900}
        with freeze_time("2026-01-06 09:00:00"):
            receipt = self._receipt(900, date="2026-01-05", line_ids=[Command.create(line)], submit=True)
        self._confirm(receipt, "2026-01-07")
        self._to_bank(receipt, "2026-01-07")
        finding = self.assertFound({"amount_contract": [100]})
        self.assertIn(order.name, finding.text)

    # -- arrival -----------------------------------------------------------------------------------

    def test_money_that_is_not_at_the_bank_within_the_days_of_the_policy_is_found(self):
        self._claim(100, "2026-01-05", banked=5)
        self._claim(200, "2026-01-05", banked=6)
        self._claim(300, "2026-01-05", banked=None)
        self.assertFound({"late_bank": [200, 300]})

    def test_the_policy_of_the_customer_says_how_many_days(self):
        policy = self.company.collection_policy_id.copy({"receipt_days": 10})
        self.customer.with_company(self.company).collection_policy_id = policy
        self._claim(100, "2026-01-05", banked=10)
        self._claim(200, "2026-01-05", banked=11)
        self.assertFound({"late_bank": [200]})

    def test_money_whose_days_are_not_over_yet_is_no_finding(self):
        self._claim(300, "2026-01-29", banked=None)
        self.assertFound({})

    def test_a_claim_of_the_month_before_that_is_still_out_is_found(self):
        self._claim(300, "2025-12-29", banked=None)
        self.assertFound({"late_bank": [300]})

    def test_the_bank_brought_less_than_was_claimed(self):
        receipt = self._claim(300, "2026-01-05", banked=None)
        self._confirm(receipt, "2026-01-07")
        self._to_bank(receipt, "2026-01-07", amount=280)
        finding = self.assertFound({"amount_bank": [20], "late_bank": [300]})
        self.assertTrue(any("bank lines amount to" in text and "280" in text for text in finding.mapped("text")))

    def test_cash_kept_longer_than_allowed_is_found(self):
        self._claim(100, "2026-01-05", cash=True, banked=3)
        self._claim(200, "2026-01-05", cash=True, banked=4)
        self._claim(300, "2026-01-30", cash=True, banked=None)
        self.assertFound({"cash_days": [200]})

    def test_more_cash_than_allowed_is_one_finding_with_its_peak(self):
        self.company.collection_audit_cash_amount = 500
        self._claim(400, "2026-01-05", cash=True)
        self._claim(300, "2026-01-06", cash=True)
        self._claim(300, "2026-01-20", cash=True)
        self._claim(900, "2026-01-25", cash=True, user=self.ben)
        finding = self.assertFound({"cash_amount": [700, 900]})
        receipts = finding.filtered(lambda row: row.user_id == self.amy).receipt_ids
        self.assertEqual(sorted(receipts.mapped("amount")), [300, 400])

    def test_cash_booked_straight_into_the_box_is_there_when_finance_confirms_it(self):
        self.cash_journal.inbound_payment_method_line_ids.payment_account_id = self.cash_journal.default_account_id
        in_time = self._claim(100, "2026-01-05", cash=True, banked=None)
        self._confirm(in_time, "2026-01-08")
        late = self._claim(200, "2026-01-05", cash=True, banked=None)
        self._confirm(late, "2026-01-09")
        self.assertFound({"cash_days": [200]})

    # -- numbers -----------------------------------------------------------------------------------

    def _lose(self, receipt):
        """Delete a receipt behind the addon's back."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM collection_receipt_line WHERE receipt_id = %s", [receipt.id])
        self.env.cr.execute("DELETE FROM collection_receipt WHERE id = %s", [receipt.id])
        self.env.invalidate_all()

    def test_a_missing_number_is_found_and_is_finance_s_to_explain(self):
        self.company.collection_finance_id = self.fay
        self._claim(100, "2026-01-05")
        self._lose(self._claim(200, "2026-01-06", banked=None))
        self._claim(300, "2026-01-07")
        finding = self.assertFound({"number_gap": [0]})
        self.assertFalse(finding.user_id)
        self.assertEqual(finding.explainer_id, self.fay)
        self.assertEqual(sorted(finding.receipt_ids.mapped("amount")), [100, 300])

    def test_missing_numbers_at_the_end_are_found(self):
        self._claim(100, "2026-01-05")
        self._lose(self._claim(200, "2026-01-06", banked=None))
        self.assertIn("1 receipt numbers are missing", self.assertFound({"number_gap": [0]}).text)

    def test_numbers_go_on_over_the_years(self):
        self._claim(100, "2025-12-31", submitted=1, banked=2)
        self._claim(100, "2026-01-02", submitted=0, banked=1)
        self._claim(100, "2025-12-31", submitted=3, banked=3)
        self.assertFound({})

    def test_the_same_reference_of_two_customers_is_found_once(self):
        self._claim(100, "2026-01-05", reference="TT-2026 / 77")
        second = self._claim(100, "2026-01-08", reference="tt2026/77", partner=self.other)
        finding = self.assertFound({"duplicate": [100]})
        self.assertEqual(finding.partner_id, self.other)
        self.assertEqual(len(finding.receipt_ids), 2)
        self.assertIn(second.name, finding.text)
