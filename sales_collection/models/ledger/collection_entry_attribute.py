from itertools import chain

from odoo import api, models
from odoo.tools import SQL, split_every

from ...engine.ledger import attribution
from . import collection_entry_attribute_sql as attribute_sql

#: so many documents are read at once
BATCH = 2000


class CollectionEntry(models.Model):
    """What the rows of the ledger are for: which products, how much of it tax (``engine/ledger/attribution.py``).

    A credit note that comes later changes what earlier money was for. The row of that money stays as it is; a row of
    its own, without money, moves from one line to another (``adjusts_id``).
    """

    _inherit = "collection.entry"

    @api.model
    def _attribute(self, partial_ids):
        """Find out what rows are for that do not know it yet, and write it down for good.

        :param partial_ids: ids of ``account.partial.reconcile``, or None for all of the database.
        """
        for model, names in attribute_sql.SOURCES.items():
            self.env[model].flush_model(names)
        undone = self.env.execute_query_dict(attribute_sql.insert_undone(partial_ids))
        changed = {row["move_id"]: row for row in undone}
        to_do = self.env.execute_query(attribute_sql.documents_to_do(partial_ids))
        for move_ids in split_every(BATCH, sorted(changed.keys() | {move_id for [move_id] in to_do}), list):
            Ledger(self.env, move_ids, changed).attribute()
        self.invalidate_model()
        self.env["collection.entry.part"].invalidate_model()

    @api.model
    def _attribute_history(self):
        """Find out what all rows are for that were written before this was kept, undone ones and reversals included."""
        self.env.cr.execute(attribute_sql.INSERT_WITHOUT_DOCUMENT)
        self._attribute(None)
        self.env.execute_query(attribute_sql.insert_undone(None))


