"""Payments that a bank takes back: money that runs the other way finds what it undoes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .matching_model import AMOUNT, NAMED, Candidate, Match, Money, Part
from .matching_single import signs

#: points for words that say so, and beside them for what the payment paid; without them, and without the payment's
#: number, money out may be a refund
SAYS_SO, SAYS_WHAT, NOTHING_SAYS_SO = 20, 15, -20


def returned(money: Money, candidates: Iterable[Candidate]) -> Iterator[Match]:
    """Yield the explanations that the line takes back a payment, whole, with a fee of the bank at most.

    Whether it does is for a person to say, always. The items are what the payment has on the customer's account; more
    than the money if a discount was taken with it, which then stays a credit.

    :param candidates: items of payments, ``Item.document`` is the payment
    """
    payments = defaultdict(list)
    for one in candidates:
        if not one.item.foreign:
            payments[one.item.document].append(one)
    for _document, items in sorted(payments.items()):
        every = frozenset().union(*(one.signs for one in items))
        items = [replace(one, signs=every) for one in sorted(items, key=lambda one: one.item.key)]
        over = money.amount - sum(one.item.amount for one in items)
        if over <= min(one.item.fee for one in items):
            yield _match(money, items, over)


def _match(money: Money, items: list[Candidate], over: int) -> Match:
    parts, left = [], money.amount - max(over, 0)
    for one in items:
        amount = min(left, one.item.amount)
        left -= amount
        if amount:
            parts.append(Part(money.id, one.item.key, amount, amount))
    word = "fee" if over > 0 else "exact" if over == 0 else "part"
    if over > 0:
        parts[-1] = replace(parts[-1], amount=parts[-1].amount + over, difference="fee")
    reasons, doubts, points = signs(money, items)
    first = items[0]
    if money.returned:
        points += SAYS_SO + (SAYS_WHAT if "about" in first.signs else 0)
        reasons.append(("says_returned", 0))
    elif first.reference < NAMED:
        points += NOTHING_SAYS_SO
    if over < 0:
        doubts.append(("part", -over))
    return Match(
        tuple(parts),
        AMOUNT["fee" if over > 0 else "exact"] + points,
        (("undoes", first.item.key), *([] if word == "part" else [(word, -over)]), *reasons),
        (("returned", first.item.key), *doubts),
        first.item.sure_from,
        first.reference,
        first.payer,
    )
