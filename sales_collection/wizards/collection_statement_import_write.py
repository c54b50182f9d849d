import base64

from odoo import Command, models
from odoo.exceptions import UserError

from ..models.collection_lock import lock_or_tell

#: so many bank lines are created at once
_BATCH = 500


class CollectionStatementImport(models.TransientModel):
    """Writing what was shown: bank lines, their statements, and the format for the next file."""

    _inherit = "collection.statement.import"

    def _import(self):
        """Create the good lines and their statements as the user; return the bank lines.

        :raises UserError: if the user has not seen what would be imported, or does not want it so.
        """
        lock_or_tell(self, self.env._("This file is being imported. Wait until that has finished."))
        good = self.line_ids.search([("wizard_id", "=", self.id), ("state", "=", "good")])
        self._check_may_import(good)
        created = self.env["account.bank.statement.line"]
        statements = self.env["account.bank.statement"]
        for number, lines in good.grouped("statement").items():
            bank_lines = self._create_lines(lines)
            statements |= self._create_statement(number, bank_lines)
            created |= bank_lines
        self._keep_file(statements)
        self._remember_format()
        self._drop_lines()
        self._write_findings({"state": "file"})
        return created

    def _check_may_import(self, good):
        if self.state != "preview":
            raise UserError(self.env._("Read the file first: then you see what is imported."))
        if self.broken_count and self.on_broken == "nothing":
            raise UserError(
                self.env._(
                    "Nothing was imported, since %(count)s lines are broken. Correct them in the file, or choose to "
                    "import the good lines only.",
                    count=self.broken_count,
                )
            )
        if not good:
            raise UserError(
                self.env._("There is nothing to import: %(count)s lines are there already.", count=self.known_count)
            )
        keys = good.mapped("key")
        if self.env["account.bank.statement.line"]._collection_known(self.journal_id, keys, {}):
            raise UserError(self.env._("Somebody has imported some of these lines meanwhile. Read the file again."))

    def _create_lines(self, lines):
        """Create bank lines in the order in which the bank booked, in batches."""
        found = bank_lines = self.env["account.bank.statement.line"]
        for start in range(0, len(lines), _BATCH):
            found += bank_lines.create([self._prepare_line(line) for line in lines[start : start + _BATCH]])
        return found

    def _prepare_line(self, line):
        """Return the values of a bank line; to be extended by whoever wants more of the file."""
        return {
            "journal_id": self.journal_id.id,
            "date": line.date,
            "amount": line.amount,
            "payment_ref": line.text or line.reference or line.name or self.file_name,
            "ref": line.reference,
            "partner_name": line.name,
            "account_number": line.account,
            "collection_import_key": line.key,
        }

    def _create_statement(self, number, bank_lines):
        """Create the statement of these lines, with the bank's balances where the file has them."""
        known = self.statements[number]
        vals = {
            "reference": " ".join(filter(None, (self.file_name, known["name"]))),
            "line_ids": [Command.set(bank_lines.ids)],
        }
        if known["opening"] is not None:
            vals["balance_start"] = float(known["opening"])
        if known["closing"] is not None:
            vals["balance_end_real"] = float(known["closing"])
        return self.env["account.bank.statement"].create(vals)

    def _keep_file(self, statements):
        """Attach the file to the statements that came out of it."""
        file = self.env["ir.attachment"].create(
            {
                "name": self.file_name or self.env._("Bank Statement"),
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
        vals = {name: self[name] for name in ("encoding", "decimal", "date_order")}
        roles = {column.name: column.role for column in columns}
        if known._roles() != roles:
            vals["column_ids"] = [Command.clear()] + [
                Command.create({"sequence": column.sequence, "name": column.name, "role": column.role})
                for column in columns
            ]
        if known:
            known.write(vals)
        else:
            known.create({"journal_id": self.journal_id.id, **vals})