class Ledger:
    """The rows of some documents: tells the engine what is known, and writes what it finds."""

    def __init__(self, env, move_ids, changed):
        self.env = env
        self.rows = env.execute_query_dict(attribute_sql.rows_of(move_ids))
        credit_ids = {row["counterpart_move_id"] for row in self.rows if row["kind"] == "credit_note"}
        self.products, lines = self._lines([*move_ids, *filter(None, credit_ids)])
        self.documents = {move_id: attribution.Document(move_id, lines.get(move_id, [])) for move_id in move_ids}
        used = env.execute_query(attribute_sql.used_of([*move_ids, *filter(None, credit_ids)]))
        self.credits = {
            move_id: attribution.Credit(lines.get(move_id, []), amount, origin) for move_id, origin, amount in used
        }
        self.causes = {move_id: changed[move_id] for move_id in move_ids if move_id in changed}
        for move_id in self.causes:
            self.documents[move_id].changed = True
        self.parts = []
        self.moves = []

    def _lines(self, move_ids):
        """Return the product of each line, and the lines of each of these documents."""
        products, found, taxes = {}, {}, {}
        rows = self.env.execute_query(attribute_sql.lines_of(move_ids))
        for move_id, line, product, goods, tax_ids, untaxed, tax, weight in rows:
            products[line] = product
            one = attribution.Line(line, product, tuple(tax_ids), untaxed, weight, goods)
            found.setdefault(move_id, []).append(one)
            taxes[move_id] = taxes.get(move_id, 0) + tax
        return products, {move_id: _with_tax(lines, taxes[move_id]) for move_id, lines in found.items()}

    # -- what is known, and what is not --------------------------------------------------------------

    def attribute(self):
        """Find out what the rows are for that do not know it, and write that down."""
        self._tell_known()
        for row in self.rows:
            if row["known"]:
                continue
            document = self.documents[row["move_id"]]
            if row["undone"]:
                self._add(row["id"], self._as_recorded(document, row))
                continue
            if row["kind"] == "credit_note":
                self.causes[document.key] = row
            else:
                self._move(document)
            self._add(row["id"], self._found(document, row))
        for document in self.documents.values():
            self._move(document)
        self._write()

    def _tell_known(self):
        """Tell the engine what standing rows are for by now; of two rows without money the later one knows more."""
        known = [row for row in self.rows if row["known"] and not row["undone"]]
        parts = {}
        for entry_id, line, untaxed, tax in (
            self.env.execute_query(attribute_sql.parts_of_rows([row["id"] for row in known])) if known else ()
        ):
            parts.setdefault(entry_id, []).append(attribution.Line(line, untaxed=untaxed, tax=tax))
        own = {entry_id: attribution.parts_of(lines) for entry_id, lines in parts.items()}
        moved = {}
        for row in known:
            if row["adjusts_id"]:
                before = moved.get(row["adjusts_id"], {})
                moved[row["adjusts_id"]] = attribution.plus(before, own.get(row["id"], {}))
        for row in known:
            document, mine = self.documents[row["move_id"]], own.get(row["id"], {})
            if row["adjusts_id"] or row["move_id"] in self.credits:
                continue
            if row["kind"] == "credit_note":
                document.know_credit(row["id"], mine, moved.get(row["id"], {}))
            else:
                document.know_share(row["id"], row["amount"], attribution.plus(mine, moved.get(row["id"], {})))

    def _found(self, document, row):
        """Return what a standing row is for."""
        if document.key in self.credits:  # money that was paid back
            parts = self.credits[document.key].take(-row["amount"])
            return attribution.plus({}, parts, -1)
        credit = self.credits.get(row["counterpart_move_id"]) if row["kind"] == "credit_note" else None
        if credit:
            return document.take_back(row["id"], credit, row["amount"])
        return document.share(row["id"], row["amount"])

    def _as_recorded(self, document, row):
        """Return what a row was for that is undone already: its tax is what was recorded."""
        parts = {}
        for is_tax, amount in ((False, row["untaxed"]), (True, row["amount"] - row["untaxed"])):
            weights = {
                part: weight for part, weight in attribution.parts_of(document.lines).items() if part[1] == is_tax
            }
            if not sum(weights.values()):
                weights = {(attribution.NO_LINE, is_tax): 1}
            parts |= attribution.spread(amount, weights)
        return parts

    def _move(self, document):
        """Note what credit notes that have come or gone change of earlier rows."""
        for entry_id, parts in document.moves():
            self.moves.append((entry_id, self.causes[document.key], parts))

    # -- writing -------------------------------------------------------------------------------------

    def _add(self, entry_id, parts):
        for line in dict.fromkeys(key for key, _is_tax in parts):
            untaxed, tax = parts.get((line, False), 0), parts.get((line, True), 0)
            self.parts.append((entry_id, line, self.products.get(line), untaxed, tax))
        if not parts:  # a row of nothing is known as well
            self.parts.append((entry_id, attribution.NO_LINE, None, 0, 0))

    def _write(self):
        if self.moves:
            self._write_moves()
        if self.parts:
            self.env.cr.execute(attribute_sql.insert_parts(self.parts))

    def _write_moves(self):
        """Write the rows that move older ones, each after what caused it."""
        kinds = {row["id"]: row["kind"] for row in self.rows}
        ids = self.env.execute_query(
            SQL("SELECT nextval('collection_entry_id_seq')::int FROM generate_series(1, %s)", len(self.moves))
        )
        rows = []
        for new_id, (entry_id, cause, parts) in zip(chain.from_iterable(ids), self.moves, strict=True):
            kind = "cash" if kinds[entry_id] == "credit_note" else kinds[entry_id]
            rows.append((new_id, entry_id, cause["counterpart_move_id"], kind, cause["date"]))
            self._add(new_id, parts)
        self.env.cr.execute(attribute_sql.insert_moves(rows, self.env.uid))


def _with_tax(lines, tax):
    """Return lines whose tax adds up to that of the document, by what they were said to bear."""
    weights = {(line.key, True): line.tax for line in lines if line.tax}
    if not sum(weights.values()):
        weights = {(line.key, True): line.untaxed for line in lines if line.untaxed}
    if not sum(weights.values()):
        weights = {(lines[0].key, True): 1}
    shares = attribution.spread(tax, weights)
    return [line._replace(tax=shares.get((line.key, True), 0)) for line in lines]
