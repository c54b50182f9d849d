import itertools
import json
from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..engine.statement import identity
from ..engine.statement.records import Problem
from .collection_statement_problem import explain


class CollectionStatementImport(models.TransientModel):
    """Judging the lines of a file: what is there already, what speaks against one."""

    _inherit = "collection.statement.import"

    def _rows(self, statements):
        """Return the values of a preview line for each line of the file."""
        keys = identity.keys(line for statement in statements for line in statement.lines)
        known = self._known(statements, keys)
        locked = self._locked_days({line.date for statement in statements for line in statement.lines})
        remaining, seen, rows = iter(keys), set(), []
        for index, statement in enumerate(statements):
            foreign, mixed = self._foreign_accounts(statement)
            for sequence, line in enumerate(statement.lines):
                key = next(remaining)
                problem = self._objection(statement, line, foreign, mixed, locked)
                state = "known" if key in known else "twice" if key in seen else "broken" if problem else "good"
                seen.add(key)
                reason = explain(self.env, problem) if state == "broken" else ""
                rows.append(self._row(index, sequence, line, key, state, reason))
            for broken in statement.broken:
                rows.append(
                    {
                        "statement": index,
                        "sequence": len(statement.lines),
                        "number": broken.number,
                        "state": "skipped" if broken.skipped else "broken",
                        "reason": explain(self.env, broken.problem),
                        "text": broken.text,
                    }
                )
        return self._mark_alike(rows)

    def _row(self, index, sequence, line, key, state, reason):
        return {
            "statement": index,
            "sequence": sequence,
            "number": line.number,
            "state": state,
            "reason": reason,
            "date": line.date.isoformat(),
            "amount": str(line.amount),
            "name": line.name or None,
            "account": line.account or None,
            "text": line.text or None,
            "reference": line.reference or None,
            "key": key,
            "bank_number": line.unique_id or None,
            "balance": None if line.balance is None else str(line.balance),
        }

    def _known(self, statements, keys):
        """Return the keys of the lines that are there already, also as OCA's importers number them."""
        lines, journal = self.env["account.bank.statement.line"], self.journal_id
        numbers, remaining = {}, iter(keys)
        for statement in statements if "unique_import_id" in lines._fields else ():
            accounts = {"", statement.account, journal.bank_acc_number or ""}
            for line in statement.lines:
                key, amount = next(remaining), self.currency_id.round(float(line.amount))
                for account, is_table in itertools.product(accounts, (False, True)):
                    number = identity.number_of_others(line.unique_id, line.date, journal.id, account, is_table)
                    numbers.setdefault(number, {})[amount] = key
        numbers.pop("", None)
        return lines._collection_known(journal, keys, numbers)

    def _locked_days(self, days):
        """Return those of the days for which the books are closed to this user."""
        company = self.company_id
        return {day for day in days if company._get_lock_date_violations(day, sale=False, purchase=False, tax=False)}

    def _foreign_accounts(self, statement):
        """Return the accounts of a statement that are not the journal's, and whether nobody can tell which is."""
        if self.account_confirmed:
            return set(), False
        foreign = {number for number in statement.own_accounts if not self._is_own_account(number)}
        return foreign, not self.journal_id.bank_acc_number and len(statement.own_accounts) > 1

    def _objection(self, statement, line, foreign, mixed, locked):
        """Return what speaks against a line that can be read, or None; what is asked of all lines is known before."""
        code = line.currency or statement.currency
        for number in (statement.account, line.own_account):
            if number in foreign:
                return Problem("other_account", number)
        if mixed:
            return Problem("which_account", line.own_account)
        if code and code != self.currency_id.name:
            return Problem("other_currency", code)
        return Problem("locked") if line.date in locked else None

    def _is_own_account(self, number):
        """Tell whether the journal may be of that account: yes if one of the two numbers is not known."""
        own = self.journal_id.bank_acc_number
        return not number or not own or identity.same_account(number, own)

    def _mark_alike(self, rows):
        """Find the good lines that are there already without their key: entered by hand, or by another importer.

        The same words are the same movement. What only has the same day and amount, or came from another kind of
        file, is marked, and the user looks at it.
        """
        good = [row for row in rows if row["state"] == "good"]
        if not good:
            return rows
        days, amounts = {row["date"] for row in good}, {float(row["amount"]) for row in good}
        there, keys = defaultdict(list), {row.get("key") for row in rows} - {None}
        lines = self.env["account.bank.statement.line"]
        for day, amount, key, words in lines._collection_there(self.journal_id, list(days), list(amounts)):
            if key not in keys:
                there[day.isoformat(), self.currency_id.round(float(amount))].append((words, key))
        for row in good:
            row["alike"] = False
            found = there[row["date"], self.currency_id.round(float(row["amount"]))]
            words = [row[name] or "" for name in ("text", "name", "account", "reference")]
            same = next((one for one in found if identity.same_words(words, one[0])), None)
            if same and not same[1]:
                row.update(state="known", reason=explain(self.env, Problem("entered")))
            # without the same words, only what no file has brought
            chosen = same or next((one for one in found if not one[1]), None)
            if chosen:
                found.remove(chosen)
                row["alike"] = row["state"] == "good"
        return rows

    def _insert(self, rows):
        """Write the preview lines in one statement: a file may have very many."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (wizard_id, statement, sequence, number, state, alike, reason, date, amount, name,
                                       account, text, reference, key, bank_number, balance, create_uid, create_date)
                SELECT %(wizard)s, r.*, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) r(
                       statement int, sequence int, number int, state text, alike boolean, reason text, date date,
                       amount numeric, name text, account text, text text, reference text, key text, bank_number text,
                       balance numeric)
                """,
                table=SQL.identifier(self.line_ids._table),
                wizard=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=json.dumps(rows),
            )
        )
        self.invalidate_recordset()
