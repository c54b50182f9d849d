from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionLevel(models.Model):
    """A step of a policy: so many days before or after the due date, this is said, in this way."""

    _name = "collection.level"
    _description = "Dunning Level"
    _order = "policy_id, days, id"
    _check_company_auto = True

    policy_id = fields.Many2one("collection.policy", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    days = fields.Integer(
        string="Days after Due Date",
        required=True,
        help="Negative for a reminder before the due date, 0 for the day itself.",
    )
    tone = fields.Selection(
        [
            ("friendly", "Friendly"),
            ("neutral", "Factual"),
            ("firm", "Firm"),
            ("last", "Last Warning"),
            ("legal", "Legal"),
        ],
        default="neutral",
        required=True,
    )
    automatic = fields.Boolean(
        string="Automatic Sending", help="Otherwise finance checks and sends the notice manually."
    )
    channel_ids = fields.Many2many(
        "collection.channel",
        string="Channels",
        required=True,
        help="All channels are used. A failed channel is replaced by its fallback channel, finally by a to-do.",
    )
    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail", ondelete="set null", domain=[("model", "=", "collection.notice")]
    )
    sms_template_id = fields.Many2one(
        "sms.template", string="Text Message", ondelete="set null", domain=[("model", "=", "collection.notice")]
    )
    attach_statement = fields.Boolean(
        string="Attach Notice as PDF", default=True, help="Attach the list of all items to e-mails as a letter."
    )
    attach_invoices = fields.Boolean(
        default=True,
        help="Attach the invoices to e-mails. Invoices not printed before are printed on sending.",
    )
    letter_text = fields.Html(
        translate=True,
        sanitize=True,
        help="Text of the letter above the list of items, in the language of the customer.",
    )
    activity_type_id = fields.Many2one("mail.activity.type", string="Activity", ondelete="set null")
    assignee = fields.Selection(
        [
            ("responsible", "Collection Responsible"),
            ("leader", "Team Leader"),
            ("finance", "Finance"),
            ("user", "Specific User"),
        ],
        string="Calls and To-Dos Assigned To",
        default="responsible",
        required=True,
    )
    assignee_id = fields.Many2one("res.users", string="Specific User")
    talking_points = fields.Html(translate=True, help="Talking points for calls and visits.")
    stops_orders = fields.Boolean(
        string="Stop New Orders", help="New orders of the customer cannot be confirmed from this level on."
    )
    raises_legal = fields.Boolean(
        string="Legal Case",
        help="The items are put on hold for legal steps and finance gets a to-do.",
    )
    charge_ids = fields.One2many("collection.level.charge", "level_id", string="Fees and Interest", copy=True)

    _once_a_day = models.UniqueIndex(
        "(policy_id, days) WHERE active",
        "A policy can have only one level per number of days. Change the days or the existing level.",
    )

    @api.constrains("assignee", "assignee_id")
    def _check_assignee(self):
        for level in self:
            if level.assignee == "user" and not level.assignee_id:
                raise ValidationError(self.env._("Select the user for the calls of level %s.", level.name))

    @api.constrains("channel_ids")
    def _check_channels(self):
        for level in self:
            if not level.channel_ids:
                raise ValidationError(self.env._("Level %s requires at least one channel.", level.name))
