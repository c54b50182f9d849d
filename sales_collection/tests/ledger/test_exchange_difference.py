from odoo.tests import tagged

from ..incentive.incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestExchangeDifference(IncentiveCommon):
    """An invoice of 8,000 yuan is worth 1,000 when it is made; its money comes to 1,600, or to 800, on its day.

    What it was worth is what Amy has collected, whatever the market did in the meantime.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yuan = cls.setup_other_currency("CNY", rates=[("2016-01-01", 8.0)])
        cls.ledger = cls.env["collection.entry"]

    def _paid(self, rate, amount=None):
        """Return the payment, at this rate, of an invoice of 8,000 yuan, or of a part of it."""
        self.invoice = self._invoice(8000, date="2026-01-01", currency_id=self.yuan.id)
        self.yuan.rate_ids.create({"name": "2026-01-20", "rate": rate, "currency_id": self.yuan.id})
        return self._pay(self.invoice, amount, date="2026-01-20", currency_id=self.yuan.id)

    def _gain(self, amount=None):
        return self._paid(5.0, amount)

    def _loss(self, amount=None):
        return self._paid(10.0, amount)

    def assertLedger(self, cash, other):
        """Check what the ledger calls money and what it calls other."""
        self.env.flush_all()
        sums = dict(self.ledger._read_group([("partner_id", "=", self.customer.id)], ["kind"], ["amount:sum"]))
        self.assertEqual((sums.get("cash", 0), sums.get("other", 0)), (cash, other))

    # -- the ledger

    def test_a_gain_is_other(self):
        self._gain()
        self.assertLedger(1000, 600)

    def test_a_loss_is_other_below_zero(self):
        self._loss()
        self.assertLedger(1000, -200)

    def test_half_of_the_invoice_is_half_of_its_worth(self):
        self._gain(4000)
        self.assertLedger(500, 300)

    def test_half_of_the_invoice_at_a_loss(self):
        self._loss(4000)
        self.assertLedger(500, -100)

    def test_a_bank_line_is_money_at_the_invoice_s_rate_as_well(self):
        self.invoice = self._invoice(8000, date="2026-01-01", currency_id=self.yuan.id)
        self.yuan.rate_ids.create({"name": "2026-01-20", "rate": 10.0, "currency_id": self.yuan.id})
        line = self._bank_line(800, date="2026-01-20", foreign_currency_id=self.yuan.id, amount_currency=8000)
        self._match(line, self._receivable(self.invoice))
        self.assertLedger(1000, -200)
        self.assertTrue(all(self._entries(self.invoice).mapped("bank_date")))

    def test_the_bank_confirms_all_of_it(self):
        payment = self._loss()
        line = self._bank_line(800, date="2026-01-25", foreign_currency_id=self.yuan.id, amount_currency=8000)
        self._match(line, payment._seek_for_lines()[0])
        banked = self._entries(self.invoice).filtered(lambda row: row.kind == "cash" and row.bank_date)
        self.assertEqual(sum(banked.mapped("amount")), 1000)

    def test_a_credit_note_at_another_rate_takes_off_the_invoice_s_worth(self):
        self.invoice = self._invoice(8000, date="2026-01-01", currency_id=self.yuan.id)
        self.yuan.rate_ids.create({"name": "2026-01-20", "rate": 10.0, "currency_id": self.yuan.id})
        note = self._invoice(8000, date="2026-01-20", currency_id=self.yuan.id, move_type="out_refund")
        (self._receivable(self.invoice) | self._receivable(note)).reconcile()
        self.assertEqual(set(self._entries(self.invoice).mapped("kind")), {"credit_note"})
        self.assertEqual(sum(self._entries(self.invoice).mapped("amount")), 1000)
        self.assertLedger(0, -200)

    # -- undone, set to draft

    def test_undoing_a_gain_takes_both_back(self):
        self._gain()
        self._receivable(self.invoice).remove_move_reconcile()
        self.assertLedger(0, 0)

    def test_undoing_a_loss_takes_both_back(self):
        self._loss()
        self._receivable(self.invoice).remove_move_reconcile()
        self.assertLedger(0, 0)

    def test_nothing_is_collected_while_a_payment_with_a_gain_is_a_draft(self):
        payment = self._gain()
        payment.action_draft()
        self.assertLedger(0, 0)
        payment.action_post()
        self.assertLedger(1000, 600)

    def test_nothing_is_collected_while_a_payment_with_a_loss_is_a_draft(self):
        payment = self._loss()
        payment.action_draft()
        # Odoo's exchange entry stands: 200 of the invoice are booked as lost, 800 are open again
        self.assertLedger(0, 200)
        self.assertEqual(self._receivable(self.invoice).collection_open, 800)
        payment.action_post()
        self.assertLedger(1000, -200)

    def test_the_invoice_is_set_to_draft_and_posted_again(self):
        for rate, other in ((5.0, 600), (10.0, -200)):
            with self.subTest(rate=rate), self.env.cr.savepoint():
                self.env["res.currency.rate"].search([("name", "=", "2026-01-20")]).unlink()
                self._paid(rate)
                before = sum(self.ledger.search([]).mapped("amount"))
                self.invoice.button_draft()
                self.invoice.action_post()
                self.assertEqual(sum(self.ledger.search([]).mapped("amount")), before)
                self.assertEqual(sum(self._entries(self.invoice).mapped("amount")), 1000, other)

    def test_history_is_filled_by_the_same_rule(self):
        self._gain()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM collection_entry")
        self.env.invalidate_all()
        self.ledger._backfill()
        self.assertLedger(1000, 600)

    # -- the figures

    def test_a_target_counts_what_the_invoice_was_worth(self):
        for pay in (self._gain, self._loss):
            with self.subTest(pay=pay.__name__):
                savepoint = self.env.cr.savepoint()
                pay()
                attained = self.env["collection.target"]._attained(self.amy, "2026-01-01", "2026-01-31", self.company)
                self.assertEqual(attained[self.amy.id]["amount"][1], 1000)
                self.env.invalidate_all()
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_an_incentive_is_on_what_the_invoice_was_worth(self):
        plan = self._plan(self._rate(10))
        self._gain()
        self._compute(plan)
        self.assertEqual(self._statement().amount_total, 100)

    def test_an_incentive_on_a_loss(self):
        plan = self._plan(self._rate(10))
        self._loss()
        self._compute(plan)
        self.assertEqual(self._statement().amount_total, 100)

    def test_the_report_by_product_gives_the_product_what_it_was_worth(self):
        self._loss()
        self.env.flush_all()
        report = self.env["collection.report"]
        sums = dict(report._read_group([("partner_id", "=", self.customer.id)], ["product_id"], ["amount:sum"]))
        self.assertEqual((sums[self.service], sums[self.env["product.product"]]), (1000, -200))

    def test_nobody_is_judged_by_the_market(self):
        self._gain()
        difference = self.ledger.search([("kind", "=", "other")])
        self.assertEqual((difference.date_due, difference.lateness, difference.user_id), (False, False, self.amy))
