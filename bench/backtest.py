"""How well the credit score foretells who pays late: ``python -m bench.backtest FILE``.

The file has one invoice a line, with the columns customerID, InvoiceDate, DueDate, InvoiceAmount and SettledDate
(month/day/year). Each customer's invoices are halved by their dates. He is scored on what was known the day before the
second half begins, and the score is compared with the days late of that half, weighted by amount. The baseline is what
a spreadsheet would say: the plain average of days late, early payments counted as such.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from statistics import correlation, fmean


def _scoring():
    """Return the engine's module out of its folder: it needs no Odoo, and neither does this."""
    folder = str(Path(__file__).parents[1] / "sales_collection")
    sys.path.insert(0, folder)
    try:
        return import_module("engine.credit.scoring")
    finally:
        sys.path.remove(folder)


scoring = _scoring()


def read(path: str) -> dict[str, list[tuple[date, object]]]:
    """Return {customer: [(invoice date, item)]}, each list by date."""
    customers = defaultdict(list)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            item = scoring.Item(_day(row["DueDate"]), _day(row["SettledDate"]), Decimal(row["InvoiceAmount"]))
            customers[row["customerID"]].append((_day(row["InvoiceDate"]), item))
    for history in customers.values():
        history.sort(key=lambda pair: (pair[0], pair[1].due, pair[1].amount))
    return dict(customers)


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Spearman's rank correlation: Pearson's of the ranks, equal values sharing their mean rank."""
    return correlation(_ranks(first), _ranks(second))


def compare(customers) -> tuple[int, float, float]:
    """Return how many customers were compared, and the rank correlation of the score and of the baseline.

    Both as a warning of days late: 1 is a perfect order, 0 is none. The score is turned round, since it is high for
    those who pay well.
    """
    warned, average, actual = [], [], []
    for history in customers.values():
        half = len(history) // 2
        today = history[half][0] - timedelta(days=1)
        known = [item for day, item in history[:half] if day <= today]
        value = scoring.score(scoring.figures_of(known, today)).value
        settled = [(item.paid - item.due).days for item in known if item.paid <= today]
        if value is None or not settled:
            continue
        later = [item for _day, item in history[half:]]
        warned.append(-value)
        average.append(fmean(settled))
        actual.append(scoring.figures_of(later, date.max).average_days)
    return len(actual), rank_correlation(warned, actual), rank_correlation(average, actual)


def _ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    places = defaultdict(list)
    for place, value in enumerate(ordered):
        places[value].append(place)
    return [fmean(places[value]) for value in values]


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    count, ours, plain = compare(read(sys.argv[1]))
    print(f"{count} customers; rank correlation with the days late that came: score {ours:.3f}, average {plain:.3f}")
