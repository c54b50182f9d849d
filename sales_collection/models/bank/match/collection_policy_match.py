from odoo import fields, models


class CollectionPolicyMatch(models.Model):
    """When a bank line is matched by itself, and which small differences may be settled with it.

    These rules apply to whoever the policy applies to, whether its notices are in use or not.
    """

    _inherit = "collection.policy"

    match_automatic = fields.Boolean(
        string="Automatic Matching",
        default=True,
        tracking=True,
        help="Certain matches of bank lines are accepted automatically. Claimed receipts are always confirmed by "
        "a user.",
    )
    match_score = fields.Integer(
        string="Automatic Match Threshold",
        default=85,
        required=True,
        tracking=True,
        help="Minimum score, from 0 to 100, at which a match without close alternatives is certain.",
    )
    match_fee_limit = fields.Monetary(
        string="Maximum Bank Fee",
        tracking=True,
        help="Maximum deduction as bank fee, in company currency; 0 for none.",
    )
    match_fee_account_id = fields.Many2one(
        "account.account", string="Bank Fee Account", check_company=True, ondelete="restrict"
    )
    match_discount_percent = fields.Float(
        string="Maximum Cash Discount (%)",
        tracking=True,
        help="Maximum cash discount in addition to the payment term; 0 for none.",
    )
    match_discount_account_id = fields.Many2one(
        "account.account", string="Cash Discount Account", check_company=True, ondelete="restrict"
    )
    match_rounding_limit = fields.Monetary(
        string="Maximum Rounding",
        tracking=True,
        help="Maximum rounding difference, in company currency; 0 for none.",
    )
    match_rounding_account_id = fields.Many2one(
        "account.account", string="Rounding Account", check_company=True, ondelete="restrict"
    )

    _match_numbers = models.Constraint(
        """CHECK (match_score BETWEEN 50 AND 100 AND match_fee_limit >= 0 AND match_rounding_limit >= 0
                  AND match_discount_percent >= 0 AND match_discount_percent <= 20)""",
        "The automatic match threshold must be between 50 and 100, limits cannot be negative, and a cash discount "
        "cannot exceed 20 %.",
    )
    _match_accounts = models.Constraint(
        """CHECK ((match_fee_limit = 0 OR match_fee_account_id IS NOT NULL)
                  AND (match_discount_percent = 0 OR match_discount_account_id IS NOT NULL)
                  AND (match_rounding_limit = 0 OR match_rounding_account_id IS NOT NULL))""",
        "Set the account for the bank fee, cash discount or rounding difference.",
    )
