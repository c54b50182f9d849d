from odoo import models
from odoo.tools import SQL


class CollectionMatch(models.Model):
    """The entries of accepted matches: the suspense of a bank line becomes what it pays, and meets it."""

    _inherit = "collection.match"

    def _book(self):
        """Turn the suspense of the bank lines into counterparts of the items, and reconcile all by one plan."""
        every = self.line_ids.with_context(**self._bank_context())
        self._name_customers(every)
        # what credits settle whole takes no money
        rows = every.filtered("amount")
        suspense = self._suspense_of(rows.statement_line_id)
        whole = rows.filtered(lambda row: row._takes_all_of(suspense[row.statement_line_id]))
        booked = self._book_whole(whole, suspense)
        booked.update(self._book_parts(rows - whole, suspense))
        lines = self.env["account.move.line"]
        met = {item.id: [booked[row].id for row in some] for item, some in rows.grouped("move_line_id").items() if item}
        items = lines.browse([line_id for item_id, line_ids in met.items() for line_id in (item_id, *line_ids)])
        # read at once what Odoo would read again for each pair
        items.fetch(["partner_id", "collection_match_line_id", "tax_ids"])
        lines._reconcile_plan([lines.browse([item_id, *line_ids]) for item_id, line_ids in met.items()])
        self._book_set_off()
        # what is recomputed now keeps to the context: a batch writes no message on each paid invoice
        self.env.flush_all()

    def _bank_context(self):
        """Return the context in which entries of bank lines are changed: they are Odoo's own, the bank line stays.

        The match says who changed what and why, so the entry does not repeat it, unless the company has to keep
        every change.
        """
        return {
            "skip_account_move_synchronization": True,
            "skip_readonly_check": True,
            "tracking_disable": not any(self.company_id.mapped("restrictive_audit_trail")),
        }

    def _suspense_of(self, bank_lines):
        """Return the open part of each bank line, a journal item."""
        found = bank_lines.env["account.move.line"].search(
            [("move_id", "in", bank_lines.move_id.ids), ("account_id", "in", self.journal_id.suspense_account_id.ids)]
        )
        by_move = found.grouped("move_id")
        return {line: by_move[line.move_id] for line in bank_lines}

    def _name_customers(self, rows):
        """Give bank lines without a customer that of their item; of several, none.

        One statement for all: the customer touches the bank line, its entry and the items of it.
        """
        customers = {
            line: some.move_line_id.partner_id | some.order_id.partner_invoice_id
            for line, some in rows.grouped("statement_line_id").items()
            if not line.partner_id
        }
        named = {line: partner for line, partner in customers.items() if len(partner) == 1}
        if not named:
            return
        self.env.flush_all()
        values = SQL(", ").join(SQL("(%s, %s)", line.id, partner.id) for line, partner in named.items())
        self._write_customers(values)
        # sudo: finance reads matches, and their lines are written here only
        rows.filtered(lambda row: row.statement_line_id in named).sudo().names_customer = True

    def _write_customers(self, values):
        """Write the customer of bank lines, of their entries and of what is on bank and suspense account there.

        :param SQL values: rows (bank line id, partner id or NULL)
        """
        self.env.cr.execute(
            SQL(
                """
                WITH new AS (SELECT line_id, partner_id::int FROM (VALUES %s) v(line_id, partner_id)),
                line AS (
                    UPDATE account_bank_statement_line st SET partner_id = new.partner_id
                      FROM new WHERE st.id = new.line_id RETURNING st.move_id, new.partner_id
                ), move AS (
                    UPDATE account_move m
                       SET partner_id = line.partner_id,
                           commercial_partner_id = (SELECT commercial_partner_id FROM res_partner
                                                     WHERE id = line.partner_id)
                      FROM line WHERE m.id = line.move_id
                )
                UPDATE account_move_line l SET partner_id = line.partner_id
                  FROM line WHERE l.move_id = line.move_id
                """,
                values,
            )
        )
        self.env["account.bank.statement.line"].invalidate_model(["partner_id"])
        self.env["account.move"].invalidate_model(["partner_id", "commercial_partner_id"])
        self.env["account.move.line"].invalidate_model(["partner_id"])

    def _book_whole(self, rows, suspense):
        """Bank lines that pay one item and nothing else: their suspense is moved to the item's account.

        :return: {row: the journal item that meets the item}
        """
        booked = {row: suspense[row.statement_line_id] for row in rows}
        if not rows:
            return booked
        values = SQL(", ").join(
            SQL("(%s, %s, %s)", booked[row].id, row.id, row._counterpart_partner().id) for row in rows
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move_line l SET collection_match_line_id = new.row_id, partner_id = new.partner_id::int
                  FROM (VALUES %s) new(line_id, row_id, partner_id) WHERE l.id = new.line_id
                """,
                values,
            )
        )
        self.env["account.move.line"].invalidate_model(["collection_match_line_id", "partner_id"])
        for account, some in rows.grouped(lambda row: row._counterpart_account()).items():
            lines = suspense[some[0].statement_line_id].browse([booked[row].id for row in some])
            lines.write({"account_id": account.id})
        return booked

    def _book_parts(self, rows, suspense):
        """Bank lines that pay several items, a part of one, or with a difference: new items take from the suspense.

        :return: {row: the journal item that meets the item}
        """
        if not rows:
            return {}
        moves = rows.statement_line_id.move_id
        with moves._check_balanced({"records": moves}):
            values, emptied = [], self.env["account.move.line"]
            for line, some in rows.grouped("statement_line_id").items():
                open_part = suspense[line]
                values += some._prepare_counterparts(open_part)
                emptied |= self._take_from(open_part, some)
            made = rows.env["account.move.line"].create(values)
            emptied.with_context(force_delete=True).unlink()
        # the first item of each row meets what it pays, the others are its difference
        return {row: next(item for item in made if item.collection_match_line_id == row) for row in rows}

    def _take_from(self, suspense, rows):
        """Lower the suspense by what these rows take of it; return it if nothing is left."""
        left = suspense.currency_id.round(suspense.amount_currency + sum(rows.mapped("amount")))
        if suspense.currency_id.is_zero(left):
            return suspense
        taken = rows._share_of(suspense, sum(rows.mapped("amount")))
        suspense.write({"amount_currency": left, "balance": suspense.balance - taken})
        return suspense.browse()
