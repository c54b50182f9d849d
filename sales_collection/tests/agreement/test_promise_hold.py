from odoo.exceptions import AccessError
from odoo.tests import tagged

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestPromiseHold(AgreementCommon):
    """A promise keeps from dunning what it promises, and not for ever."""

    def test_a_promise_of_a_cent_holds_a_cent(self):
        invoice = self._open(100)
        self._promise(invoice, 0.01)
        self.assertEqual(self._dunned().line_ids.residual_currency, 99.99)

    def test_of_two_invoices_the_older_is_held_first(self):
        old, new = self._open(100), self._open(50, due="2026-02-10")
        promise = self._promise(old | new, 120)
        holds = self.env["collection.hold"].sudo().search([("promise_id", "=", promise.id)])
        self.assertEqual({hold.move_id: hold.amount for hold in holds}, {old: 100, new: 20})

    def test_the_policy_may_let_a_large_part_hold_all(self):
        self.policy.promise_cover_percent = 60
        self._promise(self._open(100), 60)
        self.assertFalse(self._dunned())

    def test_the_third_renewal_is_for_a_leader(self):
        invoice = self._open()
        for renewal in range(3):
            promise = self._promise(invoice)
            self.assertEqual(promise.renewal, renewal)
            promise.with_user(self.amy).action_cancel()
        with self.assertRaisesRegex(AccessError, "3 promises on these invoices were not kept"):
            self._promise(invoice)
        self.assertEqual(self._promise(invoice, user=self.lea).renewal, 3)
