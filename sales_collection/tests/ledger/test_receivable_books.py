from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CollectionCommon


@tagged("post_install", "-at_install")
class TestReceivableBooks(CollectionCommon):
    """The list of open receivables adds up to the receivable accounts: money without an invoice is in it as well."""

    def _rows(self, user=None, **domain):
        self.env.flush_all()
        rows = self.env["collection.receivable"].with_user(user or self.fay)
        return rows.search([("company_id", "=", self.company.id), *((name, "=", is_) for name, is_ in domain.items())])

    def _books(self, user=None):
        self.env.flush_all()
        receivables = self.env["collection.receivable"].with_user(user or self.fay).with_company(self.company)
        return receivables.get_books()

    def _on_account(self, amount, payment_type="inbound"):
        """Return a payment that no invoice has been matched with."""
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "partner_type": "customer",
                "payment_type": payment_type,
                "amount": amount,
                "journal_id": self.journal.id,
                "date": "2026-01-31",
            }
        )
        payment.with_context(force_payment_move=True).action_post()
        if not payment.move_id:
            payment.with_context(force_payment_move=True)._generate_journal_entry()
            payment.move_id.action_post()
        return payment

    def assertAgrees(self, amount):
        """Check that the list and the books both come to this amount."""
        [books] = self._books()
        self.assertEqual((books["open"], books["books"], books["agrees"]), (amount, amount, True))

    def test_money_on_account_is_a_row_of_its_own(self):
        self._invoice(1000)
        self._on_account(300)
        rows = self._rows(kind="unmatched")
        self.assertEqual([(row.partner_id, row.residual, row.overdue) for row in rows], [(self.customer, -300, 0)])
        self.assertAgrees(700)

    def test_the_rest_of_a_payment_is_unmatched(self):
        invoice = self._invoice(1000)
        payment = self._on_account(1200)
        (self._receivable(payment.move_id) | self._receivable(invoice)).reconcile()
        self.assertEqual(self._rows().mapped("residual"), [-200])
        self.assertAgrees(-200)

    def test_a_bank_line_on_account_is_unmatched(self):
        line = self._bank_line(500)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.company_data["default_account_receivable"]
        self.assertEqual(self._rows().mapped("kind"), ["unmatched"])
        self.assertAgrees(-500)

    def test_money_paid_back_stands_beside_the_money(self):
        self._on_account(300)
        self._on_account(100, payment_type="outbound")
        self.assertEqual(sorted(self._rows(kind="unmatched").mapped("residual")), [-300, 100])
        self.assertAgrees(-200)

    def test_an_open_credit_note_is_owed_back_and_no_unmatched_money(self):
        self._invoice(1000)
        self._invoice(200, move_type="out_refund")
        self.assertEqual(set(self._rows().mapped("kind")), {"owed"})
        self.assertAgrees(800)

    def test_the_list_agrees_while_a_payment_is_a_draft(self):
        payment = self._pay(self._invoice(1000))
        self.assertAgrees(0)
        payment.action_draft()
        self.assertAgrees(1000)

    def test_the_list_agrees_while_an_invoice_is_a_draft(self):
        invoice = self._invoice(1000)
        self._pay(invoice)
        invoice.button_draft()
        self.assertAgrees(-1000)

    def test_the_list_agrees_over_currencies(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2026-02-01", 4.0)])
        invoice = self._invoice(800, currency_id=euro.id)
        self.assertAgrees(400)
        payment = self._pay(invoice, date="2026-02-05", currency_id=euro.id)
        self.assertAgrees(0)
        payment.action_draft()
        [books] = self._books()
        self.assertTrue(books["agrees"], books)

    def test_drafts_are_in_neither(self):
        self._invoice(1000, post=False)
        self.assertAgrees(0)

    def test_a_salesperson_is_told_nothing_of_the_books(self):
        self._invoice(1000)
        self._on_account(300)
        self.assertEqual((self._books(self.amy), self._books(self.lea)), ([], []))
        self.assertEqual(self._rows(self.amy).mapped("residual"), [1000])

    def test_unmatched_money_is_not_claimed_promised_or_stopped(self):
        self._on_account(100, payment_type="outbound")
        rows = self._rows()
        self.assertEqual(rows.residual, 100)
        for action in ("action_collection_claim", "action_collection_promise", "action_collection_dispute"):
            with self.assertRaises(UserError):
                getattr(rows, action)()
        stop = self.env["collection.hold.stop"].with_user(self.fay)
        stop = stop.create({"receivable_ids": [(6, 0, rows.ids)], "note": "Ask first"})
        with self.assertRaises(UserError):
            stop.action_apply()

    def test_what_a_customer_still_has_to_pay_is_not_lowered_by_unmatched_money(self):
        self._invoice(1000)
        self._on_account(300)
        self.env.flush_all()
        customer = self.customer.with_user(self.fay).with_company(self.company)
        opened = self.env["collection.receivable"].search(customer.action_open_collection_receivables()["domain"])
        self.assertEqual((customer.collection_amount_open, sum(opened.mapped("residual"))), (1000, 1000))
