from odoo import api, models


class CollectionDeliverySms(models.Model):
    """By text message: written into Odoo's own queue of text messages, which sends it and says what came of it."""

    _inherit = "collection.delivery"

    def _address_sms(self):
        notice = self.notice_id
        owner = notice.contact_id if notice.contact_id.phone else notice.partner_id
        if not owner.phone:
            return "", self.env._("%(customer)s has no phone number.", customer=notice.partner_id.name)
        number = owner._phone_format(number=owner.phone)
        if not number:
            return owner.phone, self.env._("%(number)s is not a phone number.", number=owner.phone)
        return number, ""

    def _deliver_sms(self):
        text = self.notice_id._sms_text()
        message = self.notice_id._message_sms(text, sms_numbers=[self.address], sms_content=text, put_in_queue=True)
        message_sms = self.env["sms.sms"].search([("mail_message_id", "=", message.id)], limit=1)
        self._succeed(sms_uuid=message_sms.uuid, mail_message_id=message.id)

    @api.model
    def _check_sms(self):
        """Let the next channel take over where Odoo has reported that a text message failed."""
        told = self.search(
            [
                ("state", "=", "sent"),
                ("sms_uuid", "!=", False),
                ("mail_message_id.notification_ids", "any", [("notification_status", "in", ("exception", "bounce"))]),
            ]
        )
        for delivery in told:
            notification = delivery.mail_message_id.notification_ids.filtered(
                lambda found: found.notification_status in ("exception", "bounce")
            )[:1]
            kinds = dict(notification._fields["failure_type"]._description_selection(self.env))
            delivery._fail(
                notification.failure_reason
                or kinds.get(notification.failure_type)
                or self.env._("The text message was refused.")
            )
