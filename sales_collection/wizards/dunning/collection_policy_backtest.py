from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CollectionPolicyBacktest(models.TransientModel):
    """The time gone by replayed under a policy: who would have heard what, while paying as he did."""

    _name = "collection.policy.backtest"
    _inherit = "collection.policy.forecast"
    _description = "Policy Backtest"

    date_from = fields.Date(readonly=False)
    line_ids = fields.One2many("collection.policy.backtest.line", "wizard_id", readonly=True)
    count = fields.Integer(string="Contacts", compute="_compute_counts")
    stop_count = fields.Integer(string="Order Stops", compute="_compute_counts")
    legal_count = fields.Integer(string="Legal Cases", compute="_compute_counts")
    present_count = fields.Integer(string="Contacts, Current Policy", compute="_compute_counts")
    present_stop_count = fields.Integer(string="Order Stops, Current Policy", compute="_compute_counts")
    present_legal_count = fields.Integer(string="Legal Cases, Current Policy", compute="_compute_counts")

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
            mine = fields.Domain("wizard_id", "=", wizard.id)
            for name, domain, aggregate in (
                ("count", mine, "__count"),
                ("stop_count", mine & fields.Domain("stops_orders", "=", True), "partner_id:count_distinct"),
                ("legal_count", mine & fields.Domain("legal", "=", True), "__count"),
            ):
                found = dict(wizard._lines()._read_group(domain, ["version"], [aggregate]))
                wizard[name], wizard[f"present_{name}"] = found.get("new", 0), found.get("present", 0)

    def _contacts(self, policy, instead_of):
        return policy._simulate_ledger(self.date_from, self.date_to, instead_of)


class CollectionPolicyBacktestLine(models.TransientModel):
    _name = "collection.policy.backtest.line"
    _inherit = "collection.policy.forecast.line"
    _description = "Backtest Contact"

    wizard_id = fields.Many2one("collection.policy.backtest", readonly=True, ondelete="cascade", index=True)
