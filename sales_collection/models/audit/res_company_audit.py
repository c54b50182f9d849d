from odoo import fields, models

#: at which sums an audit looks more closely is nothing for those whom it looks at
_AUDITORS = "sales_collection.group_collection_finance,base.group_system"


class ResCompanyAudit(models.Model):
    """What an audit of this company asks about; days and amounts apply to audits made from then on."""

    _inherit = "res.company"

    collection_audit_monthly = fields.Boolean(
        string="Audit Every Month",
        default=True,
        help="Each month the month before is audited, all of it.",
        groups="base.group_user",
    )
    collection_audit_start = fields.Integer(
        string="Monthly Audit from Day",
        default=6,
        help="The month before is audited from this day of the month on, so that its bank data is there.",
        groups="base.group_user",
    )
    collection_audit_claim_days = fields.Integer(
        string="Claim within (Days)",
        default=3,
        help="What a customer has paid is claimed within so many days.",
        groups="base.group_user",
    )
    collection_audit_cash_days = fields.Integer(
        string="Cash Kept up to (Days)",
        default=3,
        help="Cash is handed in or at the bank within so many days.",
        groups="base.group_user",
    )
    collection_audit_cash_amount = fields.Monetary(
        string="Cash Kept up to",
        default=5000,
        help="A salesperson has not more cash than this with him at a time.",
        groups="base.group_user",
    )
    collection_audit_round_amount = fields.Monetary(
        string="Round Sums from",
        default=1000,
        groups=_AUDITORS,
        help="Claims of a multiple of this amount at the end of a month are asked about, unless they pay exactly "
        "what was due; 0 for none.",
    )
    collection_audit_round_days = fields.Integer(
        string="End of Month (Days)", default=2, groups=_AUDITORS, help="So many last days of a month count as its end."
    )
    collection_audit_write_off_amount = fields.Monetary(
        string="Write-offs Free up to",
        groups=_AUDITORS,
        help="Discounts and write-offs up to this amount need no manager. Cash discounts that the payment term grants "
        "never do.",
    )
    collection_audit_explain_days = fields.Integer(
        string="Days to Explain",
        default=5,
        help="Whoever is asked about a finding explains it within so many days.",
        groups="base.group_user",
    )
    collection_audit_decide_days = fields.Integer(
        string="Days to Decide",
        default=5,
        help="Finance decides on a finding within so many days after it is asked to; later a manager is told.",
        groups="base.group_user",
    )

    _sensible_audit = models.Constraint(
        """CHECK (collection_audit_claim_days >= 0 AND collection_audit_cash_days >= 0
                  AND collection_audit_cash_amount >= 0 AND collection_audit_round_amount >= 0
                  AND collection_audit_round_days BETWEEN 1 AND 31 AND collection_audit_write_off_amount >= 0
                  AND collection_audit_explain_days >= 0 AND collection_audit_decide_days >= 0
                  AND collection_audit_start BETWEEN 1 AND 28)""",
        "Days and amounts of an audit are zero or more, the monthly audit starts on a day from 1 to 28, "
        "and the end of a month has 1 to 31 days.",
    )
