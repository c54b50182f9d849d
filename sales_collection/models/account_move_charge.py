from odoo import fields, models

from .account_move_money import SEES_MONEY


class AccountMoveCharge(models.Model):
    """An invoice or debit note by which a dunning notice charges fees and interest."""

    _inherit = "account.move"

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
