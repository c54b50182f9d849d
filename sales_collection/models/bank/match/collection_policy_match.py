from odoo import fields, models


class CollectionPolicyMatch(models.Model):
    """When a bank line is matched by itself, and which small differences may be settled with it.

    These rules apply to whoever the policy applies to, whether its notices are in use or not.
    """

    _inherit = "collection.policy"

    match_automatic = fields.Boolean(
        string="Match by Itself",
        default=True,
        tracking=True,
        help="Bank lines are matched by themselves when it is sure what they pay. What a salesperson has claimed "
        "is always confirmed by a person.",
    )
    match_score = fields.Integer(
        string="Sure from (Score)",
        default=85,
        required=True,
        tracking=True,
        help="From so many points of 100, and with nothing else that comes near, a match is sure.",
    )
    match_fee_limit = fields.Monetary(
        string="Bank Fee up to",
        tracking=True,
        help="So much may be missing as a bank fee, in company currency; 0 for none.",
    )
    match_fee_account_id = fields.Many2one(
        "account.account", string="Account for Bank Fees", check_company=True, ondelete="restrict"
    )
    match_discount_percent = fields.Float(
        string="Cash Discount up to (%)",
        tracking=True,
        help="So much of an item may be missing as a cash discount, besides what its payment term grants; 0 for none.",
    )
    match_discount_account_id = fields.Many2one(
        "account.account", string="Account for Cash Discounts", check_company=True, ondelete="restrict"
    )
    match_rounding_limit = fields.Monetary(
        string="Rounding up to",
        tracking=True,
        help="So much may be missing or too much as a rounding difference, in company currency; 0 for none.",
    )
    match_rounding_account_id = fields.Many2one(
        "account.account", string="Account for Rounding", check_company=True, ondelete="restrict"
    )

    _match_numbers = models.Constraint(
        """CHECK (match_score BETWEEN 50 AND 100 AND match_fee_limit >= 0 AND match_rounding_limit >= 0
                  AND match_discount_percent >= 0 AND match_discount_percent <= 20)""",
        "A match is sure from 50 to 100 points; limits are zero or more, a cash discount is 20 % at most.",
    )
    _match_accounts = models.Constraint(
        """CHECK ((match_fee_limit = 0 OR match_fee_account_id IS NOT NULL)
                  AND (match_discount_percent = 0 OR match_discount_account_id IS NOT NULL)
                  AND (match_rounding_limit = 0 OR match_rounding_account_id IS NOT NULL))""",
        "Name the account on which the fee, discount or rounding difference is booked.",
    )
