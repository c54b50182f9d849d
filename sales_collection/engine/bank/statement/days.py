"""Days as banks write them: in figures of any order, with names of months, as a spreadsheet counts them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from .values import Unreadable, plain

#: Excel counts days from here
_EXCEL_START = date(1899, 12, 30)
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)
_MONTHS = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_MONTHS |= {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}


def day(value: object, order: str = "") -> date:
    """Return the day of a cell.

    >>> day("31.01.26"), day("June 5, 2026"), day("05/06/2026", "dmy"), day(46053)
    (datetime.date(2026, 1, 31), datetime.date(2026, 6, 5), datetime.date(2026, 6, 5), datetime.date(2026, 1, 31))

    :param order: how the column writes days: ``ymd``, ``dmy``, ``mdy``; empty if nothing tells
    :raises Unreadable: if it is no day between 1970 and 2199, or could be two.
    """
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        found = _day_of_number(value) or _day_of_text(plain(value), order)
    if not found or not _FIRST <= found <= _LAST:
        raise Unreadable("date", value)
    return found


def day_order(values: Iterable[object]) -> str:
    """Return the order of day and month that a column of days shows, empty if none or both do.

    >>> day_order(["05/06/2026", "31/01/2026"]), day_order(["05/06/2026"])
    ('dmy', '')
    """
    found = set()
    for value in values:
        parts = _parts(plain(value)) if isinstance(value, str) else None
        if parts and len(parts[0]) < 3 and len(parts[2]) == 4 and parts[1].isdigit():
            first, second = int(parts[0]), int(parts[1])
            if first > 12 >= second:
                found.add("dmy")
            elif second > 12 >= first:
                found.add("mdy")
    return found.pop() if len(found) == 1 else ""


def _day_of_number(value: object) -> date | None:
    """Read 20260131, also with a time behind it, and Excel's count of days."""
    text = plain(value)
    if re.fullmatch(r"(19|20|21)\d{6}( ?\d\d:?\d\d(:?\d\d)?)?", text):
        return _date(text[:4], text[4:6], text[6:8])
    if isinstance(value, int | float) or re.fullmatch(r"\d{5}(\.\d+)?", text):
        try:
            return _EXCEL_START + timedelta(days=int(float(text)))
        except (ValueError, OverflowError):
            return None
    return None


def _day_of_text(text: str, order: str) -> date | None:
    """Read a day whose parts stand apart: 2026-01-31, 31.01.26, Jan 31, 2026.

    :raises Unreadable: if it could be two days.
    """
    parts = _parts(text)
    if not parts:
        return None
    first, second, third = parts
    if not first.isdigit():
        return _date(_full_year(third), _month_number(first), second)
    if not second.isdigit():
        return _date(_full_year(third), _month_number(second), first)
    if len(first) == 4 or "年" in text:
        return _date(_full_year(first), second, third)
    found = dict(zip(order or _order_shown(text, parts), parts, strict=True))
    return _date(_full_year(found["y"]), found["m"], found["d"])


def _order_shown(text: str, parts: tuple[str, str, str]) -> str:
    """Return the order of a day of figures, its year not first, as the day itself shows it.

    :raises Unreadable: if it could be two days.
    """
    first, second, third = parts
    if "." in text:
        return "dmy"
    if len(third) == 4 and (first == second or int(first) > 12):
        return "dmy"
    if len(third) == 4 and int(second) > 12:
        return "mdy"
    raise Unreadable("date_unclear", text)


def _full_year(year: str) -> str:
    """Return a year in four digits; banks write no days of the century before."""
    return year if len(year) > 2 else f"20{year:0>2}"


def _month_number(name: str) -> str:
    """Return the number of a month by its name, "0" of what is none."""
    return str(_MONTHS.get(name[:3], 0))


def _parts(text: str) -> tuple[str, str, str] | None:
    """Return the three parts of a day as they stand, a time behind it left out."""
    found = re.match(
        r"(\d{4}|\d\d(?=年))\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)"
        r"|(\d{1,2})[-/. ]+(\d{1,2}|[a-zä]{3,9})[-/., ]+(\d{4}|\d{2})(?!\d)"
        r"|(\d{1,2})([a-zä]{3,9})(\d{4}|\d{2})(?!\d)"
        r"|([a-zä]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?!\d)",
        text.casefold(),
    )
    return tuple(part for part in found.groups() if part) if found else None


def _date(year: str, month: str, day_of_month: str) -> date | None:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None
