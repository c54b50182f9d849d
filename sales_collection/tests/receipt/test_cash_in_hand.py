from datetime import date

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..audit.audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestCashInHand(AuditCommon):
    """Cash with salespeople as a running balance with a clock, and the proof of a receipt on one page."""

    def _hand(self, user, reader=None, today="2026-01-20"):
        with freeze_time(f"{today} 12:00:00"):
            self.env.invalidate_all()
            rows = self.env["collection.cash.hand"].with_user(reader or self.fay).search([("user_id", "=", user.id)])
            return [(row.amount, row.receipt_count, row.date, row.days, row.over) for row in rows]

    def test_claimed_cash_is_in_hand_until_the_company_has_it(self):
        receipt = self._claim(100, "2026-01-05", cash=True, banked=None)
        self._claim(50, "2026-01-18", cash=True, banked=None)
        self.assertEqual(self._hand(self.amy), [(150, 2, date(2026, 1, 5), 15, "days")])
        self._confirm(receipt, "2026-01-19")
        self.assertEqual(self._hand(self.amy), [(150, 2, date(2026, 1, 5), 15, "days")])
        self._to_bank(receipt, "2026-01-19")
        self.assertEqual(self._hand(self.amy), [(50, 1, date(2026, 1, 18), 2, False)])

    def test_a_transfer_is_in_nobody_s_hands_and_a_rejected_claim_neither(self):
        self._claim(100, "2026-01-05", banked=None)
        rejected = self._claim(100, "2026-01-05", cash=True, banked=None)
        rejected.with_user(self.fay)._reject("Nobody has seen the money")
        self.assertEqual(self._hand(self.amy), [])

    def test_too_much_and_too_long_are_told(self):
        self.company.collection_audit_cash_amount = 80
        self._claim(100, "2026-01-19", cash=True, banked=None)
        self.assertEqual(self._hand(self.amy), [(100, 1, date(2026, 1, 19), 1, "amount")])
        self.assertEqual(self._hand(self.amy, today="2026-01-23")[0][-1], "both")

    def test_the_movements_have_a_running_balance(self):
        self._claim(100, "2026-01-05", cash=True)
        self._claim(30, "2026-01-06", cash=True, banked=None)
        moves = self.env["collection.cash.move"].with_user(self.fay)
        rows = moves.search([("user_id", "=", self.amy.id)], order="date, id")
        self.assertEqual(
            [(row.date.day, row.amount, row.balance) for row in rows], [(5, 100, 100), (6, 30, 130), (7, -100, 30)]
        )

    def test_everybody_sees_what_he_may(self):
        self._claim(100, "2026-01-05", cash=True, banked=None)
        self._claim(200, "2026-01-05", cash=True, banked=None, user=self.zoe)
        for model in ("collection.cash.hand", "collection.cash.move"):
            seen = {
                user.name: sorted(self.env[model].with_user(user).search([]).mapped("amount"))
                for user in (self.amy, self.ben, self.lea, self.fay)
            }
            self.assertEqual(seen, {"Amy": [100], "Ben": [], "Lea": [100], "Fay": [100, 200]})

    def test_foreign_cash_counts_in_company_currency(self):
        other = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        journal = self.cash_journal.copy({"currency_id": other.id})
        invoice = self._invoice(100, date="2026-01-05", currency_id=other.id)
        photo = self.env["ir.attachment"].with_user(self.amy).create({"name": "cash.png", "raw": b"photo"})
        self._receipt(
            100,
            invoice,
            submit=True,
            date="2026-01-05",
            currency_id=other.id,
            journal_id=journal.id,
            method_id=self.cash.id,
            attachment_ids=photo.ids,
        )
        self.assertEqual(self._hand(self.amy)[0][0], 50)

    # -- three-way proof ---------------------------------------------------------------------------

    def _page(self, receipt, user):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html("sales_collection.report_collection_proof", receipt.ids)
        )
        return " ".join(html.fromstring(content).text_content().split())

    def test_order_receipt_and_bank_line_stand_on_one_page_with_who_did_what(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "order_line": [(0, 0, {"product_id": self.service.id, "price_unit": 100})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-01-05"
        invoice.action_post()
        receipt = self._claim(100, "2026-01-05", invoice=invoice, reference="TRF 77")
        for user in (self.amy, self.fay):
            page = self._page(receipt, user)
            for said in (
                order.name,
                order.collection_schedule_line_ids.name,
                invoice.name,
                receipt.name,
                "TRF 77",
                "Money in",
                f"Amy Claimed as {receipt.name}",
                "Fay Confirmed",
                f"Counted for {invoice.name}",
            ):
                self.assertIn(said, page)

    def test_a_receipt_without_its_money_says_so(self):
        receipt = self._claim(100, "2026-01-05", banked=None)
        self.assertIn("No bank line contains this payment.", self._page(receipt, self.fay))

    def test_a_bank_line_stands_there_in_the_currency_of_its_bank_account(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        journal = self.env["account.journal"].create(
            {"name": "Euro", "type": "bank", "code": "EUB", "currency_id": euro.id}
        )
        receipt = self._claim(100, "2026-01-05", banked=None)
        receipt.statement_line_ids = self._bank_line(200, date="2026-01-06", journal_id=journal.id)
        self.assertIn("200.00 €", self._page(receipt, self.fay))

    def test_the_page_of_another_s_receipt_stays_closed(self):
        receipt = self._claim(100, "2026-01-05")
        with self.assertRaises(AccessError):
            self._page(receipt, self.ben)
        with self.assertRaises(AccessError):
            receipt.with_user(self.ben).action_proof()
