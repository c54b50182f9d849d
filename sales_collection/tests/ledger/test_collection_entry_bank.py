from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestCollectionEntryBank(CollectionCommon):
    """The bank date: when the bank confirmed the money."""

    def _outstanding(self, payment):
        return payment._seek_for_lines()[0]

    def test_a_payment_is_in_transit_until_the_bank_line_comes(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice, date="2026-01-31")
        self.assertFalse(self._entries(invoice).bank_date)
        self._match(self._bank_line(1000, date="2026-02-02"), self._outstanding(payment))
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-02")

    def test_half_of_a_payment_at_the_bank_confirms_nothing_yet(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        self._match(self._bank_line(600, date="2026-02-02"), self._outstanding(payment))
        self.assertFalse(self._entries(invoice).bank_date)
        self._match(self._bank_line(400, date="2026-02-05"), self._outstanding(payment))
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-02-05")

    def test_undoing_the_bank_line_puts_the_money_back_in_transit(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        bank_line = self._bank_line(1000)
        self._match(bank_line, self._outstanding(payment))
        bank_line.action_undo_reconciliation()
        self.assertCollected(invoice, [("cash", 1000)])
        self.assertFalse(self._entries(invoice).bank_date)

    def test_one_bank_line_confirms_all_invoices_of_its_payment(self):
        invoices = self._invoice(300) | self._invoice(700)
        payment = self._pay(invoices)
        self._match(self._bank_line(1000, date="2026-02-02"), self._outstanding(payment))
        self.assertEqual({str(day) for day in self._entries(invoices).mapped("bank_date")}, {"2026-02-02"})

    def test_a_bank_line_matched_with_the_invoice_itself_is_confirmed_money(self):
        invoice = self._invoice(1000)
        bank_line = self._bank_line(1000, date="2026-02-02")
        self._match(bank_line, self._receivable(invoice))
        self.assertCollected(invoice, [("cash", 1000)])
        entry = self._entries(invoice)
        self.assertEqual((str(entry.bank_date), entry.statement_line_id), ("2026-02-02", bank_line))

    def test_undoing_such_a_bank_line_takes_money_and_confirmation_back(self):
        invoice = self._invoice(1000)
        bank_line = self._bank_line(1000)
        self._match(bank_line, self._receivable(invoice))
        bank_line.action_undo_reconciliation()
        self.assertCollected(invoice, [("cash", 1000), ("cash", -1000)])
        self.assertFalse(any(self._entries(invoice).mapped("bank_date")))

    def test_a_bank_line_of_less_than_the_invoice_collects_what_it_brought(self):
        invoice = self._invoice(1000)
        self._match(self._bank_line(400), self._receivable(invoice))
        self.assertCollected(invoice, [("cash", 400)])

    def test_a_bank_line_of_more_than_the_invoice_collects_the_invoice(self):
        invoice = self._invoice(1000)
        self._match(self._bank_line(1500), self._receivable(invoice))
        self.assertCollected(invoice, [("cash", 1000)])

    def test_a_bank_fee_taken_from_the_money_is_a_write_off(self):
        invoice = self._invoice(1000)
        bank_line = self._bank_line(985)
        receivable = self._receivable(invoice)
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        common = {"partner_id": self.customer.id, "currency_id": self.currency.id}
        bank_line.move_id.with_context(skip_readonly_check=True, force_delete=True).write(
            {
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            **common,
                            "account_id": receivable.account_id.id,
                            "amount_currency": -1000,
                            "balance": -1000,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            **common,
                            "account_id": self.company_data["default_account_expense"].id,
                            "amount_currency": 15,
                            "balance": 15,
                        },
                    ),
                    (2, suspense.id),
                ]
            }
        )
        own = bank_line.move_id.line_ids.filtered(lambda line: line.account_id == receivable.account_id)
        (own | receivable).reconcile()
        self.assertCollected(invoice, [("cash", 985), ("write_off", 15)])

    def test_a_payment_booked_on_the_bank_account_itself_needs_no_bank_line(self):
        method = self.journal.inbound_payment_method_line_ids[:1]
        method.payment_account_id = self.journal.default_account_id
        invoice = self._invoice(1000)
        payment = self._pay(invoice, date="2026-01-31", payment_method_line_id=method.id)
        self.assertTrue(payment.is_matched)
        self.assertEqual(str(self._entries(invoice).bank_date), "2026-01-31")

    def test_money_moved_to_another_invoice_stays_confirmed(self):
        first, second = self._invoice(1000), self._invoice(1000)
        payment = self._pay(first)
        self._match(self._bank_line(1000, date="2026-02-02"), self._outstanding(payment))
        self._receivable(first).remove_move_reconcile()
        (self._receivable(second) | self._receivable(payment.move_id)).reconcile()
        confirmed = self._entries(first | second).filtered("bank_date")
        self.assertEqual(sum(confirmed.mapped("amount")), 1000)
        self.assertEqual(str(self._entries(second).bank_date), "2026-02-02")

    def test_confirmed_and_transit_money_each_net_to_zero_after_a_bounce(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        bank_line = self._bank_line(1000)
        self._match(bank_line, self._outstanding(payment))
        self._receivable(invoice).remove_move_reconcile()
        bank_line.action_undo_reconciliation()
        entries = self._entries(invoice)
        for confirmed in (True, False):
            part = entries.filtered(lambda entry, wanted=confirmed: bool(entry.bank_date) == wanted)
            self.assertEqual(sum(part.mapped("amount")), 0)

    def test_a_payment_without_an_entry_is_collected_by_its_bank_line(self):
        invoice = self._invoice(1000)
        payment = self._pay(invoice)
        payment.action_draft()
        payment.move_id.line_ids.remove_move_reconcile()
        # As with Odoo Enterprise: a payment without an outstanding account has no entry of its own.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_payment SET move_id = NULL, outstanding_account_id = NULL, state = 'in_process'"
            " WHERE id = %s",
            [payment.id],
        )
        self.env.invalidate_all()
        self._match(self._bank_line(1000, date="2026-02-02"), self._receivable(invoice))
        entry = self._entries(invoice)[-1]
        self.assertEqual((entry.payment_id, str(entry.bank_date)), (payment, "2026-02-02"))
