from odoo import api, fields, models


class CollectionIncentiveStep(models.Model):
    """From this many days, per cent or this amount on, a rate or a fixed award."""

    _name = "collection.incentive.step"
    _description = "Incentive Rule Tier"
    _order = "rule_id, start"
    _rec_name = "start"

    rule_id = fields.Many2one("collection.incentive.rule", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    currency_id = fields.Many2one(related="rule_id.currency_id")
    start = fields.Float(
        string="From",
        digits=(16, 2),
        help="Start of the tier: days late, days of age (negative for early), an amount, or a percentage of "
        "target or collections. For short delay awards, the maximum days late.",
    )
    percent = fields.Float(string="Rate (%)", digits=(16, 4))
    amount = fields.Monetary(string="Fixed Award", help="Only for tiers and awards.")

    _start_uniq = models.UniqueIndex("(rule_id, start)", "Two tiers cannot have the same start.")
    _sensible = models.Constraint("CHECK (percent >= 0 AND amount >= 0)", "Rates and awards cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.rule_id.plan_id._check_unlocked()
        return steps

    def write(self, vals):
        self.rule_id.plan_id._check_unlocked()
        result = super().write(vals)
        self.rule_id.plan_id._check_unlocked()  # also of the plan that it was moved to
        return result

    def unlink(self):
        self.rule_id.plan_id._check_unlocked()
        return super().unlink()
