from odoo import models
from odoo.exceptions import UserError


class CollectionReconcile(models.Model):
    """Money that only moved between own accounts, such as cash from the till that was brought to the bank."""

    _inherit = "collection.reconcile"

    def _book_transfer(self, lines, journal):
        """Book what these bank lines moved against another own account.

        Where that one has bank lines of its own, both meet on the company's account for transfers; cash that is booked
        as it comes leaves its account at once.

        :raise UserError: for lines that are settled, even in part, or marked as not ours, and for another currency
        """
        self._check_may_reconcile()
        journal.check_access("read")
        self._lock_lines(lines)
        account = self._transfer_account(journal)
        for line in lines:
            self._check_open(line)
            _liquidity, suspense, others = line._seek_for_lines()
            if others:
                raise UserError(
                    self.env._(
                        "Part of %(line)s is already booked. Undo the booking first.",
                        line=line.payment_ref or line.display_name,
                    )
                )
            self._drop_proposals(line)
            line.collection_unclaimed_ids._end(
                "settled", self.env._("The payment is a transfer from another account of the company.")
            )
            line.collection_transfer = True
            suspense.write({"account_id": account.id})
            self._reconcile_transfer(suspense)

    def _transfer_account(self, journal):
        """Return the account on which a transfer from or to that journal is booked.

        :raise UserError: for what is no other bank or cash account of the company in this currency, and without an
            account for transfers
        """
        if (
            journal == self.journal_id
            or journal.type not in ("bank", "cash")
            or journal.company_id != self.company_id
            or journal._collection_currency() != self.currency_id
        ):
            raise UserError(self.env._("Select another bank or cash account of this company in the same currency."))
        if not self.env["account.bank.statement.line"].search_count([("journal_id", "=", journal.id)], limit=1):
            return journal.default_account_id
        account = self.company_id.transfer_account_id
        if not account:
            raise UserError(
                self.env._("The company has no internal transfer account. Set it in the accounting settings.")
            )
        return account

    def _reconcile_transfer(self, item):
        """Reconcile a transfer with its other half, if that is booked and there is no other of that amount."""
        if not item.account_id.reconcile:
            return
        opposite = self.env["account.move.line"].search(
            [
                ("account_id", "=", item.account_id.id),
                ("company_id", "=", item.company_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("currency_id", "=", item.currency_id.id),
                ("amount_residual_currency", "=", -item.amount_residual_currency),
                ("move_id.statement_line_id", "!=", False),
            ],
            limit=2,
        )
        if len(opposite) == 1:
            (item | opposite).reconcile()

    def _is_transfer(self, line):
        """Return whether all of a bank line was booked as a transfer here."""
        others = line._seek_for_lines()[2]
        own = self.company_id.transfer_account_id
        return line.collection_transfer and all(
            item.account_id == own or item.account_id.account_type == "asset_cash" for item in others
        )
