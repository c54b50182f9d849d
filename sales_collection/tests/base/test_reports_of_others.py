from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .two_companies_common import TwoCompaniesCommon


@tagged("post_install", "-at_install")
class TestReportsOfOthers(TwoCompaniesCommon, HttpCase):
    """Nobody prints what he may not read; what is printed is the record's company's, wherever one stands.

    The list is made of all reports of the addon.
    """

    def _reports(self):
        reports = self.env["ir.actions.report"].sudo().search([("report_name", "=like", "sales_collection.%")])
        self.assertTrue(reports)
        return reports

    def _html(self, report, record, user, **context):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            .with_context(**context)
            ._render_qweb_html(report.report_name, record.ids)
        )
        return html.decode()

    def test_nobody_prints_what_he_does_not_read(self):
        for report in self._reports():
            for side in (self.here, self.there):
                for record in self._records(report.model, side):
                    for user in (*self.here.users, self.here.zoe):
                        if record.with_user(user).sudo(False).has_access("read"):
                            continue
                        what = {"user": user.name, "record": record.id}
                        with self.subTest(report.report_name, **what), self.assertRaises(AccessError):
                            self._html(report, record, user)

    def test_what_is_printed_is_of_the_record_s_company(self):
        both = self.max
        both.sudo().company_ids += self.there.company
        here, there = self.here.company, self.there.company
        for report in self._reports():
            record = self._records(report.model, self.there)[:1]
            for companies in (here + there, there + here):
                with self.subTest(report.report_name, first=companies[0].name):
                    html = self._html(report, record, both, allowed_company_ids=companies.ids)
                    self.assertIn(there.name, html)
                    self.assertNotIn(here.name, html)

    def test_nobody_downloads_a_spreadsheet_of_what_he_does_not_read(self):
        for user, side, status in (
            (self.fay, self.here, 200),
            (self.fay, self.there, 403),
            (self.amy, self.here, 403),
            (self.lea, self.here, 403),
        ):
            with self.subTest(user.name, company=side.company.name):
                self.authenticate(user.login, user.login)
                audit = self._records("collection.audit", side)[:1]
                got = self.url_open(f"/sales_collection/audit/{audit.id}/xlsx")
                self.assertEqual(got.status_code, status)
