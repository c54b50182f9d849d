from odoo import api, fields, models

from ..ledger.account_move_money import SEES_MONEY


class ResPartnerAudit(models.Model):
    """What audits have found about a customer's money."""

    _inherit = "res.partner"

    collection_finding_count = fields.Integer(
        string="Open Findings", compute="_compute_collection_finding_count", groups=SEES_MONEY
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_collection_finding_count(self):
        counts = dict(
            self.env["collection.finding"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "!=", "decided"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.collection_finding_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_collection_findings(self):
        """Open what audits have found about the customer's money."""
        return self.env["collection.finding"]._action_of(self._collection_customer_domain())
