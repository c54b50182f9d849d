import base64
import re

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....engine.bank.statement import identity
from ....models.base.collection_lock import lock_or_tell

#: so many bank lines are created at once, and so many while the user waits
_BATCH, _AT_ONCE = 500, 2000
#: so much of a file's name is kept: its end says what it is
_LONGEST_NAME = 150


class CollectionStatementImport(models.TransientModel):
    """Writing what was shown: bank lines, their statements, and the format for the next file."""

    _inherit = "collection.statement.import"

    def _import(self):
        """Create the good lines and their statements as the user, or leave very many to the scheduled action.

        :return: the statements, empty if it is left to later.
        :raises UserError: if the user has not seen what would be imported, or does not want it so.
        """
        lock_or_tell(self, self.env._("This file is being imported. Wait until the import has finished."))
        self._check_may_import()
        if self.good_count > _AT_ONCE:
            self._import_later()
            return self.env["account.bank.statement"]
        while lines := self._good_lines(limit=_BATCH):
            self._import_lines(lines)
        return self._finish()

    def _good_lines(self, limit=None):
        return self.line_ids.search([("wizard_id", "=", self.id), ("state", "=", "good")], limit=limit)

    def _check_may_import(self):
        if self.state != "preview":
            raise UserError(self.env._("Read the file first to see a preview of the import."))
        if self.questions:
            raise UserError(self.questions)
        if self.broken_count and self.on_broken == "nothing":
            raise UserError(
                self.env._(
                    "Nothing was imported because %(count)s lines are invalid. Correct them in the file, or "
                    "import valid lines only.",
                    count=self.broken_count,
                )
            )
        if self.undecided_count:
            raise UserError(
                self.env._(
                    "%(count)s lines are possible duplicates. Import or skip each of them first.",
                    count=self.undecided_count,
                )
            )
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to import: the file has no movements."))
        if not self.good_count:
            raise UserError(
                self.env._("There is nothing to import: %(count)s lines are already recorded.", count=self.known_count)
            )
        good = self.line_ids._search([("wizard_id", "=", self.id), ("state", "=", "good")])
        keys = [key for [key] in self.env.execute_query(good.select(SQL.identifier(good.table, "key")))]
        if self.env["account.bank.statement.line"]._collection_known(self.journal_id, keys, {}):
            raise UserError(self.env._("Another user has imported some of these lines meanwhile. Read the file again."))

    def _import_lines(self, lines):
        """Create the bank lines of these, in the order in which the bank booked.

        :raises UserError: if the books were closed meanwhile; Odoo would move the lines to another day.
        """
        if self._locked_days(set(lines.mapped("date"))):
            raise UserError(self.env._("The books have been closed meanwhile. Read the file again."))
        numbers = self._numbers_for_others(lines)
        # that a line was created and posted at once is worth a message only where the law wants to see each step
        silent = not self.company_id.restrictive_audit_trail
        self.env["account.bank.statement.line"].with_context(tracking_disable=silent).create(
            [{**self._prepare_line(line), **numbers.get(line, {})} for line in lines]
        )
        self.env.cr.execute(
            SQL("UPDATE %s SET state = 'done' WHERE id = ANY(%s)", SQL.identifier(lines._table), lines.ids)
        )
        lines.invalidate_recordset(["state"])

    def _prepare_line(self, line):
        """Return the values of a bank line; to be extended by whoever wants more of the file."""
        return {
            "journal_id": self.journal_id.id,
            "date": line.date,
            "amount": line.amount,
            "payment_ref": line.text or line.reference or line.name or self._shown_name(),
            "ref": line.reference,
            "partner_name": line.name,
            "account_number": line.account,
            "collection_import_key": line.key,
            "collection_import_whole": line.whole,
        }

    def _numbers_for_others(self, lines):
        """Return for each line the number by which OCA's importers would know it; nothing where they are not there."""
        model = self.env["account.bank.statement.line"]
        if "unique_import_id" not in model._fields:
            return {}
        is_table = self.kind not in ("ofx", "camt")
        numbers = {}
        for line in lines:
            account = self.journal_id.bank_acc_number if is_table else self.statements[line.statement]["account"]
            number = identity.number_of_others(
                line.bank_number or "", line.date, self.journal_id.id, account or "", is_table
            )
            # a number is there once; a payment and its fee may share one
            if number and number not in numbers:
                numbers[number] = line
        taken = model.search_fetch([("unique_import_id", "in", list(numbers))], ["unique_import_id"])
        for number in taken.mapped("unique_import_id"):
            del numbers[number]
        return {line: {"unique_import_id": number} for number, line in numbers.items()}

    def _finish(self):
        """Make the statements of the bank lines that were created; return them."""
        self.env.flush_all()
        created = self.env.execute_query(
            SQL(
                """
                WITH made AS (
                    SELECT f.statement, ARRAY_AGG(b.id ORDER BY f.sequence) AS ids,
                           MIN(f.sequence) AS first, MAX(f.sequence) AS last
                      FROM collection_statement_import_line f
                      JOIN account_bank_statement_line b ON b.collection_import_key = f.key
                     WHERE f.wizard_id = %(wizard)s AND f.state = 'done' AND b.journal_id = %(journal)s
                           AND b.statement_id IS NULL
                     GROUP BY f.statement
                )
                SELECT m.statement, m.ids,
                       COALESCE(SUM(f.amount) FILTER (WHERE f.sequence < m.first), 0),
                       COALESCE(SUM(f.amount) FILTER (WHERE f.sequence > m.last), 0)
                  FROM made m
                  JOIN collection_statement_import_line f
                       ON f.wizard_id = %(wizard)s AND f.statement = m.statement
                 GROUP BY m.statement, m.ids ORDER BY m.statement
                """,
                wizard=self.id,
                journal=self.journal_id.id,
            )
        )
        whole = not self._good_lines(limit=1)
        statements = self.env["account.bank.statement"].create(
            [
                self._prepare_statement(self.statements[number], ids, before, after, whole)
                for number, ids, before, after in created
            ]
        )
        if statements:
            self._keep_file(statements)
            self._remember_format()
        self.invalidate_recordset()
        self._set_state("done")
        return statements

    def _prepare_statement(self, known, line_ids, before, after, whole):
        """Return the values of a statement, with the bank's balances where the file has them.

        :param before: what was moved before the first line that was imported, in the currency of the journal
        :param after: the same after the last one
        :param whole: whether all of its lines were imported; else its end is where they end
        """
        vals = {
            "reference": " ".join(filter(None, (self._shown_name(), known["name"]))),
            "line_ids": [Command.set(line_ids)],
        }
        if known["opening"] is not None:
            vals["balance_start"] = self.currency_id.round(float(known["opening"]) + float(before))
        if whole and known["closing"] is not None:
            vals["balance_end_real"] = self.currency_id.round(float(known["closing"]) - float(after))
        return vals

    def _shown_name(self):
        """Return what the file is called, without folders and signs that nobody sees."""
        name = re.split(r"[/\\]", self.file_name or "")[-1]
        return "".join(filter(str.isprintable, name))[-_LONGEST_NAME:].strip()

    def _keep_file(self, statements):
        """Attach the file to the statements that came out of it."""
        file = self.env["ir.attachment"].create(
            {
                "name": self._shown_name() or self.env._("Bank Statement"),
                "raw": base64.b64decode(self.with_context(bin_size=False).file),
                "res_model": statements._name,
                "res_id": statements[:1].id,
            }
        )
        for statement in statements:
            statement.attachment_ids = [Command.link(file.id)]

    def _remember_format(self):
        """Keep how this bank writes its tables for the next file of the journal."""
        columns = self.column_ids.filtered("role")
        if not columns:
            return
        known = self._format()
        vals = {name: self[name] for name in ("encoding", "decimal", "date_order", "signs", "beside")}
        roles = {column.name: column.role for column in columns}
        if known._roles() != roles:
            vals["column_ids"] = [Command.clear()] + [
                Command.create({"sequence": column.sequence, "name": column.name, "role": column.role})
                for column in columns
            ]
        said, words = self.word_ids._said(), known.word_ids._said()
        if said != words:
            # what earlier files have said stays
            vals["word_ids"] = [Command.clear()] + [
                Command.create({"name": name, "meaning": meaning}) for name, meaning in {**words, **said}.items()
            ]
        if known:
            known.write(vals)
        else:
            known.create({"journal_id": self.journal_id.id, **vals})
