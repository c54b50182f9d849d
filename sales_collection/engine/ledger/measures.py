"""How punctual money is: each measure defined once.

``models/ledger/measure_sql.py`` says the same in SQL; a test compares.

- **Days late** of an amount are the days from the due date in force to the day the money came; early money counts as
  0 days, so that it never makes up for late money.
- **Average days late** weighs them by amount.
- An amount is **on time** when it came on the due date or before.
- The **on-time rate** is the part of what *has fallen due* that was on time. What is still open and overdue counts
  against it, so leaving old debts alone improves nothing. Targets are measured by it.
- **Punctual money** is the part of what *has come* that was on time. What nobody has paid yet is not in it: a statement
  of incentives judges the money that it counts.
- A customer's score knows the **share paid on time**: of all that has ever fallen due, without what was written off.

Shares run from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction


def late_days(days: int) -> int:
    """Return the days late that count of days from the due date: early money is 0 days late.

    >>> late_days(5), late_days(-3)
    (5, 0)

    :param days: from the due date in force, negative when early
    """
    return max(days, 0)


def on_time(days: int) -> bool:
    """Return whether money that came so many days after its due date was on time.

    :param days: negative when early, 0 on the due date
    """
    return days <= 0


def average_days_late(items: Iterable[tuple[Decimal, int]]) -> Fraction | None:
    """Return the average days late, weighted by amount; None where there is no amount to weigh by.

    :param items: pairs of an amount and the days from its due date, negative when early

    >>> average_days_late([(Decimal(100), 30), (Decimal(100), -20)])
    Fraction(15, 1)
    """
    items = [(Fraction(amount), late_days(days)) for amount, days in items]
    total = sum(amount for amount, _days in items)
    return sum((amount * days for amount, days in items), Fraction(0)) / total if total > 0 else None


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return what per cent of the whole a part is; None when there is no whole to measure by.

    :param part: in one currency with the whole
    :returns: 0 to 100
    """
    return 100 * part / whole if whole > 0 else None
