import base64

from odoo import Command, models
from odoo.exceptions import UserError

from ....engine.bank.statement import layout, reading, table
from ....engine.bank.statement.records import Limits, Problem, Refused
from .collection_statement_problem import explain

_DECIMAL = {"point": ".", "comma": ","}


class CollectionStatementImport(models.TransientModel):
    """Reading a file: what it is, and what its columns mean."""

    _inherit = "collection.statement.import"

    def _read(self):
        """Read the file and keep its lines, each with its state and the reason.

        :raises UserError: if it cannot be read.
        """
        content = base64.b64decode(self.with_context(bin_size=False).file)
        # the encoding of the bank's tables is not that of a file that says its own
        if not reading.is_ofx(content):
            self._recall_format()
        notes, questions = [], []
        try:
            source = self._open_file(content)
            self._show_parts(source, notes)
            statements = self._read_table(source, notes, questions) if source.is_table else source.statements
        except Refused as error:
            raise UserError(explain(self.env, error.problem)) from None
        mismatch = any(
            statement.own_accounts and not any(map(self._is_own_account, statement.own_accounts))
            for statement in statements
        )
        self._drop_lines()
        rows = self._rows(statements)
        self._insert(rows)
        notes += self._notes(statements, rows)
        self._set_state(
            "preview",
            kind=source.kind,
            encoding_found=source.encoding,
            account_mismatch=mismatch,
            statements=self._balances(statements),
            notes="\n".join(notes),
            questions="\n".join(questions) or False,
        )

    def _open_file(self, content):
        """Return what is in the file. An addon that reads another format looks whether it is that one first.

        :param bytes content: the whole file
        :returns: ``reading.Source``: with rows, if its columns are still to be given a meaning, else with statements
        :raises Refused: if it cannot be read.
        """
        places, part = self.currency_id.decimal_places, self.part_id.name or ""
        return reading.open_file(content, self._limits(), self.encoding or "", places, part)

    def _show_parts(self, source, notes):
        """Show what the file has several of, sheets or files, and which of them is read."""
        if self.part_ids.mapped("name") != list(source.parts):
            made = [Command.create({"name": name}) for name in source.parts]
            self._write_lifecycle({"part_ids": [Command.clear(), *made]})
        part = self.part_ids.filtered(lambda part: part.name == source.part)[:1]
        self._write_lifecycle({"part_id": part.id})
        if part:
            notes.append(
                self.env._(
                    "The file has several parts: %(names)s. The part %(part)s is shown; select another part to "
                    "read it.",
                    names=", ".join(source.parts),
                    part=part.name,
                )
            )

    def _limits(self):
        """Return how large a file may be, by the system parameters."""
        # sudo: system parameters are the administrators', what they say here is for everybody
        parameters = self.env["ir.config_parameter"].sudo()
        megabytes = int(parameters.get_param("sales_collection.statement_max_mb", 20))
        return Limits(
            megabytes * 1024 * 1024, int(parameters.get_param("sales_collection.statement_max_lines", 100_000))
        )

    # -- tables ------------------------------------------------------------------------------------

    def _format(self):
        return self.env["collection.statement.format"].search([("journal_id", "=", self.journal_id.id)])

    def _recall_format(self):
        """Take how the bank of this journal writes its files from the last import, at the first look at a file."""
        if not self.column_ids and (known := self._format()):
            names = ("encoding", "decimal", "date_order", "signs", "beside")
            self._write_lifecycle({name: known[name] for name in names if known[name] and not self[name]})

    def _read_table(self, source, notes, questions):
        """Return the statement of a table, nothing if its columns are not known.

        What is to be told is added to the notes, what has to be said before the import to the questions.
        """
        if self.column_ids:
            self._check_roles()
            roles = {column.name: column.role or "" for column in self.column_ids}
            found = layout.at(source.rows, self.header_row, roles)
        else:
            known = self._format()._roles()
            found = layout.guess(source.rows, known)
            missing = [name for name in known if name not in {column.name for column in found.columns}]
            if missing:
                notes.append(
                    self.env._(
                        "The columns differ from the last file. Check their meaning. Missing: %(names)s.",
                        names=", ".join(missing),
                    )
                )
        self._show_columns(source.rows, found)
        if not found.complete():
            notes.append(explain(self.env, Problem("no_columns")))
            return []
        statement = table.read(source.rows, found, self._style())
        self._show_words(statement.words)
        notes += [explain(self.env, problem) for problem in statement.told]
        questions += [explain(self.env, problem) for problem in statement.questions]
        return [statement]

    def _style(self):
        """Return how the table writes its values, as far as somebody has said it."""
        return table.Style(
            _DECIMAL.get(self.decimal, ""),
            self.date_order or "",
            self.currency_id.decimal_places,
            {**self._format().word_ids._said(), **self.word_ids._said()},
            self.signs or "",
            self.beside or "",
        )

    def _show_words(self, words):
        """Show the words of the direction and what they mean, those that nobody knows without a meaning."""
        made = [Command.create({"name": name, "meaning": meaning or False}) for name, meaning in words.items()]
        self._write_lifecycle({"word_ids": [Command.clear(), *made]})

    def _check_roles(self):
        for role, columns in self.column_ids.filtered("role").grouped("role").items():
            if role != "text" and len(columns) > 1:
                raise UserError(
                    self.env._(
                        "These columns cannot have the same meaning: %(names)s. Keep the correct one.",
                        names=", ".join(columns.mapped("name")),
                    )
                )

    def _show_columns(self, rows, found):
        columns = [
            Command.create(
                {"sequence": index, "name": column.name, "role": column.role or False, "sample": column.sample}
            )
            for index, column in enumerate(found.columns)
        ]
        header = rows[found.header].number if found.header >= 0 else 0
        self._write_lifecycle({"column_ids": [Command.clear(), *columns], "header_row": header})
