"""What makes a movement the same one when it comes again."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from .records import Line

#: what banks and programs write where they have no number
_NO_NUMBER = re.compile(
    r"[\W_0X]*|-1|9{3,}|N/?A|NAN|NIL|NULL|NONE|NO(N|T)?(REF|REFERENCE|ID|PROVIDED|AVAILABLE)?|UNKNOWN|UNDEFINED|DEFAULT"
    r"|[无空]|没有|暂无"
)
#: a long number that a spreadsheet has rounded: 2.02611E+27
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+|\d[.,]\d+E\d+")
#: a payment and its fee may have one number; what stands on more amounts than these is no number of a movement
_AMOUNTS_OF_A_NUMBER = 2


class Marks(NamedTuple):
    """By what a movement is known: the keys of its number (empty where nothing stands) and of its words.

    ``former`` are keys under which it may have been kept before: as if its account were the journal's only one.
    ``whole`` is the key of the collected entry that it was taken from, which may have come as one.
    """

    number: str
    words: str
    tells: bool
    former: tuple[str, ...] = ()
    whole: str = ""

    @property
    def key(self) -> str:
        """The key that it is kept under."""
        return self.number if self.tells else self.words

    @property
    def alike(self) -> str:
        """What all movements of the same words have in common, however many there are."""
        return self.words.rsplit(":", 1)[0]


def marks(lines: Sequence[Line], owners: Sequence[str] | None = None) -> list[Marks]:
    """Return for each movement of a file by what it is known whenever it comes again.

    The bank's own number tells, with amount and account, as long as it tells the lines of the file apart. Else day,
    amount, text and payer do, and of several alike on one day, which they are: the file counts them.

    :param owners: for each line the own account and currency, empty for those that the journal keeps anyway
    """
    owners = owners or [""] * len(lines)
    numbers = [bank_number(line.unique_id) for line in lines]
    telling = _telling(lines, numbers, owners)
    seen: Counter[str] = Counter()
    found = []
    for line, number, owner in zip(lines, numbers, owners, strict=True):
        by_number, by_words = _keys(line, owner, seen)
        former = tuple(filter(None, _keys(line, "", seen))) if owner else ()
        found.append(Marks(by_number, by_words, (number, owner) in telling, former, _key_of_whole(line, owner)))
    return found


def _key_of_whole(line: Line, owner: str) -> str:
    number, amount = line.whole or ("", 0)
    return _keys(replace(line, unique_id=number, amount=amount, account=""), owner, Counter())[0] if number else ""


def _keys(line: Line, owner: str, seen: Counter[str]) -> tuple[str, str]:
    amount, last = format(line.amount.normalize(), "f"), (owner,) if owner else ()
    # also of what is no number: it may have been kept as one before
    by_number = f"id:{_digest(line.unique_id, amount, line.account, *last)}" if line.unique_id else ""
    digest = _digest(line.date.isoformat(), amount, line.text, line.name, line.account, line.reference, *last)
    seen[digest] += 1
    return by_number, f"fp:{digest}:{seen[digest]}"


def _telling(lines: Sequence[Line], numbers: Sequence[str], owners: Sequence[str]) -> set[tuple[str, str]]:
    """Return the numbers, each with its owner, that tell lines apart.

    One that stands on several days, on many amounts, or on one amount of two payers or texts, does not.
    """
    groups = defaultdict(list)
    for line, number, owner in zip(lines, numbers, owners, strict=True):
        if number:
            groups[number, owner].append(line)
    return {number for number, group in groups.items() if len(group) == 1 or _is_one(group)}


def _is_one(group: Sequence[Line]) -> bool:
    """Tell whether the lines of one number are one movement and perhaps its fee."""
    said = defaultdict(set)
    for line in group:
        for place, word in enumerate((line.name, line.text, line.account, line.reference)):
            if word:
                said[line.amount, place].add(_tidy(word))
    return (
        len({line.date for line in group}) == 1
        and len({line.amount for line in group}) <= _AMOUNTS_OF_A_NUMBER
        and all(len(words) == 1 for words in said.values())
    )


def bank_number(text: str) -> str:
    """Return the bank's number of a movement, empty if what stands there is none.

    >>> bank_number("FT26031-1"), bank_number("NONREF"), bank_number("2.02611E+27")
    ('FT26031-1', '', '')
    """
    bare_text = "".join(text.split()).upper()
    return "" if _NO_NUMBER.fullmatch(bare_text) or _ROUNDED.fullmatch(bare_text) else text


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

    :param one: text, payer, account and reference; likewise ``other``
    """
    pairs = [(_tidy(mine), _tidy(theirs)) for mine, theirs in zip(one, other, strict=True)]
    said = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return sum(said) > 1 or (bool(said) and all(said))


def names_account(name: str, account: str) -> bool:
    """Tell whether what stands in the place of a name is nothing but this account's number.

    >>> names_account("DE89 3704", "DE893704"), names_account("Bluebell Ltd", "DE893704")
    (True, False)
    """
    return any(char.isdigit() for char in name) and same_account(name, account)


def another_payer(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two movements name two payers; both are (text, payer, account, reference)."""
    return bool(one[1] and other[1] and not _within(one[1], other[1])) or bool(
        one[2] and other[2] and not same_account(one[2], other[2]) and bare(one[2]) != bare(other[2])
    )


def contradicts(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two movements of one number, day and amount are two: by their payers, else by their texts.

    :param one: text, payer, account and reference
    """
    if another_payer(one, other):
        return True
    if one[1] and other[1]:
        return False
    return bool(one[0] and other[0]) and not _within(one[0], other[0])


def _within(one: str, other: str) -> bool:
    short, long = sorted((_tidy(one), _tidy(other)), key=len)
    return short in long


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(map(_tidy, parts)).encode()).hexdigest()[:32]


def _tidy(text: str) -> str:
    return "".join(text.split()).casefold()


def bare(account: str) -> str:
    """Return an account number without blanks and signs, in capitals.

    >>> bare("DE89 3704-0044")
    'DE8937040044'
    """
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
