from decimal import Decimal

from odoo import models
from odoo.tools import format_amount

from .collection_statement_problem import explain

#: so many lines are named in a sentence
_NAMED = 20


class CollectionStatementImport(models.TransientModel):
    """What is told about a file as a whole, and its balances."""

    _inherit = "collection.statement.import"

    def _balances(self, statements):
        """Return for each statement its name, account, opening and closing balance, as text."""
        return [
            {
                "name": statement.name,
                "account": statement.account,
                "opening": None if statement.opening is None else str(statement.opening),
                "closing": None if statement.closing is None else str(statement.closing),
            }
            for statement in statements
        ]

    def _notes(self, statements, rows):
        """Return sentences on what the user should look at before he imports."""
        notes = [
            f"{statement.name}: {sentence}" if statement.name else sentence
            for statement in statements
            for sentence in (explain(self.env, problem) for problem in statement.problems())
        ]
        accounts = sorted(set().union(*(statement.own_accounts for statement in statements)))
        if accounts and not self.journal_id.bank_acc_number:
            notes.append(
                self.env._(
                    "The file is of account %(account)s. The journal has no account number to compare it with.",
                    account=", ".join(accounts),
                )
            )
        alike = sum(bool(row.get("alike")) for row in rows)
        if alike:
            notes.append(
                self.env._(
                    "%(count)s valid lines are possible duplicates: bank lines with the same date and amount "
                    "already exist from another source or with another number or text. Decide on each line.",
                    count=alike,
                )
            )
        if twice := [str(row["number"]) for row in rows if row["state"] == "twice"]:
            notes.append(
                self.env._(
                    "Skipped as duplicates in the file: lines %(numbers)s.",
                    numbers=", ".join(twice[:_NAMED]) + (" …" if len(twice) > _NAMED else ""),
                )
            )
        return notes + self._note_left_out(statements, rows) + self._note_gap(statements, rows)

    def _note_left_out(self, statements, rows):
        """Return what importing the good lines only does to the balance, nothing if no line is broken."""
        left_out = [row for row in rows if row["state"] == "broken"]
        taken = [row for row in rows if row["state"] in ("good", "known")]
        if not left_out or not taken:
            return []
        good = [Decimal(row["amount"]) for row in taken if row["state"] == "good"]
        said = self.env._(
            "If only the valid lines are imported, the balance in the books changes by %(change)s and %(count)s "
            "invalid lines are skipped.",
            change=self._shown_amount(sum(good)),
            count=len(left_out),
        )
        gaps = self._gaps(statements, rows, taken)
        return [" ".join(filter(None, (said, self._note_one_side(good), self._note_difference(gaps))))]

    def _gaps(self, statements, rows, taken):
        """Return for each statement the change of its balance that the taken rows leave out, None if it names none."""
        moved = {row["statement"]: Decimal() for row in rows}
        for row in taken:
            moved[row["statement"]] += Decimal(row["amount"])
        ends = [(statement.opening, statement.closing) for statement in statements]
        return [
            None if None in ends[index] else ends[index][1] - ends[index][0] - change for index, change in moved.items()
        ]

    def _note_one_side(self, amounts):
        """Return a sentence if all amounts go the same way: then the lines left out may be the other way."""
        if not amounts or min(amounts) <= 0 <= max(amounts):
            return ""
        side = self.env._("Money in") if amounts[0] > 0 else self.env._("Money out")
        return self.env._("Only one direction is imported: %(side)s.", side=side)

    def _note_difference(self, gaps):
        """Return the sentence on the difference to the bank's balance, by the amount where all statements tell it."""
        if None in gaps:
            return self.env._(
                "The balance in the books will then differ from the bank balance by the amount of these lines."
            )
        return self.env._(
            "The balance in the books will then differ from the bank balance by %(gap)s.",
            gap=self._shown_amount(sum(gaps)),
        )

    def _shown_amount(self, amount):
        return format_amount(self.env, float(amount), self.currency_id)

    def _note_gap(self, statements, rows):
        """Return a sentence if the first new statement does not begin where the last one of the journal ended."""
        good = [row for row in rows if row["state"] == "good"]
        if not good:
            return []
        first = min(good, key=lambda row: row["date"])
        opening = statements[first["statement"]].before(
            {row["number"] for row in good if row["statement"] == first["statement"]}
        )
        last = self.env["account.bank.statement"].search(
            [("journal_id", "=", self.journal_id.id), ("date", "<=", first["date"]), ("first_line_index", "!=", False)],
            order="first_line_index DESC",
            limit=1,
        )
        if not last or opening is None or not self.currency_id.compare_amounts(last.balance_end_real, float(opening)):
            return []
        return [
            self.env._(
                "The last statement ended with %(last)s and this one begins with %(first)s. One may be missing.",
                last=self._shown_amount(last.balance_end_real),
                first=self._shown_amount(opening),
            )
        ]
