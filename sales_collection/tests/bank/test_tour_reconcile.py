from odoo.tests import HttpCase, tagged

from .reconcile.reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestTourReconcile(ReconcileCommon, HttpCase):
    """Finance works a reconciliation off in the browser, by keyboard, to its signed end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fay.sudo().password = "fay-tour"
        cls.company.collection_policy_id.write(
            {"match_fee_limit": 5, "match_fee_account_id": cls.company_data["default_account_expense"].id}
        )
        cls.paid, cls.short = cls._invoice(500), cls._invoice(300)
        larkspur = cls.env["res.partner"].create({"name": "Larkspur Ltd"})
        cls.split = [cls._invoice(amount, partner=larkspur) for amount in (100, 50)]
        cls.sure = cls._bank_line(500, date="2026-02-03", payment_ref=f"Invoice {cls.paid.name}")
        cls.fee = cls._bank_line(295, date="2026-02-04", payment_ref="Transfer")
        cls.rest = cls._bank_line(150, date="2026-02-05", payment_ref="Two invoices", partner_id=False)
        cls.deposit = cls._bank_line(60, date="2026-02-02", payment_ref="Cash deposit", partner_id=False)
        cls.rent = cls._bank_line(77, date="2026-02-06", payment_ref="Rent", partner_id=False)

    def test_accept_the_sure_settle_a_difference_and_close(self):
        self.reconcile.action_propose()
        self.assertPlace(self.sure, "agreed proposed")
        self.assertPlace(self.fee, "differs proposed")
        self.start_tour("/odoo/collection-reconcile", "sales_collection_reconcile", login="fay")
        self.assertEqual((self.paid.amount_residual, self.short.amount_residual), (0, 0))
        self.assertEqual([invoice.amount_residual for invoice in self.split], [0, 0])
        self.assertPlace(self.rest, "agreed booked")
        self.assertPlace(self.rent, "not_ours marked")
        self.assertPlace(self.deposit, "not_ours elsewhere")
        self.assertEqual((self.reconcile.state, self.reconcile.closed_by_id), ("closed", self.fay))
        self.assertFalse(self.reconcile.changes)
