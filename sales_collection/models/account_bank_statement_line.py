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
        :param dict numbers: the key by amount for each ``unique_import_id`` that other importers may have written;
            some banks give a payment and its fee one number
        """
        self.flush_model(["journal_id", "collection_import_key", "amount"])
        column, found_by_number = SQL("NULL"), SQL("FALSE")
        if "unique_import_id" in self._fields:
            self.flush_model(["unique_import_id"])
            column, found_by_number = SQL("unique_import_id"), SQL("unique_import_id = ANY(%s)", list(numbers))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT collection_import_key, %s, amount FROM account_bank_statement_line
                 WHERE journal_id = %s AND (collection_import_key = ANY(%s) OR %s)
                """,
                column,
                journal.id,
                keys,
                found_by_number,
            )
        )
        rounded = journal._collection_currency().round
        return {key or numbers.get(number, {}).get(rounded(float(amount))) for key, number, amount in rows}

    def _collection_there(self, journal, days, amounts):
        """Return what is there on these days of these amounts.

        :return: a list of (day, amount, import key, (text, payer, account, reference)), the key None if no file of
            ours has brought it
        """
        self.flush_model(
            [
                "journal_id",
                "amount",
                "move_id",
                "collection_import_key",
                "payment_ref",
                "partner_name",
                "account_number",
            ]
        )
        self.env["account.move"].flush_model(["date", "ref"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.date, l.amount, l.collection_import_key, l.payment_ref, l.partner_name, l.account_number, m.ref
                  FROM account_bank_statement_line l JOIN account_move m ON m.id = l.move_id
                 WHERE l.journal_id = %s AND m.date = ANY(%s::date[]) AND l.amount = ANY(%s)
              ORDER BY l.id
                """,
                journal.id,
                days,
                amounts,
            )
        )
        return [(day, amount, key, [word or "" for word in words]) for day, amount, key, *words in rows]
