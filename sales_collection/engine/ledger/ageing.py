"""Ageing of receivables: into which bucket an item falls, by its days overdue.

The bounds are the usual ones of an aged receivables report (30, 60, 90, 120 days). A bucket's
upper bound belongs to it: 30 days overdue is still "1-30". Due today is not yet overdue.
"""

NOT_DUE = "not_due"
OLDEST = "older"
#: (name, last day overdue that belongs to the bucket), in rising order
BOUNDS = (
    (NOT_DUE, 0),
    ("1_30", 30),
    ("31_60", 60),
    ("61_90", 90),
    ("91_120", 120),
)
BUCKETS = tuple(name for name, _last in BOUNDS) + (OLDEST,)


def days_overdue(date_due, today):
    """Return how many days ``today`` lies after ``date_due``; negative while it is not due.

    >>> from datetime import date
    >>> days_overdue(date(2026, 1, 31), date(2026, 3, 1))
    29

    :param date date_due: the due date in force
    """
    return (today - date_due).days


def bucket(days):
    """Return the name of the bucket for that many days overdue (negative or 0: not due).

    >>> bucket(0), bucket(1), bucket(30), bucket(31), bucket(500)
    ('not_due', '1_30', '1_30', '31_60', 'older')

    :returns: one of ``BUCKETS``
    """
    for name, last in BOUNDS:
        if days <= last:
            return name
    return OLDEST
