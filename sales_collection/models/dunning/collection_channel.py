from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionChannel(models.Model):
    """A way to reach a customer: e-mail, text message, letter, call, visit, legal step.

    Another module adds a way by a value of ``method`` and a method ``_deliver_<value>`` on
    ``collection.delivery``.
    """

    _name = "collection.channel"
    _inherit = "collection.shared.mixin"
    _description = "Dunning Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    method = fields.Selection(
        [
            ("email", "E-mail"),
            ("sms", "Text Message"),
            ("letter", "Letter"),
            ("call", "Phone Call"),
            ("visit", "Visit"),
            ("legal", "Legal Step"),
            ("activity", "Internal To-Do"),
        ],
        required=True,
        help="How a notice is delivered through this channel.",
    )
    fallback_id = fields.Many2one(
        "collection.channel",
        string="Fallback Channel",
        ondelete="restrict",
        help="Channel used when this one fails. Without a fallback channel, a to-do is created.",
    )

    @api.constrains("fallback_id")
    def _check_fallback(self):
        if self._has_cycle("fallback_id"):
            raise ValidationError(
                self.env._("Fallback channels cannot form a loop. Remove the fallback of the last channel.")
            )
