from odoo import fields, models


class CollectionDisputeReason(models.Model):
    """What customers complain about, who looks into it, and how long that may take."""

    _name = "collection.dispute.reason"
    _inherit = "collection.shared.mixin"
    _description = "Dispute Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    owner = fields.Selection(
        [
            ("responsible", "Collection Responsible"),
            ("leader", "Team Leader"),
            ("finance", "Finance"),
            ("user", "A Certain Colleague"),
        ],
        string="Looked Into By",
        default="responsible",
        required=True,
    )
    owner_id = fields.Many2one("res.users", string="Colleague")
    days = fields.Integer(
        string="Days to Settle", default=10, required=True, help="After so many days the team leader is asked to help."
    )

    _days_positive = models.Constraint("CHECK (days > 0)", "A dispute needs a day at least.")
