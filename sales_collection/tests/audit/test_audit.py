from contextlib import contextmanager
from io import BytesIO
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ...models.audit.collection_audit_report import COLUMNS
from ...reports.audit.collection_audit_xlsx import workbook
from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestAudit(AuditCommon, HttpCase):
    """An audit from its scope to its seal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts = [
            cls._claim(100, "2026-01-05", submitted=4, banked=4),
            cls._claim(200, "2026-01-06", submitted=4, banked=4, user=cls.ben, partner=cls.other),
            cls._claim(300, "2026-01-07", submitted=4, banked=4, user=cls.zoe, partner=cls.third),
            cls._claim(400, "2026-01-08"),
        ]

    # -- scope and sample --------------------------------------------------------------------------

    def test_an_audit_of_a_salesperson_or_a_team_looks_at_nothing_else(self):
        self.assertFound({"late_claim": [100]}, user_ids=self.amy.ids)
        self.assertFound({"late_claim": [100, 200]}, team_ids=self.team.ids)
        self.assertFound({"late_claim": [100, 300]}, user_ids=self.amy.ids, team_ids=self.other_team.ids)

    def test_an_audit_of_another_month_finds_nothing(self):
        self.assertFound({}, first="2025-12-01", last="2025-12-31")
        self.assertFound({}, first="2026-02-01", last="2026-02-28")

    def test_the_largest_amounts_are_looked_at(self):
        audit = self._audit(sample="amount", sample_size=2)
        self.assertEqual(self._found(audit), {"late_claim": [300]})
        self.assertRecordValues(
            audit, [{"population": 4, "population_amount": 1000, "picked": 2, "picked_amount": 700}]
        )

    def test_all_from_an_amount_on_are_looked_at(self):
        self.assertFound({"late_claim": [200, 300]}, sample="threshold", sample_amount=200)

    def test_the_seed_draws_the_same_sample_again(self):
        audit = self._audit(sample="random", sample_size=2)
        self.assertTrue(audit.seed)
        self.assertEqual(audit.picked, 2)
        again = self._audit(sample="random", sample_size=2, run=False)
        with patch("secrets.randbelow", return_value=audit.seed):
            again.action_run()
        self.assertEqual(again.line_ids.finding_id, audit.line_ids.finding_id)
        self.assertEqual(again.picked_amount, audit.picked_amount)

    def test_payments_without_a_claim_belong_to_the_population(self):
        self._pay(self._invoice(50, date="2026-01-02"), date="2026-01-09")
        self.assertEqual(self._audit().population, 5)

    # -- found again -------------------------------------------------------------------------------

    def test_what_is_found_again_is_linked_and_not_doubled(self):
        first, second = self._audit(), self._audit()
        self.assertEqual(len(first.line_ids), 3)
        self.assertEqual(first.line_ids.finding_id, second.line_ids.finding_id)
        self.assertEqual(set(first.line_ids.mapped("again")), {False})
        self.assertEqual(set(second.line_ids.mapped("again")), {True})
        self.assertEqual(set(second.line_ids.finding_id.mapped("times_found")), {2})

    def test_a_decided_finding_stays_decided_when_it_is_found_again(self):
        finding = self._audit().line_ids.finding_id[0]
        finding.with_user(self.max)._decide("accepted", "The bank was closed")
        audit = self._audit()
        line = audit.line_ids.filtered(lambda line: line.finding_id == finding)
        self.assertEqual((line.again, line.state, line.decision), (True, "decided", "accepted"))

    def test_an_audit_is_run_once(self):
        audit = self._audit()
        with self.assertRaisesRegex(UserError, "already been run"):
            audit.action_run()

    def test_the_rules_of_an_audit_that_was_run_stay(self):
        audit = self._audit()
        for vals in ({"claim_days": 30}, {"date_from": "2020-01-01"}, {"state": "draft"}, {"seed": 1}):
            with self.assertRaises(UserError):
                audit.write(vals)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            audit.unlink()

    def test_nobody_makes_an_audit_that_stands_in_for_the_month_s_or_is_sealed(self):
        audit = self._audit(run=False, scheduled=True, state="closed", seal="x", population=7)
        self.assertRecordValues(audit, [{"scheduled": False, "state": "draft", "seal": False, "population": 0}])

    def test_the_rules_of_the_company_are_kept_with_the_audit(self):
        audit = self._audit()
        self.company.collection_audit_claim_days = 10
        self.assertEqual(audit.claim_days, 3)
        self.assertFound({}, first="2026-01-01")

    # -- checks of other modules -------------------------------------------------------------------

    @contextmanager
    def _check_of_another_module(self, statement, sentence="Receipt %(receipt)s of %(paid)s: %(claimed_amount)s"):
        """A module adds a record and a method ``_sql_<code>``."""
        checks = self.env.registry["collection.audit.check"]
        with patch.object(checks, "_sql_elsewhere", statement, create=True):
            yield (
                self.env["collection.audit.check"]
                .sudo()
                .create({"name": "From Elsewhere", "code": "elsewhere", "sentence": sentence, "severity": "high"})
            )

    def test_another_module_adds_a_check(self):
        def statement(check, audit):
            return SQL(
                """SELECT receipt_id AS key, user_id, partner_id, date, amount, name AS receipt, date AS paid,
                          amount AS claimed_amount
                     FROM pg_temp.audit_claim WHERE picked AND amount = 400"""
            )

        with self._check_of_another_module(statement):
            audit = self._audit()
            self.assertEqual(self._found(audit), {"late_claim": [100, 200, 300], "elsewhere": [400]})
            text = audit.line_ids.filtered(lambda line: line.amount == 400).text
            self.assertIn(f"Receipt {self.receipts[3].name} of 01/08/2026: $", text.replace("\N{NO-BREAK SPACE}", ""))

    def test_a_check_that_fails_stops_no_other_and_is_told(self):
        with (
            self._check_of_another_module(lambda check, audit: SQL("SELECT nothing")),
            mute_logger("odoo.sql_db", "odoo.addons.sales_collection.models.audit.collection_audit_run"),
        ):
            audit = self._audit()
        self.assertIn("Check From Elsewhere failed", audit.error)
        self.assertEqual(len(audit.line_ids), 3)

    def test_a_check_without_a_statement_or_with_a_broken_sentence_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no query"):
            self.env["collection.audit.check"].sudo().create({"name": "X", "code": "nobody", "sentence": "X"})
        check = self.env.ref("sales_collection.collection_audit_check_late_claim")
        with self.assertRaisesRegex(ValidationError, "percent sign"):
            check.with_user(self.max).sentence = "100% %(receipt)s"

    def test_a_check_that_is_switched_off_is_not_asked(self):
        self.env.ref("sales_collection.collection_audit_check_late_claim").with_user(self.max).active = False
        self.assertFound({})

    def test_every_statement_says_whom_it_concerns_and_what_is_at_stake(self):
        audit = self._audit()
        with freeze_time("2026-02-10"):
            audit._prepare_tables()
        for check in self.env["collection.audit.check"].search([]):
            self.env.cr.execute(check._statement(audit))
            columns = {column.name for column in self.env.cr.description}
            self.assertLessEqual({"key", "date", "amount"}, columns, check.code)

    # -- report ------------------------------------------------------------------------------------

    def _on_paper(self, audit):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.fay)
            ._render_qweb_html("sales_collection.report_collection_audit", audit.ids)
        )
        table = html.fromstring(content).xpath("//table[contains(@class, 'o_collection_audit_findings')]/tbody/tr")
        return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in table]

    def _in_the_spreadsheet(self, audit):
        sheet = load_workbook(BytesIO(workbook(audit.with_user(self.fay))))["Findings"]
        said = []
        for row in sheet.iter_rows(min_row=2, values_only=True):
            values = dict(zip(COLUMNS, row, strict=True))
            values["date"] = values["date"].strftime("%m/%d/%Y")
            values["amount"] = " ".join(self.currency.format(values["amount"]).split())
            said.append([" ".join(str(values[name] or "").split()) for name in COLUMNS])
        return said

    def test_paper_and_spreadsheet_say_the_same(self):
        audit = self._audit()
        audit.line_ids[0].finding_id.with_user(self.amy)._explain("=1+1")
        audit.line_ids[0].finding_id.with_user(self.max)._decide("upheld", "No reason given")
        audit.invalidate_recordset()
        paper = self._on_paper(audit)
        self.assertEqual(len(paper), 3)
        self.assertIn("=1+1", paper[0])
        self.assertEqual(paper, self._in_the_spreadsheet(audit))

    def test_the_spreadsheet_is_downloaded_by_finance_of_the_company_only(self):
        audit = self._audit()
        for user in (self.fay, self.amy):
            user.sudo().password = f"{user.login}-{user.login}"
        self.authenticate("fay", "fay-fay")
        answer = self.url_open(f"/sales_collection/audit/{audit.id}/xlsx")
        self.assertEqual(answer.status_code, 200, answer.text[:3000])
        self.assertEqual(load_workbook(BytesIO(answer.content))["Audit"]["B1"].value, audit.name)
        self.authenticate("amy", "amy-amy")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/sales_collection/audit/{audit.id}/xlsx").status_code, 403)
