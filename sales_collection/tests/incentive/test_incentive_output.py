import io
from datetime import datetime

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...reports.incentive.collection_incentive_xlsx import workbook
from .incentive_common import IncentiveCommon


@tagged("post_install", "-at_install")
class TestIncentiveOutput(IncentiveCommon, HttpCase):
    """What leaves the house: bills, entries, spreadsheets, the printed statement; and simulations."""

    def _book(self, statements):
        return openpyxl.load_workbook(io.BytesIO(workbook(statements)))

    def _paid(self, **values):
        plan = self._plan(self._rate(1), users=[self.amy], **values)
        self._pay(self._invoice(1000), date="2026-01-10")
        statement = self._confirm(plan, 1)
        with freeze_time("2026-02-05"):
            statement.with_user(self.max).action_pay()
        return statement

    def test_a_plan_by_bill_makes_a_vendor_bill_of_the_person(self):
        statement = self._paid(
            pay_by="bill",
            journal_id=self.company_data["default_journal_purchase"].id,
            expense_account_id=self.company_data["default_account_expense"].id,
        )
        bill = statement.move_id
        self.assertEqual((bill.move_type, bill.state, bill.partner_id), ("in_invoice", "posted", self.amy.partner_id))
        self.assertEqual((bill.amount_total, str(bill.invoice_date)), (10, "2026-01-31"))
        self.assertEqual(bill.invoice_line_ids.account_id, self.company_data["default_account_expense"])

    def test_payroll_books_nothing(self):
        statement = self._paid()
        self.assertEqual((statement.state, len(statement.move_id)), ("paid", 0))

    def test_without_accounts_in_the_plan_nothing_is_booked(self):
        with self.assertRaisesRegex(UserError, "Enter the journal and the accounts"):
            self._paid(pay_by="bill")

    def test_less_than_nothing_makes_no_bill(self):
        plan = self._plan(self._rate(1), users=[self.amy], pay_by="bill")
        payment = self._pay(self._invoice(1000), date="2026-01-10")
        january = self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        february = self._confirm(plan, 2)
        february.with_user(self.max).action_pay()
        self.assertEqual((february.amount_payable, february.state, len(february.move_id)), (0, "paid", 0))
        self.assertEqual(january.state, "confirmed")

    # -- spreadsheet -------------------------------------------------------------------------------

    def test_the_spreadsheet_has_real_numbers_and_dates_and_totals_as_formulas(self):
        plan = self._plan(self._rate(1))
        for user, amount in ((self.amy, 1000), (self.ben, 2000)):
            self._pay(self._invoice(amount, user=user), date="2026-01-10")
        self._compute(plan, "2026-01-31")
        book = self._book((self._statement() + self._statement(self.ben)).with_user(self.max))
        sheet = book["Statements"]
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual([cell.value for cell in sheet["A"]][:3], ["Person", "Amy", "Ben"])
        self.assertEqual([cell.value for cell in sheet["B"]][1], datetime(2026, 1, 1))
        self.assertEqual([cell.value for cell in sheet["J"]], ["Payable", 10, 20, "=SUM(J2:J3)"])
        lines = book["Lines"]
        self.assertEqual([cell.value for cell in lines["I"]], ["Amount", 10, 20, "=SUM(I2:I3)"])
        self.assertEqual(lines["C2"].value, datetime(2026, 1, 10))

    def test_words_that_begin_with_an_equals_sign_are_no_formulas(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        self.customer.name = "=1+1"
        self._pay(self._invoice(1000), date="2026-01-10")
        self._compute(plan, "2026-01-31")
        cell = self._book(self._statement().with_user(self.max))["Lines"]["E2"]
        self.assertEqual((cell.value, cell.data_type), ("=1+1", "s"))

    def test_the_download_holds_what_one_may_see_only(self):
        plan = self._plan(self._rate(1))
        self._compute(plan, "2026-01-31")
        both = self._statement() + self._statement(self.ben)
        self.amy.sudo().password = "amy-download"
        self.authenticate("amy", "amy-download")
        answer = self.url_open(f"/sales_collection/incentives/xlsx?ids={both[0].id},{both[1].id},x")
        self.assertEqual(answer.status_code, 200)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Statements"]
        self.assertEqual([cell.value for cell in sheet["A"]][:2], ["Person", "Amy"])
        self.assertNotIn("Ben", [cell.value for cell in sheet["A"]])

    # -- paper -------------------------------------------------------------------------------------

    def test_the_printed_statement_has_each_line_and_what_is_paid(self):
        plan = self._plan(self._rate(1.5), users=[self.amy])
        self._pay(self._invoice(3000, due="2026-01-27"), date="2026-01-31")
        self._compute(plan, "2026-01-31")
        report = self.env.ref("sales_collection.action_report_collection_incentive").with_user(self.amy)
        html, _kind = report._render_qweb_html(report.report_name, self._statement().ids)
        text = html.decode()
        self.assertIn("3,000.00 collected 4 days late × 1.5 % = 45.00", text)
        self.assertIn("not confirmed", text)
        with self.assertRaises(AccessError):
            report.with_user(self.ben)._render_qweb_html(report.report_name, self._statement().ids)

    # -- simulation --------------------------------------------------------------------------------

    def _simulate(self, plan, other=None, first="2026-01-01", last="2026-03-31"):
        simulation = (
            self.env["collection.incentive.simulation"]
            .with_user(self.max)
            .create({"plan_id": plan.id, "other_plan_id": other and other.id, "date_from": first, "date_to": last})
        )
        simulation.action_simulate()
        return simulation

    def test_a_draft_is_tried_on_a_time_gone_by_beside_the_plan_in_force(self):
        plan = self._plan(self._rate(1))
        draft = self._plan(self._rate(2), active=False, date_from="2026-07-01", period="quarter")
        payment = self._pay(self._invoice(1000), date="2026-01-10")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self._pay(self._invoice(500), date="2026-03-10")
        self._pay(self._invoice(300, user=self.ben), date="2026-03-10")
        alone = self._simulate(draft)
        self.assertEqual(
            [(line.user_id.name, line.collected, line.amount) for line in alone.line_ids],
            [("Amy", 500, 10), ("Ben", 300, 6)],
        )
        both = self._simulate(draft, self._plan(self._rate(3), active=False, period="quarter"))
        self.assertEqual((both.amount, both.other_amount, both.difference), (16, 24, -8))

    def test_a_simulation_leaves_nothing_and_moves_nothing(self):
        plan = self._plan(self._rate(1), users=[self.amy])
        self._pay(self._invoice(1000), date="2026-01-10")
        statement = self._confirm(plan, 1)
        count = self.env["collection.incentive"].search_count([])
        lines = self.env["collection.incentive.line"].search_count([])
        self.assertEqual(self._simulate(plan).amount, 10)
        self.assertEqual(self.env["collection.incentive"].search_count([]), count)
        self.assertEqual(self.env["collection.incentive.line"].search_count([]), lines)
        self.assertEqual((statement.state, statement.amount_total), ("confirmed", 10))

    def test_only_managers_simulate(self):
        plan = self._plan(self._rate(1))
        for user in (self.amy, self.lea, self.fay):
            with self.assertRaises(AccessError):
                self.env["collection.incentive.simulation"].with_user(user).create({"plan_id": plan.id})

    # -- every night -------------------------------------------------------------------------------

    def test_every_night_the_running_statements_are_brought_up_to_date(self):
        self._plan(self._rate(1), users=[self.amy])
        self._pay(self._invoice(1000), date="2026-01-10")
        cron = self.env.ref("sales_collection.cron_collection_incentive").sudo()
        with freeze_time("2026-01-20 03:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self._statement().amount_total, 10)
