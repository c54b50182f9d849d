from odoo import models

from odoo.addons.sales_collection.models.ledger.account_move_money import SEES_MONEY


class SaleOrder(models.Model):
    """Goods that the warehouse adds to a confirmed order raise it: whoever does that hears nothing of its credit."""

    _inherit = "sale.order"

    def _collection_credit_refusal(self, findings):
        if self.env.user.has_groups(f"sales_team.group_sale_salesman,{SEES_MONEY}") or self.env.user.share:
            return super()._collection_credit_refusal(findings)
        responsible = self.sudo().collection_user_id  # sudo: whom to ask
        return self.env._(
            "%(order)s cannot be increased now. Contact %(person)s.",
            order=self.name,
            person=self.company_id._collection_colleague(*responsible).name,
        )
