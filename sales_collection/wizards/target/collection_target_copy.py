from odoo import fields, models
from odoo.exceptions import UserError

from ...models.target.collection_target import GOALS


class CollectionTargetCopy(models.TransientModel):
    """Targets are copied into the periods that follow, if wanted with higher amounts."""

    _name = "collection.target.copy"
    _description = "Target Copy"

    target_ids = fields.Many2many(
        "collection.target", default=lambda self: self.env.context.get("active_ids"), required=True
    )
    periods = fields.Integer(
        string="Number of Periods", default=1, required=True, help="1 for the next month, quarter or year only."
    )
    percent = fields.Float(
        string="Amount Increase (%)",
        digits=(16, 1),
        help="Increase of the amount from period to period; negative to decrease it.",
    )

    def action_apply(self):
        """Make the targets that are not there yet; those that are stay as they are.

        :return: the action that shows the new ones
        :raises UserError: if there is nothing to make.
        """
        self.ensure_one()
        if not 1 <= self.periods <= 24 or self.percent <= -100:
            raise UserError(self.env._("Copy into 1 to 24 periods, and lower amounts by less than 100 %."))
        known = self._known()
        wanted = {self._key(**vals): vals for target in self.target_ids for vals in self._prepare(target)}
        made = self.env["collection.target"].create([vals for key, vals in wanted.items() if key not in known])
        if not made:
            raise UserError(self.env._("Targets already exist for these periods. Change them instead."))
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_target_action")
        return {**action, "domain": [("id", "in", made.ids)], "context": {}}

    def _prepare(self, target):
        """Return the values of the copies of a target."""
        found = []
        for number in range(1, self.periods + 1):
            amount = target.amount * (1 + self.percent / 100) ** number
            found.append(
                {
                    **{name: target[name] for name in GOALS},
                    "amount": target.company_currency_id.round(amount),
                    "company_id": target.company_id.id,
                    "user_id": target.user_id.id,
                    "team_id": target.team_id.id,
                    "period": target.period,
                    "date_from": target._following(number),
                }
            )
        return found

    def _known(self):
        """Return the keys of the targets that are there already."""
        # sudo: one target per person and period, also where it is of a team that the user does not see
        there = (
            self.env["collection.target"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.target_ids.company_id.ids),
                    ("date_from", ">", min(self.target_ids.mapped("date_from"), default=False)),
                ]
            )
        )
        return {
            self._key(target.company_id.id, target.user_id.id, target.team_id.id, target.period, target.date_from)
            for target in there
        }

    @staticmethod
    def _key(company_id, user_id, team_id, period, date_from, **_figures):
        """Return what is unique of a target."""
        return (company_id, user_id, not user_id and team_id, period, date_from)
