"""What a careful clerk stops at although number, amount and payer agree: what the text, the day or the payer says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .matching_model import NAMED, REFERENCE, Candidate, Match, Money
from .matching_said import is_date
from .matching_text import plain

#: words that say nothing against money that goes out
_OUT = ("refund",)


def doubted(money: Money, match: Match, chosen: list[Candidate]) -> Match:
    """Return the match with all doubts that follow from what the bank line says."""
    owed = [one for one in chosen if one.item.kind == "receivable"]
    doubts = [*_words(money, match, owed), *_facts(money, match, owed, chosen)]
    return replace(match, doubts=tuple(dict.fromkeys((*match.doubts, *doubts)))) if doubts else match


def believed(money: Money, candidate: Candidate) -> Candidate:
    """Return the candidate less signs that are none: a number that is a phone's or a street's, or reads as a day."""
    if not candidate.named or candidate.reference == 0:
        return candidate
    if all(any(number in run for run in money.said.elsewhere) for number in candidate.named):
        return replace(candidate, signs=candidate.signs - REFERENCE.keys())
    if "number" in candidate.signs and all(is_date(number) for number in candidate.named):
        return replace(candidate, signs=candidate.signs - {"number"} | {"short"})
    return candidate


def _words(money: Money, match: Match, owed: list[Candidate]) -> Iterator[tuple[str, object]]:
    """Yield the words that say what else the money is for; a customer may be called by one of them."""
    for kind, word in money.said.words:
        if (money.out and kind in _OUT) or (kind == "part" and match.reference >= NAMED):
            continue
        if any(word not in plain(one.item.name) for one in owed):
            yield f"word_{kind}", word.lower()


def _facts(money: Money, match: Match, owed, chosen) -> Iterator[tuple[str, object]]:
    said, named = money.said, match.reference >= NAMED
    items = [one.item for one in owed]
    if money.own and owed:
        yield "own", 0
    if any(item.issued and money.date < item.issued for item in items):
        yield "early", 0
    if said.months and not named and any(_month(item) and not _month(item) & said.months for item in items):
        yield "month", 0
    if said.amounts and not said.amounts & _amounts(money, match, chosen):
        yield "other_amount", min(said.amounts)
    if said.currency:
        yield "other_currency", said.currency
    if not named and any(part.difference for part in match.parts) and money.amount not in _discounted(items):
        yield "unnamed", 0
    if not named and any(
        item.partner in money.namesakes and not one.signs & {"account", "alias", "partner"}
        for one, item in zip(owed, items, strict=True)
    ):
        yield "namesake", next(item.partner for item in items if item.partner in money.namesakes)


def _month(item) -> set[int]:
    return {day.month for day in (item.issued, item.due) if day}


def _amounts(money: Money, match: Match, chosen) -> set[int]:
    """Return the amounts that may stand in the text: the money, and each item."""
    return {money.amount, sum(part.settles for part in match.parts), *(one.item.amount for one in chosen)}


def _discounted(items) -> set[int]:
    return {item.discounted for item in items if item.discounted}
