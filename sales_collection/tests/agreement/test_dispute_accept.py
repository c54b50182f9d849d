from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestDisputeAccept(AgreementCommon):
    """The customer is right: finance makes a credit note of the disputed part, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls._tax(15)
        cls.included = cls._tax(15, price_include_override="tax_included")
        cls.reduced = cls._tax(7)

    @classmethod
    def _tax(cls, percent, **values):
        return cls.env["account.tax"].create(
            {"name": f"{percent} % {values}", "amount": percent, "type_tax_use": "sale", **values}
        )

    def _of_lines(self, *lines, **values):
        """Return an invoice of lines (price, taxes), due like the others."""
        return self._open(
            0,
            invoice_line_ids=[
                fields.Command.create(
                    {
                        "product_id": self.service.id,
                        "price_unit": price,
                        "tax_ids": [fields.Command.set(taxes.ids if taxes else [])],
                    }
                )
                for price, taxes in lines
            ],
            **values,
        )

    def _accept(self, invoice, amount=None, user=None):
        """Return the draft credit note of a dispute that Fay accepts."""
        dispute = self._dispute(invoice, amount)
        dispute.with_user(user or self.fay).action_accept()
        self.assertEqual(dispute.state, "accepted")
        return dispute.sudo().line_ids.credit_move_id

    def assertCredited(self, invoice, amount):
        """Check that a dispute about so much leads to a credit note of so much, which leaves the rest open."""
        open_before = invoice.amount_residual
        credit = self._accept(invoice, amount)
        self.assertRecordValues(
            credit,
            [
                {
                    "state": "draft",
                    "move_type": "out_refund",
                    "amount_total": amount,
                    "partner_id": invoice.partner_id.id,
                    "currency_id": invoice.currency_id.id,
                    "reversed_entry_id": invoice.id,
                }
            ],
        )
        credit.action_post()
        self.assertAlmostEqual(invoice.amount_residual, open_before - amount)
        self.assertEqual(credit.amount_residual, 0)
        return credit

    # -- amounts

    def test_a_part_without_tax(self):
        self.assertCredited(self._open(100), 40)

    def test_a_part_with_one_tax_takes_its_tax_back(self):
        credit = self.assertCredited(self._open(100, taxes=self.vat), 23)
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (20, 3))

    def test_odd_amounts_are_credited_to_the_cent(self):
        for amount in (33.33, 0.01, 0.07, 99.99, 57.49):
            self.assertCredited(self._open(100, taxes=self.vat), amount)

    def test_taxed_and_untaxed_lines_share_the_credit_as_they_share_the_total(self):
        credit = self.assertCredited(self._of_lines((100, self.vat), (85, None)), 100)  # 115 and 85 of 200
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (92.5, 7.5))

    def test_odd_amounts_of_several_taxes_are_credited_to_the_cent(self):
        for amount in (33.33, 0.01, 0.05, 101.01):
            self.assertCredited(self._of_lines((100, self.vat), (33.33, None), (49.99, self.reduced)), amount)

    def test_two_taxes_on_one_line(self):
        self.assertCredited(self._open(100, taxes=self.vat + self.reduced), 33.33)

    def test_tax_included_in_the_price(self):
        credit = self.assertCredited(self._open(115, taxes=self.included), 23)
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (20, 3))
        self.assertCredited(self._open(115, taxes=self.included), 33.33)

    def test_tax_included_and_tax_on_top_of_the_same_line(self):
        invoice = self._open(115, taxes=self.included + self.reduced)  # 100 and 15 and 7
        credit = self.assertCredited(invoice, 61)
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (50, 11))

    def test_an_invoice_with_a_discount_line(self):
        credit = self.assertCredited(self._of_lines((200, self.vat), (-100, self.vat)), 23)
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (20, 3))

    def test_a_discount_without_tax_on_a_taxed_invoice(self):
        self.assertCredited(self._of_lines((100, self.vat), (-15, None)), 50)

    def test_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0), ("2026-03-01", 4.0)])
        invoice = self._open(100, taxes=self.vat, currency_id=euro.id)
        self.assertCredited(invoice, 33.33)

    def test_all_of_an_invoice_is_reversed(self):
        invoice = self._of_lines((100, self.vat), (33.33, None))
        credit = self.assertCredited(invoice, invoice.amount_total)
        self.assertEqual(credit.invoice_line_ids.mapped("price_unit"), [100, 33.33])
        self.assertEqual(invoice.payment_state, "reversed")

    def test_each_invoice_of_a_dispute_gets_its_credit_note(self):
        invoices = self._open(100) + self._open(50)
        credits = self._accept(invoices, 40)
        self.assertEqual(credits.reversed_entry_id, invoices)
        self.assertEqual(credits.mapped("amount_total"), [40, 40])

    def test_the_disputed_part_is_credited_also_when_less_is_open_by_then(self):
        invoice = self._open(100)
        dispute = self._dispute(invoice, 60)
        self._pay(invoice, 70, date="2026-03-02")
        dispute.with_user(self.fay).action_accept()
        credit = dispute.sudo().line_ids.credit_move_id
        credit.action_post()
        self.assertEqual((invoice.amount_residual, credit.amount_total, credit.amount_residual), (0, 60, 30))

    def test_nothing_more_is_dunned_when_more_is_disputed_than_is_open(self):
        invoice = self._open(100)
        self._dispute(invoice, 60)
        self._pay(invoice, 70, date="2026-03-02")
        self.assertFalse(self._dunned())

    # -- the hold

    def test_the_hold_stays_until_the_credit_note_is_booked(self):
        invoice = self._open(100)
        credit = self._accept(invoice, 40)
        self.assertEqual(self._on_hold(invoice)[0], "dispute")
        self.assertEqual(self._dunned("2026-03-03").line_ids.mapped("residual_currency"), [60])
        credit.action_post()
        self.assertEqual((invoice.amount_residual, self._on_hold(invoice)[0]), (60, False))
        self.assertEqual(self._dunned("2026-03-04").line_ids.mapped("residual_currency"), [60])

    def test_a_deleted_credit_note_holds_nothing(self):
        invoice = self._open(100)
        self._accept(invoice, 40).with_user(self.fay).unlink()
        self.assertFalse(self._on_hold(invoice)[0])

    def test_a_cancelled_credit_note_holds_nothing(self):
        invoice = self._open(100)
        self._accept(invoice, 40).with_user(self.fay).button_cancel()
        self.assertFalse(self._on_hold(invoice)[0])

    def test_the_credit_note_of_one_dispute_leaves_the_others_hold(self):
        invoice = self._open(100)
        self._dispute(invoice, 10, reason="quality")
        self._accept(invoice, 40).action_post()
        self.assertEqual(self._dunned("2026-03-03").line_ids.mapped("residual_currency"), [50])

    def test_the_credit_note_of_one_invoice_leaves_the_hold_of_the_other(self):
        first, second = self._open(100), self._open(50)
        credits = self._accept(first + second, 40)
        credits.filtered(lambda credit: credit.reversed_entry_id == first).action_post()
        self.assertEqual((self._on_hold(first)[0], self._on_hold(second)[0]), (False, "dispute"))

    # -- who

    def test_only_finance_accepts(self):
        dispute = self._dispute(self._open())
        for user in (self.amy, self.ben, self.lea):
            with self.assertRaisesRegex(AccessError, "Only finance can accept"):
                dispute.with_user(user).action_accept()

    def test_whoever_opened_it_does_not_accept_it(self):
        dispute = self._dispute(self._open(), user=self.fay)
        with self.assertRaisesRegex(AccessError, "You opened this dispute"):
            dispute.action_accept()
        dispute.with_user(self.max).action_accept()
        self.assertEqual(dispute.state, "accepted")

    def test_accepting_opens_the_credit_note(self):
        dispute = self._dispute(self._open(100), 40)
        action = dispute.with_user(self.fay).action_accept()
        credit = dispute.with_user(self.fay).line_ids.credit_move_id
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", credit.id))
        self.assertIn(dispute.name, credit.ref)

    def test_an_opening_balance_is_corrected_in_accounting(self):
        entry = self._entry(100, self.company_data["default_account_revenue"])
        dispute = self._dispute(entry, 40, user=self.max)
        with self.assertRaisesRegex(UserError, "is not an invoice. Correct the entry in accounting"):
            dispute.with_user(self.fay).action_accept()
        self.assertEqual(dispute.state, "open")

    def test_projects_get_their_share_of_what_is_credited(self):
        plan = self.env["account.analytic.plan"].sudo().create({"name": "Projects"})
        north, south = (
            self.env["account.analytic.account"]
            .sudo()
            .create([{"name": name, "plan_id": plan.id, "company_id": self.company.id} for name in ("North", "South")])
        )
        invoice = self._of_lines((60, None), (40, None), post=False)
        for line, project in zip(invoice.invoice_line_ids, (north, south), strict=True):
            line.analytic_distribution = {str(project.id): 100}
        invoice.action_post()
        credited = self._accept(invoice, 50).invoice_line_ids
        self.assertEqual(
            {tuple(line.analytic_distribution): line.price_subtotal for line in credited},
            {(str(north.id),): 30, (str(south.id),): 20},
        )
