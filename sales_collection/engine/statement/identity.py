"""What makes a movement the same one when it comes again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from .records import Line


def keys(lines: Iterable[Line]) -> list[str]:
    """Return a key for each movement of a file, the same whenever it comes again.

    The bank's own number tells, with amount and account, since some banks give a payment and its fee one number. Else
    day, amount, text and payer do, and of several alike on one day, which they are: the file counts them.
    """
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        amount = format(line.amount.normalize(), "f")
        if line.unique_id:
            found.append("id:" + _digest(line.unique_id, amount, line.account))
            continue
        digest = _digest(line.date.isoformat(), amount, line.text, line.name, line.account, line.reference)
        seen[digest] += 1
        found.append(f"fp:{digest}:{seen[digest]}")
    return found


def _digest(*parts: str) -> str:
    tidy = "\x1f".join("".join(part.split()).casefold() for part in parts)
    return hashlib.sha256(tidy.encode()).hexdigest()[:32]


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
