import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestReconcileSummary(ReconcileCommon):
    """The summary adds up or says why not, is the same on paper and as a spreadsheet, and is kept."""

    def test_the_summary_says_why_it_does_not_add_up(self):
        self._bank_line(50, date="2026-01-20")
        line = self._bank_line(100, date="2026-02-05")
        self._match(line, self._receivable(self._invoice(100)))
        reasons = self.reconcile._summary()["reasons"]
        self.assertEqual(len(reasons), 1, reasons)
        self.reconcile.write({"bank_balance_known": True, "bank_balance": 150})
        self.assertEqual(self.reconcile._summary()["reasons"], [])
        self.reconcile.bank_balance = 170
        self.assertIn("20.00", self.reconcile._summary()["reasons"][0])

    def test_the_summary_opens_with_the_last_statement_and_closes_with_its_end(self):
        before = self._bank_line(50, date="2026-01-20")
        self.env["account.bank.statement"].create(
            {"line_ids": before.ids, "balance_start": 1000, "balance_end_real": 1050}
        )
        line = self._bank_line(100, date="2026-02-05")
        self.env["account.bank.statement"].create(
            {"line_ids": line.ids, "balance_start": 1050, "balance_end_real": 1150}
        )
        summary = self.reconcile._summary()
        self.assertEqual((summary["opening"], summary["closing"], summary["bank_closing"]), (1050, 1150, 1150))
        self.assertEqual(summary["books"], 150)
        less, apart, *_unclaimed = summary["reasons"]
        self.assertIn("1,000.00 less than the bank lines add up to", less)
        self.assertIn("1,000.00 from the earlier bank lines", apart)

    def test_a_bank_account_in_another_currency_adds_up_in_its_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        journal = self.env["account.journal"].create(
            {"name": "Euro", "type": "bank", "code": "EUB", "currency_id": euro.id}
        )
        reconcile = self._reconcile(journal_id=journal.id)
        line = self._bank_line(100, date="2026-02-05", journal_id=journal.id)
        self._match(line, self._receivable(self._invoice(100, currency_id=euro.id)))
        self._receipt(40, journal_id=journal.id, currency_id=euro.id, submit=True)
        self.assertEqual(self._sums(reconcile), {"agreed": 100, "claimed": 40})
        summary = reconcile._summary()
        self.assertEqual([summary[name] for name in ("currency", "closing", "books")], ["EUR", 100, 100])
        self.assertAddsUp(reconcile)

    def test_it_opens_with_what_the_one_before_was_closed_with_or_says_so(self):
        before = self._reconcile("2026-01-01", "2026-01-31")
        self._bank_line(50, date="2026-01-20")
        before.action_close()
        self._bank_line(100, date="2026-02-05")
        self.assertFalse(self.reconcile._reasons_of_opening(self.reconcile._figures()))
        self._bank_line(7, date="2026-01-21")
        [reason] = self.reconcile._reasons_of_opening(self.reconcile._figures())
        self.assertIn("57.00", reason)

    def test_it_is_not_closed_while_sure_proposals_wait_or_without_lines(self):
        with self.assertRaises(UserError):
            self.reconcile.action_close()
        self._proposal(self._bank_line(100, date="2026-02-05"), self._receivable(self._invoice(100)))
        with self.assertRaises(UserError):
            self.reconcile.action_close()

    def test_a_closed_reconciliation_is_kept_and_tells_what_changed_later(self):
        line = self._bank_line(100, date="2026-02-05")
        self.reconcile.action_close()
        self.assertEqual((self.reconcile.state, self.reconcile.closed_by_id), ("closed", self.fay))
        self.assertFalse(self.reconcile.changes)
        for name, act in (
            ("write", lambda: self.reconcile.write({"note": "x"})),
            ("open again", lambda: self.reconcile.write({"state": "open"})),
            ("delete", self.reconcile.unlink),
            ("close", self.reconcile.action_close),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                act()
        self._match(line, self._receivable(self._invoice(100)))
        self._bank_line(7, date="2026-02-06", payment_ref="Late line")
        self.reconcile.invalidate_recordset(["changes"])
        told = self.reconcile.changes.splitlines()
        self.assertEqual(len(told), 2)
        self.assertIn("Agreed", told[0])
        self.assertIn("Late line", told[1])

    def test_a_summary_that_was_tampered_with_says_so(self):
        self._bank_line(100, date="2026-02-05")
        self.reconcile.action_close()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE collection_reconcile SET content = replace(content, '100.0', '900.0') WHERE id = %s",
            [self.reconcile.id],
        )
        self.reconcile.invalidate_recordset()
        self.assertIn("Do not rely", self.reconcile.changes)

    def test_paper_and_spreadsheet_have_the_same_figures(self):
        self._match(self._bank_line(1100, date="2026-02-05"), self._receivable(self._invoice(1100)))
        self._bank_line(-20.5, date="2026-02-06", payment_ref="=1+1")
        self._receipt(300, self._invoice(300), submit=True)
        self.reconcile.action_close()
        sheets = openpyxl.load_workbook(io.BytesIO(base64.b64decode(self.reconcile.spreadsheet)))
        cells = {row[0]: row[1] for row in sheets.worksheets[0].iter_rows(values_only=True) if row[0]}
        html = (
            self.env["ir.actions.report"]
            .with_user(self.fay)
            ._render_qweb_html("sales_collection.report_collection_reconcile", self.reconcile.ids)[0]
        )
        paper = " ".join(html.decode().replace("\u00a0", " ").split())
        summary = self.reconcile._summary_now()
        rows = [*self.reconcile._head_rows(summary), *((row[0], row[2]) for row in self.reconcile._group_rows(summary))]
        for label, amount in rows:
            self.assertIn(label, paper)
            self.assertEqual(cells[label], "unknown" if amount is None else amount)
            if amount is not None:
                self.assertIn(f"{abs(amount):,.2f}", paper)
        self.assertEqual(cells["Claimed, Not Banked"], 300)
        self.assertEqual(cells["All bank lines"], 1079.5)
        self.assertIn(self.reconcile.seal, paper)
        self.assertEqual(sheets.worksheets[1]["C3"].value, "=1+1")
        self.assertEqual(sheets.worksheets[1]["C3"].data_type, "s")
