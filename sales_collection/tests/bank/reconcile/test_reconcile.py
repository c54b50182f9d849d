import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .reconcile_common import ReconcileCommon


@tagged("post_install", "-at_install")
class TestReconcile(ReconcileCommon):
    """The board's actions, who may use them, and the signed summary."""

    # -- who may -----------------------------------------------------------------------------------

    def test_only_finance_sees_and_works_a_reconciliation(self):
        line = self._bank_line(100, date="2026-02-05")
        for user in (self.amy, self.lea):
            reconcile = self.reconcile.with_user(user)
            for act in (
                lambda record: record.read(["note"]),
                lambda record: record.action_load("agreed"),
                lambda record: record.action_propose(),
                lambda record: record.action_accept(line.ids),
                lambda record: record.action_accept_sure(),
                lambda record: record.action_reject(line.ids),
                lambda record: record.action_undo(line.ids),
                lambda record: record.action_search_items(line.id),
                lambda record: record.action_join(line.id, []),
                lambda record: record.action_ours_again(line.ids),
                lambda record: record.action_close(),
                lambda record: record.action_spreadsheet(),
            ):
                with self.assertRaises(AccessError):
                    act(reconcile)

    def test_finance_of_another_company_sees_nothing(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="sales_collection.group_collection_finance",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        reconcile = self.reconcile.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(reconcile.search([]))
        with self.assertRaises(AccessError):
            reconcile.action_load("agreed")

    def test_a_line_of_another_bank_account_or_period_is_refused(self):
        march = self._bank_line(100, date="2026-03-05")
        cash = self._bank_line(100, date="2026-02-05", journal_id=self.company_data["default_journal_cash"].id)
        for line in (march, cash):
            with self.assertRaises(UserError):
                self.reconcile.action_ours_again(line.ids)

    def test_who_said_not_ours_is_not_entered_by_hand(self):
        line = self._bank_line(100, date="2026-02-05").with_user(self.fay)
        with self.assertRaises(UserError):
            line.write({"collection_not_ours": "Rent", "collection_not_ours_by_id": self.max.id})

    # -- one period, one reconciliation ------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_a_day_of_a_bank_account_is_in_one_reconciliation_only(self):
        with self.assertRaises(psycopg2.errors.ExclusionViolation), self.env.cr.savepoint():
            self._reconcile("2026-02-28", "2026-03-31").flush_recordset()
        self.assertTrue(self._reconcile("2026-03-01", "2026-03-31"))

    @mute_logger("odoo.sql_db")
    def test_a_period_does_not_end_before_it_begins(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            self._reconcile("2026-04-30", "2026-04-01").flush_recordset()

    # -- not ours, on account ----------------------------------------------------------------------

    def test_a_line_is_not_ours_for_a_reason_and_can_be_taken_back(self):
        line = self._bank_line(100, date="2026-02-05")
        with self.assertRaises(UserError):
            self._answer(line, "not_ours", reason=" ")
        self._answer(line, "not_ours", reason="The landlord pays back")
        self.assertEqual((line.collection_not_ours_by_id, bool(line.collection_not_ours_date)), (self.fay, True))
        self.assertPlace(line, "not_ours marked")
        self.reconcile.action_ours_again(line.ids)
        self.assertFalse(line.collection_not_ours_by_id)
        self.assertPlace(line, "unclaimed open")

    def test_what_is_not_ours_is_not_proposed(self):
        self._invoice(100)
        line = self._bank_line(100, date="2026-02-05")
        self._answer(line, "not_ours", reason="Rent")
        self.reconcile.action_propose()
        self.env["collection.match"].with_user(self.fay)._propose(self.journal)
        self.assertFalse(self.env["collection.match.line"].search([("statement_line_id", "=", line.id)]))
        self.assertPlace(line, "not_ours marked")

    def test_money_on_account_is_an_open_credit_and_comes_back(self):
        line = self._bank_line(100, date="2026-02-05", partner_id=False)
        self._answer(line, "account", partner_id=self.customer.id)
        credit = line._seek_for_lines()[2]
        self.assertEqual((credit.partner_id, credit.amount_residual), (self.customer, -100))
        self.assertEqual(credit.account_id, self.company_data["default_account_receivable"])
        self.assertPlace(line, "unclaimed account")
        self.reconcile.action_undo(line.ids)
        self.assertPlace(line, "unclaimed open")
        self.assertFalse(line.partner_id, "as it came from the bank")

    def test_what_was_booked_elsewhere_is_not_undone_here(self):
        line = self._bank_line(-30, date="2026-02-05")
        line._seek_for_lines()[1].account_id = self.company_data["default_account_expense"]
        with self.assertRaises(UserError):
            self.reconcile.action_undo(line.ids)

    def test_a_settled_line_is_not_settled_again(self):
        line = self._bank_line(100, date="2026-02-05")
        self._match(line, self._receivable(self._invoice(100)))
        for kind in ("account", "ask", "not_ours"):
            with self.assertRaises(UserError):
                self._answer(line, kind, partner_id=self.customer.id, user_id=self.amy.id, reason="Rent")

    # -- the board ---------------------------------------------------------------------------------

    def test_the_board_opens_with_the_same_queries_for_many_lines(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            self.reconcile.action_load("differs")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            shown = self.reconcile.action_load("differs")
            return self.env.cr.sql_log_count - before, len(shown["rows"])

        item = self._receivable(self._invoice(10000))
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        for number in range(10):
            self._proposal(self._bank_line(10 + number, date="2026-02-05", partner=other), item, sure=False)
        few, shown = queries()
        self.assertEqual(shown, 10)
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.journal.id,
                    "date": "2026-02-06",
                    "amount": 10,
                    "payment_ref": f"Line {number}",
                    "partner_id": self.env["res.partner"].create({"name": f"Customer {number}"}).id,
                }
                for number in range(190)
            ]
        )
        for line in lines[:60]:
            self._proposal(line, item, sure=False)
        many, shown = queries()
        self.assertEqual((many, shown), (few, 40))

    def test_the_board_finds_lines_by_text_payer_and_amount(self):
        line = self._bank_line(123.45, date="2026-02-05", payment_ref="Order 100%_x", partner_name="Jade")
        self._bank_line(10, date="2026-02-05")
        for text in ("100%_x", "jade", "123.45"):
            shown = self.reconcile.action_load("unclaimed", text=text)
            self.assertEqual(([row["id"] for row in shown["rows"]], shown["total"]), (line.ids, 1))
        self.assertEqual(self.reconcile.action_load("unclaimed")["total"], 2)
        for text in ("nan", "inf", "0%_%", "100x"):
            self.assertFalse(self.reconcile.action_load("unclaimed", text=text)["rows"])

    def test_searching_finds_receivables_payments_and_claims(self):
        line = self._bank_line(100, date="2026-02-05", partner_id=False)
        invoice = self._invoice(100)
        self._pay(self._invoice(250), date="2026-02-01")
        receipt = self._receipt(70, self._invoice(70), submit=True)
        self.assertEqual(
            [item["id"] for item in self.reconcile.action_search_items(line.id)], self._receivable(invoice).ids
        )
        self.assertEqual(
            [item["id"] for item in self.reconcile.action_search_items(line.id, receipt.name)], receipt.ids
        )
        found = self.reconcile.action_search_items(line.id, "250")
        self.assertEqual([(item["kind"], item["open"]) for item in found], [("item", 250)])

    # -- joining by hand ---------------------------------------------------------------------------

    def test_a_line_is_split_over_two_invoices_and_the_rest_goes_on_account(self):
        line = self._bank_line(180, date="2026-02-05")
        first, second = (self._receivable(self._invoice(amount)) for amount in (100, 90))
        parts = [{"kind": "item", "id": first.id, "amount": 100}, {"kind": "item", "id": second.id, "amount": 50}]
        self.reconcile.action_join(line.id, parts, on_account=self.customer.id)
        self.assertEqual((first.amount_residual, second.amount_residual), (0, 40))
        credit = line._seek_for_lines()[2].filtered(lambda item: not item.reconciled)
        self.assertEqual((credit.amount_residual, credit.partner_id), (-30, self.customer))
        self.assertPlace(line, "differs booked")
        self.assertAddsUp()
        self.reconcile.action_undo(line.ids)
        self.assertEqual((first.amount_residual, second.amount_residual), (100, 90))
        self.assertPlace(line, "differs part")
        self.reconcile.action_undo(line.ids)
        self.assertPlace(line, "differs proposed")
        self.assertEqual(line._seek_for_lines()[1].amount_currency, -180)

    def test_the_rest_goes_on_account_of_another_customer_and_what_was_paid_stays_paid(self):
        line = self._bank_line(150, date="2026-02-05", partner_id=False)
        item = self._receivable(self._invoice(100))
        other = self.env["res.partner"].create({"name": "Larkspur Ltd"})
        parts = [{"kind": "item", "id": item.id, "amount": 100}]
        self.reconcile.action_join(line.id, parts, on_account=other.id)
        self.assertEqual(item.amount_residual, 0)
        credit = line._seek_for_lines()[2].filtered(lambda row: not row.reconciled)
        self.assertEqual((credit.amount_residual, credit.partner_id), (-50, other))

    def test_the_rest_of_a_split_line_stays_open(self):
        line = self._bank_line(150, date="2026-02-05")
        item = self._receivable(self._invoice(100))
        self.reconcile.action_join(line.id, [{"kind": "item", "id": item.id, "amount": 100}])
        self.assertPlace(line, "differs part")
        self.assertEqual(line._seek_for_lines()[1].amount_currency, -50)
        self._answer(line, "account", partner_id=self.customer.id)
        self.assertPlace(line, "differs booked")

    def test_accepting_a_claim_keeps_four_eyes(self):
        receipt = self._receipt(100, self._invoice(100), user=self.fay, submit=True)
        line = self._bank_line(100, date="2026-02-05")
        parts = [{"kind": "receipt", "id": receipt.id, "amount": 100}]
        with self.assertRaises(AccessError):
            self.reconcile.action_join(line.id, parts)
        self.reconcile.with_user(self.max).action_join(line.id, parts)
        self.assertEqual((receipt.state, receipt.confirmed_by_id), ("confirmed", self.max))
        self.assertPlace(line, "agreed booked")

    def test_accept_reject_and_undo_work_on_the_proposal_of_a_line(self):
        invoice = self._invoice(100)
        line = self._bank_line(100, date="2026-02-05", payment_ref=invoice.name)
        self.reconcile.action_propose()
        self.reconcile.action_accept(line.ids)
        self.assertEqual(invoice.amount_residual, 0)
        self.reconcile.action_undo(line.ids)
        self.assertEqual(invoice.amount_residual, 100)
        self.reconcile.action_reject(line.ids)
        self.assertPlace(line, "unclaimed open")
        with self.assertRaises(UserError):
            self.reconcile.action_accept(line.ids)
        self.reconcile.action_propose()
        self.assertPlace(line, "unclaimed open")

    def test_all_sure_ones_are_booked_and_what_fails_stays(self):
        invoices = [self._invoice(amount) for amount in (100, 200)]
        for invoice in invoices:
            self._bank_line(invoice.amount_total, date="2026-02-05", payment_ref=invoice.name)
        self.reconcile.action_propose()
        self.assertEqual(self.reconcile.action_load("agreed")["sure"], 2)
        invoices[0].button_draft()
        answer = self.reconcile.action_accept_sure()
        self.assertEqual((answer, invoices[1].amount_residual), ({"accepted": 1, "left": 0}, 0))
