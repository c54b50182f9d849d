"""Which of these amounts add up to a sum: exact, bounded, and honest about having looked everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: so many amounts are looked at, in so many steps, for at most so many parts
MOST_AMOUNTS, MOST_STEPS, MOST_PARTS = 24, 20_000, 20


@dataclass(frozen=True)
class Found:
    """The places of the amounts that add up, and whether they are the only ones that do.

    ``only`` is false also when the search had to stop before it had seen all.
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
    places = [place for place, amount in enumerate(amounts) if 0 < amount <= total][:MOST_AMOUNTS]
    search = _Search([amounts[place] for place in places], total)
    search.run()
    if not search.found:
        return None
    looked_at_all = search.steps <= MOST_STEPS and len(places) == sum(1 for amount in amounts if 0 < amount <= total)
    first = search.found[0]
    return Found(tuple(places[index] for index in first), looked_at_all and len(search.found) == 1)


class _Search:
    """Take or leave each amount in turn; stop at the second solution or when it takes too long."""

    def __init__(self, amounts: list[int], total: int):
        self.amounts, self.total = amounts, total
        self.left = [sum(amounts[index:]) for index in range(len(amounts) + 1)]
        self.found: list[tuple[int, ...]] = []
        self.steps = 0

    def run(self) -> None:
        stack: list[tuple[int, int, tuple[int, ...]]] = [(0, self.total, ())]
        while stack and len(self.found) < 2 and self.steps <= MOST_STEPS:
            index, missing, taken = stack.pop()
            self.steps += 1
            if missing == 0 and taken:
                self.found.append(taken)
            elif missing > 0 and self.left[index] >= missing and len(taken) < MOST_PARTS:
                stack.append((index + 1, missing, taken))
                stack.append((index + 1, missing - self.amounts[index], (*taken, index)))
