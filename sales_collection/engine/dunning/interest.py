"""Interest for delay: so much a year on what was outstanding, day by day.

Nothing is rounded here: whoever asks rounds the sum, once, by the rules of the currency. The first
day of a period bears interest, the last one does not, so that adjoining periods add up. All amounts
and rates are ``Decimal``.

Day counts, after the 2006 ISDA Definitions, section 4.16:

- ``act365``: Actual/365 (Fixed), 4.16(d): days of the calendar / 365, also in leap years.
- ``act360``: Actual/360, 4.16(e): days of the calendar / 360.
- ``30360``: 30E/360 (Eurobond), 4.16(g): (360 (Y2 - Y1) + 30 (M2 - M1) + (D2 - D1)) / 360, where a
  day 31 counts as 30. The other one, 30/360 of 4.16(f), does not add up over adjoining periods: whoever
  is charged twice for half a month would pay for a day more than who is charged once.
"""

from decimal import Decimal
from typing import NamedTuple

BASES = {"act365": 365, "act360": 360, "30360": 360}


class Part(NamedTuple):
    """A stretch of days in which neither the balance nor the rate changes."""

    amount: Decimal
    date_from: object
    date_to: object
    days: int
    percent: Decimal


def days_between(date_from, date_to, day_count):
    """Return the days that count from one day to another.

    >>> from datetime import date
    >>> days_between(date(2026, 1, 31), date(2026, 3, 1), "act365")
    29
    >>> days_between(date(2026, 1, 31), date(2026, 3, 1), "30360")
    31

    :param str day_count: a key of ``BASES``
    """
    if day_count == "30360":
        return _day_30(date_to) - _day_30(date_from)
    return (date_to - date_from).days


def _day_30(day):
    return 360 * day.year + 30 * day.month + min(day.day, 30)


def parts(changes, date_from, date_to, rates, day_count):
    """Return the stretches that bear interest, oldest first.

    :param changes: rows (day, amount outstanding from that day on), in any order; before the first, nothing is
    :param rates: rows (day, per cent a year from that day on), points included; before the first, no interest
    :param day_count: a key of ``BASES``
    :returns: Parts with days by the day count, rates in per cent a year
    """
    changes, rates = sorted(changes), sorted(rates)
    bounds = {day for day, _value in (*changes, *rates) if date_from < day < date_to}
    days = [date_from, *sorted(bounds), date_to] if date_from < date_to else []
    found = []
    for start, end in zip(days, days[1:], strict=False):
        amount, percent = _value_on(changes, start), _value_on(rates, start)
        count = days_between(start, end, day_count)
        if amount > 0 and percent and count:
            found.append(Part(amount, start, end, count, percent))
    return found


def _value_on(rows, day):
    """Return the value of the last of the sorted rows that has begun on that day."""
    return next((value for start, value in reversed(rows) if start <= day), Decimal(0))


def total(found, day_count):
    """Return the interest of these stretches, divided once and not rounded.

    :param found: Parts with amounts in one currency
    :returns: Decimal in that currency
    """
    return sum((p.amount * p.percent * p.days for p in found), Decimal(0)) / (100 * BASES[day_count])


def interest_of_balance(changes, date_from, date_to, rates, day_count):
    """Return the interest on a balance that changes; see ``parts`` for what it takes.

    >>> from datetime import date
    >>> changes = [(date(2026, 1, 1), Decimal(1000)), (date(2026, 2, 20), Decimal(500))]
    >>> interest_of_balance(changes, date(2026, 1, 1), date(2026, 4, 11), [(date.min, Decimal("3.65"))], "act365")
    Decimal('7.50')

    :returns: Decimal in the currency of the balance, not rounded
    """
    return total(parts(changes, date_from, date_to, rates, day_count), day_count)


def interest(amount, date_from, date_to, rates, day_count):
    """Return the interest on an amount that stays the same.

    >>> from datetime import date
    >>> interest(Decimal(1000), date(2026, 1, 1), date(2026, 4, 11), [(date.min, Decimal("3.65"))], "act365")
    Decimal('10.00')

    :param Decimal amount: in any currency
    :returns: Decimal in that currency, not rounded
    """
    return interest_of_balance([(date_from, amount)], date_from, date_to, rates, day_count)
