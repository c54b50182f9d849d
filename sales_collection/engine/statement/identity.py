"""What makes a movement the same one when it comes again."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from .records import Line

#: what banks write where they have no number
_NO_NUMBER = {"", "0", "-", "/", "N/A", "NA", "NIL", "NONE", "NONREF", "NOREF", "NOTPROVIDED"}


def keys(lines: Iterable[Line]) -> list[str]:
    """Return a key for each movement of a file, the same whenever it comes again.

    The bank's own number tells, with amount and account, since some banks give a payment and its fee one number; on
    another day it is another movement. Else day, amount, text and payer do, and of several alike on one day, which
    they are: the file counts them.
    """
    seen: Counter[str] = Counter()
    days: defaultdict[str, dict[date, int]] = defaultdict(dict)
    found = []
    for line in lines:
        amount = format(line.amount.normalize(), "f")
        if number := bank_number(line.unique_id):
            digest = _digest(number, amount, line.account)
            place = days[digest].setdefault(line.date, len(days[digest]))
            found.append(f"id:{digest}:{place + 1}" if place else f"id:{digest}")
            continue
        digest = _digest(line.date.isoformat(), amount, line.text, line.name, line.account, line.reference)
        seen[digest] += 1
        found.append(f"fp:{digest}:{seen[digest]}")
    return found


def bank_number(text: str) -> str:
    """Return the bank's number of a movement, empty if what stands there is none."""
    return "" if "".join(text.split()).upper().strip("0") in _NO_NUMBER else text


def number_of_others(number: str, day: date, journal_id: int, account: str, is_table: bool) -> str:
    """Return the number under which OCA's importers keep a movement, empty if the bank has given none.

    :param account: the number of the own account, as far as it is known
    :param is_table: whether it stood in a table, where they add the moment
    """
    if not bank_number(number):
        return ""
    moment = f"-{int(datetime.combine(day, time(), UTC).timestamp())}" if is_table else ""
    return "-".join(filter(None, (bare(account), str(journal_id), number))) + moment


def same_words(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether text, payer, account and reference are those of one movement, of the same day and amount.

    Two that agree are enough; one is if nothing contradicts it.
    """
    pairs = [(_tidy(mine), _tidy(theirs)) for mine, theirs in zip(one, other, strict=True)]
    said = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return sum(said) > 1 or (bool(said) and all(said))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(map(_tidy, parts)).encode()).hexdigest()[:32]


def _tidy(text: str) -> str:
    return "".join(text.split()).casefold()


def bare(account: str) -> str:
    """Return an account number without blanks and signs, in capitals."""
    return "".join(char for char in account if char.isalnum() or char == "*").upper()


def same_account(one: str, other: str) -> bool:
    """Tell whether two account numbers are of one account, as far as they say: an IBAN ends with the bank's number.

    Digits that the file hides (``6222****1234``) may be anything.
    """
    short, long = sorted((bare(one), bare(other)), key=len)
    if len(short) < 4:
        return False
    if "*" in short + long:
        head, tail = (long if "*" in long else short), (short if "*" in long else long)
        start, end = head.split("*", 1)[0], head.rsplit("*", 1)[1]
        return tail.startswith(start) and tail.endswith(end) and len(tail) >= len(start) + len(end)
    return long == short or (long[:2].isalpha() and long.endswith(short.lstrip("0")))
