from odoo import fields, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    collection_receipt_ids = fields.One2many("collection.receipt", "payment_id", string="Receipt", readonly=True)

    def action_cancel(self):
        """Cancelling the payment of a receipt cancels the receipt with it."""
        result = super().action_cancel()
        # sudo: an accountant may cancel a payment without any right on receipts
        self.sudo().collection_receipt_ids.filtered(lambda receipt: receipt.state == "confirmed")._set_cancelled()
        return result

    def _synchronize_to_moves(self, changed_fields):
        if any(name in changed_fields for name in self._get_trigger_fields_to_synchronize()):
            # sudo: as above
            receipts = self.filtered(lambda payment: payment.move_id.state == "draft").sudo().collection_receipt_ids
            if receipts:
                raise UserError(
                    self.env._(
                        "This payment was made by receipt %(number)s, so its figures stay as they were claimed. "
                        "Cancel the receipt and claim anew.",
                        number=receipts[0].name,
                    )
                )
        return super()._synchronize_to_moves(changed_fields)
