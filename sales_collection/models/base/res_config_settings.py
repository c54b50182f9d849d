from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_policy_id = fields.Many2one(related="company_id.collection_policy_id", readonly=False)
    collection_finance_id = fields.Many2one(related="company_id.collection_finance_id", readonly=False)
    collection_audit_monthly = fields.Boolean(related="company_id.collection_audit_monthly", readonly=False)
    collection_audit_start = fields.Integer(related="company_id.collection_audit_start", readonly=False)
    collection_audit_claim_days = fields.Integer(related="company_id.collection_audit_claim_days", readonly=False)
    collection_audit_cash_days = fields.Integer(related="company_id.collection_audit_cash_days", readonly=False)
    collection_audit_cash_amount = fields.Monetary(related="company_id.collection_audit_cash_amount", readonly=False)
    collection_audit_round_amount = fields.Monetary(related="company_id.collection_audit_round_amount", readonly=False)
    collection_audit_round_days = fields.Integer(related="company_id.collection_audit_round_days", readonly=False)
    collection_audit_write_off_amount = fields.Monetary(
        related="company_id.collection_audit_write_off_amount",
        readonly=False,
    )
    collection_audit_explain_days = fields.Integer(related="company_id.collection_audit_explain_days", readonly=False)
    collection_audit_decide_days = fields.Integer(related="company_id.collection_audit_decide_days", readonly=False)
