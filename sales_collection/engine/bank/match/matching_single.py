"""One bank line and the items that it is said to pay: how the amounts go together, what else speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from .matching_model import (
    AMOUNT,
    DISCOUNT_GRACE,
    DUE_DAYS,
    EARLIEST,
    MOST,
    NAMED,
    NEAR_DUE,
    OTHER_PAYER,
    PAYER,
    PROMISE,
    REFERENCE,
    TOO_EARLY,
    Candidate,
    Item,
    Match,
    Money,
    Part,
)

#: so many points less has an order that the text does not name
UNNAMED_ORDER = 25


def relate(amount: int, item: Item, day: date) -> tuple[str, Part]:
    """Return how an amount goes with what is open on an item, and what it would pay.

    The word is a key of AMOUNT. Only differences within the item's limits are settled; else it is a part, or the
    rest of the money is left over.

    >>> [relate(amount, Item("m1", "receivable", 1000, fee=5), date.today())[0] for amount in (1000, 995, 400, 1200)]
    ['exact', 'fee', 'part', 'over']

    :param amount: of the money, in the smallest unit of the bank line's currency, as what is open on the item
    :param day: of the bank line
    :returns: the part is of no bank line yet (0)
    """
    missing = item.amount - amount
    if item.kind == "order" and missing >= 0:
        return "deposit", Part(0, item.key, amount, amount)
    if item.foreign:
        return "converted", Part(0, item.key, min(amount, item.amount), min(amount, item.amount))
    if missing == 0:
        return "exact", Part(0, item.key, amount, amount)
    if item.discounted == amount and item.discount_until and day <= item.discount_until + DISCOUNT_GRACE:
        return "discount", Part(0, item.key, amount, item.amount, "discount")
    if abs(missing) <= item.rounding:
        return "rounding", Part(0, item.key, amount, item.amount, "rounding")
    if 0 < missing <= item.fee:
        return "fee", Part(0, item.key, amount, item.amount, "fee")
    if 0 < missing <= item.discount:
        return "discount", Part(0, item.key, amount, item.amount, "discount")
    if missing > 0:
        return "part", Part(0, item.key, amount, amount)
    return "over", Part(0, item.key, item.amount, item.amount)


def single(money: Money, candidate: Candidate) -> Match:
    """Return the explanation that the line pays this one item, or a part of it."""
    item = candidate.item
    word, part = relate(money.amount, item, money.date)
    reasons, doubts, points = signs(money, [candidate])
    missing = 0 if item.kind == "order" else item.amount - part.settles
    if item.kind == "order":
        doubts.append(("order", item.key))
        points = _order_points(points, candidate, money.amount)
    about = part.settles - part.amount or missing or money.amount - part.amount
    if word in MOST:
        doubts.append((word, about))
    return Match(
        (replace(part, money=money.id),),
        min(AMOUNT[word] + points, MOST.get(word, AMOUNT[word] + points)),
        ((word, about), *reasons),
        tuple(doubts),
        item.sure_from,
        candidate.reference,
        candidate.payer,
        missing,
    )


def _order_points(points: int, candidate: Candidate, amount: int) -> int:
    """Return the points of an order: one that is not named only if the money is all of it, and after any invoice."""
    if candidate.reference >= NAMED:
        return points
    return points - UNNAMED_ORDER if amount == candidate.item.amount else -AMOUNT["deposit"]


def signs(money: Money, chosen: list[Candidate]) -> tuple[list[tuple[str, object]], list[tuple[str, object]], int]:
    """Return (reasons, doubts, points) of everything but the amount; of several items the weakest counts.

    :param chosen: the items that the line is said to pay, one at least
    """
    reasons = list(_references(chosen))
    doubts = []
    weakest = min(chosen, key=lambda candidate: (candidate.payer, candidate.item.key))
    points = min(candidate.reference for candidate in chosen) + weakest.payer
    if weakest.payer:
        reasons.append((max(weakest.signs, key=lambda sign: (PAYER.get(sign, 0), sign)), weakest.item.partner))
    elif money.payers and not any(candidate.item.partner in money.payers for candidate in chosen):
        points += OTHER_PAYER
        doubts.append(("other_payer", min(money.payers)))
    if all("promise" in candidate.signs for candidate in chosen):
        points += PROMISE
        reasons.append(("promise", 0))
    items = [candidate.item for candidate in chosen]
    day_doubts, day_points = _of_day(money.date, items)
    doubts += day_doubts
    if any(item.claimed for item in items):
        doubts.append(("claimed", 0))
    return reasons, doubts, points + day_points


def _references(chosen: list[Candidate]) -> Iterator[tuple[str, str]]:
    """Yield for each item that the text names the surest way in which it does."""
    for candidate in chosen:
        best = max(candidate.signs, key=lambda sign: (REFERENCE.get(sign, 0), sign), default="")
        if best in REFERENCE:
            yield best, candidate.item.key


def _of_day(day: date, items: list[Item]) -> tuple[list[tuple[str, int]], int]:
    """Return (doubts, points) of the day of the money: near a due date, or long before an invoice was issued."""
    doubts, points = [], 0
    if any(item.due and abs((day - item.due).days) <= DUE_DAYS for item in items):
        points += NEAR_DUE
    if any(item.issued and day < item.issued - EARLIEST for item in items):
        points += TOO_EARLY
        doubts.append(("early", 0))
    return doubts, points


def joined(chosen: list[Candidate], parts: Iterable[Part], points: int, reasons, doubts) -> Match:
    """Return the explanation that a line pays these items together; the weakest of them says how sure it is.

    :param points: how much speaks for it
    :param reasons: (word, what it is about), the first says how the amounts go together; likewise ``doubts``
    """
    return Match(
        tuple(parts),
        points,
        tuple(reasons),
        tuple(doubts),
        max(one.item.sure_from for one in chosen),
        min(one.reference for one in chosen),
        min(one.payer for one in chosen),
    )
