"""One bank line and several items: those that are named, or a subset that adds up to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from .matching_model import AMOUNT, KNOWN, MOST, NAMED, REFERENCE, TOTAL, Candidate, Match, Money, Part
from .matching_single import joined, relate, signs
from .subsets import MOST_AMOUNTS, MOST_PARTS, adding_up

#: some of the items are named, none is and others of the customer stay open
SOME_NAMED, SOME_OPEN = REFERENCE["near"], -10


def sums(money: Money, candidates: Iterable[Candidate]) -> Iterator[Match]:
    """Yield the explanations that the line pays several items at once.

    :param candidates: what the line may pay, without orders
    """
    usable = sorted((one for one in candidates if not one.item.foreign), key=_oldest_first)
    all_named = named(usable)
    if 2 <= len(all_named) <= MOST_PARTS:
        yield from _all_named(money, all_named)
    for pool in _pools(usable):
        chosen, only = _subset(money, pool)
        if len(chosen) > 1 and chosen != all_named:
            everything = len(chosen) == len(pool) < MOST_AMOUNTS
            parts = [_part(money, one) for one in chosen]
            yield _match(money, chosen, parts, "sum", () if only else [("ambiguous", 0)], everything)


def _oldest_first(candidate: Candidate):
    item = candidate.item
    return (item.due or item.issued or date.max, item.key)


def _pools(usable: list[Candidate]) -> Iterator[list[Candidate]]:
    """Yield what may be paid together: the items of a customer, the cash that one salesperson holds."""
    pools = defaultdict(list)
    for candidate in usable:
        item = candidate.item
        if candidate.payer >= KNOWN or candidate.reference >= NAMED:
            pools["customer", item.partner, item.kind == "receivable"].append(candidate)
        if item.collector and {"depositor", "total"} & candidate.signs:
            pools["cash", item.collector, False].append(candidate)
    for _name, pool in sorted(pools.items()):
        if len(pool) > 1:
            yield pool


def _subset(money: Money, pool: list[Candidate]) -> tuple[list[Candidate], bool]:
    """Return the items that add up to the line, the named ones among them if possible; and whether only they do."""
    told = named(pool)
    rest = [one for one in pool if one.reference < NAMED]
    missing = money.amount - sum(one.item.amount for one in told)
    if told and missing > 0:
        found = adding_up([one.item.amount for one in rest], missing)
        if found:
            chosen = told + [rest[place] for place in found.places]
            return sorted(chosen, key=_oldest_first), found.only
    found = adding_up([one.item.amount for one in pool], money.amount)
    return ([pool[place] for place in found.places], found.only) if found else ([], False)


def _all_named(money: Money, told: list[Candidate]) -> Iterator[Match]:
    """Yield the explanation that the line pays all that it names, with a small difference or money left over."""
    full = [_part(money, one) for one in told]
    discounted = [_discounted(money, one) for one in told]
    missing = sum(part.amount for part in full) - money.amount
    largest = max(range(len(told)), key=lambda place: (full[place].amount, full[place].item))
    item = told[largest].item
    word, part = relate(item.amount - missing, item, money.date)
    if missing == 0:
        yield _match(money, told, full, "sum")
    elif sum(part.amount for part in discounted) == money.amount:
        yield _match(money, told, discounted, "discount")
    elif word == "over":
        yield _match(money, told, full, "over", [("over", -missing)])
    elif word != "part" and part.amount > 0:
        full[largest] = replace(part, money=money.id)
        yield _match(money, told, full, word)


def _part(money: Money, candidate: Candidate) -> Part:
    return Part(money.id, candidate.item.key, candidate.item.amount, candidate.item.amount)


def _discounted(money: Money, candidate: Candidate) -> Part:
    """Return the part less what the payment term takes off on the day of the money."""
    word, part = relate(candidate.item.discounted, candidate.item, money.date)
    return replace(part, money=money.id) if word == "discount" else _part(money, candidate)


def _match(money, chosen, parts, word, doubts=(), everything=False) -> Match:
    """Return the explanation with these parts.

    :param word: how the sum goes with the amount, a key of AMOUNT
    :param everything: whether nothing else of the customer is open
    """
    reasons, more_doubts, points = signs(money, chosen)
    # that several amounts add up says a little less than that one is the same
    points += AMOUNT["sum"] + (AMOUNT[word] - AMOUNT["exact"] if word != "sum" else 0)
    points += points_of_named(chosen, everything)
    if all("total" in one.signs for one in chosen):
        points += TOTAL
        reasons.append(("total", chosen[0].item.collector))
    elif everything and not named(chosen):
        reasons.append(("everything", chosen[0].item.partner))
    if word not in ("sum", "over"):
        reasons.insert(0, (word, sum(part.settles - part.amount for part in parts)))
    return joined(
        chosen,
        parts,
        min(points, MOST.get(word, points)),
        (("sum", len(chosen)), *reasons),
        (*doubts, *more_doubts, *_doubt_customers(chosen)),
    )


def _doubt_customers(chosen: list[Candidate]) -> Iterator[tuple[str, int]]:
    """Yield a doubt if the items are of several customers and not all of them are known to pay."""
    partners = {one.item.partner for one in chosen if not one.item.collector}
    if len(partners) > 1 and min(one.payer for one in chosen) < KNOWN:
        # a slip in one of the numbers may mean somebody else's invoice
        yield "several", len(partners)


def named(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return those whose document the text names.

    :param candidates: of one bank line
    """
    return [one for one in candidates if one.reference >= NAMED]


def points_of_named(chosen: list[Candidate], everything: bool) -> int:
    """Return the points for how many of several items the text names.

    :param everything: whether nothing else of the customer is open
    """
    count = len(named(chosen))
    if 0 < count < len(chosen):
        return SOME_NAMED
    return 0 if count or everything else SOME_OPEN
