from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    """Several people share the incentive on an invoice."""

    _inherit = "account.move"

    collection_share_ids = fields.One2many(
        "collection.incentive.share",
        "move_id",
        string="Incentive Shares",
        copy=False,
        groups="sales_collection.group_collection_manager",
        help="Who shares the incentive on the money of this invoice. Empty: all is the collection responsible's.",
    )

    @api.constrains("collection_share_ids")
    def _check_collection_shares(self):
        for move in self.sudo():  # sudo: whoever writes the invoice, the shares have to add up
            shares = move.collection_share_ids
            if shares and round(sum(shares.mapped("percent")), 4) != 100:
                raise ValidationError(self.env._("The shares of %s have to add up to 100 %%.", move.display_name))
