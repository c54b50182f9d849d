import random

from odoo.tests import tagged

from .reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestReconcileGroups(ReconcileCommon):
    """Which bank line belongs to which group, and that the groups add up to the statement."""

    def test_a_line_that_nobody_knows_is_unclaimed(self):
        line = self._bank_line(100, date="2026-02-05")
        self.assertPlace(line, "unclaimed open")
        self.assertEqual(self._sums(), {"unclaimed": 100})

    def test_a_line_that_paid_an_invoice_to_the_cent_agrees(self):
        line = self._bank_line(100, date="2026-02-05")
        self._match(line, self._receivable(self._invoice(100)))
        self.assertPlace(line, "agreed booked")

    def test_a_line_that_paid_a_part_of_an_invoice_agrees_and_the_rest_stays_open(self):
        line = self._bank_line(60, date="2026-02-05")
        item = self._receivable(self._invoice(100))
        self._match(line, item)
        self.assertPlace(line, "agreed booked")
        self.assertEqual(item.amount_residual, 40)

    def test_a_line_with_more_than_the_invoice_differs(self):
        line = self._bank_line(120, date="2026-02-05")
        self._match(line, self._receivable(self._invoice(100)))
        self.assertPlace(line, "differs booked")

    def test_a_line_that_brought_a_payment_agrees(self):
        payment = self._pay(self._invoice(100))
        self.assertEqual(self._sums(), {"claimed": 100})
        line = self._bank_line(100, date="2026-02-05")
        self._match(line, payment._seek_for_lines()[0])
        self.assertPlace(line, "agreed booked")
        self.assertEqual(self._sums(), {"agreed": 100})

    def test_a_line_whose_match_was_undone_elsewhere_is_unclaimed_again(self):
        line = self._bank_line(100, date="2026-02-05")
        item = self._receivable(self._invoice(100))
        self._match(line, item)
        item.remove_move_reconcile()
        self.assertTrue(line.is_reconciled, "Odoo still calls it reconciled")
        self.assertPlace(line, "unclaimed account")

    def test_a_line_booked_on_another_account_is_not_ours(self):
        line = self._bank_line(-30, date="2026-02-05")
        line._seek_for_lines()[1].account_id = self.company_data["default_account_expense"]
        self.assertPlace(line, "not_ours elsewhere")

    def test_a_line_that_paid_a_supplier_is_not_ours(self):
        bill = self.init_invoice("in_invoice", partner=self.customer, amounts=[50], post=True)
        payment = self._pay(bill)
        line = self._bank_line(-50, date="2026-02-05")
        self._match(line, payment._seek_for_lines()[0])
        self.assertPlace(line, "not_ours elsewhere")

    def test_a_sure_proposal_agrees_an_unsure_one_does_not(self):
        item = self._receivable(self._invoice(100))
        sure, unsure = self._bank_line(100, date="2026-02-05"), self._bank_line(100, date="2026-02-06")
        self._proposal(sure, item)
        self._proposal(unsure, item, sure=False)
        self.assertPlace(sure, "agreed proposed")
        self.assertPlace(unsure, "unclaimed proposed")

    def test_a_proposal_with_a_fee_or_for_a_part_of_the_item_differs(self):
        fee, part = self._bank_line(95, date="2026-02-05"), self._bank_line(60, date="2026-02-06")
        self._proposal(fee, self._receivable(self._invoice(100)), item_amount=100, difference=5, difference_kind="fee")
        self._proposal(part, self._receivable(self._invoice(100)), sure=False)
        self.assertPlace(fee, "differs proposed")
        self.assertPlace(part, "differs proposed")

    def test_a_claim_that_a_sure_proposal_found_at_the_bank_is_not_missing(self):
        receipt = self._receipt(100, self._invoice(100), submit=True)
        line = self._bank_line(100, date="2026-02-05")
        self.assertEqual(self._sums(), {"claimed": 100, "unclaimed": 100})
        self._proposal(line, receipt)
        self.assertEqual(self._sums(), {"agreed": 100})

    def test_a_claim_is_late_when_it_takes_longer_than_the_policy_allows(self):
        self.company.collection_policy_id.receipt_days = 5
        receipt = self._receipt(100, self._invoice(100), submit=True)
        self.env.flush_all()
        for days, late in ((5, 0), (6, 1)):
            self.env.cr.execute(
                "UPDATE collection_receipt SET submitted_date = %s::date - %s WHERE id = %s",
                [self.company._collection_today(), days, receipt.id],
            )
            self.assertEqual(self.reconcile._groups()["claimed"]["late"], late)
            self.assertEqual([claim["days"] for claim in self.reconcile._claims()], [days])

    def test_claims_of_another_bank_account_or_after_the_period_are_not_missing(self):
        cash = self.company_data["default_journal_cash"]
        self._receipt(50, self._invoice(50), submit=True, journal_id=cash.id)
        self._receipt(70, self._invoice(70), submit=True, date="2026-03-01")
        self.assertEqual(self._sums(), {})

    def test_lines_before_and_after_the_period_are_not_in_it(self):
        for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
            self._bank_line(10, date=day)
        self.assertEqual(self._sums(), {"unclaimed": 20})
        self.assertAddsUp()

    def test_the_groups_add_up_whatever_happens(self):
        chance = random.Random(20260228)
        lines = self.env["account.bank.statement.line"]
        for number in range(30):
            amount = chance.choice([100, 40.1, 0.01, 0, -30, 99.99, -0.02])
            line = self._bank_line(amount, date=f"2026-02-{chance.randint(1, 28):02}", payment_ref=f"Line {number}")
            lines |= line
            self._happens(chance, line)
            if number % 6 == 5:
                self.assertAddsUp()
        for line in chance.sample(list(lines), 8):
            line.action_undo_reconciliation()
        self.assertAddsUp()

    def _happens(self, chance, line):
        """Let one of the things happen that happen to bank lines."""
        what = chance.choice(["nothing", "invoice", "part", "more", "expense", "marked", "proposed", "account"])
        if not line.amount or what == "nothing":
            return
        if what == "marked":
            line.collection_not_ours = "Not a customer"
        elif what == "account":
            self.reconcile._book_on_account(line.with_user(self.fay), self.customer)
        elif what == "expense":
            line._seek_for_lines()[1].account_id = self.company_data["default_account_expense"]
        elif line.amount > 0:
            factor = {"invoice": 1, "part": 3, "more": 0.5, "proposed": 1}[what]
            item = self._receivable(self._invoice(max(line.amount * factor, 0.01)))
            if what == "proposed":
                self._proposal(line, item, sure=chance.random() < 0.5)
            else:
                self._match(line, item)
