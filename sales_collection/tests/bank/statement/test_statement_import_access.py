from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .statement_common import CSV, StatementCommon, zipped


@tagged("post_install", "-at_install")
class TestStatementImportAccess(StatementCommon):
    """Bank statements are finance's, of the company, and nobody changes what was shown."""

    MODELS = (
        "format",
        "format.column",
        "format.word",
        "import",
        "import.column",
        "import.line",
        "import.part",
        "import.word",
    )

    def test_salespeople_and_leaders_have_no_part_in_it(self):
        for user in (self.amy, self.lea):
            for name in self.MODELS:
                model = self.env[f"collection.statement.{name}"].with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(model.has_access(operation), (user.name, name, operation))
            with self.assertRaises(AccessError):
                self._wizard(CSV, user=user)
            with self.assertRaises(AccessError):
                self.journal.with_user(user).action_collection_import_statement()

    def test_the_page_opens_where_there_are_several_bank_accounts(self):
        self.journal.copy({"name": "Second Bank", "code": "BNK9"})
        page = Form(self.env["collection.statement.import"].with_user(self.fay).with_company(self.company))
        self.assertFalse(page.journal_id or page.currency_id)
        page.journal_id = self.journal
        self.assertEqual(page.currency_id, self.currency)

    def test_a_clerk_without_our_group_cannot_import_by_another_door(self):
        wizard = self._wizard(CSV)
        clerk = new_test_user(
            self.env,
            "clerk",
            groups="account.group_account_basic",
            company_ids=[Command.set(self.company.ids)],
            company_id=self.company.id,
        )
        for method in ("action_read", "action_import"):
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(clerk), method)()

    def test_finance_does_not_see_the_file_of_a_colleague(self):
        wizard = self._wizard(zipped(a__csv="Date,Type,Amount\n2026-01-30,Debit,1\n", b__csv=CSV))
        finn = new_test_user(
            self.env,
            "finn",
            groups="sales_collection.group_collection_finance",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for records in (wizard, wizard.line_ids, wizard.column_ids, wizard.word_ids, wizard.part_ids):
            with self.assertRaises(AccessError):
                records.with_user(finn).read(["create_uid"])
            self.assertFalse(records.with_user(finn).search([]))

    def test_finance_of_another_company_neither_imports_here_nor_sees_the_format(self):
        other = self.setup_other_company()["company"]
        zita = new_test_user(
            self.env,
            "zita",
            groups="sales_collection.group_collection_finance",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self._imported(self._wizard("Date,Type,Amount\n2026-01-30,Debit,1\n"))
        for name in ("format", "format.column", "format.word"):
            model = self.env[f"collection.statement.{name}"]
            self.assertTrue(model.with_user(self.fay).search([]), name)
            self.assertFalse(model.with_user(zita).search([]), name)
        with self.assertRaises(AccessError):
            self._wizard(CSV, user=zita).with_company(other)
        formats = self.env["collection.statement.format"].with_user(zita).with_company(other)
        with self.assertRaises(AccessError):
            formats.create({"journal_id": self.company_data["default_journal_cash"].id})

    def test_nobody_edits_what_was_shown(self):
        wizard = self._wizard(CSV)
        with self.assertRaises(AccessError):
            wizard.line_ids[0].amount = 1_000_000
        with self.assertRaises(AccessError):
            wizard.line_ids[0].unlink()
        with self.assertRaises(AccessError):
            wizard.write({"line_ids": [Command.create({"amount": 5, "state": "good"})]})

    def test_managers_import_too(self):
        self.assertEqual(len(self._imported(self._wizard(CSV, user=self.max))), 3)
