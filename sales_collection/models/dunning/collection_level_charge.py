from datetime import date
from decimal import Decimal

from odoo import fields, models


class CollectionLevelCharge(models.Model):
    """What a level costs the customer, for items in one currency: a fee, a share, interest for the delay."""

    _name = "collection.level.charge"
    _description = "Dunning Level Charge"
    _order = "level_id, currency_id, id"

    level_id = fields.Many2one("collection.level", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    fee_fixed = fields.Monetary(string="Fee", help="Charged once per notice.")
    fee_percent = fields.Float(
        string="Fee (%)", help="Percentage of the overdue amount of items that reach this level."
    )
    interest_rate_id = fields.Many2one(
        "collection.interest.rate",
        string="Reference Rate",
        ondelete="restrict",
        help="Leave empty to use the percentage alone as the rate.",
    )
    interest_points = fields.Float(
        string="Interest (% per Year)", digits=(16, 4), help="Percentage points on top of the reference rate."
    )
    day_count = fields.Selection(
        [("act365", "Actual days / 365"), ("act360", "Actual days / 360"), ("30360", "30 days per month / 360")],
        default="act365",
        required=True,
    )

    _once_a_currency = models.UniqueIndex(
        "(level_id, currency_id)", "A level can have only one charge per currency. Change the existing charge."
    )
    _not_negative = models.Constraint("CHECK (fee_fixed >= 0 AND fee_percent >= 0)", "A fee cannot be negative.")

    def _rates(self):
        """Return the rows (day, per cent a year from that day on), points included and never below zero.

        Days before the first value of a reference rate have no row: nobody is charged by a rate that is not known.
        """
        self.ensure_one()
        points = Decimal(repr(self.interest_points))
        if not self.interest_rate_id:
            return [(date.min, max(points, Decimal(0)))]
        return [
            (line.date, max(Decimal(repr(line.percent)) + points, Decimal(0)))
            for line in self.interest_rate_id.line_ids
        ]
