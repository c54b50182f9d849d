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
        string="Source Notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=SEES_MONEY,
        help="Dunning notice whose fees and interest this document charges. No fees or interest are charged on "
        "this document.",
    )
