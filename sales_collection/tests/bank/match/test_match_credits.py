from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged("post_install", "-at_install")
class TestMatchCredits(MatchCommon):
    """A customer pays 900 for an invoice of 1,000 less a credit note of 100: one match of three."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(1000)
        cls.credit = cls._invoice(100, move_type="out_refund")

    def _rest(self):
        """Return what is open of invoice and credit note."""
        return self.invoice.amount_residual, self.credit.amount_residual

    def test_all_three_are_proposed_as_one(self):
        line = self._money(900, f"{self.invoice.name} Bluebell Ltd")
        match = self._propose()
        self.assertEqual((match.statement_line_ids, match.amount, match.difference), (line, 900, 0))
        self.assertEqual(self._rows(match), [(900, 1000, self.invoice.name), (0, -100, self.credit.name)])
        self.assertFalse(match.sure)
        self.assertIn(f"credit note {self.credit.name}", match.reasons)

    def test_naming_both_leaves_no_doubt(self):
        self._money(900, f"{self.invoice.name} less {self.credit.name} Bluebell Ltd")
        self.assertTrue(self._propose().sure)

    def test_the_ledger_has_900_of_money_and_100_of_credit_note(self):
        line = self._money(900, f"{self.invoice.name} Bluebell Ltd")
        self._propose().action_accept()
        self.assertEqual((self._rest(), line.is_reconciled), ((0, 0), True))
        self.assertEqual(
            sorted((entry.kind, entry.amount, str(entry.bank_date or "")) for entry in self._entries(self.invoice)),
            [("cash", 900, "2026-02-02"), ("credit_note", 100, "")],
        )
        self.assertFalse(self._entries(self.credit))

    def test_taking_it_back_opens_all_three(self):
        line = self._money(900, f"{self.invoice.name} Bluebell Ltd")
        before = self._books(line.move_id, self.invoice, self.credit)
        match = self._propose()
        match.action_accept()
        match.action_undo()
        self.assertEqual(self._books(line.move_id, self.invoice, self.credit), before)
        self.assertEqual(sum(self._entries(self.invoice).mapped("amount")), 0)
        again = self._propose()
        again.action_accept()
        self.assertEqual(self._rest(), (0, 0))

    def test_undoing_the_bank_line_itself_opens_all_three_too(self):
        line = self._money(900, f"{self.invoice.name} Bluebell Ltd")
        match = self._propose()
        match.action_accept()
        line.action_undo_reconciliation()
        self.assertEqual((match.state, self._rest()), ("undone", (1000, 100)))

    def test_a_credit_note_that_was_used_meanwhile_is_not_used_twice(self):
        self._money(900, f"{self.invoice.name} Bluebell Ltd")
        match = self._propose()
        other = self._invoice(100)
        (self._receivable(self.credit) + self._receivable(other)).reconcile()
        with self.assertRaisesRegex(Exception, "Only"):
            match.action_accept()

    def test_money_paid_back_less_an_invoice(self):
        self._receivable(self.invoice).remove_move_reconcile()
        large = self._invoice(1300, move_type="out_refund")
        line = self._money(-300, f"{large.name} less {self.invoice.name}", partner_id=self.customer.id)
        match = self._propose()
        self.assertEqual(self._rows(match), [(-300, -1300, large.name), (0, 1000, self.invoice.name)])
        match.action_accept()
        self.assertEqual((large.amount_residual, self.invoice.amount_residual, line.is_reconciled), (0, 0, True))


@tagged("post_install", "-at_install")
class TestMatchCreditsByHand(MatchCommon):
    """A clerk puts a bank line, invoices and credit notes together, in whatever order she meets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(1000)
        cls.credit = cls._invoice(100, move_type="out_refund")

    def _join(self, line, *chosen):
        """Put a bank line and (document, amount) together and book it; return what it settles by document."""
        pairs = [(line, self._receivable(move), amount, False) for move, amount in chosen]
        match = self.matches._put_together(pairs)
        match.action_accept()
        return {row.document: row.item_amount for row in match.line_ids}

    def test_in_any_order(self):
        chosen = [(self.invoice, None), (self.credit, None)]
        for name, some in (
            ("invoice first", chosen),
            ("credit note first", chosen[::-1]),
            ("with amounts", [(self.invoice, 1000), (self.credit, -100)]),
            ("with amounts, credit note first", [(self.credit, -100), (self.invoice, 1000)]),
        ):
            with self.subTest(name):
                line = self._money(900)
                found = self._join(line, *some)
                self.assertEqual(found, {self.invoice.name: 1000, self.credit.name: -100})
                self.assertEqual((self.invoice.amount_residual, self.credit.amount_residual), (0, 0))
                self.matches.search([("state", "=", "accepted")]).action_undo()
                self.assertEqual((self.invoice.amount_residual, self.credit.amount_residual), (1000, 100))

    def test_bank_line_first_the_credit_note_later(self):
        self._join(self._money(900), (self.invoice, None))
        (self._receivable(self.invoice) + self._receivable(self.credit)).reconcile()
        self.assertEqual((self.invoice.amount_residual, self.credit.amount_residual), (0, 0))

    def test_credit_note_first_the_bank_line_later(self):
        (self._receivable(self.invoice) + self._receivable(self.credit)).reconcile()
        line = self._money(900)
        self.assertEqual(self._join(line, (self.invoice, None)), {self.invoice.name: 900})
        self.assertEqual((self.invoice.amount_residual, line.is_reconciled), (0, True))

    def test_two_invoices_less_two_credit_notes(self):
        second = self._invoice(50)
        other = self._invoice(30, move_type="out_refund")
        line = self._money(920)
        self._join(line, (self.credit, None), (second, None), (other, None), (self.invoice, None))
        moves = self.invoice | second | self.credit | other
        self.assertEqual((moves.mapped("amount_residual"), line.is_reconciled), ([0, 0, 0, 0], True))
        rows = self._entries(self.invoice | second)
        self.assertEqual(sum(row.amount for row in rows if row.kind == "cash"), 920)
        self.assertEqual(sum(row.amount for row in rows if row.kind == "credit_note"), 130)

    def test_money_is_used_before_the_credit_note(self):
        line = self._money(950)
        self._join(line, (self.invoice, None), (self.credit, None))
        self.assertEqual((self.invoice.amount_residual, self.credit.amount_residual), (0, 50))
        self.assertTrue(line.is_reconciled)

    def test_an_overpayment_that_lies_on_account_is_taken_off_as_well(self):
        before = self._money(70, partner_id=self.customer.id)
        suspense = before._seek_for_lines()[1]
        suspense.account_id = self.company_data["default_account_receivable"]
        line = self._money(930)
        pairs = [(line, self._receivable(self.invoice), None, False), (line, suspense, None, False)]
        self.matches._put_together(pairs).action_accept()
        self.assertEqual((self.invoice.amount_residual, suspense.amount_residual), (0, 0))
        cash = self._entries(self.invoice)
        self.assertEqual([(row.kind, row.amount) for row in cash.sorted("amount")], [("cash", 70), ("cash", 930)])

    def test_a_fee_besides(self):
        line = self._money(897)
        pairs = [(line, self._receivable(self.credit), None, False), (line, self._receivable(self.invoice), 997, "fee")]
        self.matches._put_together(pairs).action_accept()
        self.assertEqual((self.invoice.amount_residual, self.credit.amount_residual), (0, 0))
        self.assertEqual(line.move_id.line_ids.filtered(lambda item: item.account_id == self.fees).balance, 3)

    def test_what_does_not_fit_is_refused(self):
        line = self._money(900)
        for chosen in (
            [(self.credit, None)],
            [(self.invoice, 1000)],
            [(self.invoice, 1000), (self.credit, -50)],
            [(self.invoice, 900), (self.credit, None), (self._invoice(10), 100)],
            [(self.invoice, 50), (self.credit, -100)],
            [(self.credit, 100), (self.invoice, 900)],
        ):
            with self.subTest(chosen), self.assertRaisesRegex(UserError, "exceed the open amounts"):
                self._join(line, *chosen)

    def test_instalments_of_one_invoice_are_paid_oldest_first_as_far_as_the_money_reaches(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Three times",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": share, "nb_days": days})
                    for share, days in ((30, 30), (30, 60), (40, 90))
                ],
            }
        )
        invoice = self._invoice(300, invoice_payment_term_id=term.id)
        items = self._receivable(invoice).sorted("date_maturity")
        line = self._money(150)
        self.matches._put_together([(line, item, None, False) for item in items[::-1]]).action_accept()
        self.assertEqual((items.mapped("amount_residual"), line.is_reconciled), ([0, 30, 120], True))

    def test_the_board_finds_and_joins_a_credit_note(self):
        line = self._money(900, partner_id=self.customer.id)
        board = self.env["collection.reconcile"].with_user(self.fay).with_company(self.company)
        board = board.create({"journal_id": self.journal.id, "date_from": "2026-02-01", "date_to": "2026-02-28"})
        found = {item["document"]: item for item in board.action_search_items(line.id)}
        self.assertEqual(found[self.credit.name]["open"], -100)
        parts = [
            {"kind": "item", "id": found[move.name]["id"], "amount": amount}
            for move, amount in ((self.invoice, 1000), (self.credit, -100))
        ]
        board.action_join(line.id, parts)
        self.assertEqual((self.invoice.amount_residual, self.credit.amount_residual), (0, 0))
