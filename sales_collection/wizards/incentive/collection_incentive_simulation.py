from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class CollectionIncentiveSimulation(models.TransientModel):
    """What a plan would have paid in periods gone by, per person, beside another one."""

    _name = "collection.incentive.simulation"
    _description = "Incentive Simulation"

    plan_id = fields.Many2one("collection.incentive.plan", string="Incentive Plan", required=True, ondelete="cascade")
    other_plan_id = fields.Many2one(
        "collection.incentive.plan",
        ondelete="cascade",
        domain="[('id', '!=', plan_id), ('currency_id', '=', currency_id)]",
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_dates()[0], help="Complete periods are used."
    )
    date_to = fields.Date(string="Until", required=True, default=lambda self: self._default_dates()[1])
    line_ids = fields.One2many("collection.incentive.simulation.line", "simulation_id", readonly=True)
    amount = fields.Monetary(compute="_compute_amounts", help="Incentive according to the plan.")
    other_amount = fields.Monetary(string="Other Plan Amount", compute="_compute_amounts")
    difference = fields.Monetary(compute="_compute_amounts")

    @api.model
    def _default_dates(self):
        """Return the last three full months."""
        last = self.env.company._collection_today().replace(day=1) - relativedelta(days=1)
        return last.replace(day=1) - relativedelta(months=2), last

    @api.depends("line_ids.amount", "line_ids.other_amount")
    def _compute_amounts(self):
        for simulation in self:
            simulation.amount = sum(simulation.line_ids.mapped("amount"))
            simulation.other_amount = sum(simulation.line_ids.mapped("other_amount"))
            simulation.difference = simulation.amount - simulation.other_amount

    def action_simulate(self):
        """Compute both plans for the time gone by and show what each person would have got.

        :raises AccessError: for all but managers, who alone see what others earn.
        """
        self.ensure_one()
        if not self.env.user.has_group("sales_collection.group_collection_manager"):
            raise AccessError(self.env._("Only a manager can decide on incentives."))
        if self.date_to < self.date_from:
            raise UserError(self.env._("The end date cannot be before the start date."))
        self.plan_id.check_access("read")
        found = self.plan_id._simulate(self.date_from, self.date_to)
        other = self.other_plan_id._simulate(self.date_from, self.date_to) if self.other_plan_id else {}
        keys = sorted(found.keys() | other.keys(), key=lambda key: (key[1], key[0].name or ""))
        nothing = {"amount": 0, "collected": 0}
        self.line_ids = [Command.clear()] + [
            Command.create(
                {
                    "user_id": user.id,
                    "date_from": first,
                    "collected": (found.get((user, first)) or other[user, first])["collected"],
                    "amount": found.get((user, first), nothing)["amount"],
                    "other_amount": other.get((user, first), nothing)["amount"],
                }
            )
            for user, first in keys
        ]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_collection.collection_incentive_simulation_action"
        )
        return {**action, "res_id": self.id}


class CollectionIncentiveSimulationLine(models.TransientModel):
    _name = "collection.incentive.simulation.line"
    _description = "Incentive Simulation Line"
    _order = "simulation_id, date_from, id"

    simulation_id = fields.Many2one("collection.incentive.simulation", required=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    date_from = fields.Date(string="Period Start", readonly=True)
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    company_currency_id = fields.Many2one(related="simulation_id.company_id.currency_id", string="Company Currency")
    collected = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="Collections included, with tax."
    )
    amount = fields.Monetary(readonly=True)
    other_amount = fields.Monetary(string="Other Plan Amount", readonly=True)
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("amount", "other_amount")
    def _compute_difference(self):
        for line in self:
            line.difference = line.amount - line.other_amount
