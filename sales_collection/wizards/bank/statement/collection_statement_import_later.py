import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)
#: so many bank lines are created between two commits
_BATCH = 500


class CollectionStatementImport(models.TransientModel):
    """Very many lines: the scheduled action imports them in batches, as the user who asked for it."""

    _inherit = "collection.statement.import"

    def _import_later(self):
        self._set_state("queued")
        # sudo: whoever imports may have it done by the scheduled action
        self.env.ref("sales_collection.ir_cron_collection_statement").sudo()._trigger()

    def _check_not_queued(self):
        if any(wizard.state == "queued" for wizard in self):
            raise UserError(self.env._("This file is being imported. Wait until the import has finished."))

    @api.model
    def _cron_import(self):
        """Import what waits, a batch at a time. A file that fails keeps what it has, says so and stops no other."""
        progress = self.env["ir.cron"]._commit_progress
        waiting = self.search([("state", "=", "queued")])
        progress(remaining=sum(waiting.mapped("good_count")))
        for wizard in waiting:
            user = wizard.create_uid
            mine = wizard.with_user(user).with_company(wizard.company_id).with_context(lang=user.lang)
            try:
                while lines := mine._good_lines(limit=_BATCH):
                    mine._import_lines(lines)
                    self.env.flush_all()
                    if not progress(len(lines)):
                        return
                    self.env.invalidate_all()
                mine._finish()
                said = mine.env._("%(file)s has been imported.", file=mine.file_name)
            except Exception as error:
                _logger.exception("Bank statement %s could not be imported", wizard.id)
                self.env.cr.rollback()
                self.env.invalidate_all()
                # by the program from here on: he may have lost his rights meanwhile
                left = wizard.with_company(wizard.company_id).with_context(lang=user.lang)
                said = left.env._(
                    "The import of %(file)s is incomplete. Read the file again to see the remaining lines. %(reason)s",
                    file=left.file_name,
                    reason=str(error) if isinstance(error, UserError) else "",
                )
                # it is not tried again, whatever happens to what it has
                left._set_state("done", notes=said)
                progress()
                left._finish()
            user._bus_send("simple_notification", {"type": "info", "sticky": True, "message": said})
            progress()
