from odoo import fields, models
from odoo.tools import SQL


class CollectionMatch(models.Model):
    """Taking accepted matches back: the bank line waits on suspense again, the item is open again."""

    _inherit = "collection.match"

    def _undo(self):
        """Take the matches back, all or nothing. Receipts that they have confirmed wait for finance again.

        :raise AccessError: for whoever had a hand in such a receipt
        :raise UserError: with what stands against it
        """
        self._lock()
        self._check_state("accepted", self.env._("Only accepted matches can be undone."))
        self._check_not_returned()
        receipts = self.line_ids.filtered("confirms").receipt_id
        receipts._check_may_decide()
        rows = self.line_ids.with_context(**self._bank_context())
        booked = rows.env["account.move.line"].search([("collection_match_line_id", "in", rows.ids)])
        booked.remove_move_reconcile()
        self._undo_set_off()
        self._back_to_suspense(rows, booked)
        self._pay_again()
        self._forget_customers(rows)
        self._forget()
        for receipt in receipts:
            receipt._take_back_confirmation()
        self._set_undone()
        # sudo: finance reads matches, and their proposals are made here only
        self.sudo()._propose_again()
        self.env["collection.unclaimed"]._reopen(self.line_ids.statement_line_id)

    def _back_to_suspense(self, rows, booked):
        """Bring what was booked back to the suspense of its bank line."""
        plain = booked.browse()
        for line, some in rows.grouped("statement_line_id").items():
            own = booked.filtered(lambda item, line=line: item.move_id == line.move_id)
            _liquidity, suspense, other = line._seek_for_lines()
            if len(own) == 1 and not suspense and own == other and own.currency_id == some.currency_id:
                plain |= own
            elif own:
                self._restore(line, some, own, suspense)
        for account, some in plain.grouped(lambda item: item.journal_id.suspense_account_id).items():
            some.write({"account_id": account.id, "collection_match_line_id": False})

    def _restore(self, line, rows, own, suspense):
        """Replace what was booked for these rows by suspense, beside what other matches took of the bank line."""
        amount, balance = -sum(rows.mapped("amount")), sum(own.mapped("balance"))
        moves = line.move_id
        with moves._check_balanced({"records": moves}):
            own.with_context(force_delete=True).unlink()
            if suspense:
                suspense.with_env(rows.env).write(
                    {"amount_currency": suspense.amount_currency + amount, "balance": suspense.balance + balance}
                )
            else:
                own.browse().create(
                    {
                        "move_id": line.move_id.id,
                        "name": line.payment_ref,
                        "partner_id": line.partner_id.id,
                        "account_id": line.journal_id.suspense_account_id.id,
                        "currency_id": rows.currency_id.id,
                        "amount_currency": amount,
                        "balance": balance,
                    }
                )

    def _forget_customers(self, rows):
        """Take the customer off bank lines that had none before, unless another match holds on to them."""
        named = rows.filtered("names_customer")
        held = self.env["collection.match.line"].search(
            [
                ("statement_line_id", "in", named.statement_line_id.ids),
                ("state", "=", "accepted"),
                ("match_id", "not in", self.ids),
            ]
        )
        lines = named.statement_line_id - held.statement_line_id
        if lines:
            self.env.flush_all()
            self._write_customers(SQL(", ").join(SQL("(%s, NULL::int)", line.id) for line in lines))

    def _set_undone(self):
        """Call matches taken back of which nothing is booked any more."""
        self._set_state("undone", undone_by_id=self.env.uid, undone_date=fields.Datetime.now())

    def _propose_again(self):
        """Propose what was taken back once more, for a person to decide."""
        for match in self:
            data = match.reason_data or {}
            again = match.copy({"reason_data": {**data, "against": [*data.get("against", ()), ["undone", 0]]}})
            again.line_ids.filtered(lambda row: row.kind == "receipt").write(
                {"move_line_id": False, "payment_id": False}
            )
