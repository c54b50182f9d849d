from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class CollectionCommon(AccountTestInvoicingCommon):
    """A company with two sales teams, finance and a manager; factories for invoices and money.

    Amy and Ben sell in the team that Lea leads, Zoe in another one. Fay does finance, Max manages.
    Amounts are untaxed unless a test says otherwise, so that a reader can add them up.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.journal = cls.company_data["default_journal_bank"]
        cls.currency = cls.company.currency_id
        cls.amy = cls._user("amy", "salesperson")
        cls.ben = cls._user("ben", "salesperson")
        cls.zoe = cls._user("zoe", "salesperson")
        cls.lea = cls._user("lea", "leader")
        cls.fay = cls._user("fay", "finance")
        cls.max = cls._user("max", "manager")
        # sudo: the accountant of the test class may not make sales teams
        teams = cls.env["crm.team"].sudo()
        cls.team = teams.create({"name": "North", "user_id": cls.lea.id, "company_id": cls.company.id})
        cls.other_team = teams.create({"name": "South", "company_id": cls.company.id})
        cls.env["crm.team.member"].sudo().create(
            [
                {"crm_team_id": cls.team.id, "user_id": cls.amy.id},
                {"crm_team_id": cls.team.id, "user_id": cls.ben.id},
                {"crm_team_id": cls.other_team.id, "user_id": cls.zoe.id},
            ]
        )
        cls.customer = cls.env["res.partner"].create({"name": "Bluebell Ltd", "is_company": True})
        cls.service = cls.env["product.product"].create(
            {"name": "Service", "type": "service", "taxes_id": [], "invoice_policy": "order"}
        )

    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        for name in ("sales_collection.group_collection_manager", "sales_team.group_sale_manager"):
            groups |= cls.quick_ref(name)
        return groups

    @classmethod
    def _user(cls, login, role):
        return new_test_user(
            cls.env,
            login,
            groups=f"sales_collection.group_collection_{role}",
            name=login.capitalize(),
            company_id=cls.company.id,
            company_ids=[fields.Command.set(cls.company.ids)],
        )

    @classmethod
    def _invoice(cls, amount, date="2026-01-01", due=None, user=None, partner=None, taxes=None, post=True, **values):
        """Return a customer invoice of one line; ``due`` is the only due date, ``user`` the salesperson."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": date,
                "date": date,
                "invoice_date_due": due or date,
                "invoice_payment_term_id": False,
                "invoice_user_id": (user or cls.amy).id,
                "invoice_line_ids": [
                    fields.Command.create(
                        {
                            "product_id": cls.service.id,
                            "price_unit": amount,
                            "tax_ids": [fields.Command.set(taxes.ids if taxes else [])],
                        }
                    )
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, moves, amount=None, date="2026-01-31", **values):
        """Register one payment on these invoices by the payment wizard and return it."""
        vals = {"payment_date": date, "journal_id": cls.journal.id, "group_payment": True, **values}
        if amount is not None:
            vals["amount"] = amount
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(vals)
        )
        return wizard._create_payments()

    @classmethod
    def _bank_line(cls, amount, date="2026-02-02", partner=None, **values):
        """Return a posted bank statement line, its money on the suspense account."""
        return cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.journal.id,
                "date": date,
                "payment_ref": "Money in",
                "amount": amount,
                "partner_id": (partner or cls.customer).id,
                **values,
            }
        )

    @classmethod
    def _match(cls, statement_line, line):
        """Reconcile a bank line of one's own with one journal item: an invoice's or a payment's."""
        _liquidity, suspense, _other = statement_line._seek_for_lines()
        suspense.account_id = line.account_id
        (suspense + line).reconcile()

    @classmethod
    def _pay_lines(cls, lines, amount=None, date="2026-01-31"):
        """Register one payment on these journal items by the payment wizard and return it."""
        vals = {"payment_date": date, "journal_id": cls.journal.id, "group_payment": True}
        if amount is not None:
            vals["amount"] = amount
        return (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move.line", active_ids=lines.ids)
            .create(vals)
            ._create_payments()
        )

    @classmethod
    def _entry(cls, amount, account, date="2026-01-01", partner=None):
        """Return a posted miscellaneous entry: ``amount`` on the customer's receivable, against the account."""
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": date,
                "journal_id": cls.company_data["default_journal_misc"].id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "account_id": account_id,
                            "partner_id": (partner or cls.customer).id,
                            "balance": balance,
                        }
                    )
                    for account_id, balance in (
                        (cls.company_data["default_account_receivable"].id, amount),
                        (account.id, -amount),
                    )
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _receipt(cls, amount, moves=None, user=None, submit=False, **values):
        """Return the receipt of a salesperson (Amy) that pays these invoices, oldest due first."""
        receipt = cls.env["collection.receipt"].with_user(user or cls.amy)
        receipt = receipt.with_company(cls.company).create(
            {
                "partner_id": cls.customer.id,
                "amount": amount,
                "date": "2026-02-01",
                "currency_id": cls.currency.id,
                "journal_id": cls.journal.id,
                "method_id": cls.env.ref("sales_collection.collection_receipt_method_bank").id,
                "reference": f"TRF {amount}",
                **values,
            }
        )
        left = amount
        for item in cls._receivable(moves) if moves else ():
            part = min(left, item.amount_residual)
            receipt.line_ids = [fields.Command.create({"move_line_id": item.id, "amount": part})]
            left -= part
        if submit:
            receipt.action_submit()
        return receipt

    @classmethod
    def _receivable(cls, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    @classmethod
    def _entries(cls, records):
        """Return the ledger rows of these invoices, or of these receivable lines, oldest first."""
        field = "move_line_id" if records._name == "account.move.line" else "move_id"
        return cls.env["collection.entry"].search([(field, "in", records.ids)], order="id")

    def assertCollected(self, records, expected):
        """Check the rows of the ledger: a list of (kind, amount) in the order they were written."""
        self.assertEqual([(entry.kind, entry.amount) for entry in self._entries(records)], expected)
