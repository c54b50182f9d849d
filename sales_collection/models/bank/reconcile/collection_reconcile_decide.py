from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...base.collection_lock import lock_or_tell

#: so many sure ones are booked in one request; the board asks again while some are left
SURE_AT_ONCE = 50


class CollectionReconcile(models.Model):
    """What a clerk decides about bank lines: each action checks that he is of finance and that the lines are ours."""

    _inherit = "collection.reconcile"

    # -- proposals ---------------------------------------------------------------------------------

    def action_propose(self):
        """Look for what the open bank lines pay.

        :raise AccessError: for anybody but finance
        """
        self.ensure_one()
        self._check_may_reconcile()
        lines = self.env["account.bank.statement.line"].search(
            self._own_domain() & Domain("is_reconciled", "=", False) & Domain("collection_not_ours", "=", False)
        )
        if lines:
            self.env["collection.match"]._propose(self.journal_id, lines)

    def action_accept(self, line_ids):
        """Book the proposals of these bank lines, all or nothing.

        :raise AccessError: for anybody but finance, and for whoever claimed the money
        :raise UserError: with what stands against it, for instance that somebody else was faster
        """
        self._check_may_reconcile()
        lines = self._own_lines(line_ids)
        self._proposals(lines).action_accept()

    def action_accept_sure(self):
        """Book the first sure proposals.

        :return: ``{"accepted": how many, "left": how many sure ones still wait, without those that failed}``
        :raise AccessError: for anybody but finance
        """
        self.ensure_one()
        self._check_may_reconcile()
        matches = self.env["collection.match"]
        domain = self._sure_domain() & Domain("failure", "=", False)
        sure = matches.search(domain, limit=SURE_AT_ONCE)
        sure.action_accept_sure()
        return {
            "accepted": len(sure.filtered(lambda match: match.state == "accepted")),
            "left": matches.search_count(domain),
        }

    def _sure_domain(self):
        """Return the domain of the sure proposals of these bank lines, those with a small difference too."""
        return (
            Domain("journal_id", "=", self.journal_id.id)
            & Domain("state", "=", "proposed")
            & Domain("sure", "=", True)
            & Domain("line_ids.statement_line_id", "any", self._own_domain())
            & ~Domain("line_ids.statement_line_id", "any", [("collection_not_ours", "!=", False)])
        )

    def action_reject(self, line_ids):
        """Say that the proposals of these bank lines are wrong; they do not come again.

        :raise AccessError: for anybody but finance
        :raise UserError: for what is accepted already
        """
        self._check_may_reconcile()
        self._proposals(self._own_lines(line_ids)).action_reject()

    def action_undo(self, line_ids):
        """Take back what was booked with these bank lines: accepted matches, what is on account, and transfers.

        :raise AccessError: for anybody but finance
        :raise UserError: for what was booked elsewhere
        """
        self._check_may_reconcile()
        lines = self._own_lines(line_ids)
        self._lock_lines(lines)
        accepted = self._matches(lines, "accepted")
        accepted.action_undo()
        for line in lines - accepted.statement_line_ids:
            if not self._is_on_account(line) and not self._is_transfer(line):
                raise UserError(
                    self.env._(
                        "%(line)s was not booked here. Undo the booking in its journal entry.",
                        line=line.payment_ref or line.display_name,
                    )
                )
            line.action_undo_reconciliation()
            line.collection_transfer = False
            if line.collection_named_on_account:
                line.write({"partner_id": False, "collection_named_on_account": False})

    def _proposals(self, lines):
        """Return the open proposal of each of these bank lines: the sure one, else the best.

        :raise UserError: if there is none, for instance since somebody else has decided on it
        """
        matches = self._matches(lines, "proposed").sorted(lambda match: (not match.sure, -match.score, match.id))
        best = matches.browse()
        for line in lines:
            best |= matches.filtered(lambda match, line=line: line in match.statement_line_ids)[:1]
        if lines - best.statement_line_ids:
            raise UserError(
                self.env._(
                    "There is no proposal for %(line)s anymore. Another user may have decided on it. Reload the page.",
                    line=(lines - best.statement_line_ids)[:1].payment_ref or "",
                )
            )
        return best

    def _matches(self, lines, state):
        return (
            self.env["collection.match.line"]
            .search([("statement_line_id", "in", lines.ids), ("state", "=", state)])
            .match_id
        )

    # -- by hand -----------------------------------------------------------------------------------

    def action_join(self, line_id, parts, on_account=False):
        """Book a bank line on several items, as a clerk has split it.

        :param list parts: dictionaries with ``kind`` (``item`` or ``receipt``), ``id``, ``amount`` (money of the bank
            line in its currency, with its sign; None for as much as fits) and ``difference`` (``fee``, ``discount``,
            ``rounding`` or False, what settles the rest of the item)
        :param on_account: the customer on whose account the rest of the line is booked; without it the rest stays open
        :raise AccessError: for anybody but finance, and for whoever claimed a receipt among them
        :raise UserError: for more money than the line or an item has
        """
        self._check_may_reconcile()
        line = self._own_lines([line_id])
        self._lock_lines(line)
        self._check_open(line)
        if not parts:
            raise UserError(self.env._("Select at least one item for the payment."))
        models_of = {"item": "account.move.line", "receipt": "collection.receipt"}
        pairs = []
        for part in parts:
            item = self.env[models_of[part["kind"]]].browse(part["id"]).exists()
            if not item:
                raise UserError(self.env._("One of the items is no longer available. Search again."))
            item.check_access("read")
            pairs.append((line, item, part.get("amount"), part.get("difference") or False))
        self.env["collection.match"]._put_together(pairs).action_accept()
        if on_account and not line.is_reconciled:
            self._put_on_account(line, self.env["res.partner"].browse(on_account))

    def _book_on_account(self, lines, partner):
        """Book what is open of bank lines as a credit of the customer, to be used for what he still owes.

        :raise UserError: for lines that are settled or marked as not ours
        """
        self._check_may_reconcile()
        self._lock_lines(lines)
        for line in lines:
            self._check_open(line)
            self._put_on_account(line, partner)

    def _ask(self, lines, user):
        """Ask a salesperson whose money these bank lines are; see ``collection.unclaimed``.

        :raise UserError: for lines that are settled or marked as not ours
        """
        self._check_may_reconcile()
        self._lock_lines(lines)
        for line in lines:
            self._check_open(line)
        return self.env["collection.unclaimed"]._ask(lines, user)

    def _put_on_account(self, line, partner):
        partner.check_access("read")
        self._drop_proposals(line)
        line.collection_unclaimed_ids._end("settled", self.env._("The payment was booked on a customer account."))
        # A bank line that is booked in part is not renamed: Odoo would make its entry anew.
        if not line.partner_id and not line._seek_for_lines()[2]:
            line.write({"partner_id": partner.id, "collection_named_on_account": True})
        suspense = line._seek_for_lines()[1]
        # The company's own receivable account of this customer
        account = partner.with_company(line.company_id).property_account_receivable_id
        suspense.write({"account_id": account.id, "partner_id": partner.id})

    def _is_on_account(self, line):
        """Return whether what stands against the money, beside what is open, is a customer's credit that is unused."""
        others = line._seek_for_lines()[2]
        return bool(others) and all(
            item.account_id.account_type == "asset_receivable"
            and not (item.matched_debit_ids | item.matched_credit_ids)
            for item in others
        )

    # -- not ours ----------------------------------------------------------------------------------

    def _mark_not_ours(self, lines, reason):
        """Say that money is not a customer's, and why. Proposals for it are dropped.

        :raise UserError: without a reason, and for lines that are settled
        """
        self._check_may_reconcile()
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for the exclusion. It is visible to others."))
        self._lock_lines(lines)
        for line in lines:
            self._check_open(line)
        self._drop_proposals(lines)
        lines.collection_unclaimed_ids._end(
            "settled", self.env._("Finance has excluded this payment as not from a customer.")
        )
        lines.write({"collection_not_ours": reason})

    def action_ours_again(self, line_ids):
        """Take back that these bank lines are not ours.

        :raise AccessError: for anybody but finance
        """
        self._check_may_reconcile()
        lines = self._own_lines(line_ids)
        self._lock_lines(lines)
        lines.write({"collection_not_ours": False})
        self.env["collection.unclaimed"]._reopen(lines)

    # -- helpers -----------------------------------------------------------------------------------

    def _lock_lines(self, lines):
        lock_or_tell(
            lines,
            self.env._("Another user is working on one of these bank lines. Try again in a moment."),
        )
        lines.invalidate_recordset(["is_reconciled", "collection_not_ours"])

    def _check_open(self, line):
        if line.is_reconciled:
            raise UserError(
                self.env._("%(line)s has already been processed by another user.", line=line.payment_ref or "")
            )
        if line.collection_not_ours:
            raise UserError(
                self.env._(
                    "%(user)s has excluded %(line)s. Include it again first.",
                    user=line.collection_not_ours_by_id.name,
                    line=line.payment_ref or "",
                )
            )

    def _drop_proposals(self, lines):
        """Delete open proposals of bank lines that are settled otherwise; nobody said that they were wrong."""
        # sudo: nobody deletes matches by hand; finance is checked by the callers
        self._matches(lines, "proposed").sudo().unlink()
