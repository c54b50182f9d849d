from odoo import fields, models
from odoo.exceptions import UserError


class CollectionReceipt(models.Model):
    """A claim whose money came and went back: it stays confirmed, and says so."""

    _inherit = "collection.receipt"

    returned_date = fields.Date(
        string="Returned by the Bank on",
        readonly=True,
        copy=False,
        tracking=True,
        help="The day on which the bank took the money back: a direct debit or cheque that bounced, for instance.",
    )

    def _undo_payment(self):
        self._check_not_returned()
        return super()._undo_payment()

    def _take_back_confirmation(self):
        self._check_not_returned()
        return super()._take_back_confirmation()

    def _check_not_returned(self):
        """:raise UserError: for money that came back: nothing is left to undo"""
        for receipt in self.filtered("returned_date"):
            raise UserError(
                self.env._(
                    "The bank has returned the money of receipt %(number)s on %(date)s. Take that match back first.",
                    number=receipt.name,
                    date=fields.Date.to_string(receipt.returned_date),
                )
            )
