from odoo import Command, api, fields, models, tools

from ...engine.credit.scoring import WEIGHTS

#: what a rule of credit does to an order that it speaks against
ACTIONS = [("ignore", "Ignore"), ("warn", "Warn"), ("block", "Block")]


class CollectionPolicyCredit(models.Model):
    """What speaks against confirming an order of a customer, and who decides on it all the same.

    These rules apply to whoever the policy applies to, whether its notices are in use or not.
    """

    _inherit = "collection.policy"

    count_claimed = fields.Boolean(
        string="Deduct Claimed Receipts from Exposure",
        help="Claimed receipts reduce the exposure before finance confirms them.",
    )
    credit_rule_limit = fields.Selection(
        ACTIONS,
        string="Credit Limit Exceeded",
        default="warn",
        required=True,
        tracking=True,
        help="The order exceeds the available credit of the customer or its group.",
    )
    credit_rule_overdue = fields.Selection(
        ACTIONS,
        string="Overdue Items",
        default="ignore",
        required=True,
        tracking=True,
        help="The customer has overdue items beyond the tolerance.",
    )
    credit_rule_hold = fields.Selection(
        ACTIONS,
        string="Stopped Orders",
        default="block",
        required=True,
        tracking=True,
        help="Orders of the customer are stopped by a manager, a dunning level or a broken payment plan.",
    )
    credit_rule_unrated = fields.Selection(
        ACTIONS,
        string="Not Rated",
        default="ignore",
        required=True,
        tracking=True,
        help="The customer has no rating.",
    )
    credit_rule_term = fields.Selection(
        ACTIONS,
        string="Longer Payment Term",
        default="ignore",
        required=True,
        tracking=True,
        help="The payment term of the order is longer than the term of the customer's rating.",
    )
    credit_rule_invoice = fields.Selection(
        ACTIONS,
        string="Invoices without an Order",
        default="warn",
        required=True,
        tracking=True,
        help="Effect of the credit rules on the part of an invoice without a confirmed order: ignore, warn, or "
        "block where orders are blocked. Down payments and dunning charges are never blocked.",
    )
    credit_overdue_days = fields.Integer(
        string="Overdue Tolerance (Days)",
        default=30,
        tracking=True,
        help="Overdue items count from the next day on, if their total reaches the minimum customer total of the "
        "policy.",
    )
    credit_leader_amount = fields.Monetary(
        string="Leader Approval Limit",
        default=10000,
        tracking=True,
        help="Team leaders can approve blocked orders up to this total, in company currency; managers can approve all.",
    )
    credit_approver_id = fields.Many2one(
        "res.users",
        string="Approver above Leader Limit",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("sales_collection.group_collection_manager").ids)],
        help="Approver of orders above the leader limit. Leave empty for any manager of the company.",
    )
    credit_decision_days = fields.Integer(
        string="Decision Deadline (Days)", default=1, help="Number of days to decide on an approval request."
    )
    credit_money_percent = fields.Float(
        string="Cost of Capital (% per Year)",
        default=6,
        tracking=True,
        help="Cost of financing receivables, used for the cost of credit on quotations.",
    )
    credit_unrated_loss = fields.Float(
        string="Expected Loss without Rating (%)",
        default=2,
        tracking=True,
        help="Share of credit sales to customers without a rating that is never paid. For other customers, the "
        "rating defines it.",
    )

    credit_reviewer_id = fields.Many2one(
        "res.users",
        string="Reviewer",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("sales_collection.group_collection_finance").ids)],
        help="User who prepares credit reviews. Leave empty for the collection finance contact.",
    )
    credit_review_days = fields.Integer(
        string="Review Deadline (Days)",
        default=14,
        help="Number of days to decide a review. After an insolvency notice, the review is due on the same day.",
    )
    credit_minimum_items = fields.Integer(
        string="Minimum Items for Score",
        default=3,
        help="Customers with fewer due items get no score.",
    )
    credit_weight_ids = fields.One2many(
        "collection.credit.weight",
        "policy_id",
        string="Score Weights",
        copy=True,
        default=lambda self: [Command.create({"part": part, "weight": weight}) for part, weight in WEIGHTS.items()],
        help="Weight of each score component. Without lines, the documented default weights apply.",
    )

    _sensible_credit = models.Constraint(
        """CHECK (credit_overdue_days >= 0 AND credit_leader_amount >= 0 AND credit_decision_days >= 0
                  AND credit_minimum_items >= 0 AND credit_review_days >= 0 AND credit_money_percent >= 0
                  AND credit_unrated_loss >= 0 AND credit_unrated_loss <= 100)""",
        "Days, amounts and percentages of the credit rules cannot be negative, and the expected loss cannot "
        "exceed 100.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "company_id", "count_claimed", "credit_rule_invoice"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache("company_id")
    def _counting_claims(self, company_id):
        """Return the ids of a company's policies by which claimed money lowers the exposure."""
        # sudo: whoever looks at a customer, his policy says what counts
        return self.sudo().search([("company_id", "=", company_id), ("count_claimed", "=", True)]).ids

    @api.model
    @tools.ormcache()
    def _blocking_invoices(self):
        """Return whether any policy blocks invoices without an order; if not, nobody need look before posting."""
        # sudo: whoever posts invoices need not see policies
        return bool(self.sudo().search_count([("credit_rule_invoice", "=", "block")], limit=1))
