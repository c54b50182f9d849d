"""Which of these amounts add up to a sum: exact, bounded, and honest about having looked everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: so many amounts are looked at, for at most so many parts
MOST_AMOUNTS, MOST_PARTS = 24, 20


@dataclass(frozen=True)
class Found:
    """The places of the amounts that add up, and whether they are the only ones that do.

    ``only`` is false also when there are more amounts than are looked at.
    """

    places: tuple[int, ...]
    only: bool


def adding_up(amounts: Sequence[int], total: int) -> Found | None:
    """Return which amounts add up to the total: the earliest in their order, None if none do or none was found.

    >>> adding_up([100, 60, 40], 100)
    Found(places=(0,), only=False)
    >>> adding_up([70, 20, 50], 120)
    Found(places=(0, 2), only=True)

    :param amounts: in the smallest unit of the currency; what is not above zero is left out
    """
    usable = [place for place, amount in enumerate(amounts) if 0 < amount <= total]
    looked_at = usable[:MOST_AMOUNTS]
    # each half has few subsets; two of them that add up are found by their sums
    half = len(looked_at) // 2
    second = _by_sum(_subsets(looked_at[half:], amounts, total))
    best, count = None, 0
    for subtotal, taken in _subsets(looked_at[:half], amounts, total):
        for rest in second.get(total - subtotal, ()):
            places = taken + rest
            if places and len(places) <= MOST_PARTS:
                count += 1
                best = min(best or places, places)
    return Found(best, count == 1 and len(looked_at) == len(usable)) if best else None


def _subsets(places: list[int], amounts: Sequence[int], most: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return the sum and the places of each subset whose sum is not more than ``most``."""
    found: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for place in places:
        amount = amounts[place]
        found += [(subtotal + amount, (*taken, place)) for subtotal, taken in found if subtotal + amount <= most]
    return found


def _by_sum(subsets: Iterable[tuple[int, tuple[int, ...]]]) -> dict[int, list[tuple[int, ...]]]:
    """Return the first two subsets of each sum, the earliest among them: more than one is all that has to be known."""
    grouped: dict[int, list[tuple[int, ...]]] = {}
    for subtotal, taken in sorted(subsets):
        same = grouped.setdefault(subtotal, [])
        if len(same) < 2:
            same.append(taken)
    return grouped
