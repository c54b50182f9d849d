from datetime import timedelta

from odoo import api, fields, models


class CollectionPolicyPreview(models.TransientModel):
    """Who would hear what by a policy today and over the next days, if nobody pays."""

    _name = "collection.policy.preview"
    _inherit = "collection.policy.forecast"
    _description = "Policy Preview"

    line_ids = fields.One2many("collection.policy.preview.line", "wizard_id", readonly=True)
    today_count = fields.Integer(string="Contacts Today", compute="_compute_counts")
    count = fields.Integer(string="Contacts in 30 Days", compute="_compute_counts")
    present_today_count = fields.Integer(string="Contacts Today, Current Policy", compute="_compute_counts")
    present_count = fields.Integer(string="Contacts in 30 Days, Current Policy", compute="_compute_counts")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.date_from = wizard.company_id._collection_today()
            wizard.date_to = wizard.date_from + timedelta(days=30)
        return wizards

    @api.depends("line_ids")
    def _compute_counts(self):
        for wizard in self:
            mine = fields.Domain("wizard_id", "=", wizard.id)
            today = mine & fields.Domain("date", "=", wizard.date_from)
            for name, domain in (("count", mine), ("today_count", today)):
                found = dict(wizard._lines()._read_group(domain, ["version"], ["__count"]))
                wizard[name], wizard[f"present_{name}"] = found.get("new", 0), found.get("present", 0)

    def _contacts(self, policy, instead_of):
        return policy._simulate_open(self.date_to, instead_of)


class CollectionPolicyPreviewLine(models.TransientModel):
    _name = "collection.policy.preview.line"
    _inherit = "collection.policy.forecast.line"
    _description = "Preview Contact"

    wizard_id = fields.Many2one("collection.policy.preview", readonly=True, ondelete="cascade", index=True)
