import json

from odoo import models
from odoo.tools import SQL

from ....engine.bank.statement import currencies, identity, payer
from ....engine.bank.statement.records import Problem
from .collection_statement_problem import explain


class CollectionStatementImport(models.TransientModel):
    """Judging the lines of a file: what is there already, what speaks against one."""

    _inherit = "collection.statement.import"

    def _rows(self, statements):
        """Return the values of a preview line for each line of the file."""
        verdicts = iter(self._verdicts(statements))
        locked = self._locked_days({line.date for statement in statements for line in statement.lines})
        own, names = self._own_accounts()
        rows = []
        for index, statement in enumerate(statements):
            foreign, mixed = self._foreign_accounts(statement)
            here = {self.journal_id.bank_acc_number, *statement.own_accounts} - {False}
            nameless = payer.names_nobody(statement.lines, names)
            for sequence, line in enumerate(statement.lines):
                verdict = next(verdicts)
                problem = self._objection(statement, line, foreign, mixed, locked)
                name, account = payer.payer(line, here, own, names)
                paid_by = {"name": not nameless and name or None, "account": account or None}
                rows.append({**self._row(index, sequence, line, verdict, problem), **paid_by})
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

    def _row(self, index, sequence, line, verdict, problem):
        """Return the values of the preview line of a movement, less who paid.

        :param problem: what speaks against the movement itself, None for nothing
        """
        state = verdict.state if verdict.state in ("known", "twice") else "broken" if problem else "good"
        is_alike = state == "good" and verdict.state == "unsure"
        return {
            "statement": index,
            "sequence": sequence,
            "number": line.number,
            "state": state,
            "alike": is_alike,
            "reason": self._reason(state, verdict, problem),
            "date": line.date.isoformat(),
            "amount": str(line.amount),
            "text": line.text or None,
            "reference": line.reference or None,
            "key": verdict.key,
            "number_key": verdict.mark.number,
            "words_key": verdict.mark.alike,
            "whole": verdict.mark.whole or None,
            "bank_number": line.unique_id or None,
            "balance": None if line.balance is None else str(line.balance),
            "there": verdict.other.id if state == "known" or verdict.state == "unsure" else None,
        }

    def _reason(self, state, verdict, problem):
        """Return the sentence on what speaks against a movement; empty for nothing, or if it is there already."""
        if state == "known":
            return ""
        if state == "twice":
            problem = Problem("twice", str(verdict.other.number))
        elif state == "good" and verdict.state == "unsure":
            problem = Problem("alike_number", self._shown_text(verdict.other.day, verdict.other.words))
        return explain(self.env, problem) if problem else ""

    def _locked_days(self, days):
        """Return those of the days for which the books are closed to this user."""
        company = self.company_id
        return {day for day in days if company._get_lock_date_violations(day, sale=False, purchase=False, tax=False)}

    def _own_accounts(self):
        """Return the numbers of the company's accounts, and the names under which it holds them."""
        company, journal = self.company_id, self.journal_id
        accounts = company.partner_id.bank_ids | journal.bank_account_id
        names = {company.name, company.partner_id.name, journal.name, *accounts.mapped("acc_holder_name")}
        return set(accounts.mapped("acc_number")), set(filter(None, names))

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
        if code and not currencies.may_be(code, self.currency_id.name):
            return Problem("other_currency", code)
        return Problem("locked") if line.date in locked else None

    def _is_own_account(self, number):
        """Tell whether the journal may be of that account: yes if one of the two numbers is not known."""
        own = self.journal_id.bank_acc_number
        return not number or not own or identity.same_account(number, own)

    def _insert(self, rows):
        """Write the preview lines in one statement: a file may have very many."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (wizard_id, statement, sequence, number, state, alike, reason, date, amount, name,
                                       account, text, reference, key, whole, bank_number, balance, create_uid,
                                       create_date)
                SELECT %(wizard)s, r.*, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) r(
                       statement int, sequence int, number int, state text, alike boolean, reason text, date date,
                       amount numeric, name text, account text, text text, reference text, key text, whole text,
                       bank_number text, balance numeric)
                """,
                table=SQL.identifier(self.line_ids._table),
                wizard=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=json.dumps(rows),
            )
        )
        self.invalidate_recordset()
