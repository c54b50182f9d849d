from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..audit.audit_common import AuditCommon
from .reconcile.reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestElevatedBank(ReconcileCommon, AuditCommon):
    """What the program does at the bank, with claims and in audits with more rights gives nobody what no rule gives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sudo: the accountant of the test class may not make companies
        cls.elsewhere = cls.env["res.company"].sudo().create({"name": "Elsewhere"})
        cls.eve = new_test_user(
            cls.env,
            "eve",
            groups="sales_collection.group_collection_manager,sales_collection.group_collection_finance",
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        cls.line = cls._bank_line(4711, date="2026-02-05", payment_ref="Secret transfer", partner_name="Secret payer")
        cls.match = cls._proposal(cls.line, cls._receivable(cls._invoice(4711, user=cls.zoe)))
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _as(self, user, records):
        self.env.invalidate_all()
        return records.with_user(user).with_company(user.company_id)

    # -- the bank

    def test_matches_and_bank_lines_are_no_salesperson_s_nor_another_company_s(self):
        for user in (self.amy, self.lea, self.eve):
            match, line = self._as(user, self.match), self._as(user, self.line)
            for act in (match.action_accept, match.action_reject, match.action_undo, match.action_accept_sure):
                with self.assertRaises(AccessError, msg=(user.login, act.__name__)):
                    act()
            with self.assertRaises(AccessError):
                line.action_undo_reconciliation()
        self.assertEqual(self.match.state, "proposed")

    def test_the_board_is_no_salesperson_s_nor_another_company_s(self):
        for user in (self.amy, self.lea, self.eve):
            board = self._as(user, self.reconcile)
            for act, *args in (
                (board.action_load, "unclaimed"),
                (board.action_search_items, self.line.id),
                (board.action_join, self.line.id, [{"kind": "item", "id": 1}]),
                (board.action_accept, self.line.ids),
                (board.action_undo, self.line.ids),
                (board.action_ours_again, self.line.ids),
                (board.action_propose,),
                (board.action_close,),
            ):
                with self.assertRaises(AccessError, msg=(user.login, act.__name__)):
                    act(*args)

    def test_the_summary_is_printed_for_finance_only(self):
        reports = self.env["ir.actions.report"]
        page = "sales_collection.report_collection_reconcile"
        self._bank_line(99, date="2026-02-06", payment_ref="Unclaimed transfer")
        self.assertIn(b"Unclaimed transfer", reports.with_user(self.fay)._render_qweb_html(page, self.reconcile.ids)[0])
        for user in (self.amy, self.lea, self.eve):
            with self.assertRaises(AccessError):
                self._as(user, reports)._render_qweb_html(page, self.reconcile.ids)

    def test_a_bank_file_is_imported_into_no_other_company_s_account(self):
        imports = self._as(self.eve, self.env["collection.statement.import"])
        with self.assertRaises(AccessError):
            imports.create({"journal_id": self.journal.id, "file": "RGF0ZSxBbW91bnQ=", "file_name": "a.csv"})

    # -- claims

    def test_a_claim_brings_no_bank_line_to_light(self):
        receipt = self._receipt(10)
        with self.assertRaises(AccessError):
            receipt.statement_line_ids = [Command.link(self.line.id)]
        with self.assertRaises(AccessError):
            self._receipt(10, statement_line_ids=[Command.link(self.line.id)])

    def test_a_file_and_a_message_tell_nothing_of_what_they_belong_to(self):
        photo = self.env["ir.attachment"].with_user(self.zoe).create({"name": "cash.png", "raw": b"photo"})
        receipt = self._receipt(100, user=self.zoe, attachment_ids=photo.ids, submit=True)
        message = receipt.message_post(body="Paid in cash")
        receipt.action_cancel()
        for record, vals in ((photo, {"raw": b"other"}), (message, {"body": "Forged"})):
            with self.assertRaises(AccessError):
                self._as(self.amy, record).write(vals)

    def test_who_may_not_write_a_payment_is_told_nothing_of_its_receipt(self):
        receipt = self._claim(100, "2026-02-01", banked=None)
        self._confirm(receipt, "2026-02-02")
        for user in (self.amy, self.lea, self.eve):
            with self.assertRaises(AccessError) as refused:
                self._as(user, receipt.payment_id).write({"state": "canceled"})
            self.assertNotIn(receipt.name, str(refused.exception))
        self.assertEqual(receipt.state, "confirmed")

    # -- audits

    def _finding(self, receipt, user):
        return (
            self.env["collection.finding"]
            .sudo()  # sudo: only audits make findings
            .create(
                {
                    "name": "F 4711",
                    "company_id": self.company.id,
                    "check_id": self.env["collection.audit.check"].search([], limit=1).id,
                    "key": "4711",
                    "severity": "high",
                    "user_id": user.id,
                    "explainer_id": user.id,
                    "receipt_ids": [Command.set(receipt.ids)],
                }
            )
        )

    def test_the_proof_of_a_claim_says_nothing_of_what_is_found_about_a_colleague(self):
        receipt = self._receipt(100, submit=True)
        finding = self._finding(receipt, self.zoe)

        def said(user):
            return any(finding.name in row["what"] for row in self._as(user, receipt)._proof()["history"])

        self.assertEqual([said(user) for user in (self.amy, self.fay, self.max)], [False, True, True])
        finding._write_lifecycle({"user_id": self.amy.id})
        self.assertTrue(said(self.amy))

    def test_findings_are_answered_by_nobody_they_are_not_for(self):
        finding = self._finding(self._receipt(100, submit=True), self.zoe)
        explain = {"res_model": finding._name, "res_ids": finding.ids, "reason": "Forged"}
        decide = {"finding_ids": [Command.set(finding.ids)], "decision": "accepted", "reason": "Forged"}
        for user, dialog, vals in (
            (self.amy, "collection.reason", explain),
            (self.lea, "collection.reason", explain),
            (self.fay, "collection.reason", explain),
            (self.eve, "collection.reason", explain),
            (self.eve, "collection.finding.decide", decide),
        ):
            with self.assertRaises(AccessError, msg=(user.login, dialog)):
                self._as(user, self.env[dialog]).create(vals).action_apply()
        self.assertEqual(finding.state, "open")

    def test_an_audit_is_no_salesperson_s_nor_another_company_s(self):
        audit = self.env["collection.audit"].with_user(self.fay).create({})
        for user in (self.amy, self.lea, self.eve):
            mine = self._as(user, audit)
            for act in (mine.action_run, mine.action_close, mine.action_xlsx):
                with self.assertRaises(AccessError, msg=(user.login, act.__name__)):
                    act()
        with self.assertRaises(AccessError):
            self._as(self.eve, self.env["collection.audit"]).create({"company_id": self.company.id})
