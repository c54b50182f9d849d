from odoo import fields, models


class CollectionStatementFormat(models.Model):
    """How the bank of a journal writes its files, as it was chosen at the last import; finance may correct it."""

    _name = "collection.statement.format"
    _inherit = "collection.statement.style"
    _description = "Bank Statement Format"
    _rec_name = "journal_id"
    _check_company_auto = True

    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
    )
    company_id = fields.Many2one(related="journal_id.company_id", store=True, index=True)
    column_ids = fields.One2many("collection.statement.format.column", "format_id", copy=True)

    word_ids = fields.One2many("collection.statement.format.word", "format_id", string="Direction Words", copy=True)

    _journal_uniq = models.UniqueIndex("(journal_id)", "This journal already has a format. Change the existing format.")

    def _roles(self):
        """Return the meaning of the columns by their headers."""
        return {column.name: column.role for column in self.column_ids if column.role}
