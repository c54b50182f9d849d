from odoo import api, models
from odoo.exceptions import UserError

#: what a file is, and where it is found
_CONTENT = {"raw", "datas", "db_datas", "store_fname", "url", "type", "res_model", "res_id", "res_field"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if _CONTENT & set(vals):
            # whoever may not change the file is not told what it proves
            self.check_access("write")
            self._check_no_proof()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_no_proof(self):
        self._check_no_proof()

    def _check_no_proof(self):
        """Raise UserError if one of the files proves a claim that has been submitted."""
        # sudo: a proof stays also where the user may not see the receipt
        receipts = self.env["collection.receipt"].sudo()
        proved = receipts.search([("attachment_ids", "in", self.ids), ("state", "!=", "draft")], limit=1)
        if proved:
            raise UserError(
                self.env._(
                    "This file is the proof of receipt %(number)s and cannot be changed. Cancel the receipt and "
                    "create a new one if it is wrong.",
                    number=proved.display_name,
                )
            )
