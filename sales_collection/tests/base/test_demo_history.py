from odoo import Command
from odoo.tests import tagged

from ...demo import claims, history, money, plan
from .demo_common import DemoCommon


@tagged("post_install", "-at_install")
class TestDemoHistory(DemoCommon):
    """A small part of the demo company, played through Odoo for real: a demo that fails at install only logs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._books_of_other_demo_data()
        # the smallest part of the plan in which every case happens
        cls.invoices = history.load(cls.env, months=12, customers=12)
        cls.env.flush_all()
        cls.lines = cls.invoices.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        cls.entries = cls.env["collection.entry"].search([("move_id", "in", cls.invoices.ids)])
        cls.partners = cls.invoices.commercial_partner_id

    @classmethod
    def _books_of_other_demo_data(cls):
        """Book 1,000 on the company's first bank account without a bank line, as demo data of other addons does."""
        company = [("company_ids", "in", cls.company.ids)]
        bank = cls.env["account.journal"].search([("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1)
        equity = cls.env["account.account"].search([*company, ("account_type", "=", "equity")], limit=1)
        lines = [(bank.default_account_id, 1000), (equity, -1000)]
        cls.env["account.move"].create(
            {
                "company_id": cls.company.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance}) for account, balance in lines
                ],
            }
        ).action_post()

    def _customer(self, profile):
        names = [name for name, *_rest, pays, _size in plan.CUSTOMERS if pays == profile]
        return self.partners.filtered(lambda partner: partner.name in names)

    def test_the_ledger_says_what_reconciliation_took_off_every_invoice(self):
        self.assertEqual(set(self.invoices.mapped("state")), {"posted"})
        collected = dict(
            self.env["collection.entry"]._read_group(
                [("move_line_id", "in", self.lines.ids)], ["move_line_id"], ["amount:sum"]
            )
        )
        for line in self.lines:
            taken = self.company.currency_id.round(line.balance - line.amount_residual)
            self.assertAlmostEqual(collected.get(line, 0.0), taken, 2, line.display_name)

    def test_every_salesperson_has_collected_something(self):
        cash = self.entries.filtered(lambda entry: entry.kind == "cash")
        self.assertEqual(set(cash.user_id.mapped("login")), set(plan.SELLERS))
        self.assertEqual(set(cash.team_id.mapped("name")), {"Collections North", "Collections South"})

    def test_the_bank_has_money_that_matches_and_money_that_does_not(self):
        lines = self.env["account.bank.statement.line"].search([("company_id", "=", self.company.id)])
        self.assertTrue(lines.filtered(lambda line: line.is_reconciled and line.partner_id in self.partners))
        self.assertTrue(lines.filtered(lambda line: not line.is_reconciled and line.payment_ref.startswith("TRF")))
        cash = self.entries.filtered(lambda entry: entry.kind == "cash")
        self.assertTrue(cash.filtered("bank_date"))
        self.assertTrue(cash.filtered(lambda entry: not entry.bank_date), "nothing is on its way to the bank")

    def test_the_reconciliation_of_this_month_agrees_with_the_books_and_the_bank(self):
        journal = money.bank(self.env)
        figures = self.env["collection.reconcile"].search([("journal_id", "=", journal.id)])._figures()
        self.assertEqual((figures["books"], figures["bank_closing"]), (figures["closing"], figures["closing"]))
        self.assertEqual((figures["books_by_hand"], len(self._lines_elsewhere(journal))), (0, 0))
        self.assertGreater(figures["closing"], 0)

    def _lines_elsewhere(self, journal):
        """Return the bank lines of the story's customers that are not in its bank journal."""
        domain = [("partner_id", "in", self.partners.ids), ("journal_id", "!=", journal.id)]
        return self.env["account.bank.statement.line"].search(domain)

    def test_overdue_items_lie_in_several_ageing_buckets(self):
        rows = self.env["collection.receivable"].search([("move_id", "in", self.invoices.ids)])
        self.assertIn("not_due", rows.mapped("ageing"))
        self.assertGreaterEqual(len(set(rows.mapped("ageing")) - {"not_due"}), 2)

    def test_the_bankrupt_customer_owes_and_half_of_the_old_debt_is_written_off(self):
        bills = self.invoices.filtered(lambda move: move.commercial_partner_id in self._customer("bankrupt"))
        lost = self.entries.filtered(lambda entry: entry.kind == "write_off" and entry.move_id in bills)
        self.assertTrue(lost)
        for move in lost.move_id:
            written = sum(lost.filtered(lambda entry, move=move: entry.move_id == move).mapped("amount"))
            self.assertAlmostEqual(written, move.amount_residual_signed, delta=0.02)
        self.assertFalse(self.entries.filtered(lambda entry: entry.kind == "cash" and entry.move_id in lost.move_id))
        self.assertIn("not_paid", bills.mapped("payment_state"))

    def test_discounts_credit_notes_and_a_second_currency_are_in_the_ledger(self):
        discount = self.env.ref("sales_collection.demo_term_discount")
        terms = self.entries.filtered(lambda entry: entry.kind == "write_off").move_id.invoice_payment_term_id
        self.assertIn(discount, terms)
        self.assertIn("credit_note", self.entries.mapped("kind"))
        foreign = self.entries.filtered(lambda entry: entry.currency_id != self.company.currency_id)
        self.assertTrue(foreign.filtered("bank_date"), "the bank has the money in the second currency")

    def test_a_deposit_is_paid_before_the_rest_is_invoiced(self):
        down = self.invoices.filtered(lambda move: any(move.invoice_line_ids.sale_line_ids.mapped("is_downpayment")))
        by_order = down.grouped(lambda move: move.line_ids.sale_line_ids.order_id)
        pairs = [moves.sorted("invoice_date") for moves in by_order.values() if len(moves) == 2]
        self.assertTrue(pairs)
        for deposit, rest in pairs:
            paid = self.entries.filtered(lambda entry, deposit=deposit: entry.move_id == deposit)
            self.assertEqual(deposit.payment_state, "paid")
            self.assertLess(max(paid.mapped("date")), rest.invoice_date)

    def test_money_paid_in_advance_waits_on_account(self):
        advances = self.env["account.payment"].search([("memo", "=like", "Deposit S%")])
        self.assertGreaterEqual(len(advances), 2)
        for payment in advances:
            _liquidity, receivable, _write_off = payment._seek_for_lines()
            self.assertAlmostEqual(receivable.amount_residual, -payment.amount, 2)

    def test_receipts_are_in_every_state(self):
        receipts = self.env["collection.receipt"].search([("partner_id", "in", self.partners.ids)])
        states = {"draft", "submitted", "confirmed", "rejected", "cancelled"}
        self.assertEqual(set(receipts.mapped("state")), states)

    def test_claims_go_round_the_salespeople_before_anybody_claims_again(self):
        rows = self.env["collection.receivable"].search([("move_id", "in", self.invoices.ids)], order="user_id, id")
        turns = [row.user_id for row in claims._in_turn(rows)]
        users = set(rows.user_id)
        self.assertEqual(set(turns[: len(users)]), users)
        self.assertEqual(len(turns), len(rows))

    def test_every_salesperson_finds_receipts_of_his_own(self):
        for login in plan.SELLERS:
            user = self.env.ref(f"sales_collection.demo_user_{login}")
            self.assertTrue(self.env["collection.receipt"].with_user(user).search([]), login)

    def test_nothing_is_booked_in_the_future(self):
        today = self.company._collection_today()
        moves = self.invoices | self.entries.payment_id.move_id | self.invoices.reversal_move_ids
        self.assertLessEqual(max(moves.mapped("date")), today)
        self.assertLessEqual(max(self.entries.mapped("date")), today)

    def test_salespeople_and_leaders_have_statements_of_months_gone_by_and_of_the_running_one(self):
        statements = self.env["collection.incentive"].search([("company_id", "=", self.company.id)])
        today = self.company._collection_today()
        self.assertEqual(set(statements.mapped("state")), {"confirmed", "computed"})
        self.assertTrue(statements.filtered(lambda one: one.date_from <= today <= one.date_to))
        self.assertTrue(statements.filtered(lambda one: one.user_id.login == "lea" and one.amount_total))
        self.assertIn("draft", statements.plan_id.search([]).mapped("state"))
