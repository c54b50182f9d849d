from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionReceiptAccess(CollectionCommon):
    """Four eyes: whoever claims money never confirms it, by no path."""

    def test_a_salesperson_does_not_confirm_or_reject(self):
        receipt = self._receipt(100, submit=True)
        for user in (self.amy, self.ben, self.lea):
            with self.assertRaises(AccessError):
                receipt.with_user(user).action_confirm()
            with self.assertRaises(AccessError):
                receipt.with_user(user)._reject("No")

    def test_nobody_confirms_his_own_claim_not_even_a_manager(self):
        for user in (self.fay, self.max):
            receipt = self._receipt(100, user=user, reference=user.name, submit=True)
            with self.assertRaisesRegex(AccessError, "You claimed receipt"):
                receipt.with_user(user).action_confirm()
            self.assertFalse(receipt.with_user(user).can_confirm)

    def test_nobody_confirms_what_he_entered_for_a_colleague(self):
        receipt = self._receipt(100, user=self.fay, user_id=self.amy.id, submit=True)
        with self.assertRaises(AccessError):
            receipt.with_user(self.fay).action_confirm()
        receipt.with_user(self.max).action_confirm()
        self.assertEqual(receipt.state, "confirmed")

    def test_superuser_rights_do_not_replace_the_second_pair_of_eyes(self):
        receipt = self._receipt(100, user=self.max, submit=True)
        with self.assertRaises(AccessError):
            receipt.with_user(self.max).sudo().action_confirm()

    def test_nobody_writes_the_state_past_the_buttons(self):
        receipt = self._receipt(100, submit=True)
        for user in (self.amy, self.fay, self.max):
            for vals in ({"state": "confirmed"}, {"confirmed_by_id": user.id}, {"payment_id": False}, {"name": "X"}):
                with self.assertRaisesRegex(UserError, "Use the buttons"):
                    receipt.with_user(user).write(vals)
        for user in (self.amy, self.fay):
            with self.assertRaisesRegex(UserError, "must be a draft"):
                self._receipt(100, user=user, state="confirmed")

    def test_no_default_of_a_client_makes_a_receipt_that_nobody_confirmed(self):
        defaults = {"state": "confirmed", "name": "RC/0", "confirmed_by_id": self.max.id}
        receipts = self.env["collection.receipt"].with_context(
            **{f"default_{name}": value for name, value in defaults.items()}
        )
        values = {"partner_id": self.customer.id, "amount": 100, "journal_id": self.journal.id}
        values["method_id"] = self.env.ref("sales_collection.collection_receipt_method_bank").id
        receipt = receipts.with_user(self.amy).with_company(self.company).create(values)
        self.assertEqual((receipt.state, receipt.name), ("draft", False))
        self.assertFalse(receipt.confirmed_by_id)

    def test_finance_and_managers_do_not_change_a_colleague_s_draft(self):
        receipt = self._receipt(100, self._invoice(100))
        for user in (self.fay, self.max):
            with self.assertRaisesRegex(AccessError, "Only Amy can change"):
                receipt.with_user(user).amount = 50
            with self.assertRaisesRegex(AccessError, "Only Amy can change"):
                receipt.line_ids.with_user(user).amount = 50
            with self.assertRaisesRegex(AccessError, "Only Amy can change"):
                receipt.line_ids.with_user(user).unlink()
            with self.assertRaisesRegex(AccessError, "Only Amy can change"):
                receipt.with_user(user).action_submit()

    def test_finance_may_claim_for_a_colleague_and_correct_that_draft(self):
        receipt = self._receipt(100, user=self.fay, user_id=self.amy.id)
        receipt.with_user(self.fay).amount = 90
        receipt.with_user(self.amy).amount = 80
        receipt.with_user(self.amy).action_submit()
        with self.assertRaises(AccessError):
            receipt.with_user(self.fay).action_confirm()

    def test_whoever_claimed_does_not_cancel_the_confirmed_payment_behind_the_receipt(self):
        receipt = self._receipt(100, user=self.fay, submit=True)
        receipt.with_user(self.max).action_confirm()
        payment = receipt.sudo().payment_id.with_user(self.fay)
        with self.assertRaisesRegex(AccessError, "(You claimed|own collections)"):
            payment.action_cancel()
        with self.assertRaisesRegex(AccessError, "(You claimed|own collections)"):
            payment.move_id.button_cancel()
        self.assertEqual(receipt.state, "confirmed")

    def test_a_salesperson_claims_only_in_his_own_name(self):
        with self.assertRaises(AccessError):
            self._receipt(100, user=self.amy, user_id=self.ben.id)
        receipt = self._receipt(100)
        with self.assertRaisesRegex(AccessError, "(You claimed|own collections)"):
            receipt.user_id = self.ben

    def test_a_salesperson_sees_only_his_own_receipts(self):
        receipt = self._receipt(100, submit=True)
        receipts = self.env["collection.receipt"]
        self.assertEqual(receipts.with_user(self.amy).search([]), receipt.with_user(self.amy))
        self.assertFalse(receipts.with_user(self.ben).search([]))
        with self.assertRaises(AccessError):
            receipt.with_user(self.ben).read(["amount"])

    def test_a_leader_reads_the_team_s_receipts_and_changes_none(self):
        receipt = self._receipt(100)
        self.assertEqual(receipt.with_user(self.lea).amount, 100)
        with self.assertRaises(AccessError):
            receipt.with_user(self.lea).amount = 50
        with self.assertRaises(AccessError):
            receipt.with_user(self.lea).action_submit()

    def test_a_salesperson_does_not_claim_on_what_he_does_not_answer_for(self):
        item = self._receivable(self._invoice(100, user=self.zoe))
        with self.assertRaisesRegex(AccessError, "no access to the record"):
            self._receipt(100, line_ids=[Command.create({"move_line_id": item.id, "amount": 100})])
        receipt = self._receipt(100)
        receipt.action_suggest_lines()
        self.assertFalse(receipt.line_ids)

    def test_a_salesperson_changes_no_claim_on_what_he_does_not_answer_for_any_more(self):
        invoice = self._invoice(100)
        receipt = self._receipt(100, invoice)
        invoice.sudo().write({"collection_user_id": self.zoe.id, "invoice_user_id": self.zoe.id})
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "not responsible for this"):
            receipt.line_ids.amount = 50

    def test_a_salesperson_does_not_cancel_another_s_or_a_confirmed_receipt(self):
        receipt = self._receipt(100, submit=True)
        with self.assertRaises(AccessError):
            receipt.with_user(self.ben).action_cancel()
        receipt.with_user(self.fay).action_confirm()
        with self.assertRaises(AccessError):
            receipt.with_user(self.amy).action_cancel()

    def test_finance_places_the_money_and_the_claimer_does_not(self):
        receipt = self._receipt(100, submit=True)
        cash_box = self.company_data["default_journal_cash"]
        receipt.with_user(self.fay).journal_id = cash_box
        self.assertEqual(receipt.journal_id, cash_box)
        with self.assertRaisesRegex(UserError, "Only finance"):
            receipt.with_user(self.amy).journal_id = self.journal

    def test_only_a_manager_makes_methods(self):
        for user in (self.amy, self.lea, self.fay):
            with self.assertRaises(AccessError):
                self.env["collection.receipt.method"].with_user(user).create({"name": "Barter"})
        self.assertTrue(self.env["collection.receipt.method"].with_user(self.max).create({"name": "Barter"}))

    def test_a_receipt_somebody_else_is_deciding_on_is_told(self):
        receipt = self._receipt(100, submit=True)

        def busy(_records, **_options):
            raise LockError("busy")

        self.patch(type(receipt), "lock_for_update", busy)
        with self.assertRaisesRegex(UserError, "Another user is deciding"):
            receipt.with_user(self.fay).action_confirm()

    def test_another_company_s_receipts_stay_there(self):
        receipt = self._receipt(100, submit=True)
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        receipt.sudo()._write({"company_id": other.id})
        self.env.invalidate_all()
        for user in (self.amy, self.fay, self.max):
            self.assertFalse(self.env["collection.receipt"].with_user(user).search([("id", "=", receipt.id)]))
