"""What incentives come to: rates, tiers, awards, shares. Exact, in Decimals.

Nothing is rounded on the way: ``total`` and ``of_base`` round once, half away from zero, to the smallest
amount of the currency in which the incentive is paid. Amounts are handed in in that currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class Step(NamedTuple):
    """From this value on, so many per cent, and a fixed amount."""

    start: Decimal
    percent: Decimal
    amount: Decimal = Decimal(0)


class Part(NamedTuple):
    """So many per cent of a base, and a fixed amount: a term of the formula that people read."""

    base: Decimal
    percent: Decimal
    amount: Decimal = Decimal(0)


def rounded(value: Decimal, rounding: Decimal) -> Decimal:
    """Return the nearest multiple of the rounding, half away from zero.

    >>> rounded(Decimal("-0.125"), Decimal("0.01")), rounded(Decimal("7.475"), Decimal("0.05"))
    (Decimal('-0.13'), Decimal('7.50'))

    :param rounding: the smallest amount of the currency, above zero
    """
    return (value / rounding).to_integral_value(ROUND_HALF_UP) * rounding


def of_base(base: Decimal, percent: Decimal, rounding: Decimal) -> Decimal:
    """Return so many per cent of a base, rounded.

    :param base: in the currency of the incentive
    :param percent: 0 to 100
    """
    return rounded(base * percent / 100, rounding)


def marginal(value: Decimal, steps: Iterable[Step]) -> list[Part]:
    """Return the parts of a value that lie between two steps, each at the rate of the lower one.

    Below the first step nothing is earned. A fixed amount is earned by reaching its step.

    >>> steps = [Step(Decimal(0), Decimal(1)), Step(Decimal(100), Decimal(2))]
    >>> [int(part.base) for part in marginal(Decimal(120), steps)]
    [100, 20]

    :param value: an amount in the currency of the steps
    :returns: bases in that currency, percentages from 0 to 100
    """
    steps = sorted(steps)
    found = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if value >= step.start:
            end = min(value, following.start) if following else value
            found.append(Part(end - step.start, step.percent, step.amount))
    return found


def whole(base: Decimal, measure: Decimal, steps: Iterable[Step], at_most: bool = False) -> list[Part]:
    """Return the whole base at the rate of the best step that the measure reaches, if it reaches one.

    :param base: what the rate is of, in the currency of the incentive
    :param measure: what is compared with the starts of the steps: an amount, per cent, or days
    :param at_most: the steps are marks not to be exceeded (days late): the lowest one kept is the best
    """
    if at_most:
        kept = [step for step in sorted(steps) if measure <= step.start][:1]
    else:
        kept = [step for step in sorted(steps) if measure >= step.start][-1:]
    return [Part(base, step.percent, step.amount) for step in kept]


def total(parts: Iterable[Part], rounding: Decimal) -> Decimal:
    """Return what these parts come to, rounded once.

    :param parts: bases and fixed amounts in one currency
    :param rounding: the smallest amount of that currency
    """
    return rounded(sum((part.base * part.percent / 100 + part.amount for part in parts), Decimal(0)), rounding)


def of_target(steps: Iterable[Step], target: Decimal) -> list[Step]:
    """Return the steps given in per cent of a target as steps in amounts.

    >>> [str(step.start) for step in of_target([Step(Decimal(80), Decimal(2))], Decimal(5000))]
    ['4000']

    :param target: in the currency of the incentive
    """
    return [step._replace(start=step.start * target / 100) for step in steps]


def limited(earned: Decimal, floor: Decimal, cap: Decimal) -> Decimal:
    """Return what is paid between floor and cap; 0 is none. A floor above the cap wins.

    >>> limited(Decimal(900), Decimal(0), Decimal(500)), limited(Decimal(10), Decimal(50), Decimal(0))
    (Decimal('500'), Decimal('50'))

    :param earned: in one currency with floor and cap
    """
    if cap:
        earned = min(earned, cap)
    return max(earned, floor) if floor else earned


def by_days(amount: Decimal, days: int, of_days: int, rounding: Decimal) -> Decimal:
    """Return the part of an amount for a full period that belongs to so many of its days.

    >>> by_days(Decimal(300), 10, 31, Decimal("0.01"))
    Decimal('96.77')

    :param rounding: the smallest amount of the currency
    """
    return rounded(amount * days / of_days, rounding)


def split(amount: Decimal, weights: Sequence[Decimal], rounding: Decimal) -> list[Decimal]:
    """Split an amount by weights, rounded on the running total, so that the parts add up to it.

    >>> split(Decimal(100), [Decimal(1)] * 3, Decimal("0.01"))
    [Decimal('33.33'), Decimal('33.34'), Decimal('33.33')]

    :param weights: not negative, their sum above zero
    :param rounding: the smallest amount of the currency; the amount is a multiple of it
    """
    everything = sum(weights, Decimal(0))
    parts, running, given = [], Decimal(0), Decimal(0)
    for weight in weights:
        running += weight
        upto = rounded(amount * running / everything, rounding)
        parts.append(upto - given)
        given = upto
    return parts
