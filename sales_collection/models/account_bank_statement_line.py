from odoo import fields, models
from odoo.tools import SQL


class AccountBankStatementLine(models.Model):
    """How a bank line is recognised when its file comes again."""

    _inherit = "account.bank.statement.line"

    collection_import_key = fields.Char(
        string="Import Key",
        readonly=True,
        copy=False,
        help="Made of the bank's number, or of day, amount, text and payer. A file's line with the same key is not "
        "imported again.",
    )

    _collection_import_key_uniq = models.UniqueIndex(
        "(journal_id, collection_import_key) WHERE collection_import_key IS NOT NULL",
        "Somebody else has just imported some of these lines. Read the file again: it shows what is left.",
    )

    def _collection_known(self, journal, keys, numbers):
        """Return the keys of the lines of a file that are there already, found in one statement.

        :param list keys: the import keys of the file
        :param dict numbers: the key for each ``unique_import_id`` that other importers may have written
        """
        self.flush_model(["journal_id", "collection_import_key"])
        column, found_by_number = SQL("NULL"), SQL("FALSE")
        if "unique_import_id" in self._fields:
            self.flush_model(["unique_import_id"])
            column, found_by_number = SQL("unique_import_id"), SQL("unique_import_id = ANY(%s)", list(numbers))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT collection_import_key, %s FROM account_bank_statement_line
                 WHERE journal_id = %s AND (collection_import_key = ANY(%s) OR %s)
                """,
                column,
                journal.id,
                keys,
                found_by_number,
            )
        )
        return {key or numbers.get(number) for key, number in rows}

    def _collection_entered(self, journal, date_from, date_to):
        """Return how many lines of each day and amount came without an import key: by hand, or by another importer.

        :return: a dictionary of counts by day and amount, the amount as text with the currency's decimal places.
        """
        self.flush_model(["journal_id", "amount", "move_id", "collection_import_key"])
        self.env["account.move"].flush_model(["date"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.date, l.amount, COUNT(*)
                  FROM account_bank_statement_line l JOIN account_move m ON m.id = l.move_id
                 WHERE l.journal_id = %s AND l.collection_import_key IS NULL AND m.date BETWEEN %s AND %s
                 GROUP BY m.date, l.amount
                """,
                journal.id,
                date_from,
                date_to,
            )
        )
        places = journal._collection_currency().decimal_places
        return {(day, f"{amount:.{places}f}"): count for day, amount, count in rows}
