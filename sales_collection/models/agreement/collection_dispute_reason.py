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
            ("user", "Specific User"),
        ],
        string="Handled By",
        default="responsible",
        required=True,
    )
    owner_id = fields.Many2one("res.users", string="Specific User")
    days = fields.Integer(
        string="Resolution Deadline (Days)",
        default=10,
        required=True,
        help="Days after which the dispute is escalated to the team leader.",
    )

    _days_positive = models.Constraint("CHECK (days > 0)", "The resolution deadline must be at least one day.")
