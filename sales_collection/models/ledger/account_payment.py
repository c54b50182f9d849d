from odoo import fields, models
from odoo.exceptions import UserError

from ..base import compared_sql


class AccountPayment(models.Model):
    _inherit = "account.payment"

    collection_receipt_ids = fields.One2many(
        "collection.receipt",
        "payment_id",
        string="Receipt",
        readonly=True,
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )

    _collection_amount_idx = models.Index("(company_id, amount)")
    _collection_number_idx = models.Index(compared_sql.number_index("name", compared_sql.NAMED))

    def write(self, vals):
        """Cancelling the payment of a receipt, or its entry, cancels the receipt with it."""
        if vals.get("state") != "canceled":
            return super().write(vals)
        self.check_access("write")
        # sudo: an accountant may cancel a payment without any right on receipts
        receipts = self.sudo().collection_receipt_ids.filtered(lambda receipt: receipt.state == "confirmed")
        receipts._check_not_own_claim()
        result = super().write(vals)
        receipts._end_claim("cancelled")
        return result

    def _synchronize_to_moves(self, changed_fields):
        if any(name in changed_fields for name in self._get_trigger_fields_to_synchronize()):
            # sudo: as above
            receipts = self.filtered(lambda payment: payment.move_id.state == "draft").sudo().collection_receipt_ids
            if receipts:
                raise UserError(
                    self.env._(
                        "This payment was created by receipt %(number)s and cannot be changed. Cancel the receipt "
                        "and create a new one.",
                        number=receipts[0].name,
                    )
                )
        return super()._synchronize_to_moves(changed_fields)
