from odoo import models


class MailThread(models.AbstractModel):
    """Following a document of collection gives no more of it than the rules do.

    Odoo tells followers whatever is said, and asks for no right. Who answered for a document follows it still when
    somebody else does. Who is named in a message gets what is written to him, but no more by that.
    """

    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not self._name.startswith("collection."):
            return recipients
        named = msg_vals["partner_ids"] if "partner_ids" in (msg_vals or {}) else message.partner_ids.ids
        return [
            one
            for one in recipients
            if not one["is_follower"] or one["id"] in named or self._collection_read_by(one["id"])
        ]

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        if not self._name.startswith("collection."):
            return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)
        for partner_id in partner_ids or ():
            if documents := self._collection_read_by(partner_id):
                super(MailThread, documents)._message_subscribe([partner_id], subtype_ids, customer_ids)
        return True

    def _collection_read_by(self, partner_id):
        """Return those of these documents that a user of the partner may read, in any of his companies."""
        # sudo: what others may read is looked up, whoever writes the message
        users = self.env["res.partner"].sudo().browse(partner_id).user_ids
        documents = self.browse()
        for user in users:
            as_user = self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            documents |= as_user._filtered_access("read").with_env(self.env)
        return documents
