import logging

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...base.collection_lock import lock_or_tell

_logger = logging.getLogger(__name__)

#: so many matches are booked by one plan of reconciliation
BATCH = 50


class CollectionMatch(models.Model):
    """Accepting: receipts are confirmed, money and items are reconciled, rival proposals go, payers are learned."""

    _inherit = "collection.match"

    def _accept(self, person):
        """Book the matches, all or nothing.

        :param bool person: whether somebody has looked at them; receipts are confirmed in his name, and it teaches
        :raise UserError: with what stands against it
        """
        self._lock()
        self._check_state("proposed", self.env._("Only proposed matches can be accepted. Check the bank line again."))
        self._confirm_receipts()
        self._take_back_payments()
        self._check_fits()
        for row in self.line_ids.filtered("difference"):
            row._check_limit()
        self._book()
        self._note_returned()
        self._set_state(
            "accepted",
            accepted_by_id=self.env.uid if person else False,
            accepted_date=fields.Datetime.now(),
            failure=False,
        )
        self.line_ids.statement_line_id.collection_unclaimed_ids._end(
            "settled", self.env._("The payment has been matched. No answer is needed.")
        )
        self._drop_rivals()
        if person:
            self._learn()

    def _accept_each(self, person):
        """Book the matches in batches; of a batch that fails each one alone, and what fails says why.

        :return: those that were booked
        """
        booked = self.browse()
        for some in split_every(BATCH, self.ids, self.with_context(tracking_disable=True).browse):
            booked |= some._accept_some(person)
        return booked

    def _accept_some(self, person):
        """Book one batch, by one plan if it goes well, else one by one; return what was booked."""
        try:
            with self.env.cr.savepoint():
                self._accept(person)
            return self
        except OperationalError:
            # two at once: the whole is tried again, as everywhere
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(self) == 1:
                self._note_failure(error)
                return self.browse()
        booked = self.browse()
        for match in self.exists():
            booked |= match._accept_some(person)
        return booked

    def _note_failure(self, error):
        """Keep why a match could not be booked where a person sees it."""
        if not isinstance(error, UserError):
            _logger.exception("Match %s could not be booked", self.id)
        # sudo: finance reads matches, and their failure is written here only
        self.sudo().exists().write({"failure": str(error), "automatic": False})

    def _lock(self):
        """Make sure that nobody else decides on these matches and bank lines at this moment."""
        busy = self.env._("Another user is working on one of these bank lines. Try again in a moment.")
        # sudo: a lock changes nothing
        lock_or_tell(self.sudo(), busy)
        lock_or_tell(self.sudo().line_ids.statement_line_id, busy)
        self.invalidate_recordset()

    # -- receipts ----------------------------------------------------------------------------------

    def _confirm_receipts(self):
        """Confirm the claims that the bank lines prove, as the user: four eyes, whoever accepts.

        :raise AccessError: for whoever had a hand in one of the claims
        """
        # sudo: finance reads matches, and their lines are written here only
        claimed = self.sudo().line_ids.filtered(lambda row: row.kind == "receipt")
        for claim, rows in claimed.grouped("receipt_id").items():
            receipt = claim.with_env(self.env)
            receipt.statement_line_ids = False
            receipt.action_confirm()
            receipt._write_lifecycle({"statement_line_ids": [fields.Command.set(rows.statement_line_id.ids)]})
            outstanding = receipt.payment_id._seek_for_lines()[0]
            rows.write({"payment_id": receipt.payment_id.id, "move_line_id": outstanding.id, "confirms": True})

    # -- checks ------------------------------------------------------------------------------------

    def _check_fits(self):
        """Look once more at what is open, of the bank lines and of the items.

        :raise UserError: if something has been paid or matched meanwhile
        """
        for line, rows in self.line_ids.grouped("statement_line_id").items():
            _liquidity, suspense, _other = line._seek_for_lines()
            wanted, left = sum(rows.mapped("amount")), -sum(suspense.mapped("amount_currency"))
            currency = rows.currency_id
            if line.state != "posted" or currency.compare_amounts(abs(wanted), abs(left)) > 0 or wanted * left < 0:
                raise UserError(
                    self.env._(
                        "Only %(left)s of bank line %(line)s are unmatched. Search for its matches again.",
                        line=line.display_name,
                        left=currency.format(left),
                    )
                )
        self.line_ids._check_orders()
        for item, rows in self.line_ids.filtered("move_line_id").grouped("move_line_id").items():
            settled, left = sum(rows.mapped("item_amount")), item.amount_residual_currency
            currency = item.currency_id
            if (
                item.parent_state != "posted"
                or item.reconciled
                or currency.compare_amounts(abs(settled), abs(left)) > 0
                or settled * left < 0
            ):
                raise UserError(
                    self.env._(
                        "Only %(left)s of %(document)s are open. Search for matches of the bank line again.",
                        document=item.move_id.name or item.display_name,
                        left=currency.format(left),
                    )
                )

    def _drop_rivals(self):
        """Delete proposals about the same bank lines, or about items that are settled now."""
        rows = self.line_ids
        settled = rows.move_line_id.filtered("reconciled")
        # sudo: proposals are made and deleted by this model only
        rivals = self.sudo().search(
            [
                ("state", "=", "proposed"),
                ("id", "not in", self.ids),
                "|",
                "|",
                ("line_ids.statement_line_id", "in", rows.statement_line_id.filtered("is_reconciled").ids),
                ("line_ids.move_line_id", "in", settled.ids),
                ("line_ids.receipt_id", "in", rows.receipt_id.ids),
            ]
        )
        rivals.unlink()
