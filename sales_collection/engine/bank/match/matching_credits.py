"""Invoices less credit notes: what the customer takes off without asking, and how money and credits share the items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from .matching_model import AMOUNT, KNOWN, NAMED, Candidate, Match, Money, Part
from .matching_single import joined, signs
from .matching_sums import named, points_of_named
from .subsets import adding_up


def less_credits(money: Money, candidates: Iterable[Candidate]) -> Iterator[Match]:
    """Yield the explanations that the line pays items of a customer less their open credits, to the cent.

    What the text names comes first, then all that is open, then what else adds up. A credit that nothing names is a
    doubt: the customer may mean another way.

    :param candidates: what the line may pay, credits among them, of all customers
    """
    pools = defaultdict(list)
    for one in candidates:
        if not one.item.foreign and (one.payer >= KNOWN or one.reference >= NAMED):
            pools[one.item.partner].append(one)
    for _partner, pool in sorted(pools.items()):
        pool.sort(key=lambda one: (one.item.due or money.date, one.item.place, one.item.key))
        debits = [one for one in pool if not one.item.credit and one.item.kind == "receivable"]
        credits = [one for one in pool if one.item.credit]
        if debits and credits:
            yield from _ways(money, debits, credits)


def _ways(money: Money, debits: list[Candidate], credits: list[Candidate]) -> Iterator[Match]:
    """Yield the ways in which items less credits are the money, the surest first, each once."""
    named_debits, named_credits = named(debits), named(credits)
    every = [debits, *([named_debits] if named_debits else []), *([one] for one in debits)]
    seen = set()
    for some in sorted(every, key=lambda some: (some is not named_debits, some is not debits)):
        over = _total(some) - money.amount
        found = adding_up([one.item.amount for one in credits], over) if over > 0 else None
        used = [credits[place] for place in found.places] if found else []
        if over > 0 and _total(named_credits) == over:
            used = named_credits
        key = frozenset(one.item.key for one in (*some, *used))
        if used and key not in seen:
            seen.add(key)
            only = used is named_credits or found.only
            yield _match(money, some, used, only, everything=len(key) == len(debits) + len(credits))


def share(money: int, debits: Sequence[int], credits: Sequence[int]) -> list[int] | None:
    """Return how much of each debit the credits settle, the oldest first; the rest of it is the money's.

    >>> share(900, [600, 400], [100]), share(900, [1000], [50])
    ([100, 0], None)

    :param money: in the smallest unit of the currency, as all amounts here
    :param debits: the oldest first
    :param credits: what is used of each, positive
    :returns: None if debits less credits are not the money
    """
    if sum(debits) - sum(credits) != money:
        return None
    left, parts = sum(credits), []
    for amount in debits:
        part = min(left, amount)
        parts.append(part)
        left -= part
    return parts


def fit(money: int, wanted: Sequence[tuple[int, int | None]]) -> list[tuple[int, int]] | None:
    """Return the (money, set off) of items that a person has chosen for some money, in their order; None if too much.

    The money is used before the credits, and what nobody has put an amount to takes as much as is left.

    >>> fit(900, [(1000, None), (-100, None)]), fit(150, [(90, None), (90, None), (120, None)])
    ([(900, 100), (0, -100)], [(90, 0), (60, 0), (0, 0)])
    >>> fit(950, [(1000, None), (-100, None)]), fit(500, [(1000, 300)]), fit(500, [(1000, 600)])
    ([(950, 50), (0, -50)], [(300, 0)], None)

    :param money: in the smallest unit of the bank line's currency, as all amounts here
    :param wanted: what is open of each item, credits below zero, and how much of it is meant, None for all that fits
    :returns: of each item the money that goes to it and what credits settle of it; of a credit 0 and what is used of
        it, below zero
    """
    amounts, left = _filled(money, wanted)
    amounts, left = _less_unused_credits(amounts, left, wanted)
    if left < 0 or left >= money:
        return None
    debits = [amount for amount in amounts if amount > 0]
    parts = iter(share(money - left, debits, [-amount for amount in amounts if amount < 0]))
    return [(amount - (part := next(parts)), part) if amount > 0 else (0, amount) for amount in amounts]


def _filled(money: int, wanted: Sequence[tuple[int, int | None]]) -> tuple[list[int], int]:
    """Return how much of each item is meant, credits whole and debits as far as the money reaches, and what is left."""
    amounts = [given if given is not None or is_open > 0 else is_open for is_open, given in wanted]
    left = money - sum(amount for amount in amounts if amount is not None)
    for place, (is_open, _given) in enumerate(wanted):
        if amounts[place] is None:
            amounts[place] = max(min(is_open, left), 0)
            left -= amounts[place]
    return amounts, left


def _less_unused_credits(
    amounts: Sequence[int], left: int, wanted: Sequence[tuple[int, int | None]]
) -> tuple[list[int], int]:
    """Return the amounts without what the debits leave of the credits, the last ones first, and the money left."""
    amounts = list(amounts)
    for place, (is_open, given) in reversed(list(enumerate(wanted))):
        if is_open < 0 and given is None and left > 0:
            unused = min(left, -amounts[place])
            amounts[place] += unused
            left -= unused
    return amounts, left


def _total(some: list[Candidate]) -> int:
    return sum(one.item.amount for one in some)


def _match(money: Money, debits, credits, only: bool, everything: bool) -> Match:
    """Return the explanation that the line pays these debits less these credits.

    :param only: whether no other credits make up the difference
    :param everything: whether nothing else of the customer is open
    """
    chosen = [*debits, *credits]
    reasons, doubts, points = signs(money, chosen)
    if everything and not named(chosen):
        reasons.append(("everything", debits[0].item.partner))
    if unnamed := next((one.item.key for one in credits if one.reference < NAMED), None):
        doubts.append(("credit", unnamed))
    if not only:
        doubts.append(("ambiguous", 0))
    return joined(
        chosen,
        _parts(money, debits, credits),
        points + AMOUNT["sum"] + points_of_named(chosen, everything),
        (("credits", len(credits)), *reasons),
        doubts,
    )


def _parts(money: Money, debits: list[Candidate], credits: list[Candidate]) -> Iterator[Part]:
    """Yield what money and credits settle of each debit, then what is used of each credit."""
    set_off = share(money.amount, [one.item.amount for one in debits], [one.item.amount for one in credits])
    for one, part in zip(debits, set_off, strict=True):
        yield Part(money.id, one.item.key, one.item.amount - part, one.item.amount, set_off=part)
    for one in credits:
        yield Part(money.id, one.item.key, 0, -one.item.amount, set_off=-one.item.amount)
