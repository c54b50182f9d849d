"""In which currency an amount is: by its cell, its header, and signs that several currencies share."""

from __future__ import annotations

import re

from .values import ISO_CODES, currency, plain

#: signs that stand for one of several currencies
_SHARED = {
    "$": "ARS AUD BRL CAD CLP COP HKD MXN NZD SGD TWD USD UYU",
    "¥": "CNY JPY",
    "元": "CNY HKD MOP TWD",
    "圆": "CNY JPY",
    "KR": "DKK ISK NOK SEK",
    "RS": "INR LKR NPR PKR",
    "FR": "CHF XAF XOF",
}
_DOLLARS = {"US$": "USD", "HK$": "HKD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "S$": "SGD", "SG$": "SGD"}
_DOLLARS |= {"NZ$": "NZD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "CN¥": "CNY", "JP¥": "JPY"}
_SIGNS = {"₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND", "₴": "UAH", "₱": "PHP"}
_SIGNS |= {
    "€": "EUR",
    "円": "JPY",
    "EURO": "EUR",
    "EUROS": "EUR",
    "DOLLAR": "$",
    "DOLLARS": "$",
    "RS.": "RS",
    "FR.": "FR",
}
_SIGNS |= {"RM": "MYR", "RP": "IDR", "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "人民币元": "CNY", "人民币": "CNY"}

#: what may stand around an amount and is no currency
_NUMBER = re.compile(r"[\d.,'’()+\-−–—\s]+")
_SIDES = {"DR", "CR", "D", "C", "S", "H", "借", "贷", "借方", "贷方", ""}
_BRACKETS = re.compile(r"[(\[【〔]\s*(.*?)\s*[)\]】〕]")
_IN_FORMAT = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]{1,8})"|([€£¥])')
_CODE = "|".join(sorted(ISO_CODES))
_IN_HEADER = re.compile(rf"(?i)(?:^|[\s_])(?:in|en|em)?\s*\b({_CODE}|euros?)\b")


def of_amount(cell: object) -> str:
    """Return the currency that stands beside an amount, or a sign that several share; empty if there is none.

    >>> of_amount("1,000.00 USD"), of_amount("€5"), of_amount("5.00")
    ('USD', 'EUR', '')
    """
    if not isinstance(cell, str) or cell.isascii() and not (cell.upper() != cell.lower() or "$" in cell):
        return ""
    found = {part.strip(".") for part in _NUMBER.split(plain(cell).upper())} - _SIDES
    return _known(found.pop()) if len(found) == 1 else ""


def named(cell: object) -> str:
    """Return the currency that a cell of its own names: its code, a sign, else what it says in capitals."""
    return _known(plain(cell).upper()) or currency(cell)


def agreed(codes: set[str]) -> set[str]:
    """Return these currencies without the signs that may stand for another of them.

    >>> agreed({"$", "USD"}), agreed({"$", "EUR"}) == {"$", "EUR"}
    ({'USD'}, True)
    """
    return {code for code in codes if code and not any(may_be(code, other) for other in codes if other != code)}


def of_header(name: str) -> str:
    """Return the currency of a column of amounts: ``Amount (USD)``, ``Saldo in CHF``; empty if it names none.

    >>> of_header("Amount (USD)"), of_header("Saldo in CHF"), of_header("金额(元)")
    ('USD', 'CHF', '')
    """
    for inside in _BRACKETS.findall(name):
        # 金额(元) is a form, whatever the account's currency
        if (code := _known(plain(inside).upper())) and code != "元":
            return code
    found = _IN_HEADER.search(plain(name))
    return _known(found[1].upper()) if found else ""


def of_format(number_format: str) -> str:
    """Return the currency that a spreadsheet's number format shows beside amounts, empty if it shows none.

    :param number_format: as Excel writes it: ``#,##0.00 [$€-407]``
    """
    found = _IN_FORMAT.search(number_format)
    return _known(plain(next(filter(None, found.groups()), "")).upper()) if found else ""


def without(header: str) -> str:
    """Return the words of a header without the currency in them.

    >>> without("Amount USD")
    'Amount '
    """
    return _IN_HEADER.sub(" ", header)


def may_be(code: str, journal: str) -> bool:
    """Tell whether a code or sign may stand for the currency of that code.

    >>> may_be("$", "USD"), may_be("$", "EUR")
    (True, False)

    :param code: what a file says
    :param journal: the ISO code of the journal's currency
    """
    return code == journal or journal in _SHARED.get(code, "").split()


def _known(text: str) -> str:
    if text in ISO_CODES or text in _SHARED:
        return text
    meant = _DOLLARS.get(text) or _SIGNS.get(text) or currency(text)
    return meant if meant in ISO_CODES or meant in _SHARED else ""
