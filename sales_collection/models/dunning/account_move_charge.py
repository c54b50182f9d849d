from odoo import fields, models

from ..ledger.account_move_money import SEES_MONEY


class AccountMoveCharge(models.Model):
    """An invoice or debit note by which a dunning notice charges fees and interest."""

    _inherit = "account.move"
    # whose credit an invoice takes is not entered either: it follows from the customer
    _collection_filled = frozenset(
        (
            "collection_credit_passed",
            "collection_credit_passed_partner_id",
            "collection_notice_id",
            "commercial_partner_id",
        )
    )

    collection_notice_id = fields.Many2one(
        "collection.notice",
        string="Charged by Notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=SEES_MONEY,
        help="The dunning notice whose fees and interest this is. It bears neither itself.",
    )
