from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CollectionPolicyTwin(models.TransientModel):
    """The time gone by replayed under a policy: who would have heard what, while paying as he did."""

    _name = "collection.policy.twin"
    _inherit = "collection.policy.forecast"
    _description = "Last 12 Months under a Policy"

    date_from = fields.Date(readonly=False)
    line_ids = fields.One2many("collection.policy.twin.line", "wizard_id", readonly=True)
    count = fields.Integer(string="Contacts", compute="_compute_counts")
    stop_count = fields.Integer(string="Order Stops", compute="_compute_counts")
    legal_count = fields.Integer(string="Legal Cases", compute="_compute_counts")
    present_count = fields.Integer(string="Contacts, Present Policy", compute="_compute_counts")
    present_stop_count = fields.Integer(string="Order Stops, Present Policy", compute="_compute_counts")
    present_legal_count = fields.Integer(string="Legal Cases, Present Policy", compute="_compute_counts")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.date_to = wizard.date_to or wizard.company_id._collection_today()
            wizard.date_from = wizard.date_from or wizard.date_to - relativedelta(years=1)
        return wizards

    @api.depends("line_ids")
    def _compute_counts(self):
        for wizard in self:
            for version, prefix in (("new", ""), ("present", "present_")):
                lines = wizard.line_ids.filtered_domain([("version", "=", version)])
                wizard[f"{prefix}count"] = len(lines)
                wizard[f"{prefix}stop_count"] = len(lines.filtered("stops_orders").partner_id)
                wizard[f"{prefix}legal_count"] = len(lines.filtered("legal"))

    def _contacts(self, policy, instead_of):
        return policy._simulate_ledger(self.date_from, self.date_to, instead_of)


class CollectionPolicyTwinLine(models.TransientModel):
    _name = "collection.policy.twin.line"
    _inherit = "collection.policy.forecast.line"
    _description = "Contact of the Last 12 Months"

    wizard_id = fields.Many2one("collection.policy.twin", readonly=True, ondelete="cascade", index=True)
