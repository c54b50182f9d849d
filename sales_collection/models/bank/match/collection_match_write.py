from odoo import Command, api, models
from odoo.tools import SQL, split_every

from ....engine.bank.match.matching_model import PAYER, REFERENCE
from . import collection_match_pairs_sql as pairs_sql

#: proposals that are written at a time
WRITTEN = 500
#: the words of the engine that are about an item, and those about a customer; "total" is about a user
_ABOUT_ITEM = {"alike", "rival", "skipped", "credit", "undoes", "returned"}
_ABOUT_PARTNER = {"everything", "other_payer", "namesake"}
#: what has no journal item yet and waits for a person, however sure it is
ASKED = ("receipt", "order")


class CollectionMatch(models.Model):
    """Writing proposals in batches, after the engine's decision; what they need is read for each batch."""

    _inherit = "collection.match"

    def _write_proposals(self, journal, line_ids, matches):
        """Bring the proposals of these lines up to date and return them, best first; equal ones are left alone.

        :param matches: ``engine.matching_model.Match`` of all lines
        """
        standing = self.search_fetch(
            [("state", "=", "proposed"), ("line_ids.statement_line_id", "in", line_ids)], ["key", "by_hand"]
        )
        by_hand = standing.filtered("by_hand")
        settled = set(by_hand.line_ids.statement_line_id.ids)
        wanted = {match.key: match for match in matches if not match.lines & settled}
        kept = {match.key: match.id for match in standing - by_hand if match.key in wanted}
        (standing - by_hand - self.browse(kept.values())).unlink()
        found = [*by_hand.ids, *kept.values()]
        for some in split_every(WRITTEN, wanted.values(), list):
            found += self._write_some(journal, some, kept)
        return self.search([("id", "in", found)], order="score desc, id")

    def _write_some(self, journal, matches, kept):
        """Write one batch and return the ids of those that are new.

        :param kept: ids of the proposals that stand, by key
        """
        details = self._read_details(matches)
        standing = self.browse(kept[match.key] for match in matches if match.key in kept)
        by_key = {match.key: match for match in standing}
        fresh = []
        for match in matches:
            values = self._prepare(match, details)
            if match.key in by_key:
                by_key[match.key]._update(values)
            else:
                fresh.append({**values, **self._prepare_new(journal, match, details)})
        made = self.create(fresh).ids
        # a statement may be long: what was read and written for it is not kept in memory
        self.env.invalidate_all()
        return made

    def _update(self, values):
        """Write what has changed."""
        changed = {name: value for name, value in values.items() if self[name] != value}
        if changed:
            self.write(changed)

    # -- what is written ---------------------------------------------------------------------------

    def _read_details(self, matches):
        """Return what these matches are about.

        :return: rows by bank line id and by item key; what an item in another currency is worth by (bank line id, item
            key), in the smallest unit of the line's currency; names by ("partner" or "user", id)
        """
        wanted = self._wanted(matches)
        details = {}
        for query, name in ((pairs_sql.MONEY, "line_id"), (pairs_sql.ITEMS, "key")):
            details |= {row[name]: row for row in self.env.execute_query_dict(SQL(query, **wanted))}
        for query in (pairs_sql.FOREIGN, pairs_sql.NAMES):
            details |= {(one, other): value for one, other, value in self.env.execute_query(SQL(query, **wanted))}
        return details

    def _wanted(self, matches):
        """Return what ``_read_details`` asks for: bank lines and items, and those that the reasons and doubts name."""
        spoken = [(word, about) for match in matches for word, about in (*match.reasons, *match.doubts)]

        def named(is_meant):
            return {about for word, about in spoken if is_meant(word)}

        return {
            "line_ids": list(set().union(*(match.lines for match in matches))),
            "keys": list(set().union(*(match.items for match in matches)) | set(filter(None, named(_is_about_item)))),
            "partners": list(named(_is_about_partner)),
            "users": list(named("total".__eq__)),
        }

    def _prepare(self, match, details):
        """Return the values of a proposal that may change from one look to the next."""
        rows = [details[item] for item in match.items]
        return {
            "score": match.score,
            "sure": match.sure,
            "automatic": match.sure and all(row["automatic"] and row["kind"] not in ASKED for row in rows),
            "reason_data": {
                "for": [[word, self._told(word, about, details)] for word, about in match.reasons],
                "against": [[word, self._told(word, about, details)] for word, about in match.doubts],
            },
        }

    def _told(self, word, about, details):
        """Return what a word of the engine is about as it is kept: a number, a document or a name."""
        if _is_about_item(word):
            return (details[about]["document"] if about in details else None) or ""
        if _is_about_partner(word):
            return details.get(("partner", about), "")
        return details.get(("user", about), "") if word == "total" else about

    def _prepare_new(self, journal, match, details):
        """Return the values of a proposal that stay, with its lines."""
        first = min((details[line] for line in match.lines), key=lambda row: (row["date"], row["line_id"]))
        sign, currency = first["sign"], self.env["res.currency"].browse(first["currency_id"])
        partners = {details[item]["partner_id"] for item in match.items}
        return {
            "company_id": journal.company_id.id,
            "journal_id": journal.id,
            "key": match.key,
            "date": first["date"],
            "currency_id": currency.id,
            "partner_id": partners.pop() if len(partners) == 1 else False,
            "amount": self._amount(currency, sign * sum(part.amount for part in match.parts)),
            "difference": self._amount(currency, sign * sum(part.settles - part.amount for part in match.parts)),
            "line_ids": [Command.create(self._prepare_line(part, currency, details)) for part in match.parts],
        }

    def _prepare_line(self, part, currency, details):
        money, item = details[part.money], details[part.item]
        sign = money["sign"]
        settles = self._amount(currency, sign * part.settles)
        if item["currency_id"] != currency.id:
            item_currency = self.env["res.currency"].browse(item["currency_id"])
            settles = item_currency.round(item["open_currency"] * part.settles / details[part.money, part.item])
        return {
            "statement_line_id": part.money,
            "kind": item["kind"],
            "move_line_id": item["id"] if item["kind"] not in ASKED else False,
            "order_id": item["id"] if item["kind"] == "order" else False,
            "payment_id": item["payment_id"],
            "receipt_id": item["receipt_id"],
            "partner_id": item["partner_id"],
            "document": item["document"],
            "date_due": item["date_due"],
            "amount": self._amount(currency, sign * part.amount),
            "item_currency_id": item["currency_id"],
            "item_amount": settles,
            "difference": self._amount(currency, sign * (part.settles - part.amount - part.set_off)),
            "set_off": self._amount(currency, sign * part.set_off),
            "difference_kind": part.difference or False,
        }

    @api.model
    def _amount(self, currency, cents):
        return currency.round(cents / 10**currency.decimal_places)


def _is_about_item(word):
    """Return whether a reason or doubt is about an item; other addons may have added signs."""
    return word in REFERENCE or word in _ABOUT_ITEM


def _is_about_partner(word):
    """Return whether a reason or doubt is about a customer; other addons may have added signs."""
    return word in PAYER or word in _ABOUT_PARTNER
