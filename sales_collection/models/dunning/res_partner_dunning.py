from odoo import api, fields, models

from ..ledger.account_move_money import SEES_MONEY


class ResPartnerDunning(models.Model):
    """By which policy a customer is dunned, what it was told, and whether its orders are stopped."""

    _inherit = "res.partner"

    collection_policy_id = fields.Many2one(
        "collection.policy",
        company_dependent=True,
        copy=False,
        tracking=True,
        domain="[('company_id', '=', current_company_id)]",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
        help="Leave empty for the policy of the customer's rating or tags, or of the company.",
    )
    collection_policy_applied_id = fields.Many2one(
        "collection.policy",
        string="Applied Policy",
        compute="_compute_collection_policy_applied_id",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )
    collection_policy_reason = fields.Char(
        string="Policy Source",
        compute="_compute_collection_policy_applied_id",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )
    collection_credit_hold = fields.Boolean(
        string="Orders Stopped",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="New orders of this customer cannot be confirmed because of a dunning level, a broken payment plan "
        "or a manual stop. The stop is lifted automatically when the items are paid; a manual stop must be "
        "lifted manually.",
    )
    collection_credit_hold_dunning = fields.Boolean(
        string="Orders Stopped by Dunning",
        company_dependent=True,
        copy=False,
        readonly=True,
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
        help="Orders were stopped by a notice or a broken plan. The stop is lifted automatically.",
    )
    collection_notice_count = fields.Integer(
        string="Notice Count", compute="_compute_collection_notice_count", groups=SEES_MONEY
    )

    @api.depends_context("company")
    @api.depends("collection_policy_id", "collection_rating_id", "category_id")
    def _compute_collection_policy_applied_id(self):
        found = self.env["collection.policy"]._of_customers(self, self.env.company)
        for partner in self:
            policy, reason = found.get(partner.commercial_partner_id, (False, ""))
            partner.collection_policy_applied_id = policy
            partner.collection_policy_reason = reason

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

    def _stop_orders_by_dunning(self):
        """Stop the orders of these customers because of a notice or a broken plan, unless they are stopped already."""
        customers = self.commercial_partner_id.filtered(lambda customer: not customer.collection_credit_hold)
        customers.write({"collection_credit_hold": True, "collection_credit_hold_dunning": True})
