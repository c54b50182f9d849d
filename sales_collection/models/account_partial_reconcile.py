from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        self.env["collection.entry"]._record(partials)
        return partials

    def unlink(self):
        partial_ids, lines = self.ids, self.debit_move_id | self.credit_move_id
        result = super().unlink()
        self.env["collection.entry"]._undo(partial_ids, lines.exists())
        return result
