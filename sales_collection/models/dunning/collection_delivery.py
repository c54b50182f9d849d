from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..base.collection_lock import lock_or_tell
from ..base.collection_roles import has_role


class CollectionDelivery(models.Model):
    """A notice on its way to the customer through one channel, and what became of it.

    A module that adds a channel writes ``_deliver_<method>()``, which delivers one record and ends with
    ``_succeed()`` or ``_fail(reason)``. If it likes, also ``_address_<method>()``, which returns the address and why
    there is none, and ``_prepare_<method>()``, which makes a batch ready.
    """

    _name = "collection.delivery"
    _description = "Notice Delivery"
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
            ("sending", "Sending"),
            ("sent", "Delivered"),
            ("failed", "Failed"),
            ("unsure", "Unconfirmed"),
            ("cancelled", "Not Needed"),
        ],
        string="Status",
        default="waiting",
        required=True,
        index=True,
        help="Unconfirmed: Odoo was stopped during sending. A to-do asks for verification.",
    )
    address = fields.Char(help="E-mail address or phone number used.")
    error = fields.Char(help="Reason of the failure.")
    date = fields.Datetime(string="Delivered On")
    mail_id = fields.Many2one("mail.mail", ondelete="set null", index="btree_not_null")
    mail_message_id = fields.Many2one("mail.message", ondelete="set null", index="btree_not_null")
    sms_uuid = fields.Char(string="SMS UUID", index="btree_not_null")
    activity_id = fields.Many2one("mail.activity", ondelete="set null")
    fallback_of_id = fields.Many2one("collection.delivery", string="Fallback For", ondelete="set null")

    def _make(self, ways, instead_of=None):
        """Make a delivery for each (notice, channel); what cannot be reached is replaced at once."""
        deliveries = self.create(
            [
                {
                    "notice_id": notice.id,
                    "channel_id": channel.id,
                    "fallback_of_id": instead_of.id if instead_of else False,
                }
                for notice, channel in ways
            ]
        )
        for delivery in deliveries:
            find = getattr(delivery, f"_address_{delivery.method}", None)
            delivery.address, problem = find() if find else ("", "")
            if problem:
                delivery._fail(problem)

    def _deliver(self):
        """Deliver one, now; within the transaction of the caller."""
        self.ensure_one()
        deliver = getattr(self, f"_deliver_{self.method}", None)
        if deliver is None:
            self._fail(self.env._("No module for delivery by %(channel)s is installed.", channel=self.channel_id.name))
        else:
            deliver()

    def _succeed(self, **values):
        self.write({"state": "sent", "date": fields.Datetime.now(), "error": False, **values})

    def _fail(self, problem):
        """Note why these did not arrive; the next channel takes over, in the end a colleague."""
        for delivery in self:
            delivery.write({"state": "failed", "date": fields.Datetime.now(), "error": problem})
            delivery._fall_back()

    def _fall_back(self):
        """Let the next channel take over, unless the notice goes through it anyway."""
        used = self.notice_id.delivery_ids
        channel = self.channel_id.fallback_id
        while channel:
            there = used.filtered(lambda delivery, channel=channel: delivery.channel_id == channel)
            if any(delivery.state != "failed" for delivery in there):
                return
            if channel.active and not there:
                self._make([(self.notice_id, channel)], instead_of=self)
                return
            channel = channel.fallback_id
        self.activity_id = self.notice_id._ask_colleague(
            self.notice_id.level_id.assignee,
            self.env._("%(customer)s could not be reached: contact the customer", customer=self.partner_id.name),
            note=self.error,
        )

    def _needless(self):
        """Return those whose notice has nothing left to tell: it was paid or promised while they waited."""
        return self - self.notice_id._still_needed().delivery_ids

    def _cancel(self):
        self.write({"state": "cancelled", "error": self.env._("Paid, credited or put on hold meanwhile.")})

    def _doubt(self, problem):
        """Note that nobody knows whether these arrived, and ask the responsible to find out."""
        for delivery in self:
            delivery.write({"state": "unsure", "error": problem})
            delivery.activity_id = delivery.notice_id._ask_colleague(
                "responsible",
                self.env._(
                    "Verify the delivery to %(customer)s by %(channel)s",
                    customer=delivery.partner_id.name,
                    channel=delivery.channel_id.name,
                ),
                note=self.env._("The notice may not have been sent. Verify it, and send it again if needed."),
            )

    # -- actions -----------------------------------------------------------------------------------

    def action_arrived(self):
        """Note that what was not known has arrived after all.

        :raises AccessError: for whoever is neither in finance nor responsible for the customer.
        :raises UserError: when a delivery is not one of those.
        """
        for delivery in self._decidable(("unsure",)):
            delivery.activity_id.action_feedback(feedback=self.env._("Delivered."))
            delivery._succeed()

    def action_send_again(self):
        """Send again what has failed, or what did not arrive.

        :raises AccessError: for whoever is neither in finance nor responsible for the customer.
        :raises UserError: when a delivery is under way or has been delivered.
        """
        for delivery in self._decidable(("unsure", "failed")):
            delivery.activity_id.action_feedback(feedback=self.env._("Sent again."))
            find = getattr(delivery, f"_address_{delivery.method}", None)
            address, problem = find() if find else ("", "")
            if problem:
                raise UserError(problem)
            delivery.write(
                {"state": "waiting", "address": address, "error": False, "mail_id": False, "sms_uuid": False}
            )
        self.env["collection.notice"]._deliver_soon()

    def _decidable(self, states):
        """Return these deliveries for writing, after a look at who decides on what."""
        self.check_access("read")
        finance = has_role(self, "finance")
        for delivery in self:
            if not finance and delivery.notice_id.user_id != self.env.user:
                raise AccessError(
                    self.env._("Only finance or the collection responsible of the customer can decide on this.")
                )
        # sudo: deliveries are changed by actions only; who may was checked above
        deliveries = self.sudo()
        busy = self.env._("Another user is deciding on this delivery. Reload the page in a moment.")
        lock_or_tell(deliveries, busy)
        deliveries.invalidate_recordset(["state"])
        wrong = deliveries.filtered(lambda delivery: delivery.state not in states)[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "The delivery to %(customer)s is already completed. Reload the page.",
                    customer=wrong.partner_id.name,
                )
            )
        return deliveries
