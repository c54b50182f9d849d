"""Two readings of one amount: another set of the customer's items that adds up to the cent as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import accumulate, combinations

from .matching_model import KNOWN, NAMED, Candidate, Match, Money

#: all sets of so few items are looked at, of more those of so many parts; of many items something always adds up, and
#: that says nothing
_SMALL = ((7, 7), (12, 3), (60, 2))


def read_twice(money: Money, match: Match, candidates: Iterable[Candidate]) -> Match:
    """Return the match with a doubt if the money is another set of the customer's items too, also less credits.

    What is named in the text is decided by the text.

    :param candidates: all of the line, those of the match among them
    """
    if len(match.items) > 1 or match.doubts:
        return match
    by_key = {one.item.key: one for one in candidates}
    one = by_key[min(match.items)]
    if one.item.kind != "receivable":
        return match
    if _credited(one, by_key.values()):
        return replace(match, doubts=(("credited", 0),))
    if match.missing or match.reference >= NAMED or match.payer < KNOWN:
        return match
    if one.item.partner in money.abroad or _another_set(money, one, by_key.values(), match.reference):
        return replace(match, doubts=(("ambiguous", 0),))
    return match


def _another_set(money: Money, one: Candidate, candidates: Collection[Candidate], reference: int) -> bool:
    """Return whether other items of the customer add up to the money too, also with credits that are open."""
    amounts = _amounts(other for other in candidates if _beside(one, other, reference))
    return any(adds_up(amounts, total) for total in _totals(money, one, candidates))


def adds_up(amounts: list[int], total: int) -> bool:
    """Return whether two or more of the amounts are a set that a person would see: few, the first ones, or all.

    >>> adds_up([300, 222, 70], 522), adds_up([300, 222, 70], 100)
    (True, False)

    :param amounts: oldest first
    """
    if total in accumulate(amounts):
        return True
    usable = [amount for amount in amounts if amount <= total]
    most = next((parts for count, parts in _SMALL if len(usable) <= count), 1)
    return any(sum(some) == total for parts in range(1, most + 1) for some in combinations(usable, parts))


def _totals(money: Money, one: Candidate, candidates: Iterable[Candidate]) -> Iterator[int]:
    """Yield what other items may add up to: the money, and the money with each and with all of the open credits."""
    credits = [other.item.amount for other in candidates if other.item.credit and _same_customer(one, other)]
    yield money.amount
    yield from (money.amount + cents for cents in credits)
    if len(credits) > 1:
        yield money.amount + sum(credits)


def _beside(one: Candidate, other: Candidate, reference: int) -> bool:
    """Return whether an item may be meant instead: of the same customer, and named no less."""
    mine, item = one.item, other.item
    same_instalment = mine.document and mine.document == item.document and mine.amount == item.amount
    return (
        item.key != mine.key
        and item.kind == "receivable"
        and _same_customer(one, other)
        and not item.foreign
        and not item.credit
        and not same_instalment
        and other.reference >= reference
    )


def _credited(one: Candidate, candidates: Iterable[Candidate]) -> bool:
    """Return whether a credit note of the item's amount is open: perhaps nothing is owed any more."""
    return any(
        other.item.credit and _same_customer(one, other) and other.item.amount == one.item.amount
        for other in candidates
    )


def _same_customer(one: Candidate, other: Candidate) -> bool:
    return one.item.partner == other.item.partner


def _amounts(pool: Iterable[Candidate]) -> list[int]:
    ordered = sorted(pool, key=lambda one: (str(one.item.due or one.item.issued or ""), one.item.key))
    return [one.item.amount for one in ordered]
