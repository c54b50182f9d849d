from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.sales_collection import hooks

from ..common import CollectionCommon

#: what no two installations have in common
OWN = ("id", "reversal_of_id", "create_uid", "create_date", "write_uid", "write_date")
RESPONSIBLE = {
    "sale_order": ("collection_user_id", "collection_team_id", "collection_involved"),
    "account_move": ("collection_user_id", "collection_team_id", "collection_involved"),
    "account_move_line": ("collection_user_id", "collection_team_id", "collection_involved", "collection_date_due"),
}


@tagged("post_install", "-at_install")
class TestBackfill(CollectionCommon):
    """What is filled in at installation equals what the addon would have written day by day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2026-02-01", 4.0)])
        cls.expense = cls.company_data["default_account_expense"]
        cls.tax = cls.company_data["default_tax_sale"]
        cls.other_customer = cls.env["res.partner"].create({"name": "Camellia Ltd", "user_id": cls.zoe.id})
        cls._instalments()
        cls._part_payments()
        cls._losses()
        cls._currencies()
        cls._credit_notes()
        cls._bank()
        cls._opening_balance()
        cls._order()
        cls.env.flush_all()

    @classmethod
    def _instalments(cls):
        term = cls.env["account.payment.term"].create(
            {
                "name": "30 % at once, 70 % after 30 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )
        invoice = cls._invoice(999.99, taxes=cls.tax, invoice_payment_term_id=term.id)
        cls._pay(invoice, 700, date="2026-01-20")
        cls._pay(invoice, date="2026-03-01")

    @classmethod
    def _part_payments(cls):
        """Three invoices and three payments that do not fit them."""
        invoices = cls._invoice(100.01, taxes=cls.tax) | cls._invoice(200.02, user=cls.ben, taxes=cls.tax)
        cls._pay(invoices, 33.33)
        last = cls._invoice(300)
        cls._pay(invoices | last, 333.33)
        cls._pay(last)

    @classmethod
    def _losses(cls):
        """A write-off over two invoices, a bad debt, an offset, and money booked by hand."""
        invoices = cls._invoice(100.01, taxes=cls.tax) | cls._invoice(200, user=cls.zoe)
        cls._pay(invoices, 300, payment_difference_handling="reconcile", writeoff_account_id=cls.expense.id)
        for account in (cls.expense, cls.company_data["default_account_payable"], cls.journal.default_account_id):
            items = cls._receivable(cls._invoice(500)) | cls._receivable(cls._entry(-500, account))
            items.reconcile()

    @classmethod
    def _currencies(cls):
        """A loss and a gain on exchange, and an invoice in gold that is paid in the company's currency."""
        for day, pay_day, values in (
            ("2016-01-01", "2026-02-10", {"currency_id": cls.gold.id}),
            ("2026-02-05", "2026-02-10", {"currency_id": cls.gold.id, "amount": 400}),
            ("2026-01-05", "2026-02-10", {"currency_id": cls.currency.id, "amount": 100}),
        ):
            cls._pay(cls._invoice(1000, date=day, currency_id=cls.gold.id), date=pay_day, **values)

    @classmethod
    def _credit_notes(cls):
        """One in full, one on a paid part, and one that is paid back."""
        for amount, paid in ((80, 0), (90, 50)):
            invoice = cls._invoice(amount, taxes=cls.tax)
            if paid:
                cls._pay(invoice, paid)
            cls._reverse(invoice)
        cls._pay(cls._invoice(70, move_type="out_refund", user=cls.ben))

    @classmethod
    def _reverse(cls, invoice):
        note = invoice._reverse_moves([{"invoice_date": "2026-01-15", "date": "2026-01-15"}])
        note.action_post()
        items = (cls._receivable(invoice) | cls._receivable(note)).filtered(lambda item: not item.reconciled)
        if len(items) > 1:
            items.reconcile()

    @classmethod
    def _bank(cls):
        """Money in transit, confirmed by the bank, confirmed in part, and without a payment in between."""
        cls._pay(cls._invoice(10))
        for amount, banked in ((20, 20), (30, 25)):
            payment = cls._pay(cls._invoice(amount))
            cls._match(cls._bank_line(banked), payment._seek_for_lines()[0])
        cls._match(cls._bank_line(40), cls._receivable(cls._invoice(50)))
        cls._receipt(60, cls._invoice(60), submit=True).with_user(cls.fay).action_confirm()

    @classmethod
    def _opening_balance(cls):
        equity = cls.env["account.account"].search([("account_type", "=", "equity")], limit=1)
        cls._pay_lines(cls._receivable(cls._entry(500, equity, partner=cls.other_customer)), 300)

    @classmethod
    def _order(cls):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.ben.id,
                "order_line": [Command.create({"product_id": cls.service.id, "price_unit": 100, "tax_ids": []})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_user_id = cls.amy
        invoice.action_post()
        cls._pay(invoice, 40)
        cls._reverse(invoice)

    def _ledger(self):
        """Return the rows of this company, of each the columns that it shares with any other installation."""
        entries = self.env["collection.entry"]
        names = [name for name, field in entries._fields.items() if field.store and name not in OWN]
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM collection_entry WHERE company_id = %s ORDER BY partial_id, kind",
                SQL(", ").join(SQL.identifier(name) for name in names),
                self.company.id,
            )
        )
        self.assertGreater(len(names), 20)
        return rows

    def _forget(self):
        self.env.cr.execute("DELETE FROM collection_entry")
        self.env.invalidate_all()

    def _responsible(self):
        """Return by table who answers for what and until when, of this company."""
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT id, %s FROM %s WHERE company_id = %s ORDER BY id",
                    SQL(", ").join(SQL.identifier(column) for column in columns),
                    SQL.identifier(table),
                    self.company.id,
                )
            )
            for table, columns in RESPONSIBLE.items()
        }

    def test_the_ledger_from_history_is_the_ledger_written_day_by_day(self):
        written = self._ledger()
        self.assertEqual({row["kind"] for row in written}, {"cash", "credit_note", "write_off", "other"})
        self._forget()
        self.env["collection.entry"].sudo()._backfill()
        filled = self._ledger()
        self.assertEqual(len(filled), len(written))
        for one, other in zip(filled, written, strict=True):
            self.assertEqual(one, other)

    def test_filling_it_twice_adds_nothing(self):
        written = self._ledger()
        self.env["collection.entry"].sudo()._backfill()
        self.assertEqual(self._ledger(), written)

    def test_it_adds_up_to_what_was_taken_off_every_receivable(self):
        self._forget()
        self.env["collection.entry"].sudo()._backfill()
        items = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("collection_date_due", "!=", False)]
        )
        collected = dict(self.env["collection.entry"]._read_group([], ["move_line_id"], ["amount:sum"]))
        for item in items.filtered(lambda item: item.move_id.move_type == "out_invoice"):
            self.assertAlmostEqual(collected.get(item, 0), item.balance - item.amount_residual, msg=item.move_name)

    def test_who_answers_for_the_money_is_filled_in_as_if_it_had_been_computed(self):
        computed = self._responsible()
        for table, columns in RESPONSIBLE.items():
            nothing = SQL(", ").join(SQL("%s = NULL", SQL.identifier(column)) for column in columns)
            self.env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(table), nothing))
        for fill in (hooks._fill_orders, hooks._fill_invoices, hooks._fill_receivables):
            fill(self.env)
        filled = self._responsible()
        for table in RESPONSIBLE:
            self.assertTrue(any(row[1] for row in computed[table]), table)
            self.assertEqual(filled[table], computed[table])
