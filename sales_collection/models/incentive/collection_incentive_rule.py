from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.incentive import tiers

#: rules that look at each row of the ledger by itself, and the kind of row they look at
ROW_KINDS = {"rate": "cash", "late": "cash", "write_off": "write_off"}
#: rules that take something
TAKING = ("late", "write_off", "finding")


class CollectionIncentiveRule(models.Model):
    """One of the terms that an incentive is made of. A plan adds them up in their order."""

    _name = "collection.incentive.rule"
    _description = "Incentive Rule"
    _order = "plan_id, sequence, id"

    #: rules that look at the sum of a period: what is measured says ``collection.incentive._measure_<kind>``
    _total_kinds = ("tiers", "target", "on_time", "days_late")

    plan_id = fields.Many2one(
        "collection.incentive.plan", string="Incentive Plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("rate", "Rate on collections"),
            ("tiers", "Tiers on total collections"),
            ("target", "Award for target attainment"),
            ("on_time", "Award for on-time collections"),
            ("days_late", "Award for short delay"),
            ("late", "Deduction for late collections"),
            ("write_off", "Deduction for write-offs"),
            ("finding", "Deduction for audit findings"),
        ],
        string="Type",
        required=True,
        default="rate",
        help="On-time collections are the share of collections received by the due date. The on-time rate of a "
        "target is the on-time share of all items due in the period, including open items. Days late are "
        "weighted by amount, with early payments as 0 days.",
    )
    scope = fields.Selection(
        [("own", "Own collections"), ("team", "Collections of other team members")],
        default="own",
        required=True,
        help="Own collections, or collections of the teams led by the member. Led teams are set on the members of "
        "the plan.",
    )
    basis = fields.Selection(
        [("untaxed_amount", "Without tax"), ("amount", "With tax")], default="untaxed_amount", required=True
    )
    percent = fields.Float(string="Rate (%)", digits=(16, 4), help="Enter deductions as positive numbers.")
    bracket = fields.Selection(
        [("none", "Same rate for all"), ("days_late", "By days late"), ("age", "By age of the receivable")],
        string="Brackets",
        default="none",
        required=True,
        help="The age of a receivable is the number of days from invoice to payment.",
    )
    method = fields.Selection(
        [("marginal", "Each tier at its own rate"), ("whole", "Whole amount at the reached rate")],
        default="marginal",
        required=True,
    )
    target_kind = fields.Selection(
        [
            ("amount", "Collection amount"),
            ("overdue_share", "Share of overdue collected"),
            ("on_time_rate", "On-time rate"),
            ("days_late", "Days late"),
        ],
        string="Target",
        default="amount",
        required=True,
    )
    step_ids = fields.One2many("collection.incentive.step", "rule_id", string="Tiers", copy=True)
    summary = fields.Char(string="Result", compute="_compute_summary")
    exclusive = fields.Boolean(
        string="Stop Further Rules",
        help="Collections covered by this rule are ignored by later rate and deduction rules.",
    )
    categ_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Only collections for these products."
    )
    rating_ids = fields.Many2many(
        "collection.rating",
        string="Customer Ratings",
        help="Only collections from customers with one of these ratings.",
    )
    team_ids = fields.Many2many("crm.team", string="Sales Teams", help="Only collections of these teams.")
    customer = fields.Selection(
        [("any", "All"), ("new", "New customers"), ("known", "Known customers")],
        string="Customers",
        default="any",
        required=True,
        help="Customers are new for this number of days from the date of their first invoice, that day included.",
    )
    new_days = fields.Integer(string="New Customer Days", default=365)

    _sensible = models.Constraint("CHECK (percent >= 0 AND new_days >= 0)", "Rates and days cannot be negative.")

    @api.depends("kind", "bracket", "percent", "step_ids.start", "step_ids.percent", "step_ids.amount")
    @api.depends_context("lang")
    def _compute_summary(self):
        for rule in self:
            if not rule._has_steps():
                rule.summary = f"{rule.percent:g} %"
                continue
            terms = (
                (
                    step.percent and f"{step.percent:g} %",
                    step.amount and rule.currency_id.format(step.amount),
                    step.start,
                )
                for step in rule.step_ids.sorted("start")
            )
            rule.summary = "; ".join(
                self.env._(
                    "from %(start)s: %(gives)s", start=f"{start:g}", gives=" + ".join(filter(None, gives)) or "0"
                )
                for *gives, start in terms
            )

    def _has_steps(self):
        return self.kind in self._total_kinds or (self.kind in ("rate", "late") and self.bracket != "none")

    @api.constrains("kind", "bracket", "step_ids")
    def _check_steps(self):
        for rule in self:
            if rule._has_steps() and not rule.step_ids:
                raise ValidationError(self.env._("%s: enter the tiers.", rule.name))

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "late":
            self.bracket = "days_late"
        elif self.kind != "rate":
            self.bracket = "none"

    # -- only while nothing is confirmed -----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.plan_id._check_unlocked()
        return rules

    def write(self, vals):
        if not set(vals) - {"name"}:
            return super().write(vals)
        self.plan_id._check_unlocked()
        result = super().write(vals)
        self.plan_id._check_unlocked()  # also of the plan that it was moved to
        return result

    def unlink(self):
        self.plan_id._check_unlocked()
        return super().unlink()

    # -- what the sum of a period earns ------------------------------------------------------------

    def _with_tax(self):
        """Return whether tax counts; a target is an amount to collect from the customer, so there it always does."""
        return self.basis == "amount" or (self.kind == "target" and self.target_kind == "amount")

    def _steps(self):
        return [
            tiers.Step(Decimal(str(step.start)), Decimal(str(step.percent)), Decimal(str(step.amount)))
            for step in self.step_ids
        ]

    def _parts(self, base, measure):
        """Return the parts of what this rule gives for the sum of a period.

        :param Decimal base: what was collected, in the currency of the plan
        :param Decimal measure: the target in that currency, or the mark reached in per cent or days
        """
        self.ensure_one()
        steps = self._steps()
        if self.kind == "tiers":
            return tiers.marginal(base, steps) if self.method == "marginal" else tiers.whole(base, base, steps)
        if self.kind == "target" and self.target_kind == "amount":
            steps = tiers.of_target(steps, measure)
            return tiers.marginal(base, steps) if self.method == "marginal" else tiers.whole(base, base, steps)
        return tiers.whole(base, measure, steps, at_most=self.kind == "days_late")
