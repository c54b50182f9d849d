"""Amounts, days and words as banks write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from .records import Problem


class Unreadable(ValueError):
    """A cell that does not say what its column promises."""

    def __init__(self, code: str, value: object = ""):
        super().__init__(code)
        self.problem = Problem(code, str(value))


#: a text has so many characters at most
LONGEST = 10_000
#: and an amount so many
_LONGEST_AMOUNT = 100
#: Excel counts days from here
_EXCEL_START = date(1899, 12, 30)
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)

_SIGNS = {"−": "-", "—": "-", "–": "-", "﹣": "-", "’": "'", "‘": "'", "﹐": ",", "、": ","}
#: most amounts: a sign at most, nothing around it
_BARE = re.compile(r"([+-]?)([\d.,]+)")
#: the name of a currency before or behind an amount
_UNIT = re.compile(
    r"(?i)^(?:(?:[a-z]{3}|kr|rs|fr|rm|rp|zł|kč)\.?(?=[\s\d+-])|[a-z]{1,2}(?=[$¥])|人民币|美元|欧元|港[币元])"
    r"|(?<=[\s\d+-])(?:[a-z]{3}|kr\.?|rs\.?|fr\.?|zł|kč|ft|[a-z]{1,2}\$|人民币|美元|欧元|港[币元]|[元圆円])$"
)
#: what an amount may have before or behind it to say which way it went
_SIDE_BEFORE = re.compile(r"(?i)(?P<side>dr|cr|借方?|贷方?)\.?\s*(?P<rest>.*)")
_SIDE_BEHIND = re.compile(r"(?i)(?P<rest>.*?)\s*(?P<side>dr|cr|d|c|s|h|借方?|贷方?)\.?")
_MONTHS = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_MONTHS |= {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_CURRENCIES = {"人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "CNH": "CNY", "美元": "USD", "欧元": "EUR"}
_CURRENCIES |= {"港币": "HKD", "港元": "HKD", "日元": "JPY", "英镑": "GBP", "€": "EUR", "£": "GBP"}
#: codes that stand beside amounts and in headers
ISO_CODES = frozenset(
    re.findall(
        r"\w{3}",
        "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CZK DKK DZD EGP EUR GBP GEL GHS HKD HRK HUF IDR ILS INR IQD "
        "IRR ISK JOD JPY KES KHR KRW KWD KZT LBP LKR MAD MMK MNT MOP MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN QAR "
        "RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU UZS VND XAF XOF ZAR",
    )
)


def plain(value: object) -> str:
    """Return the text of a cell: no full-width characters, no blanks around it, no protection of Excel's.

    What is longer than any bank writes is cut off.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)[:LONGEST]
    # most cells are plain already, and a file has very many
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable() or char.isspace())
    text = " ".join(text.split())
    if len(text) > 2 and text.startswith('="') and text.endswith('"'):
        return text[2:-1].strip()
    return text.removeprefix("'")


def number_of(value: object) -> str:
    """Return the number of a movement that a cell has; a long one that was kept as an amount has lost its end."""
    return "" if isinstance(value, float) and abs(value) >= 1e15 else plain(value)


def currency(value: object) -> str:
    """Return the ISO code that a cell names, else what it says in capitals."""
    text = plain(value).upper()
    # the code may stand beside the name: 人民币(CNY)
    if text not in _CURRENCIES and (code := re.fullmatch(r"[^A-Z]*([A-Z]{3})[^A-Z]*", text)):
        text = code[1]
    return _CURRENCIES.get(text, text)


# -- amounts ---------------------------------------------------------------------------------------


