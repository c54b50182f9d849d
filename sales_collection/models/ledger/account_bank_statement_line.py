from odoo import fields, models
from odoo.tools import SQL


class AccountBankStatementLine(models.Model):
    """How a bank line is recognised when its file comes again."""

    _inherit = "account.bank.statement.line"

    collection_import_key = fields.Char(
        string="Import Key",
        readonly=True,
        copy=False,
        help="Identifies the line by its bank reference number, or by date, amount, text and payer. Lines with "
        "the same key are not imported again.",
    )

    collection_import_whole = fields.Char(
        string="Collective Entry Key",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Import key of the collective entry that contains this line. The collective entry is not imported again.",
    )

    _collection_import_key_uniq = models.UniqueIndex(
        "(journal_id, collection_import_key) WHERE collection_import_key IS NOT NULL",
        "Another user has just imported some of these lines. Read the file again to see the remaining lines.",
    )

    def _collection_known(self, journal, keys, numbers):
        """Return what of a file is there already, however many lines it has.

        :param list keys: the import keys that its lines may have
        :param dict numbers: the key by amount for each ``unique_import_id`` that other importers may have written;
            some banks give a payment and its fee one number
        :return: a dict of (id, day, (text, payer, account, reference)) by key, the words None where another importer
            has brought it, blank for a collected entry of which the parts are there
        """
        column, found_by_number = SQL("NULL"), SQL("FALSE")
        if "unique_import_id" in self._fields:
            self.flush_model(["unique_import_id"])
            column, found_by_number = SQL("l.unique_import_id"), SQL("l.unique_import_id = ANY(%s)", list(numbers))
        rows = self._collection_rows(
            journal, SQL("(l.collection_import_key = ANY(%s) OR %s)", keys, found_by_number), column
        )
        entries = self._collection_rows(
            journal, SQL("l.collection_import_whole = ANY(%s)", keys), SQL("l.collection_import_whole")
        )
        rounded, mine = journal._collection_currency().round, set(keys)
        found = {whole: (line_id, day, ("",) * 4) for line_id, day, _amount, _key, whole, *_words in entries}
        for line_id, day, amount, key, number, *words in rows:
            theirs = key not in mine and numbers.get(number, {}).get(rounded(float(amount)))
            found[theirs or key] = (line_id, day, None if theirs else _words(words))
        return found

    def _collection_there(self, journal, days, amounts):
        """Return what is there on these days of these amounts.

        :return: a list of (id, day, amount, import key, (text, payer, account, reference)), the key None if no file
            of ours has brought it
        """
        rows = self._collection_rows(
            journal, SQL("m.date = ANY(%s::date[]) AND l.amount = ANY(%s)", days, amounts), SQL("NULL")
        )
        return [(line_id, day, amount, key, _words(words)) for line_id, day, amount, key, _none, *words in rows]

    def _collection_rows(self, journal, condition, column):
        """Return id, day, amount, key, a column more, and the words of the lines of a journal."""
        self.flush_model(
            [
                "journal_id",
                "amount",
                "move_id",
                "collection_import_key",
                "collection_import_whole",
                "payment_ref",
                "partner_name",
                "account_number",
            ]
        )
        self.env["account.move"].flush_model(["date", "ref"])
        return self.env.execute_query(
            SQL(
                """
                SELECT l.id, m.date, l.amount, l.collection_import_key, %s,
                       l.payment_ref, l.partner_name, l.account_number, m.ref
                  FROM account_bank_statement_line l JOIN account_move m ON m.id = l.move_id
                 WHERE l.journal_id = %s AND %s
              ORDER BY l.id
                """,
                column,
                journal.id,
                condition,
            )
        )


def _words(words):
    return tuple(word or "" for word in words)
