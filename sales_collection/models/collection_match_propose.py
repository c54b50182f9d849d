from collections import defaultdict
from difflib import SequenceMatcher

from odoo import api, models
from odoo.tools import SQL, split_every

from ..engine.matching import explain, settle
from ..engine.matching_known import maximal
from ..engine.matching_model import Candidate, Item, Known, Money
from ..engine.matching_text import abbreviates, key, numbers
from . import collection_match_items_sql as items_sql
from . import collection_match_known_sql as known_sql
from . import collection_match_pairs_sql as pairs_sql

#: lines whose candidates are in memory at a time
LINES = 200
#: two names are alike from this share of their letters on
ALIKE = 0.85


class CollectionMatch(models.Model):
    """Finding what belongs together: candidates by SQL, a few lines at a time, the decision by engine.matching."""

    _inherit = "collection.match"

    @api.model
    def _propose(self, journal, lines=None):
        """Look at open bank lines of a journal and propose what they pay; what is proposed already is looked at anew.

        A line that a person has put a proposal together for is left alone.

        :param journal: one bank journal
        :param lines: ``account.bank.statement.line`` records of it, None for all that are open
        :return: the proposals of these lines, best first
        :raise AccessError: for anybody but finance
        """
        self._check_finance()
        journal.check_access("read")
        # sudo: finance reads all items of the company; nobody writes proposals but these methods
        proposals = self.sudo().with_company(journal.company_id)
        line_ids = proposals._collect_candidates(journal, lines)
        rejected = proposals._keys_of("rejected", line_ids)
        explanations = [
            match
            for money, candidates in proposals._read_candidates(line_ids)
            for match in explain(money, candidates, rejected)
        ]
        wanted = frozenset(key for [key] in self.env.execute_query(pairs_sql.WANTED))
        matches = settle(explanations, wanted, proposals._keys_of("undone", line_ids))
        return proposals._write_proposals(journal, line_ids, matches).sudo(False)

    def _keys_of(self, state, line_ids):
        """Return the keys of the matches of these lines that are in a state."""
        query = self._search([("state", "=", state), ("line_ids.statement_line_id", "in", line_ids)])
        keys = self.env.execute_query(query.select(self._field_to_sql(query.table, "key", query)))
        return frozenset(key for [key] in keys)

    # -- collecting --------------------------------------------------------------------------------

    def _collect_candidates(self, journal, lines):
        """Make the temporary tables of the lines and of what they may pay; return the ids of the lines."""
        self.env.flush_all()
        line_ids = None if lines is None else lines.ids
        similar = self.env.registry.has_trigram
        for statement in (
            pairs_sql.DROP,
            *items_sql.tables_sql(journal, line_ids),
            *pairs_sql.tables_sql(journal.company_id, similar),
        ):
            self.env.cr.execute(statement)
        return [row[0] for row in self.env.execute_query(SQL("SELECT line_id FROM match_money ORDER BY line_id"))]

    def _read_candidates(self, line_ids):
        """Yield (money, candidates) of each line that has some."""
        for some in split_every(LINES, line_ids, list):
            rows = self.env.execute_query_dict(SQL(pairs_sql.CANDIDATES, line_ids=some))
            by_line = defaultdict(list)
            for row in rows:
                by_line[row["line_id"]].append(row)
            known = self._read_known(some)
            for line_id, found in by_line.items():
                first = found[0]
                own = frozenset(number for row in found for number in row["named"] or ())
                money = Money(
                    line_id,
                    first["money_cents"],
                    first["money_date"],
                    numbers(first["words"]),
                    frozenset(first["payers"] or ()),
                    first["crowded"],
                    maximal(known[line_id], own),
                )
                yield money, [self._candidate(row) for row in found]

    def _read_known(self, line_ids):
        """Return {bank line id: what its text names}."""
        known = defaultdict(list)
        for row in self.env.execute_query_dict(SQL(known_sql.KNOWN, line_ids=line_ids)):
            known[row["line_id"]].append(
                Known(
                    row["gram"],
                    row["document"],
                    row["what"],
                    row["partner_id"] or 0,
                    row["whole"],
                    frozenset(row["cents"]),
                )
            )
        return known

    def _candidate(self, row):
        signs = set(row["signs"])
        if row["payer"] and not signs and self._alike(row["payer"], row["partner_name"] or ""):
            signs.add("similar")
        item = Item(
            key=row["key"],
            kind=row["kind"],
            amount=row["cents"],
            partner=row["partner_id"] or 0,
            number=key(row["document"] or ""),
            issued=row["issued"],
            due=row["date_due"],
            discounted=row["discounted_cents"],
            discount_until=row["discount_until"],
            fee=row["fee_cents"],
            rounding=row["rounding_cents"],
            discount=row["discount_cents"],
            sure_from=row["sure_from"],
            foreign=row["is_foreign"],
            claimed=row["claimed"],
            pays=frozenset(row["pays"] or ()),
            collector=row["collector_id"] or 0,
            document=row["move_id"] if row["kind"] == "receivable" else 0,
            place=row["place"],
            credit=row["is_credit"],
        )
        return Candidate(item, frozenset(signs), frozenset(row["named"] or ()))

    def _alike(self, payer, name):
        """Return whether a payer's name is nearly a customer's, or short for it: the fallback without pg_trgm."""
        one, other = payer.upper(), name.upper()
        return abbreviates(payer, name) or SequenceMatcher(None, one, other).ratio() >= ALIKE
