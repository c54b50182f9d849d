"""What a bank line's text says besides numbers and names: months, amounts, currencies, words, a phone or a street."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from .matching_model import Said

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_REST = ["UARY", "RUARY", "CH", "IL", "", "E", "Y", "UST", "TEMBER", "OBER", "EMBER", "EMBER"]
_CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_NAMED_MONTH = re.compile(
    r"(?<![A-Z])(?:(\d{1,2})(?:ST|ND|RD|TH)?[\s./-]*)?("
    + "|".join(f"{month}(?:{rest})?" for month, rest in zip(_MONTHS, _REST, strict=True))
    + r"|SEPT)(?![A-Z])(?:[\s./,'-]*(\d{1,2})(?!\d))?"
)
_CHINESE_MONTH = re.compile(r"(?<!\d)(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?")
_YEAR_MONTH = re.compile(r"(?<![\dA-Z/.-])20\d\d[-/.](0?[1-9]|1[0-2])(?![\d/.-])")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(0?[1-9]|1[0-2])[-/.]20\d\d(?!\d)")
_LAST_MONTH = re.compile(r"LAST MONTH|PREVIOUS MONTH|上\s*个?月")
#: a day that is named with its month is the day of the transfer if it is so near
_TRANSFER = timedelta(days=15)

_AMOUNT = r"(?:\d{1,3}(?:[,.' ]\d{3})+|\d+)"
_CENTS = re.compile(rf"(?<![\d.,/A-Z-])({_AMOUNT})[.,](\d\d)(?![\d/-])(?![.,]\d)")
#: what currencies are called in a sentence, beside those in use
_CODES = frozenset(("EUR", "USD", "GBP", "CNY", "JPY", "CHF", "HKD", "SGD", "AUD", "CAD"))
_CURRENCIES = {"€": "EUR", "£": "GBP", "RMB": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR"}
_CURRENCIES |= {"港币": "HKD", "港元": "HKD", "日元": "JPY", "英镑": "GBP"}

_BEFORE = re.compile(
    r"(?:(?<![A-Z])(?:TEL|TELEPHONE|PHONE|MOBILE|CELL|FAX|CALL|HOTLINE|ZIP|ZIP CODE|POSTCODE|POSTAL CODE|BOX|ROOM|"
    r"SUITE|APT|FLAT|UNIT|STREET|ROAD|AVENUE|LANE|STR|RD|AVE)(?![A-Z])|电话|手机|传真|邮编|联系人|路|街|大道|弄)"
    r"[\s.:：,#]*(?:NO[\s.]*)?\+?(\d[\d\s()/.-]*)"
)
_BEHIND = re.compile(r"(\d[\d-]*)\s*(?:(?:[A-Z]+\s+)?(?:STREET|ROAD|AVENUE|LANE)(?![A-Z])|号楼|号|弄|室)")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d")


def read(text: str, day: date, currency: str, patterns: Mapping[str, re.Pattern], codes: frozenset[str]) -> Said:
    """Return what a text says.

    :param text: in capital letters, Chinese apart from the rest, as ``clean_sql`` writes it
    :param day: the day of the bank line
    :param currency: the code of its currency
    :param patterns: by kind of word, see ``matching_words.pattern``
    :param codes: the codes of all currencies in use
    """
    return Said(
        tuple((kind, found[0]) for kind, pattern in patterns.items() for found in [pattern.search(text)] if found),
        frozenset(_months(text, day)),
        frozenset(_amounts(text)),
        _other_currency(text, currency, codes),
        frozenset(re.sub(r"\D", "", run) for find in (_BEFORE, _BEHIND) for run in find.findall(text)),
    )


def is_date(number: str) -> bool:
    """Return whether a number reads as a day, or as a year with its month.

    >>> is_date("202601"), is_date("20260131"), is_date("31012026"), is_date("202600012")
    (True, True, True, False)
    """
    return bool(_DATE.fullmatch(number))


def _months(text: str, day: date):
    """Yield the months that are named, 1 to 12, less those that say only when the money was sent."""
    for before, name, behind in _NAMED_MONTH.findall(text):
        month = _MONTHS.index(name[:3]) + 1
        if not _is_transfer(before or behind, month, day):
            yield month
    for name, behind in _CHINESE_MONTH.findall(text):
        month = int(name) if name.isdigit() else _CHINESE.index(name) + 1 if name in _CHINESE else 0
        if 1 <= month <= 12 and not _is_transfer(behind, month, day):
            yield month
    for find in (_YEAR_MONTH, _MONTH_YEAR):
        yield from map(int, find.findall(text))
    if _LAST_MONTH.search(text):
        yield (day.month - 2) % 12 + 1


def _is_transfer(number: str, month: int, day: date) -> bool:
    try:
        return bool(number) and any(
            abs(date(year, month, int(number)) - day) <= _TRANSFER for year in (day.year - 1, day.year, day.year + 1)
        )
    except ValueError:
        return False


def _amounts(text: str):
    """Yield the amounts that are written with two decimals, in cents; what may be a day or a time is none."""
    for whole, cents in _CENTS.findall(text):
        amount = int(re.sub(r"\D", "", whole)) * 100 + int(cents)
        if amount >= 3200:
            yield amount


def _other_currency(text: str, currency: str, codes: frozenset[str]) -> str:
    """Return the currency that stands at an amount, if it is not the line's own; empty for none."""
    names = "|".join(sorted(map(re.escape, codes | _CODES | set(_CURRENCIES)), key=len, reverse=True))
    found = {
        _CURRENCIES.get(name, name)
        for pair in re.findall(rf"(?<![A-Z])({names})\s*\d|\d\s*({names})(?![A-Z])", text)
        for name in pair
        if name
    }
    return min(found, default="") if currency not in found else ""
