from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

#: documents that are evidence once they are in one of these states
_SETTLED = {
    "collection.audit": ("closed",),
    "collection.incentive": ("confirmed", "paid"),
    "collection.receipt": ("confirmed", "rejected", "cancelled"),
    "collection.reconcile": ("closed",),
}
#: what a message says
_SAID = {"attachment_ids", "author_id", "body", "date", "email_from", "message_type", "model", "res_id", "subject"}


class MailMessage(models.Model):
    """What was said about a document that is settled stays as it was said; anybody may say more."""

    _inherit = "mail.message"

    def write(self, vals):
        if _SAID & vals.keys():
            # whoever may not change the message is not told about its document
            self.check_access("write")
            self._collection_check_settled()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._collection_check_settled()

    def _collection_check_settled(self):
        """Raise UserError if a user, with whatever rights, changes what was said about something settled."""
        if self.env.uid == SUPERUSER_ID:
            return
        # sudo: the state counts, whoever may read the document
        for model, messages in self.sudo().filtered(lambda message: message.model in _SETTLED).grouped("model").items():
            documents = self.env[model].sudo().browse(messages.mapped("res_id")).exists()
            if documents.filtered(lambda document, states=_SETTLED[model]: document.state in states):
                raise UserError(
                    self.env._("Messages are kept as evidence and cannot be changed. Add a new message instead.")
                )
