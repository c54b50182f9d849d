from odoo import models


class CollectionDeliveryColleague(models.Model):
    """By a colleague: calls, visits, legal steps and letters that somebody prints."""

    _inherit = "collection.delivery"

    def _deliver_call(self):
        self._deliver_by("mail.mail_activity_data_call", self.env._("Call %(customer)s about due items"))

    def _deliver_visit(self):
        self._deliver_by("mail.mail_activity_data_meeting", self.env._("Visit %(customer)s about due items"))

    def _deliver_legal(self):
        self._deliver_by("mail.mail_activity_data_todo", self.env._("Legal steps against %(customer)s"), "finance")

    def _deliver_activity(self):
        self._deliver_by("mail.mail_activity_data_todo", self.env._("Contact %(customer)s about due items"))

    def _deliver_by(self, fitting, summary, who=None):
        """Give the colleague in charge a to-do with the talking points and the items.

        :param str fitting: the activity type where the level names none
        """
        level = self.notice_id.level_id
        kind = level.activity_type_id if not who else level.activity_type_id.browse()
        activity = self.notice_id._ask_colleague(
            who or level.assignee,
            summary % {"customer": self.partner_id.name},
            note=level.talking_points or "",
            activity_type=kind or self.env.ref(fitting, raise_if_not_found=False),
        )
        self._succeed(activity_id=activity.id, address=activity.user_id.name)

    def _address_letter(self):
        owner = self.notice_id.contact_id or self.partner_id
        place = ", ".join(part for part in (owner.street, owner.zip, owner.city, owner.country_id.name) if part)
        if owner.street or owner.city:
            return place, ""
        return "", self.env._("%(customer)s has no postal address.", customer=self.notice_id.partner_id.name)
