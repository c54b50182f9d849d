from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env["collection.entry"]._record(partials)
        lines = partials.debit_move_id | partials.credit_move_id
        if any(line.parent_state != "posted" for line in lines):
            lines._follow_question()
        return partials

    def unlink(self):
        partial_ids, lines = self.ids, self.debit_move_id | self.credit_move_id
        # sudo: what counts is the documents' state, not what the user may read of them
        asked = any(line.collection_in_question for line in lines.sudo())
        result = super().unlink()
        lines = lines.exists()
        self.env["collection.entry"]._undo(partial_ids, lines)
        if asked:
            lines._follow_question()
        return result
