from odoo import api, models
from odoo.fields import Domain


class CollectionMatch(models.Model):
    """What a clerk has marked as not ours is not looked at."""

    _inherit = "collection.match"

    @api.model
    def _propose(self, journal, lines=None):
        marked = Domain("journal_id", "=", journal.id) & Domain("collection_not_ours", "!=", False)
        bank_lines = self.env["account.bank.statement.line"]
        if lines is not None:
            lines = lines.filtered(lambda line: not line.collection_not_ours)
        elif bank_lines.search_count(marked & Domain("is_reconciled", "=", False), limit=1):
            lines = bank_lines.search(
                Domain("journal_id", "=", journal.id)
                & Domain("is_reconciled", "=", False)
                & Domain("collection_not_ours", "=", False)
                & Domain("state", "=", "posted")
            )
        return super()._propose(journal, lines)
