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
        string="Send by Itself", help="Otherwise the notice waits until finance has looked at it and sends it."
    )
    channel_ids = fields.Many2many(
        "collection.channel",
        string="Channels",
        required=True,
        help="Each of them is used. One that fails is replaced by its own fallback, in the end by a to-do.",
    )
    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail", ondelete="set null", domain=[("model", "=", "collection.notice")]
    )
    sms_template_id = fields.Many2one(
        "sms.template", string="Text Message", ondelete="set null", domain=[("model", "=", "collection.notice")]
    )
    attach_statement = fields.Boolean(
        string="Attach the Notice as PDF", default=True, help="To e-mails: the list of all items as a letter."
    )
    attach_invoices = fields.Boolean(
        string="Attach the Invoices", default=True, help="To e-mails: the invoices, printed now if they never were."
    )
    letter_text = fields.Html(
        translate=True, sanitize=True, help="What a letter says above the list of items, in the customer's language."
    )
    activity_type_id = fields.Many2one("mail.activity.type", string="Activity", ondelete="set null")
    assignee = fields.Selection(
        [
            ("responsible", "Collection Responsible"),
            ("leader", "Team Leader"),
            ("finance", "Finance"),
            ("user", "A Certain Colleague"),
        ],
        string="Calls and To-Dos for",
        default="responsible",
        required=True,
    )
    assignee_id = fields.Many2one("res.users", string="Colleague")
    talking_points = fields.Html(translate=True, help="What to say in a call or on a visit.")
    stops_orders = fields.Boolean(
        string="Stop New Orders", help="From this level on the customer's new orders are not confirmed."
    )
    raises_legal = fields.Boolean(
        string="Legal Case",
        help="The items leave dunning and are put on hold for legal steps; finance gets a to-do.",
    )
    charge_ids = fields.One2many("collection.level.charge", "level_id", string="Fees and Interest", copy=True)

    _once_a_day = models.UniqueIndex(
        "(policy_id, days) WHERE active",
        "A policy has one level for a day. Change the days, or the level that is there.",
    )

    @api.constrains("assignee", "assignee_id")
    def _check_assignee(self):
        for level in self:
            if level.assignee == "user" and not level.assignee_id:
                raise ValidationError(self.env._("Say which colleague gets the calls of level %s.", level.name))

    @api.constrains("channel_ids")
    def _check_channels(self):
        for level in self:
            if not level.channel_ids:
                raise ValidationError(self.env._("Level %s needs a channel: say how the customer hears.", level.name))
