from odoo import models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def action_collection_import_statement(self):
        """Open the import of a bank statement for this journal."""
        self.ensure_one()
        self.env["collection.statement.import"].check_access("create")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_statement_import_action")
        return {**action, "context": {"default_journal_id": self.id}}

    def _collection_currency(self):
        """Return the currency that the account of this journal is kept in."""
        self.ensure_one()
        return self.currency_id or self.company_id.currency_id
