from freezegun import freeze_time

from odoo.tests import tagged

from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestAuditAllocations(AuditCommon):
    """Checks of what was done to collected money afterwards, what was given up, and who paid."""

    # -- allocations -------------------------------------------------------------------------------

    def test_money_moved_to_another_invoice_afterwards_is_found(self):
        receipt = self._claim(100, "2026-01-05")
        invoice = self._invoice(100, date="2026-01-05")
        with freeze_time("2026-01-20 12:00:00"):
            item = self._receivable(receipt.line_ids.move_line_id.move_id)
            item.remove_move_reconcile()
            part = receipt.payment_id.move_id.line_ids.filtered(lambda line: line.account_id == item.account_id)
            (part | self._receivable(invoice)).reconcile()
        finding = self.assertFound({"allocation_changed": [100]})
        self.assertIn(invoice.name, finding.text)
        self.assertEqual(finding.actor_id, self.env.user)

    def test_money_that_pays_the_same_invoice_again_is_no_finding(self):
        receipt = self._claim(100, "2026-01-05")
        with freeze_time("2026-01-20 12:00:00"):
            item = receipt.line_ids.move_line_id
            item.remove_move_reconcile()
            part = receipt.payment_id.move_id.line_ids.filtered(lambda line: line.account_id == item.account_id)
            (part | item).reconcile()
        self.assertFound({})

    def _write_off(self, invoice, amount, user, date="2026-01-20"):
        """Pay an invoice less that amount, which is written off, by this user."""
        wizard = (
            self.env["account.payment.register"]
            .with_user(user)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "payment_date": date,
                    "journal_id": self.journal.id,
                    "amount": invoice.amount_residual - amount,
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self.company_data["default_account_expense"].id,
                }
            )
        )
        return wizard._create_payments()

    def test_a_write_off_is_found_unless_a_manager_booked_it(self):
        self._write_off(self._invoice(100, date="2026-01-05"), 10, self.fay)
        self._write_off(self._invoice(100, date="2026-01-05"), 20, self.max)
        finding = self.assertFound({"write_off": [10]})
        self.assertEqual(finding.actor_id, self.fay)

    def test_a_write_off_up_to_the_free_amount_is_no_finding(self):
        self.company.collection_audit_write_off_amount = 10
        self._write_off(self._invoice(100, date="2026-01-05"), 10, self.fay)
        self._write_off(self._invoice(100, date="2026-01-05"), 11, self.fay)
        self.assertFound({"write_off": [11]})

    def test_a_manager_does_not_approve_write_offs_of_his_own_customers(self):
        self._write_off(self._invoice(100, date="2026-01-05", user=self.max), 20, self.max)
        lent = self._invoice(100, date="2026-01-05", user=self.max)
        self.env.flush_all()
        lent.with_user(self.max).collection_user_id = self.amy
        self._write_off(lent, 30, self.max)
        self.assertFound({"write_off": [20, 30]})

    # -- payers ------------------------------------------------------------------------------------

    def _settle(self, payment, invoice, date):
        """Use a customer's open payment for an invoice of another."""
        part = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        with freeze_time(f"{date} 12:00:00"):
            (part | self._receivable(invoice)).reconcile()

    def _open_payment(self, partner, amount, date):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "amount": amount,
                "date": date,
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()
        return payment

    def test_a_payment_used_for_another_customer_s_invoice_is_found(self):
        invoice = self._invoice(100, date="2026-01-05")
        self._settle(self._open_payment(self.other, 100, "2026-01-10"), invoice, "2026-01-10")
        finding = self.assertFound({"diverted": [100]})
        self.assertEqual(finding.partner_id, self.customer)
        self.assertIn("Larkspur Ltd", finding.text)

    def test_payments_passed_on_from_customer_to_customer_are_one_lapping(self):
        first = self._invoice(100, date="2026-01-05")
        second = self._invoice(100, date="2026-01-05", partner=self.other)
        self._settle(self._open_payment(self.other, 100, "2026-01-10"), first, "2026-01-10")
        self._settle(self._open_payment(self.third, 100, "2026-01-20"), second, "2026-01-20")
        finding = self.assertFound({"diverted": [100, 100], "lapping": [100]})
        lapping = finding.filtered(lambda row: row.check_id.code == "lapping")
        self.assertIn("Larkspur Ltd → Bluebell Ltd, Tansy Ltd → Larkspur Ltd", lapping.text)
        self.assertEqual(len(lapping.entry_ids), 2)

    def test_lapping_is_followed_back_into_earlier_months(self):
        first = self._invoice(100, date="2025-12-05")
        second = self._invoice(100, date="2025-12-05", partner=self.other)
        self._settle(self._open_payment(self.other, 100, "2025-12-10"), first, "2025-12-10")
        self._settle(self._open_payment(self.third, 100, "2026-01-20"), second, "2026-01-20")
        self.assertFound({"diverted": [100], "lapping": [100]})

    def _account(self, partner, number):
        return self.env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": number})

    def test_money_from_another_customer_s_bank_account_is_found(self):
        self._account(self.customer, "DE 11")
        self._account(self.other, "DE 22")
        for number in ("DE11", "DE-22"):
            receipt = self._claim(100, "2026-01-05", banked=None)
            self._confirm(receipt, "2026-01-07")
            self._to_bank(receipt, "2026-01-07", account_number=number)
        finding = self.assertFound({"payer_account": [100]})
        self.assertIn("Larkspur Ltd", finding.text)

    def test_an_unknown_account_tells_only_if_the_customer_has_known_ones(self):
        self._account(self.other, "DE 22")
        for partner in (self.customer, self.other):
            receipt = self._claim(100, "2026-01-05", banked=None, partner=partner)
            self._confirm(receipt, "2026-01-07")
            self._to_bank(receipt, "2026-01-07", account_number="FR 33")
        self.assertEqual(self.assertFound({"payer_account": [100]}).partner_id, self.other)
