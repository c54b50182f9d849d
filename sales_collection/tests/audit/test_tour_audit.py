from odoo import fields
from odoo.tests import HttpCase, tagged

from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestTourAudit(AuditCommon, HttpCase):
    """Finance runs an audit to its report, a salesperson explains what it found, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.fay, cls.amy):
            user.sudo().password = f"{user.login}-tour"
        first, _last = cls.env["collection.audit"].with_company(cls.company)._month_before()
        cls._claim(100, fields.Date.add(first, days=3), submitted=4, banked=4)

    def test_finance_runs_an_audit_to_its_report(self):
        self.start_tour("/odoo/collection-audits", "sales_collection_audit", login="fay")
        audit = self.env["collection.audit"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(audit, [{"state": "closed", "finding_count": 1, "open_count": 0}])
        self.assertFalse(audit.seal_problem)

    def test_a_salesperson_explains_what_was_found(self):
        audit = self.env["collection.audit"].with_user(self.fay).with_company(self.company).create({})
        audit.action_run()
        self.start_tour("/odoo/my-collection-findings", "sales_collection_audit_explain", login="amy")
        self.assertEqual(audit.line_ids.finding_id.state, "explained")
