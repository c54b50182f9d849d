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
        string="Claimed Money Lowers the Exposure",
        help="What a salesperson claims to have collected makes room for new orders before finance confirms it.",
    )
    credit_rule_limit = fields.Selection(
        ACTIONS,
        string="Over the Limit",
        default="warn",
        required=True,
        tracking=True,
        help="The order goes beyond what the customer's limit, or his group's, leaves.",
    )
    credit_rule_overdue = fields.Selection(
        ACTIONS,
        string="Something Is Overdue",
        default="ignore",
        required=True,
        tracking=True,
        help="The customer has not paid what was due some time ago.",
    )
    credit_rule_hold = fields.Selection(
        ACTIONS,
        string="Orders Are Stopped",
        default="block",
        required=True,
        tracking=True,
        help="A manager, a level of dunning or a broken payment plan has stopped the customer's orders.",
    )
    credit_rule_unrated = fields.Selection(
        ACTIONS,
        string="Not Rated",
        default="ignore",
        required=True,
        tracking=True,
        help="Nobody has given the customer a rating yet.",
    )
    credit_rule_term = fields.Selection(
        ACTIONS,
        string="Longer Payment Term",
        default="ignore",
        required=True,
        tracking=True,
        help="The order's payment term is longer than the one of the customer's rating.",
    )
    credit_rule_invoice = fields.Selection(
        ACTIONS,
        string="Invoices without an Order",
        default="warn",
        required=True,
        tracking=True,
        help="What the rules above do to an invoice, as far as it has no confirmed order: nothing, warn, or block where"
        " they block orders. Down payments and the charges of dunning notices are never blocked.",
    )
    credit_overdue_days = fields.Integer(
        string="Overdue by More Than (Days)",
        default=30,
        tracking=True,
        help="Counts for the rule above from the next day on, when it adds up to the policy's smallest total.",
    )
    credit_leader_amount = fields.Monetary(
        string="Leader Approves up to",
        default=10000,
        tracking=True,
        help="The team leader decides on blocked orders up to this total, in company currency; a manager on all.",
    )
    credit_approver_id = fields.Many2one(
        "res.users",
        string="Approver Beyond",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("sales_collection.group_collection_manager").ids)],
        help="Who is asked for orders beyond the leader's amount; empty for any manager of the company.",
    )
    credit_decision_days = fields.Integer(
        string="Days to Decide", default=1, help="Whoever is asked to approve an order decides within so many days."
    )
    credit_money_percent = fields.Float(
        string="Cost of Money (% per Year)",
        default=6,
        tracking=True,
        help="What the company pays for the money that its customers owe it, for the price of credit on quotations.",
    )
    credit_unrated_loss = fields.Float(
        string="Expected Loss, Not Rated (%)",
        default=2,
        tracking=True,
        help="The share of what is sold on credit to customers without a rating that is never paid; "
        "for the others, their rating says it.",
    )

    credit_reviewer_id = fields.Many2one(
        "res.users",
        string="Reviewer",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("sales_collection.group_collection_finance").ids)],
        help="Who prepares credit reviews; empty for the company's finance contact.",
    )
    credit_review_days = fields.Integer(
        string="Days for a Review",
        default=14,
        help="A review is decided within so many days; after an insolvency notice on the same day.",
    )
    credit_minimum_items = fields.Integer(
        string="Rated from (Items)",
        default=3,
        help="A customer of whom fewer items have fallen due gets no score.",
    )
    credit_weight_ids = fields.One2many(
        "collection.credit.weight",
        "policy_id",
        string="Weights of the Score",
        copy=True,
        default=lambda self: [Command.create({"part": part, "weight": weight}) for part, weight in WEIGHTS.items()],
        help="How much each part counts; without any line, as documented.",
    )

    _sensible_credit = models.Constraint(
        """CHECK (credit_overdue_days >= 0 AND credit_leader_amount >= 0 AND credit_decision_days >= 0
                  AND credit_minimum_items >= 0 AND credit_review_days >= 0 AND credit_money_percent >= 0
                  AND credit_unrated_loss >= 0 AND credit_unrated_loss <= 100)""",
        "Days, amounts and percentages of the rules of credit are zero or more, the expected loss at most 100.",
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
