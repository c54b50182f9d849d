"""What a careful clerk stops at although number, amount and payer agree: what the text, the day or the payer says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .matching_model import NAMED, REFERENCE, Candidate, Item, Match, Money
from .matching_said import is_date
from .matching_text import plain

#: words that say nothing against money that goes out
_OUT = ("refund",)
#: signs by which one of several customers of the same name is known
_TELL_CUSTOMER = {"account", "alias", "partner"}


def doubted(money: Money, match: Match, chosen: list[Candidate]) -> Match:
    """Return the match with all doubts that follow from what the bank line says.

    :param chosen: the candidates of the match
    """
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


def _facts(money: Money, match: Match, owed: list[Candidate], chosen: list[Candidate]) -> Iterator[tuple[str, object]]:
    """Yield the doubts that no single word says: who pays, on which day, what the text names and what it does not."""
    items = [one.item for one in owed]
    if money.own and owed:
        yield "own", 0
    if any(item.issued and money.date < item.issued for item in items):
        yield "early", 0
    yield from _contradictions(money, match, items, chosen)
    if match.reference < NAMED:
        yield from _unnamed(money, match, owed)


def _contradictions(
    money: Money, match: Match, items: list[Item], chosen: list[Candidate]
) -> Iterator[tuple[str, object]]:
    """Yield where the text names another month, amount or currency than the items and the line have."""
    said = money.said
    months = [_months(item) for item in items] if said.months and match.reference < NAMED else ()
    if any(mine and not mine & said.months for mine in months):
        yield "month", 0
    if said.amounts and not said.amounts & _amounts(money, match, chosen):
        yield "other_amount", min(said.amounts)
    if said.currency:
        yield "other_currency", said.currency


def _unnamed(money: Money, match: Match, owed: list[Candidate]) -> Iterator[tuple[str, object]]:
    """Yield what is too little without the document's number: a difference, a name that several customers have."""
    discounted = {one.item.discounted for one in owed if one.item.discounted}
    if any(part.difference for part in match.parts) and money.amount not in discounted:
        yield "unnamed", 0
    namesakes = [one for one in owed if one.item.partner in money.namesakes]
    if any(not one.signs & _TELL_CUSTOMER for one in namesakes):
        yield "namesake", namesakes[0].item.partner


def _months(item: Item) -> set[int]:
    """Return the months that a text about the item may name, 1 to 12: of its issue and of its due date."""
    return {day.month for day in (item.issued, item.due) if day}


def _amounts(money: Money, match: Match, chosen: list[Candidate]) -> set[int]:
    """Return the amounts that may stand in the text: the money, and each item."""
    return {money.amount, sum(part.settles for part in match.parts), *(one.item.amount for one in chosen)}
