from odoo import api, fields, models

from .account_move_money import SEES_MONEY


class ResPartnerNotice(models.Model):
    """What a customer was told about his open invoices."""

    _inherit = "res.partner"

    collection_notice_count = fields.Integer(compute="_compute_collection_notice_count", groups=SEES_MONEY)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_collection_notice_count(self):
        counts = dict(
            self.env["collection.notice"]._read_group(self._collection_notice_domain(), ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.collection_notice_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_collection_notices(self):
        """Open what these customers were told, newest first."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_notice_action")
        return {**action, "domain": self._collection_notice_domain()}

    def _collection_notice_domain(self):
        return [
            ("partner_id", "in", self.commercial_partner_id.ids),
            ("company_id", "in", self.env.companies.ids),
            ("state", "!=", "cancelled"),
        ]
