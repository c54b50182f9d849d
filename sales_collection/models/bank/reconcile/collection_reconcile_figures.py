from odoo import models
from odoo.tools import SQL

from .collection_reconcile_sql import claims_sql, lines_sql, places_sql

#: the groups in the order of the screen; bank lines are in all but "claimed"
GROUPS = ("agreed", "differs", "claimed", "unclaimed", "not_ours")
#: fields that the statements read
_READ = {
    "account.bank.statement.line": [
        "journal_id", "company_id", "internal_index", "amount", "is_reconciled", "move_id", "collection_not_ours",
        "payment_ref", "partner_id", "partner_name",
    ],
    "account.bank.statement": ["journal_id", "date", "first_line_index", "balance_start", "balance_end_real"],
    "account.move": ["state", "origin_payment_id"],
    "account.move.line": [
        "move_id", "account_id", "reconciled", "parent_state", "journal_id", "date", "payment_id", "balance",
        "amount_currency", "amount_residual", "amount_residual_currency", "currency_id", "company_id",
    ],
    "account.partial.reconcile": ["debit_move_id", "credit_move_id"],
    "account.payment": ["partner_type", "partner_id", "name"],
    "collection.receipt": [
        "company_id", "state", "journal_id", "date", "amount", "submitted_date", "payment_id", "partner_id", "user_id",
    ],
    "collection.match": ["state", "sure", "score"],
    "collection.match.line": [
        "match_id", "statement_line_id", "move_line_id", "receipt_id", "amount", "item_amount", "set_off", "difference",
    ],
    "collection.policy": ["receipt_days"],
}  # fmt: skip


class CollectionReconcile(models.Model):
    """The figures: groups and movements, the balances before and after, what the books hold. A query for each."""

    _inherit = "collection.reconcile"

    def _flush_read(self):
        """Write what the statements read."""
        for model, names in _READ.items():
            self.env[model].flush_model(names)

    def _places(self):
        """Return (place, number of bank lines, amount) for each place that has some; places as in ``lines_sql``."""
        self._flush_read()
        return self.env.execute_query(places_sql(SQL("(%s) line", lines_sql(self))))

    def _groups(self, places=None):
        """Return the groups with count and amount, and their stages likewise; in the currency of the bank account.

        :param places: what ``_places`` returns, for who has it already
        :return: ``{group: {"count", "amount", "late", "stages": {stage: {"count", "amount"}}}}``
        """
        self.ensure_one()
        today = self.company_id._collection_today()
        groups = {name: {"count": 0, "amount": 0.0, "late": 0, "stages": {}} for name in GROUPS}
        for place, count, amount in self._places() if places is None else places:
            name, stage = place.split()
            group = groups[name]
            group["count"] += count
            group["amount"] = self.currency_id.round(group["amount"] + float(amount))
            group["stages"][stage] = {"count": count, "amount": self.currency_id.round(float(amount))}
        [[count, amount, late]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*), COALESCE(SUM(amount), 0), COUNT(*) FILTER (WHERE days > allowed) FROM (%s) claim",
                claims_sql(self, today),
            )
        )
        groups["claimed"] |= {"count": count, "amount": self.currency_id.round(float(amount)), "late": late}
        return groups

    def _movements(self):
        """Return (money in, money out, number of lines) of the statement, whatever their groups; out is negative."""
        self._flush_read()
        [[money_in, money_out, count]] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(st.amount) FILTER (WHERE st.amount > 0), 0),
                       COALESCE(SUM(st.amount) FILTER (WHERE st.amount < 0), 0), COUNT(*)
                  FROM account_bank_statement_line st
                  JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
                 WHERE st.journal_id = %s AND st.company_id = ANY(%s)
                   AND st.internal_index >= %s AND st.internal_index < %s
                """,
                self.journal_id.id,
                self._companies().ids,
                *self._index_range(),
            )
        )
        return self.currency_id.round(float(money_in)), self.currency_id.round(float(money_out)), count

    def _opening(self):
        """Return the balance before the period, reckoned as core does: from the last statement's start on."""
        self._flush_read()
        [[amount]] = self.env.execute_query(
            SQL(
                """
                WITH anchor AS (
                    SELECT first_line_index, balance_start FROM account_bank_statement
                     WHERE journal_id = %(journal)s AND first_line_index < %(first)s
                  ORDER BY first_line_index DESC LIMIT 1
                )
                SELECT COALESCE((SELECT balance_start FROM anchor), 0) + COALESCE(SUM(st.amount), 0)
                  FROM account_bank_statement_line st
                  JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
                 WHERE st.journal_id = %(journal)s AND st.company_id = ANY(%(companies)s)
                   AND st.internal_index < %(first)s
                   AND st.internal_index >= COALESCE((SELECT first_line_index FROM anchor), '')
                """,
                journal=self.journal_id.id,
                companies=self._companies().ids,
                first=f"{self.date_from:%Y%m%d}",
            )
        )
        return self.currency_id.round(float(amount))

    def _bank_closing(self):
        """Return what the bank says is there at the end, None if nobody knows.

        As finance has read it, else the end of the statement to which the last line of the period belongs.
        """
        if self.bank_balance_known:
            return self.bank_balance
        last = self.env["account.bank.statement.line"].search(self._own_domain(), order="internal_index desc", limit=1)
        return last.statement_id.balance_end_real if last.statement_id else None

    def _books(self):
        """Return the balance of the bank's account in the books at the end, and what of it no bank line has made."""
        self._flush_read()
        currency, company = self.currency_id, self.company_id
        column = SQL("balance") if currency == company.currency_id else SQL("amount_currency")
        [[balance, by_hand]] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(l.%(column)s), 0),
                       COALESCE(SUM(l.%(column)s) FILTER (WHERE st.id IS NULL), 0)
                  FROM account_move_line l
             LEFT JOIN account_bank_statement_line st ON st.move_id = l.move_id AND st.journal_id = %(journal)s
                 WHERE l.account_id = %(account)s AND l.company_id = ANY(%(companies)s)
                   AND l.parent_state = 'posted' AND l.date <= %(until)s
                """,
                column=column,
                account=self.journal_id.default_account_id.id,
                journal=self.journal_id.id,
                companies=self._companies().ids,
                until=self.date_to,
            )
        )
        return currency.round(float(balance)), currency.round(float(by_hand))
