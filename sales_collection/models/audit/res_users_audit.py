from odoo import api, fields, models

from ..ledger.account_move_money import SEES_MONEY


class ResUsersAudit(models.Model):
    """The salesperson's picture: what audits have found about him, and the cash that is with him."""

    _inherit = "res.users"

    collection_own_finding_count = fields.Integer(
        string="Open Findings of Salesperson", compute="_compute_collection_audit", groups=SEES_MONEY
    )
    collection_cash_amount = fields.Monetary(
        string="Cash in Hand",
        compute="_compute_collection_audit",
        currency_field="collection_currency_id",
        groups=SEES_MONEY,
    )
    collection_currency_id = fields.Many2one("res.currency", compute="_compute_collection_audit", groups=SEES_MONEY)

    @api.depends_context("uid", "company")
    def _compute_collection_audit(self):
        company = self.env.company
        rows = self.env["collection.cash.hand"].search([("user_id", "in", self.ids), ("company_id", "=", company.id)])
        by_user = rows.grouped("user_id")
        for user in self:
            row = by_user.get(user, rows.browse())
            user.collection_own_finding_count = row.finding_count
            user.collection_cash_amount = row.amount
            user.collection_currency_id = company.currency_id

    def action_open_collection_findings(self):
        """Open what audits have found about the salesperson."""
        return self.env["collection.finding"]._action_of(self._collection_own_domain())

    def action_open_collection_cash(self):
        """Open how cash came into his hands and left them."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_cash_move_action")
        return {**action, "domain": self._collection_own_domain(), "context": {}}

    def _collection_own_domain(self):
        return [("user_id", "in", self.ids), ("company_id", "=", self.env.company.id)]
