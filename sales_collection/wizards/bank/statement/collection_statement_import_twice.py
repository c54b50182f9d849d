import itertools
from collections import defaultdict

from odoo import models
from odoo.tools import format_date

from ....engine.bank.statement import identity, recognition
from ....engine.bank.statement.records import Problem
from .collection_statement_problem import explain


class CollectionStatementImport(models.TransientModel):
    """Telling which lines of a file are there already, and which a person has to look at."""

    _inherit = "collection.statement.import"

    def _verdicts(self, statements):
        """Return for each line of the file whether it is there, or stands in it twice."""
        lines = [line for statement in statements for line in statement.lines]
        marks = identity.marks(lines, self._owners(statements))
        return recognition.recognise(lines, marks, self._known(statements, lines, marks))

    def _owners(self, statements):
        """Return for each line the account and currency it is of, empty where they are what the journal keeps."""
        accounts = set().union(*(statement.own_accounts for statement in statements))
        own = self.journal_id.bank_acc_number
        plain = {account for account in accounts if own and identity.same_account(account, own)}
        if len(accounts) == 1:
            # that it is this account is asked of a person, or nothing says otherwise
            plain = accounts
        owners = []
        for statement in statements:
            for line in statement.lines:
                account = line.own_account or statement.account
                code = line.currency or statement.currency
                owners.append(
                    ("" if account in plain else identity.bare(account))
                    + ("" if code == self.currency_id.name else code)
                )
        return owners

    def _known(self, statements, lines, marks):
        """Return the lines that are there already by their keys, also as OCA's importers number them."""
        model, journal = self.env["account.bank.statement.line"], self.journal_id
        numbers = {}
        if "unique_import_id" in model._fields:
            accounts = {"", journal.bank_acc_number or "", *(statement.account for statement in statements)}
            for line, mark in zip(lines, marks, strict=True):
                if mark.tells:
                    amount = self.currency_id.round(float(line.amount))
                    for account, is_table in itertools.product(accounts, (False, True)):
                        number = identity.number_of_others(line.unique_id, line.date, journal.id, account, is_table)
                        numbers.setdefault(number, {})[amount] = mark.key
        keys = {key for mark in marks for key in (mark.number, mark.words, mark.whole, *mark.former) if key}
        found = model._collection_known(journal, list(keys), numbers)
        return {key: recognition.There(*there) for key, there in found.items()}

    # -- without a key in common -------------------------------------------------------------------

    def _mark_alike(self, rows):
        """Find the good lines that are there already without their key: entered by hand, by another importer, under
        another number, or with other words.

        The same words that no file has brought are the same movement. What has the same day and amount in common is
        pointed out, and a person decides.
        """
        self._mark_repeated(rows)
        good = [row for row in rows if row["state"] == "good"]
        if not good:
            return rows
        unclaimed = self._unclaimed(good, {row["there"] for row in rows if row.get("there")})
        days = self._days_of_statements(rows)
        for likeness in (self._is_same, self._is_alike):
            for row in good:
                if row["state"] == "good" and not row["alike"]:
                    self._point_out_like(row, unclaimed[self._day_and_amount(row)], likeness, days)
        return rows

    def _unclaimed(self, rows, claimed):
        """Return the bank lines of the days and amounts of these rows that are not known by their key.

        :param claimed: ids of the bank lines that are
        :return: {(day, amount): [(words, import key, day)]}
        """
        found = self.env["account.bank.statement.line"]._collection_there(
            self.journal_id, list({row["date"] for row in rows}), list({float(row["amount"]) for row in rows})
        )
        there = defaultdict(list)
        for line_id, day, amount, key, words in found:
            if line_id not in claimed:
                there[day.isoformat(), self.currency_id.round(float(amount))].append((words, key, day))
        return there

    def _day_and_amount(self, row):
        return row["date"], self.currency_id.round(float(row["amount"]))

    def _point_out_like(self, row, near, likeness, days):
        """Point out the bank line that a row is like, and take it from those near it: it is no other row's as well."""
        words = [row[name] or "" for name in ("text", "name", "account", "reference")]
        # what no file has brought comes first
        candidates = sorted(near, key=lambda one: bool(one[1]))
        chosen = next((one for one in candidates if likeness(row, words, one, days)), None)
        if chosen:
            near.remove(chosen)
            self._point_out(row, words, chosen)

    def _mark_repeated(self, rows):
        """Point out what says the same as a line in an earlier statement of the file, and has no number of its own."""
        first = {}
        for row in rows:
            if not row.get("words_key") or row["key"].startswith("id:"):
                continue
            before = first.setdefault(row["words_key"], row)
            if row["state"] == "good" and not row["alike"] and before["statement"] != row["statement"]:
                row.update(alike=True, reason=explain(self.env, Problem("alike_file", str(before["number"]))))

    def _is_same(self, row, words, there, days):
        return identity.same_words(words, there[0])

    def _is_alike(self, row, words, there, days):
        """Tell whether another of this day and amount may be this one: not one of another payer that a file has
        brought, unless this file has the whole day and lacks that one."""
        first, last = days[row["statement"]]
        return not there[1] or first < row["date"] < last or not identity.another_payer(words, there[0])

    def _point_out(self, row, words, there):
        theirs, key, day = there
        # a number that came again on another day was kept with its place in the file
        is_former = bool(key and row["number_key"] and key.startswith(f"{row['number_key']}:"))
        if (not key or is_former) and identity.same_words(words, theirs):
            row.update(state="known", reason=explain(self.env, Problem("entered")))
        else:
            row.update(alike=True, reason=explain(self.env, Problem("alike", self._shown_text(day, theirs))))

    def _days_of_statements(self, rows):
        """Return the first and the last day of each statement of the file."""
        days = defaultdict(list)
        for row in rows:
            if row.get("date"):
                days[row["statement"]].append(row["date"])
        return {statement: (min(found), max(found)) for statement, found in days.items()}

    def _shown_text(self, day, words):
        text, payer, _account, reference = words
        return " · ".join(filter(None, (format_date(self.env, day), payer, text, reference)))
