import logging

from odoo import api, models
from odoo.tools import split_every

from .collection_match_accept import BATCH

_logger = logging.getLogger(__name__)


class CollectionMatch(models.Model):
    """Matching by schedule: every bank journal is looked at, and what is sure is booked in batches."""

    _inherit = "collection.match"

    @api.model
    def _cron_match(self):
        """Propose for all open bank lines and book what is sure, as far as the policies allow.

        Receipts are never among it: confirming what a salesperson has claimed is somebody's decision, and his name
        is on it. A journal or a match that fails does not stop the others; what is left is done the next time.
        """
        lines = self.env["account.bank.statement.line"]
        groups = lines._read_group([("is_reconciled", "=", False), ("state", "=", "posted")], ["journal_id"])
        journals = [journal for [journal] in groups if journal.suspense_account_id and journal.company_id.active]
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(journals))
        for journal in journals:
            matches = self.with_company(journal.company_id).with_context(tracking_disable=True)
            try:
                if not matches._match_by_itself(journal):
                    return
            except Exception:
                self.env.cr.rollback()
                _logger.exception("The bank lines of journal %s could not be matched", journal.id)
                progress(1, remaining=0)

    def _match_by_itself(self, journal):
        """Propose for a journal and book what is sure, in batches; return the time that is left, 0 for none."""
        matches = self.search([("id", "in", self._propose(journal).ids), ("automatic", "=", True)])
        left = self.env["ir.cron"]._commit_progress(1, remaining=len(matches))
        for some in split_every(BATCH, matches.ids, matches.browse):
            if not left:
                break
            some._accept_some(person=False)
            left = self.env["ir.cron"]._commit_progress(len(some))
        return left
