"""Amounts and words as banks write them; days are in ``days``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
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

    >>> plain("  １２３ "), plain('="00012"'), plain(5.0), plain(None)
    ('123', '00012', '5', '')
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
    """Return the number of a movement that a cell has; a long one that was kept as an amount has lost its end.

    >>> number_of("00012"), number_of(2.02611e27)
    ('00012', '')
    """
    return "" if isinstance(value, float) and abs(value) >= 1e15 else plain(value)


def currency(value: object) -> str:
    """Return the ISO code that a cell names, else what it says in capitals.

    >>> currency("人民币"), currency("usd"), currency("Gold")
    ('CNY', 'USD', 'GOLD')
    """
    text = plain(value).upper()
    # the code may stand beside the name: 人民币(CNY)
    if text not in _CURRENCIES and (code := re.fullmatch(r"[^A-Z]*([A-Z]{3})[^A-Z]*", text)):
        text = code[1]
    return _CURRENCIES.get(text, text)


# -- amounts ---------------------------------------------------------------------------------------


def amount(value: object, decimal: str = "", places: int = 2) -> Decimal | None:
    """Return the amount of a cell, None if it is blank.

    >>> amount("1.234,56"), amount("(5.00)"), amount("¥ 1,234.5 CR"), amount("")
    (Decimal('1234.56'), Decimal('-5.00'), Decimal('1234.50'), None)

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
    written, sign = _bare(value)
    if not written:
        return None
    if len(written) > _LONGEST_AMOUNT:
        raise Unreadable("amount", written[:_LONGEST_AMOUNT])
    return _fits(sign * _decimal(written, decimal, places, value), places, value)


def _decimal(written: str, point: str, places: int, value: object) -> Decimal:
    """Return the number that digits and separators stand for.

    :param point: the decimal separator of the column, empty if nothing tells
    :param value: the cell, for the message
    :raises Unreadable: if they are no number, or could be two.
    """
    if not re.fullmatch(r"[\d.,' ]*\d[\d.,' ]*", written):
        raise Unreadable("amount", value)
    number = re.sub(r"(?<=\d)[' ](?=\d{3}(?!\d))", "", written)
    point = _point(number) or point
    if not point and _unclear(number):
        if places > 2:
            raise Unreadable("amount_unclear", value)
        point = "." if "," in number else ","
    whole, _sep, fraction = number.partition(point) if point else (number, "", "")
    thousands = "," if point == "." else "."
    grouped = rf"\d*|\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}}"
    if not re.fullmatch(grouped, whole) or not re.fullmatch(r"\d*", fraction):
        raise Unreadable("amount", value)
    return Decimal(f"{whole.replace(thousands, '') or 0}.{fraction or 0}")


def decimal_separator(values: Iterable[object]) -> str:
    """Return the decimal separator that a column of amounts shows, empty if none or both do.

    >>> decimal_separator(["1.234,50", "7"]), decimal_separator(["1.234"])
    (',', '')
    """
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
    wrapped = re.fullmatch(r"(.*)\((.*)\)(.*)", text)
    rest, way = _side(_without_currency("".join(wrapped.groups()) if wrapped else text))
    before, number, behind = re.fullmatch(r"([+-]?)\s*(.*?)\s*([+-]?)", rest).groups()
    negative = bool(wrapped) or "-" in (before, behind)
    if negative and way == "in":
        # a minus on money in: nobody knows which of the two is meant
        return text, 1
    return "" if number in ("-", "--") else number, -1 if negative or way == "out" else 1


def _side(text: str) -> tuple[str, str]:
    """Return an amount without the word for debit or credit beside it, and which way that says: ``in`` or ``out``."""
    found = _SIDE_BEFORE.fullmatch(text) or _SIDE_BEHIND.fullmatch(text)
    if not found:
        return text, ""
    return found["rest"], "out" if found["side"].lower()[0] in "ds借" else "in"


def _without_currency(text: str) -> str:
    """Return an amount without the name or the sign of its currency."""
    text = _UNIT.sub("", text)
    return "".join(char for char in text if unicodedata.category(char) != "Sc").strip()


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
