from odoo import fields, models


class CollectionDelivery(models.Model):
    """A notice on its way to the customer through one channel, and what became of it."""

    _name = "collection.delivery"
    _description = "Delivery of a Notice"
    _order = "notice_id, id"
    _rec_name = "channel_id"

    notice_id = fields.Many2one("collection.notice", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="notice_id.company_id", store=True)
    partner_id = fields.Many2one(related="notice_id.partner_id", store=True, index=True)
    channel_id = fields.Many2one("collection.channel", required=True, ondelete="restrict")
    method = fields.Selection(related="channel_id.method")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sending", "Under Way"),
            ("sent", "Delivered"),
            ("failed", "Failed"),
            ("unsure", "Not Known"),
            ("cancelled", "Not Needed"),
        ],
        default="waiting",
        required=True,
        index=True,
        help="Not known: Odoo was stopped while it was under way; a to-do asks to find out.",
    )
    address = fields.Char(help="The e-mail address or number that was used.")
    error = fields.Char(help="Why it failed.")
    date = fields.Datetime(string="Delivered On")
    mail_id = fields.Many2one("mail.mail", ondelete="set null", index="btree_not_null")
    mail_message_id = fields.Many2one("mail.message", ondelete="set null", index="btree_not_null")
    sms_uuid = fields.Char(index="btree_not_null")
    activity_id = fields.Many2one("mail.activity", ondelete="set null")
    fallback_of_id = fields.Many2one("collection.delivery", string="In Place Of", ondelete="set null")
