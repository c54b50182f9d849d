"""The credit score of a customer: 0 to 100 from how it has paid, every part visible. See docs/credit-score.md.

Two steps, so that the first can also be one statement over all customers: ``figures_of`` sums up a history,
``score`` weighs the figures. Nothing here knows amounts by themselves, only their shares: a small customer who pays
on time is as good as a large one. Only what has fallen due counts, and it counts by its due date, so that paying
later moves nothing to a kinder place: it never raises the score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from ..ledger.measures import average_days_late, late_days, on_time

#: days late that halve the points of a part
HALF_LIFE_DAYS = 30
#: the length and the number of items from which a relationship has proved itself
FULL_MONTHS, FULL_ITEMS = 36, 24
#: on average
DAYS_OF_MONTH = 30.4375
YEAR, RECENT = timedelta(days=365), timedelta(days=91)

#: how much each part counts unless the policy says otherwise
WEIGHTS = {
    "average": 30.0,
    "on_time": 20.0,
    "worst": 10.0,
    "trend": 10.0,
    "promises": 10.0,
    "disputes": 5.0,
    "bounces": 5.0,
    "relationship": 5.0,
    "report": 5.0,
}


@dataclass(frozen=True)
class Item:
    """A payment on an invoice, or what is left open of it.

    :ivar due: the due date in force
    :ivar paid: the day the money came, None while it is open
    :ivar amount: in one currency for all items; what is not above zero is left out
    """

    due: date
    paid: date | None
    amount: Decimal


@dataclass(frozen=True)
class Figures:
    """What a score is made of; days are days late, 0 for what came on time or early.

    :ivar items: how many items have fallen due
    :ivar average_days: average days late, weighted by amount
    :ivar on_time: share of the amount that came by its due date, 0 to 1
    :ivar worst_days: how long at most something was overdue within the last twelve months
    :ivar recent_days: average days late of what fell due in the last three months, None if nothing did
    :ivar earlier_days: the same of the twelve months before
    :ivar months: since the first due date
    :ivar broken_promises: promises to pay that were broken or kept in part
    :ivar lost_disputes: disputes in which the customer was not right
    :ivar bounced_payments: payments that were taken back
    :ivar report: points of an agency's report that is still valid, 0 to 100, None without one
    """

    items: int
    average_days: float = 0.0
    on_time: float = 1.0
    worst_days: int = 0
    recent_days: float | None = None
    earlier_days: float | None = None
    months: float = 0.0
    broken_promises: int = 0
    lost_disputes: int = 0
    bounced_payments: int = 0
    report: float | None = None


@dataclass(frozen=True)
class Score:
    """A score with its parts.

    :ivar value: 0 to 100 with one decimal, None for a customer who is not rated
    :ivar parts: {name of the part: its points, 0 to 100}; a part that nothing is known of is missing
    """

    value: float | None
    parts: Mapping[str, float]


def figures_of(
    items: Iterable[Item],
    today: date,
    broken_promises: int = 0,
    lost_disputes: int = 0,
    bounced_payments: int = 0,
    report: float | None = None,
) -> Figures:
    """Sum up a history as it is known on a day; the order of the items does not matter.

    :param items: amounts in one currency for all of them, in any unit
    :param today: items that fall due later, and payments that come later, are not known yet
    :returns: the figures; see there for the other parameters.
    """
    known = [(item, _days_late(item, today)) for item in items if item.due <= today and item.amount > 0]
    events = {
        "broken_promises": broken_promises,
        "lost_disputes": lost_disputes,
        "bounced_payments": bounced_payments,
        "report": report,
    }
    if not known:
        return Figures(0, **events)
    recent_since, earlier_since = today - RECENT, today - RECENT - YEAR
    first = min(item.due for item, _days in known)
    return Figures(
        items=len(known),
        average_days=_average(known) or 0.0,
        on_time=_share_on_time(item for item, _days in known),
        worst_days=max((days for item, days in known if _end(item, today) > today - YEAR), default=0),
        recent_days=_average([pair for pair in known if pair[0].due > recent_since]),
        earlier_days=_average([pair for pair in known if earlier_since < pair[0].due <= recent_since]),
        months=(today - first).days / DAYS_OF_MONTH,
        **events,
    )


def score(figures: Figures, weights: Mapping[str, float] = WEIGHTS, minimum_items: int = 3) -> Score:
    """Weigh the figures: the average of the points of all parts that are known, by their weights.

    Points of a part: days late halve them every 30 days (``100 * 2 ** (-days / 30)``), each broken promise, lost
    dispute and bounced payment halves them, the share on time gives them straight. The trend is the worse of the
    last three months and the twelve before: getting worse shows at once, getting better once it has lasted.

    :param weights: {part: weight}, not negative; a part without one does not count
    :param minimum_items: below so many items the customer is not rated
    :raises ValueError: for a negative weight.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    parts = {name: points for name, points in _points(figures).items() if points is not None}
    total = sum(weights.get(name, 0) for name in parts)
    if figures.items < minimum_items or not total:
        return Score(None, parts)
    value = sum(points * weights.get(name, 0) for name, points in parts.items()) / total
    return Score(round(min(max(value, 0.0), 100.0), 1), parts)


def _points(figures: Figures) -> dict[str, float | None]:
    trend = None
    if figures.recent_days is not None and figures.earlier_days is not None:
        trend = _of_days(max(figures.recent_days, figures.earlier_days))
    length, volume = min(figures.months / FULL_MONTHS, 1), min(figures.items / FULL_ITEMS, 1)
    return {
        "average": _of_days(figures.average_days),
        "on_time": 100 * figures.on_time,
        "worst": _of_days(figures.worst_days),
        "trend": trend,
        "promises": _of_events(figures.broken_promises),
        "disputes": _of_events(figures.lost_disputes),
        "bounces": _of_events(figures.bounced_payments),
        "relationship": 50 * length + 50 * volume,
        "report": figures.report,
    }


def _of_days(days: float) -> float:
    return 100 * 2 ** (-days / HALF_LIFE_DAYS)


def _of_events(count: int) -> float:
    return 100 * 0.5**count


def _end(item: Item, today: date) -> date:
    """Return the day until which the item is known to have been open."""
    return min(item.paid or today, today)


def _days_late(item: Item, today: date) -> int:
    return late_days((_end(item, today) - item.due).days)


def _share_on_time(items: Iterable[Item]) -> float:
    """Return the share of the amount that came by its due date, 0 to 1, exactly until the last step."""
    total = in_time = Fraction(0)
    for item in items:
        total += Fraction(item.amount)
        if item.paid and on_time((item.paid - item.due).days):
            in_time += Fraction(item.amount)
    return float(in_time / total)


def _average(known: list[tuple[Item, int]]) -> float | None:
    """Return the average days late, exactly until the last step; None of nothing."""
    average = average_days_late((item.amount, days) for item, days in known)
    return None if average is None else float(average)
