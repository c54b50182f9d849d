"""Targets: the periods that they are set for, and how far somebody is. Percentages run from 0 to 100."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

ONE_DAY = timedelta(days=1)


def period_of(kind: str, day: date, last_month: int = 12, last_day: int = 31) -> tuple[date, date]:
    """Return the first and the last day of the period in which a day lies.

    :param kind: ``month`` (of the calendar), ``quarter`` or ``year`` (of the fiscal year)
    :param last_month: the month in which the fiscal year ends, and
    :param last_day: its day; the last of February is meant in leap years too
    :returns: both days belong to the period

    >>> period_of("quarter", date(2026, 5, 10), 3, 31)
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    if kind == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    first = _year_start(day, last_month, last_day)
    following = _year_start(first + timedelta(days=370), last_month, last_day)
    if kind == "year":
        return first, following - ONE_DAY
    starts = [_months_later(first, months) for months in (0, 3, 6, 9)] + [following]
    number = max(number for number in range(4) if starts[number] <= day)
    return starts[number], starts[number + 1] - ONE_DAY


def quarter_number(day: date, last_month: int = 12, last_day: int = 31) -> int:
    """Return which quarter of its fiscal year a day lies in, from 1 to 4.

    >>> quarter_number(date(2026, 5, 10), 3, 31)
    1

    :param last_month: the month in which the fiscal year ends, ``last_day`` its day
    """
    first = _year_start(day, last_month, last_day)
    return sum(_months_later(first, months) <= day for months in (0, 3, 6, 9))


def status(target: Decimal, attained: Decimal, gone: int, days: int, running: bool) -> str:
    """Return how somebody stands: ``reached``, ``on_track``, ``behind`` or ``missed``.

    On track is who has collected at least the share of the target that the days gone have of all days.

    :param target: in one currency with what is attained, or both in per cent
    :param gone: working days of the period that are over
    :param days: all its working days
    :param running: whether the period goes on

    >>> status(Decimal(1000), Decimal(480), 10, 20, True), status(Decimal(1000), Decimal(500), 10, 20, True)
    ('behind', 'on_track')
    """
    if attained >= target:
        return "reached"
    if not running:
        return "missed"
    return "on_track" if attained * days >= target * gone else "behind"


def _year_start(day: date, last_month: int, last_day: int) -> date:
    """Return the first day of the fiscal year in which a day lies."""
    end = _year_end(day.year, last_month, last_day)
    return (end if day > end else _year_end(day.year - 1, last_month, last_day)) + ONE_DAY


def _year_end(year: int, month: int, day: int) -> date:
    longest = calendar.monthrange(year, month)[1]
    return date(year, month, longest if month == 2 and day >= 28 else min(day, longest))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
