from collections import defaultdict
from difflib import SequenceMatcher

from odoo import Command, api, models
from odoo.tools import SQL, split_every

from ..engine.matching import explain, settle
from ..engine.matching_model import Candidate, Item, Money
from ..engine.matching_text import abbreviates, key, numbers
from . import collection_match_items_sql as items_sql
from . import collection_match_pairs_sql as pairs_sql

#: lines whose candidates are in memory at a time; proposals that are written at a time
LINES, WRITTEN = 1000, 500
#: what a proposal is written from
_DETAILS = (
    "kind",
    "id",
    "partner_id",
    "document",
    "date_due",
    "currency_id",
    "cents",
    "is_foreign",
    "automatic",
    "open_currency",
    "receipt_id",
    "payment_id",
)
#: two names are alike from this share of their letters on
ALIKE = 0.85


class CollectionMatch(models.Model):
    """Finding what belongs together: candidates by SQL, the decision by engine.matching, proposals in batches."""

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
        details, explanations = {}, []
        rejected = proposals._keys_of(journal, [("state", "=", "rejected")])
        for some in split_every(LINES, line_ids, list):
            for money, candidates, rows in proposals._read_candidates(some):
                found = explain(money, candidates, rejected)
                proposals._note_details(details, money, found, rows)
                explanations += found
        undone = proposals._keys_of(journal, [("state", "=", "undone")])
        matches = settle(explanations, proposals._wanted_elsewhere(journal, line_ids, lines), undone)
        return proposals._write_proposals(journal, line_ids, matches, details).sudo(False)

    def _keys_of(self, journal, domain):
        found = self.search_fetch([("journal_id", "=", journal.id), *domain], ["key"])
        return frozenset(found.mapped("key"))

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
        """Yield (money, candidates, the rows of both by item key) of some lines."""
        rows = self.env.execute_query_dict(SQL(pairs_sql.CANDIDATES, line_ids=line_ids))
        by_line = defaultdict(list)
        for row in rows:
            by_line[row["line_id"]].append(row)
        for line_id, found in by_line.items():
            first = found[0]
            money = Money(
                line_id,
                first["money_cents"],
                first["money_date"],
                numbers(first["words"]),
                frozenset(first["payers"] or ()),
                first["crowded"],
            )
            yield money, [self._candidate(row) for row in found], {row["key"]: row for row in found}

    def _note_details(self, details, money, matches, rows):
        """Keep what writing these explanations needs, and no more: by line id, item key and ("partner", id)."""
        first = next(iter(rows.values()))
        details[money.id] = (first["money_date"], first["sign"], first["money_currency_id"])
        for match in matches:
            for key_of_item in match.items | {about for _word, about in match.doubts if about in rows}:
                row = rows[key_of_item]
                details.setdefault(key_of_item, {name: row[name] for name in _DETAILS})
                details["partner", row["partner_id"]] = row["partner_name"]

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
        )
        return Candidate(item, frozenset(signs))

    def _alike(self, payer, name):
        """Return whether a payer's name is nearly a customer's, or short for it: the fallback without pg_trgm."""
        one, other = payer.upper(), name.upper()
        return abbreviates(payer, name) or SequenceMatcher(None, one, other).ratio() >= ALIKE

    def _wanted_elsewhere(self, journal, line_ids, lines):
        """Return the keys of items that proposals of other lines want, when only some lines are looked at."""
        if lines is None:
            return frozenset()
        others = self.env["collection.match.line"].search(
            [("state", "=", "proposed"), ("match_id.journal_id", "=", journal.id)]
        )
        return frozenset(other._item_key() for other in others if other.statement_line_id.id not in line_ids)

    # -- writing -----------------------------------------------------------------------------------

    def _write_proposals(self, journal, line_ids, matches, details):
        """Bring the proposals of these lines up to date and return them, best first; equal ones are left alone."""
        standing = self.search([("state", "=", "proposed"), ("line_ids.statement_line_id", "in", line_ids)])
        by_hand = standing.filtered("by_hand")
        kept = {match.key: match for match in standing - by_hand}
        settled = set(by_hand.line_ids.statement_line_id.ids)
        wanted = {match.key: match for match in matches if not match.lines & settled}
        gone = [match.id for name, match in kept.items() if name not in wanted]
        self.browse(gone).unlink()
        fresh = []
        for name, match in wanted.items():
            if name in kept:
                kept[name]._update(self._prepare(journal, match, details))
            else:
                fresh.append({**self._prepare(journal, match, details), **self._prepare_new(journal, match, details)})
        made = self.browse()
        for some in split_every(WRITTEN, fresh, list):
            made += self.create(some)
        found = (standing - self.browse(gone)) | made
        return found.sorted(lambda match: (-match.score, match.id))

    def _update(self, values):
        """Write what has changed."""
        changed = {name: value for name, value in values.items() if self[name] != value}
        if changed:
            self.write(changed)

    def _prepare(self, journal, match, details):
        """Return the values of a proposal that may change from one look to the next."""
        rows = [details[item] for item in match.items]
        return {
            "score": match.score,
            "sure": match.sure,
            "automatic": match.sure and all(row["automatic"] and row["kind"] != "receipt" for row in rows),
            "reasons": self._in_words(match, details),
        }

    def _prepare_new(self, journal, match, details):
        """Return the values of a proposal that stay, with its lines."""
        date, sign, currency_id = min(details[line] for line in match.lines)
        currency = self.env["res.currency"].browse(currency_id)
        partners = {details[item]["partner_id"] for item in match.items}
        return {
            "company_id": journal.company_id.id,
            "journal_id": journal.id,
            "key": match.key,
            "date": date,
            "currency_id": currency_id,
            "partner_id": partners.pop() if len(partners) == 1 else False,
            "amount": self._amount(currency, sign * sum(part.amount for part in match.parts)),
            "difference": self._amount(currency, sign * sum(part.settles - part.amount for part in match.parts)),
            "line_ids": [
                Command.create(self._prepare_line(part, sign, currency, details[part.item])) for part in match.parts
            ],
        }

    def _prepare_line(self, part, sign, currency, row):
        settles = self._amount(currency, sign * part.settles)
        if row["is_foreign"]:
            item_currency = self.env["res.currency"].browse(row["currency_id"])
            settles = item_currency.round(row["open_currency"] * part.settles / row["cents"])
        return {
            "statement_line_id": part.money,
            "kind": row["kind"],
            "move_line_id": row["id"] if row["kind"] != "receipt" else False,
            "payment_id": row["payment_id"],
            "receipt_id": row["receipt_id"],
            "partner_id": row["partner_id"],
            "document": row["document"],
            "date_due": row["date_due"],
            "amount": self._amount(currency, sign * part.amount),
            "item_currency_id": row["currency_id"],
            "item_amount": settles,
            "difference": self._amount(currency, sign * (part.settles - part.amount)),
            "difference_kind": part.difference or False,
        }

    @api.model
    def _amount(self, currency, cents):
        return currency.round(cents / 10**currency.decimal_places)
