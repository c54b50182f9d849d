from odoo import fields, models

#: at which sums an audit looks more closely is nothing for those whom it looks at
_AUDITORS = "sales_collection.group_collection_finance,base.group_system"


class ResCompanyAudit(models.Model):
    """What an audit of this company asks about; days and amounts apply to audits made from then on."""

    _inherit = "res.company"

    collection_audit_monthly = fields.Boolean(
        string="Monthly Audit",
        default=True,
        help="The previous month is audited completely every month.",
        groups="base.group_user",
    )
    collection_audit_start = fields.Integer(
        string="Monthly Audit Day",
        default=6,
        help="Day of the month from which the previous month is audited, so that its bank data is complete.",
        groups="base.group_user",
    )
    collection_audit_claim_days = fields.Integer(
        string="Claim Deadline (Days)",
        default=3,
        help="Number of days within which a customer payment must be claimed.",
        groups="base.group_user",
    )
    collection_audit_cash_days = fields.Integer(
        string="Maximum Cash Holding Days",
        default=3,
        help="Number of days within which cash must be handed in or banked.",
        groups="base.group_user",
    )
    collection_audit_cash_amount = fields.Monetary(
        string="Maximum Cash Held",
        default=5000,
        help="Maximum cash a salesperson may hold at a time.",
        groups="base.group_user",
    )
    collection_audit_round_amount = fields.Monetary(
        string="Round Amount Multiple",
        default=1000,
        groups=_AUDITORS,
        help="Receipts at month end with a multiple of this amount are reported, unless they equal the amount "
        "due; 0 for no check.",
    )
    collection_audit_round_days = fields.Integer(
        string="Month-End Days",
        default=2,
        groups=_AUDITORS,
        help="Number of last days of a month that count as month end.",
    )
    collection_audit_write_off_amount = fields.Monetary(
        string="Write-off Limit without Approval",
        groups=_AUDITORS,
        help="Discounts and write-offs up to this amount need no approval. Cash discounts of the payment term "
        "never need approval.",
    )
    collection_audit_explain_days = fields.Integer(
        string="Explanation Deadline (Days)",
        default=5,
        help="Number of days to explain a finding.",
        groups="base.group_user",
    )
    collection_audit_decide_days = fields.Integer(
        string="Decision Deadline (Days)",
        default=5,
        help="Number of days for finance to decide on a finding. Later, a manager is informed.",
        groups="base.group_user",
    )

    _sensible_audit = models.Constraint(
        """CHECK (collection_audit_claim_days >= 0 AND collection_audit_cash_days >= 0
                  AND collection_audit_cash_amount >= 0 AND collection_audit_round_amount >= 0
                  AND collection_audit_round_days BETWEEN 1 AND 31 AND collection_audit_write_off_amount >= 0
                  AND collection_audit_explain_days >= 0 AND collection_audit_decide_days >= 0
                  AND collection_audit_start BETWEEN 1 AND 28)""",
        "Days and amounts of an audit cannot be negative, the monthly audit day must be between 1 and 28, and the "
        "month-end days must be between 1 and 31.",
    )
