from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestAuditSeal(AuditCommon):
    """A closed audit stays as it is, or says that it does not; the audit of each month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts = [
            cls._claim(100, "2026-01-05", submitted=4, banked=4),
            cls._claim(200, "2026-01-06", submitted=4, banked=4, user=cls.ben, partner=cls.other),
            cls._claim(300, "2026-01-07", submitted=4, banked=4, user=cls.zoe, partner=cls.third),
            cls._claim(400, "2026-01-08"),
        ]

    # -- seal --------------------------------------------------------------------------------------

    def _closed(self):
        audit = self._audit()
        audit.summary = "Three claims were late."
        audit.with_user(self.max).action_close()
        self.env.flush_all()
        self.assertFalse(audit.seal_problem)
        return audit

    def _behind_its_back(self, query, *values):
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def test_a_closed_audit_stays_as_it_is(self):
        audit = self._closed()
        for vals in ({"summary": "All was well."}, {"state": "run"}, {"seal": "x"}):
            with self.assertRaisesRegex(UserError, "sealed"):
                audit.write(vals)
        with self.assertRaises(UserError):
            audit.sudo().line_ids[0].write({"amount": 1})
        with self.assertRaises(UserError):
            audit.sudo().line_ids[0].unlink()

    def test_a_changed_row_of_a_closed_audit_is_told(self):
        audit = self._closed()
        line = audit.line_ids[1]
        self._behind_its_back("UPDATE collection_audit_line SET amount = 1 WHERE id = %s", line.id)
        self.assertEqual(audit.seal_problem, "Finding 2 was changed after the audit was closed.")

    def test_a_row_that_is_gone_is_told(self):
        audit = self._closed()
        self._behind_its_back("DELETE FROM collection_audit_line WHERE id = %s", audit.line_ids[0].id)
        self.assertIn("Finding 1 is missing", audit.seal_problem)

    def test_a_changed_head_or_a_row_resealed_is_told(self):
        audit = self._closed()
        self._behind_its_back("UPDATE collection_audit SET picked = 99 WHERE id = %s", audit.id)
        self.assertIn("after it was sealed", audit.seal_problem)
        self._behind_its_back("UPDATE collection_audit SET picked = 4 WHERE id = %s", audit.id)
        self.assertFalse(audit.seal_problem)
        line = audit.line_ids[0]
        self._behind_its_back("UPDATE collection_audit_line SET amount = 1 WHERE id = %s", line.id)
        self._behind_its_back("UPDATE collection_audit_line SET seal = %s WHERE id = %s", line._fingerprint(), line.id)
        self.assertIn("after it was sealed", audit.seal_problem)

    def test_answers_after_the_closing_change_the_finding_and_not_the_audit(self):
        audit = self._closed()
        finding = audit.line_ids[0].finding_id
        finding.with_user(self.max)._decide("accepted", "The bank was closed")
        self.customer.name = "Bluebell and Sons"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(audit.seal_problem)
        self.assertEqual(audit.line_ids[0].state, "open")
        self.assertEqual(finding.state, "decided")

    def test_whom_findings_are_about_does_not_close_the_audit(self):
        invoice = self._invoice(500, date="2026-01-05", user=self.max)
        with freeze_time("2026-01-20 09:00:00"):
            self._receipt(500, invoice, user=self.max, date="2026-01-05", submit=True)
        audit = self._audit()
        with self.assertRaisesRegex(AccessError, "concern(s)? you"):
            audit.with_user(self.max).action_close()
        audit.action_close()
        self.assertEqual(audit.closed_by_id, self.fay)

    # -- each month --------------------------------------------------------------------------------

    def _monthly(self, today):
        with freeze_time(f"{today} 05:00:00"), patch.object(self.env.registry["ir.cron"], "_commit_progress"):
            self.env["collection.audit"].sudo()._cron_monthly()
        return self.env["collection.audit"].search([("company_id", "=", self.company.id), ("scheduled", "=", True)])

    def test_the_month_before_is_audited_by_itself_once(self):
        self.env["res.company"].sudo().search([("id", "!=", self.company.id)]).collection_audit_monthly = False
        self.assertFalse(self._monthly("2026-02-05"))
        audit = self._monthly("2026-02-06")
        self.assertRecordValues(audit, [{"date_from": date(2026, 1, 1), "date_to": date(2026, 1, 31), "state": "run"}])
        self.assertEqual(self._found(audit), {"late_claim": [100, 200, 300]})
        self.assertEqual(self._monthly("2026-02-07"), audit)

    def test_a_company_that_wants_none_gets_none(self):
        self.env["res.company"].sudo().search([]).collection_audit_monthly = False
        self.assertFalse(self._monthly("2026-02-10"))
