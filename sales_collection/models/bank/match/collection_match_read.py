import re
from collections import defaultdict
from difflib import SequenceMatcher

from odoo import models
from odoo.tools import SQL, split_every

from ....engine.bank.match.matching_known import maximal
from ....engine.bank.match.matching_model import Candidate, Item, Known, Money
from ....engine.bank.match.matching_said import read
from ....engine.bank.match.matching_text import abbreviates, key, numbers
from . import collection_match_known_sql as known_sql
from . import collection_match_pairs_sql as pairs_sql
from . import collection_match_payer_sql as payer_sql

#: lines whose candidates are in memory at a time
LINES = 200
#: two names are alike from this share of their letters on
ALIKE = 0.85


class CollectionMatch(models.Model):
    """Reading what the engine looks at from the temporary tables, a few bank lines at a time."""

    _inherit = "collection.match"

    def _read_candidates(self, line_ids):
        """Yield (money, candidates) of each line that has some."""
        patterns = self._word_patterns()
        codes = frozenset(self.env["res.currency"].search([("active", "=", True)]).mapped("name"))
        for some in split_every(LINES, line_ids, list):
            by_line = defaultdict(list)
            for row in self.env.execute_query_dict(SQL(pairs_sql.CANDIDATES, line_ids=some)):
                by_line[row["line_id"]].append(row)
            known = self._read_known(some)
            namesakes = self._read_payers(payer_sql.NAMESAKES, some)
            abroad = self._read_payers(payer_sql.ABROAD, some)
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
                    known=maximal(known[line_id], own),
                    said=read(first["words"], first["money_date"], first["currency"], patterns, codes),
                    out=first["money_sign"] < 0,
                    own=bool(first["own"]),
                    namesakes=frozenset(namesakes[line_id]),
                    abroad=frozenset(abroad[line_id]),
                )
                yield money, [self._candidate(row) for row in found]

    def _read_payers(self, query, line_ids):
        """Return {bank line id: customer ids} of a query of ``collection_match_payer_sql``."""
        found = defaultdict(list)
        for line_id, partner_id in self.env.execute_query(SQL(query, line_ids=line_ids)):
            found[line_id].append(partner_id)
        return found

    def _word_patterns(self):
        """Return {kind: pattern} of the words at which a clerk stops."""
        words = self.env["collection.match.word"]
        kinds = [kind for kind, _label in words._fields["kind"].selection]
        return {kind: re.compile(words._pattern(kind)) for kind in kinds}

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
        if row["payer"] and not signs and self._is_similar_name(row["payer"], row["partner_name"] or ""):
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
            document=row["move_id"] if row["kind"] in ("receivable", "returned") else 0,
            place=row["place"],
            credit=row["is_credit"],
            name=row["partner_name"] or "",
        )
        return Candidate(item, frozenset(signs), frozenset(row["named"] or ()))

    def _is_similar_name(self, payer, name):
        """Return whether a payer's name is nearly a customer's, or short for it: the fallback without pg_trgm."""
        one, other = payer.upper(), name.upper()
        return abbreviates(payer, name) or SequenceMatcher(None, one, other).ratio() >= ALIKE
