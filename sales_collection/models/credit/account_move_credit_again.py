from odoo import fields, models

from ..ledger.account_move_money import SEES_MONEY
from .account_move_credit_beyond import GIVING


class AccountMoveCreditAgain(models.Model):
    """An invoice that is set back to draft, to correct a word, is posted again for as much without another decision."""

    _inherit = "account.move"

    collection_credit_passed = fields.Monetary(
        string="Previously Posted Amount",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        groups=SEES_MONEY,
        help="Amount without an order before the invoice was reset to draft.",
    )
    collection_credit_passed_partner_id = fields.Many2one(
        "res.partner", string="Previously Posted Customer", readonly=True, copy=False, groups=SEES_MONEY
    )

    def _collection_credit_keep_passed(self):
        """Keep for how much and for whom posted invoices were let through, before they are set back."""
        # sudo: nobody enters it
        for move in self.sudo().filtered(lambda move: move.state == "posted" and move.move_type in GIVING):
            rest, early = move._collection_credit_split(move._collection_credit_left())
            move.write(
                {
                    "collection_credit_passed": (rest - early) * move._collection_credit_worth(),
                    "collection_credit_passed_partner_id": move._collection_credit_customer().id,
                }
            )

    def _collection_credit_again(self, rest):
        """Return whether as much was let through before without an order.

        :param rest: what no order covers of the invoice, in its currency
        """
        same = self.collection_credit_passed_partner_id == self._collection_credit_customer()
        worth = rest * self._collection_credit_worth()
        return same and self.company_currency_id.compare_amounts(worth, self.collection_credit_passed) <= 0

    def _collection_credit_worth(self):
        """Return what one of the invoice's currency is in the company's: as booked, once it is posted."""
        if self.state != "posted":
            return self.amount_total_signed / self.amount_total if self.amount_total else 1
        booked = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        total = sum(booked.mapped("amount_currency"))
        return sum(booked.mapped("balance")) / total if total else 1