def amount(value: object, decimal: str = "", places: int = 2) -> Decimal | None:
    """Return the amount of a cell, None if it is blank.

    :param decimal: the decimal separator of the column, ``.`` or ``,``; empty if nothing tells
    :param places: decimal places of the currency
    :raises Unreadable: if it is no amount, finer than the currency, or could be two amounts.
    """
    if isinstance(value, bool | datetime | date):
        raise Unreadable("amount", value)
    if isinstance(value, int | float | Decimal):
        # a spreadsheet's number has noise behind its 15th digit
        number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
        return _fits(number, places, value)
    number, sign = _bare(value)
    if not number:
        return None
    if len(number) > _LONGEST_AMOUNT:
        raise Unreadable("amount", number[:_LONGEST_AMOUNT])
    if not re.fullmatch(r"[\d.,' ]*\d[\d.,' ]*", number):
        raise Unreadable("amount", value)
    number = re.sub(r"(?<=\d)[' ](?=\d{3}(?!\d))", "", number)
    point = _point(number) or decimal
    if not point and _unclear(number):
        if places > 2:
            raise Unreadable("amount_unclear", value)
        point = "." if "," in number else ","
    whole, _sep, fraction = number.partition(point) if point else (number, "", "")
    thousands = "," if point == "." else "."
    if not re.fullmatch(rf"\d*|\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}}", whole):
        raise Unreadable("amount", value)
    if not re.fullmatch(r"\d*", fraction):
        raise Unreadable("amount", value)
    return _fits(sign * Decimal(f"{whole.replace(thousands, '') or 0}.{fraction or 0}"), places, value)


def decimal_separator(values: Iterable[object]) -> str:
    """Return the decimal separator that a column of amounts shows, empty if none or both do."""
    found = {_point(_bare(value)[0]) for value in values if isinstance(value, str)} - {""}
    return found.pop() if len(found) == 1 else ""


def _bare(value: object) -> tuple[str, int]:
    """Return the digits and separators of an amount, without signs and currency, and its sign."""
    text = plain(value)
    if len(text) > _LONGEST_AMOUNT:
        # no amount, and patterns take long to find that out
        return text, 1
    if bare := _BARE.fullmatch(text):
        return bare[2], -1 if bare[1] == "-" else 1
    for char, meant in _SIGNS.items():
        text = text.replace(char, meant)
    whole = text
    wrapped = re.fullmatch(r"(.*)\((.*)\)(.*)", text)
    if wrapped:
        text = "".join(wrapped.groups())
    text = _UNIT.sub("", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Sc").strip()
    side = _SIDE_BEFORE.fullmatch(text) or _SIDE_BEHIND.fullmatch(text)
    out = bool(side) and side["side"].lower()[0] in "ds借"
    signed = re.fullmatch(r"([+-]?)\s*(.*?)\s*([+-]?)", side["rest"] if side else text)
    negative = bool(wrapped) or "-" in (signed[1], signed[3])
    if side and negative and not out:
        # a minus on money in: nobody knows which of the two is meant
        return whole, 1
    return ("" if signed[2] in ("", "-", "--") else signed[2]), -1 if negative or out else 1


def _point(number: str) -> str:
    """Return the decimal separator if the number itself shows it."""
    marks = [char for char in number if char in ",."]
    if not marks:
        return ""
    last, other = marks[-1], "." if marks[-1] == "," else ","
    if marks.count(last) > 1:
        return other
    if other in marks:
        return last
    return "" if _unclear(number) else last


def _unclear(number: str) -> bool:
    """Tell whether the only separator may be one of thousands: 1,234 but not 0,234, 1234,567 or 1,23."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", number))


def _fits(number: Decimal, places: int, value: object) -> Decimal:
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Unreadable("amount", value)
    rounded = round(number, places)
    if rounded != number:
        raise Unreadable("amount_fine", value)
    return rounded


# -- days ------------------------------------------------------------------------------------------


def day(value: object, order: str = "") -> date:
    """Return the day of a cell.

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
    """Return the order of day and month that a column of days shows, empty if none or both do."""
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
    parts = _parts(text)
    if not parts:
        return None
    first, second, third = parts
    if len(first) == 4 or "年" in text:
        return _date(first if len(first) == 4 else f"20{first}", second, third)
    named = first if not first.isdigit() else second if not second.isdigit() else ""
    if named:
        year = f"20{third}" if len(third) == 2 else third
        return _date(year, str(_MONTHS.get(named[:3], 0)), second if named == first else first)
    if not order and "." in text:
        order = "dmy"
    if not order and len(third) == 4 and first != second:
        order = "dmy" if int(first) > 12 else "mdy" if int(second) > 12 else ""
    if not order and (len(third) == 2 or first != second):
        raise Unreadable("date_unclear", text)
    if len(third) == 2:
        third, first = (third, f"20{first:0>2}") if order == "ymd" else (f"20{third}", first)
    if order == "ymd":
        return _date(first, second, third)
    return _date(third, first, second) if order == "mdy" else _date(third, second, first)


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
