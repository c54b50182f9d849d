from odoo import models


class CollectionReceiptCredit(models.Model):
    """A deposit that was asked for lets its order through."""

    _inherit = "collection.receipt"

    def action_confirm(self):
        """Confirm the claims; what was blocked until its deposit came goes on."""
        result = super().action_confirm()
        # sudo: finance confirms the money, the decision was made before
        self.sudo().line_ids.order_id.collection_credit_check_ids._deposit_came()
        return result
