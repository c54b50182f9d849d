"""Instalments of a payment plan: how a sum is split, and how money runs down what is owed. Exact, in Decimals."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal


def split(total: Decimal, count: int, rounding: Decimal) -> list[Decimal]:
    """Split an amount into equal instalments; the last one takes the rest.

    :param total: what is owed, a multiple of the rounding
    :param count: how many instalments, one at least
    :param rounding: the smallest amount of the currency
    :returns: amounts that add up to the total exactly
    :raises ValueError: when there is nothing to split, or so little that an instalment would be empty.
    """
    if count < 1 or total <= 0:
        raise ValueError("nothing to split")
    each = (total / count / rounding).to_integral_value(ROUND_DOWN) * rounding
    if each <= 0:
        raise ValueError("too many instalments")
    return [each] * (count - 1) + [total - each * (count - 1)]


def run_down(money: Decimal, owed: Iterable[Decimal]) -> list[Decimal]:
    """Give money to what is owed, in its order, as far as it reaches; return the part of each.

    Less than nothing reaches nobody. What is left over belongs to nobody here.

    >>> [int(part) for part in run_down(Decimal(150), [Decimal(100), Decimal(100), Decimal(100)])]
    [100, 50, 0]

    :param money: in one currency with what is owed
    :param owed: the oldest first
    """
    parts = []
    left = max(money, Decimal(0))
    for amount in owed:
        part = min(left, max(amount, Decimal(0)))
        parts.append(part)
        left -= part
    return parts


def last_reached(items: Iterable[Decimal], instalments: Iterable[Decimal]) -> list[int]:
    """Return, for each item, the number (from 0) of the instalment that pays its last part.

    The instalments are run down the items in their order. Items that the instalments do not reach
    in full belong to the last one.

    >>> last_reached([Decimal(50), Decimal(100), Decimal(50)], [Decimal(100), Decimal(100)])
    [0, 1, 1]

    :param items: amounts in one currency with the instalments
    """
    steps = list(instalments)
    ends, total = [], Decimal(0)
    for amount in steps:
        total += amount
        ends.append(total)
    found, reached = [], Decimal(0)
    for amount in items:
        reached += amount
        found.append(next((number for number, end in enumerate(ends) if end >= reached), len(steps) - 1))
    return found
