import base64

from odoo.tests import HttpCase, tagged

from .statement.statement_common import CSV, StatementCommon


@tagged("post_install", "-at_install")
class TestTourStatementImport(StatementCommon, HttpCase):
    """A bank's file from the upload to the bank lines, in the browser."""

    def test_a_file_is_uploaded_shown_and_imported(self):
        self.fay.sudo().password = "fay-tour"
        self.start_tour("/odoo/import-bank-statement", "sales_collection_statement_import", login="fay")
        lines = self.env["account.bank.statement.line"].search([("journal_id", "=", self.journal.id)])
        self.assertEqual(sorted(lines.mapped("amount")), [-10, 50, 100])
        self.assertEqual(base64.b64decode(lines.statement_id.attachment_ids.datas).decode(), CSV)
