from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_policy_id = fields.Many2one(related="company_id.collection_policy_id", readonly=False)
    collection_finance_id = fields.Many2one(related="company_id.collection_finance_id", readonly=False)
