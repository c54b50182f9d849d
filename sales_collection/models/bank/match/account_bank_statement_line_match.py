from odoo import models


class AccountBankStatementLineMatch(models.Model):
    _inherit = "account.bank.statement.line"

    _collection_amount_idx = models.Index("(journal_id, amount)")

    def action_undo_reconciliation(self):
        """A match whose bank lines are all undone here counts as taken back; salespeople are asked again."""
        result = super().action_undo_reconciliation()
        # sudo: an accountant may undo a bank line without any right on matches
        rows = self.env["collection.match.line"].sudo()
        matches = rows.search([("statement_line_id", "in", self.ids), ("state", "=", "accepted")]).match_id
        booked = self.env["account.move.line"].sudo().search([("collection_match_line_id", "in", matches.line_ids.ids)])
        undone = matches - booked.collection_match_line_id.match_id
        undone._undo_set_off()
        undone._pay_again()
        undone._set_undone()
        self.env["collection.unclaimed"]._reopen(self)
        return result
