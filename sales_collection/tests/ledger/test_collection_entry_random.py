from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from ..common import CollectionCommon

STEPS = (
    "invoice",
    "pay",
    "pay_many",
    "pay_short",
    "bank",
    "confirm",
    "credit",
    "refund",
    "unmatch",
    "cancel",
    "draft",
)
#: a step: what happens, an amount in cents, which of the candidates, on which day of the year
HISTORY = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(1, 99999), st.integers(0, 7), st.integers(0, 90)),
    min_size=5,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestCollectionEntryRandom(CollectionCommon):
    """Whatever happens to invoices and money, the ledger says what the books say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2026-02-01", 3.0)])
        cls.tax = cls.env["account.tax"].create({"name": "7 %", "amount": 7})
        cls.goods = cls.env["product.product"].create({"name": "Goods", "taxes_id": []})
        cls.expense = cls.company_data["default_account_expense"]
        cls.partners = [cls.customer, cls.env["res.partner"].create({"name": "Larkspur Ltd"})]
        cls.sellers = [cls.amy, cls.ben, cls.zoe]

    def test_any_history_keeps_the_ledger_equal_to_the_books(self):
        @settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # each try costs seconds, so a failing history is shown as it was found
            suppress_health_check=list(HealthCheck),
        )
        @given(HISTORY)
        def check(history):
            savepoint = self.env.cr.savepoint()
            try:
                self.invoices = self.env["account.move"]
                self.seen = {}
                self._step("invoice", 10000, 1, date(2026, 1, 1))
                for name, cents, pick, day in history:
                    self._step(name, cents, pick, date(2026, 1, 1) + timedelta(days=day))
                    self._assert_nothing_edited()
                self._assert_ledger_equals_books()
                self._assert_sums_agree()
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        check()

    # -- what can happen ---------------------------------------------------------------------------

    def _step(self, name, cents, pick, day):
        getattr(self, f"_step_{name}")(cents / 100, pick, day)

    def _pick(self, records, pick):
        return records[pick % len(records)] if records else records

    def _open(self):
        return self.invoices.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual > 0
        )

    def _step_invoice(self, amount, pick, day):
        self.invoices |= self._invoice(
            amount,
            date=day,
            partner=self.partners[pick % 2],
            user=self.sellers[pick % 3],
            taxes=self.tax if pick % 2 else None,
            currency_id=(self.gold if pick % 4 == 3 else self.currency).id,
            invoice_line_ids=[
                Command.create({"product_id": self.service.id, "price_unit": amount, "tax_ids": self.tax.ids}),
                Command.create({"product_id": self.goods.id, "price_unit": amount / 3, "tax_ids": []}),
            ],
        )

    def _step_pay(self, amount, pick, day):
        invoice = self._pick(self._open(), pick)
        if invoice:
            self._pay(invoice, min(amount, invoice.amount_residual), date=day, currency_id=invoice.currency_id.id)

    def _step_pay_many(self, _amount, pick, day):
        invoices = self._open().filtered(lambda move: move.partner_id == self.partners[pick % 2])
        invoices = invoices.filtered(lambda move: move.currency_id == self.currency)
        if invoices:
            self._pay(invoices, date=day)

    def _step_pay_short(self, amount, pick, day):
        invoice = self._pick(self._open().filtered(lambda move: move.currency_id == self.currency), pick)
        short = self.currency.round(invoice.amount_residual - min(amount, 5))
        if invoice and short > 0:
            self._pay(
                invoice,
                short,
                date=day,
                payment_difference_handling="reconcile",
                writeoff_account_id=self.expense.id,
            )

    def _step_bank(self, amount, pick, day):
        invoice = self._pick(self._open().filtered(lambda move: move.currency_id == self.currency), pick)
        if invoice:
            line = self._receivable(invoice).filtered(lambda item: not item.reconciled)[:1]
            self._match(self._bank_line(amount, date=day, partner=invoice.partner_id), line)

    def _step_confirm(self, _amount, pick, day):
        payments = self.invoices.matched_payment_ids.filtered(
            lambda payment: (
                payment.move_id.state == "posted" and not payment.is_matched and payment.currency_id == self.currency
            )
        )
        payment = self._pick(payments, pick)
        if payment:
            self._match(self._bank_line(payment.amount, date=day), payment._seek_for_lines()[0])

    def _step_credit(self, amount, pick, day):
        invoice = self._pick(self._open().filtered(lambda move: move.currency_id == self.currency), pick)
        if invoice:
            note = self._invoice(amount, date=day, partner=invoice.partner_id, move_type="out_refund")
            self.invoices |= note
            if pick % 2:
                lines = self._receivable(invoice) | self._receivable(note)
                lines.filtered(lambda item: not item.reconciled).reconcile()

    def _step_refund(self, _amount, pick, day):
        notes = self.invoices.filtered(lambda move: move.move_type == "out_refund" and move.amount_residual > 0)
        if notes:
            self._pay(self._pick(notes, pick), date=day)

    def _step_unmatch(self, _amount, pick, _day):
        partials = self._receivable(self.invoices).matched_credit_ids
        partials = partials.filtered(lambda partial: partial.credit_move_id.move_id.journal_id != self._exchange())
        if partials:
            self._pick(partials, pick).unlink()

    def _step_cancel(self, _amount, pick, _day):
        payments = self.invoices.matched_payment_ids.filtered(lambda payment: payment.move_id.state == "posted")
        if payments:
            payment = self._pick(payments, pick)
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_draft()
            payment.action_cancel()

    def _step_draft(self, _amount, pick, _day):
        payments = self.invoices.matched_payment_ids.filtered(lambda payment: payment.move_id.state == "posted")
        if payments:
            payment = self._pick(payments, pick)
            payment.action_draft()
            payment.action_post()

    def _exchange(self):
        return self.company.currency_exchange_journal_id

    # -- what has to hold --------------------------------------------------------------------------

    def _assert_nothing_edited(self):
        """Rows are only ever added; of the old ones only the bank date may have changed.

        Beside it, the link to a document disappears when somebody deletes that document.
        """
        fields = self.env["collection.entry"]._fields
        names = [name for name in fields if name not in ("bank_date", "display_name")]
        rows = {row["id"]: row for row in self.env["collection.entry"].search([]).read(names, load=None)}
        for row_id, old in self.seen.items():
            for name in names:
                if old[name] == rows[row_id][name]:
                    continue
                self.assertEqual((fields[name].type, rows[row_id][name]), ("many2one", False), name)
                self.assertFalse(self.env[fields[name].comodel_name].browse(old[name]).exists(), name)
        self.seen = rows

    def _assert_ledger_equals_books(self):
        for line in self._receivable(self.invoices):
            entries = self._entries(line)
            if line.move_id.move_type == "out_refund":
                continue
            self.assertAlmostEqual(sum(entries.mapped("amount")), line.balance - line.amount_residual, 2)
            self.assertAlmostEqual(
                sum(entries.filtered(lambda entry: entry.amount_currency).mapped("amount_currency")),
                line.amount_currency - line.amount_residual_currency,
                2,
            )

    def _assert_sums_agree(self):
        entries = self.env["collection.entry"]
        total = self.currency.round(sum(entries.search([]).mapped("amount")))
        for model, field in (
            ("collection.entry", "user_id"),
            ("collection.entry", "team_id"),
            ("collection.entry", "partner_id"),
            ("collection.report", "product_id"),
            ("collection.report", "user_id"),
        ):
            self.env.flush_all()
            groups = self.env[model]._read_group([], [field], ["amount:sum"])
            self.assertEqual(self.currency.round(sum(amount for _key, amount in groups)), total, f"{model} by {field}")
