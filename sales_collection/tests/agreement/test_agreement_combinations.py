from freezegun import freeze_time

from odoo.tests import tagged

from .plan_common import PlanCommon

#: an agreement in one of these states holds its invoices
RUNNING = {"open", "approved"}


@tagged("post_install", "-at_install")
class TestAgreementCombinations(PlanCommon):
    """Payments, credit notes and write-offs in the middle of promises, disputes and payment plans.

    Four customers owe 100 each, due on 31 January. On 2 March one promises all of it by the 10th, one disputes 40,
    one disputes everything, and one pays 40 on 10 March and 60 on 10 April by an approved plan. Then something happens;
    the next morning each test says what became of the agreement, and how much the run of 3 March asks for.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Promise", "Part", "Whole", "Plan")]
        )

    def setUp(self):
        super().setUp()
        self.invoices = [self._open(100, partner=partner) for partner in self.partners]
        promised, part, whole, planned = self.invoices
        self.agreements = [
            self._promise(promised),
            self._dispute(part, 40),
            self._dispute(whole),
            self._approved(planned),
        ]

    def _each(self, happen):
        """Let something happen to each invoice; return what it gave back."""
        with freeze_time("2026-03-02 15:00:00"):
            return [happen(invoice) for invoice in self.invoices]

    def _night(self, day="2026-03-03"):
        self._judge(day)
        self._follow_up(day)
        self._judge_plans(day)

    def _check(self, promise, part, whole, plan, day="2026-03-03"):
        """After a night each is (state, what is asked for); one that has ended holds nothing any more."""
        self._night(day)
        lines = self._dunned(day).line_ids
        found = []
        for agreement, invoice in zip(self.agreements, self.invoices, strict=True):
            asked = sum(line.residual_currency for line in lines if line.move_id == invoice)
            found.append((agreement.state, asked))
            holds = self.env["collection.hold"].sudo().search([("move_line_id", "in", invoice.line_ids.ids)])
            self.assertEqual(bool(holds), agreement.state in RUNNING, f"{agreement._name}: {agreement.state}")
        self.assertEqual(found, [promise, part, whole, plan])

    def _write_off(self, invoice):
        """Pay 90 of 100 and write off the rest."""
        account = self.company_data["default_account_expense"]
        self._pay(
            invoice,
            90,
            date="2026-03-02",
            payment_difference_handling="reconcile",
            writeoff_account_id=account.id,
            writeoff_label="Goodwill",
        )

    def _credit(self, invoice, amount):
        """Book a credit note of an amount and match it with the invoice."""
        credit = invoice._reverse_moves([{"invoice_date": "2026-03-02", "date": "2026-03-02"}])
        credit.invoice_line_ids.price_unit = amount
        credit.action_post()
        if invoice.amount_residual and credit.amount_residual:
            self._receivable(invoice + credit).reconcile()

    # -- nothing happens

    def test_nothing(self):
        self._check(("open", 0), ("open", 60), ("open", 0), ("approved", 0))

    # -- money

    def test_paid_in_full(self):
        self._each(lambda invoice: self._pay(invoice, date="2026-03-02"))
        self._check(("kept", 0), ("settled", 0), ("settled", 0), ("done", 0))

    def test_paid_in_part(self):
        self._each(lambda invoice: self._pay(invoice, 30, date="2026-03-02"))
        self._check(("open", 0), ("open", 30), ("open", 0), ("approved", 0))
        self.assertEqual(self.agreements[3].amount_paid, 30)

    def test_paid_but_for_less_than_is_disputed(self):
        self._each(lambda invoice: self._pay(invoice, 70, date="2026-03-02"))
        self._check(("open", 0), ("open", 0), ("open", 0), ("approved", 0))

    def test_payment_taken_back_on_the_same_day(self):
        payments = self._each(lambda invoice: self._pay(invoice, date="2026-03-02"))
        for payment in payments:
            self._bounce(payment)
        self._check(("open", 0), ("open", 60), ("open", 0), ("approved", 0))

    def test_payment_that_bounces_days_later(self):
        """The promise goes on until its day. Who paid has given up his dispute and needs no plan: he owes all of it."""
        payments = self._each(lambda invoice: self._pay(invoice, date="2026-03-02"))
        self._night()
        for payment in payments:
            self._bounce(payment)
        self._check(("open", 0), ("settled", 100), ("settled", 100), ("done", 100), day="2026-03-04")

    # -- credit notes and write-offs

    def test_credited_in_full(self):
        self._each(lambda invoice: self._credit(invoice, 100))
        self._check(("cancelled", 0), ("settled", 0), ("settled", 0), ("done", 0))

    def test_credited_in_part(self):
        self._each(lambda invoice: self._credit(invoice, 30))
        self._check(("open", 0), ("open", 30), ("open", 0), ("approved", 0))
        self.assertEqual(self.agreements[3].amount_paid, 30)

    def test_reversed(self):
        self._each(lambda invoice: invoice._reverse_moves([{"date": "2026-03-02"}], cancel=True))
        self._check(("cancelled", 0), ("settled", 0), ("settled", 0), ("done", 0))

    def test_the_rest_is_written_off(self):
        self._each(self._write_off)
        self._check(("kept", 0), ("settled", 0), ("settled", 0), ("done", 0))

    # -- corrections of the invoice

    def test_reset_and_posted_again(self):
        self._each(lambda invoice: (invoice.button_draft(), invoice.action_post()))
        self._check(("open", 0), ("open", 60), ("open", 0), ("approved", 0))

    def test_in_draft_over_night_and_posted_again(self):
        self._each(lambda invoice: invoice.button_draft())
        self._check(("open", 0), ("open", 0), ("open", 0), ("approved", 0))
        for invoice in self.invoices:
            invoice.action_post()
        self._check(("open", 0), ("open", 60), ("open", 0), ("approved", 0), day="2026-03-04")

    def test_corrected_to_a_smaller_amount(self):
        def correct(invoice):
            invoice.button_draft()
            invoice.invoice_line_ids.price_unit = 80
            invoice.action_post()

        self._each(correct)
        self._check(("open", 0), ("open", 40), ("open", 0), ("approved", 0))
        self.assertEqual(self.agreements[3].amount_paid, 20)

    def test_cancelled(self):
        self._each(lambda invoice: (invoice.button_draft(), invoice.button_cancel()))
        self._check(("cancelled", 0), ("settled", 0), ("settled", 0), ("cancelled", 0))

    # -- one after the other

    def test_a_promise_about_what_is_disputed_in_part_is_kept_by_paying_what_was_promised(self):
        invoice = self.invoices[1]
        promise = self._promise(invoice, 60)
        self.assertFalse(self._dunned("2026-03-03").line_ids.filtered(lambda line: line.move_id == invoice))
        self._pay(invoice, 60, date="2026-03-02")
        self._night()
        self.assertEqual((promise.state, self.agreements[1].state), ("kept", "open"))
        self.assertFalse(self._dunned("2026-03-04").line_ids.filtered(lambda line: line.move_id == invoice))

    def test_an_accepted_dispute_keeps_the_plan_of_the_rest(self):
        invoice = self.invoices[3]
        dispute = self._dispute(invoice, 60)
        dispute.with_user(self.fay).action_accept()
        dispute.line_ids.credit_move_id.sudo().action_post()
        plan = self.agreements[3]
        plan.invalidate_recordset()
        self.assertEqual((plan.state, plan.amount_paid), ("approved", 60))
        self._pay(invoice, 40, date="2026-03-10")
        self._judge_plans("2026-03-11")
        self.assertEqual(plan.state, "done")
