from odoo import api, models
from odoo.exceptions import AccessError


class ResPartnerCategory(models.Model):
    """Some tags say by which policy their customers are collected from: managers give and take those."""

    _inherit = "res.partner.category"

    @api.model_create_multi
    def create(self, vals_list):
        tags = super().create(vals_list)
        tags.filtered("partner_ids")._collection_check_may_give()
        return tags

    def write(self, vals):
        if vals.keys() & {"active", "partner_ids"}:
            self._collection_check_may_give()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_policies(self):
        self._collection_check_may_give()

    def _collection_check_may_give(self):
        """Raise AccessError where one of these tags decides on a policy, for all but collection managers."""
        if self.env.su or not self or self.env.user.has_group("sales_collection.group_collection_manager"):
            return
        # sudo: whoever tags contacts need not see policies
        policies = self.env["collection.policy"].sudo().search([("category_ids", "in", self.ids)])
        deciding = policies.category_ids & self.sudo()
        if deciding:
            raise AccessError(
                self.env._(
                    "The tag %(tag)s determines the collection policy of customers. Ask a collection manager to "
                    "change it.",
                    tag=deciding[0].name,
                )
            )
