"""What a bank writes, as the numbers in it: how a document is named in a sentence, also with a slip of the pen."""

from __future__ import annotations

import re
import unicodedata

_APART = re.compile(r"[^A-Z0-9]+")
_DIGIT = re.compile(r"\d")
#: a number has so many characters, and is written in at most so many pieces
SHORTEST, LONGEST, MOST_PIECES = 5, 35, 5


def key(text: str) -> str:
    """Return a number as it is compared: capital letters and digits only, whatever the width and the accents.

    >>> key("inv/2026/００１２")
    'INV20260012'
    """
    return _APART.sub("", plain(text))


def numbers(text: str) -> frozenset[str]:
    """Return everything in a text that may be the number of a document: up to five pieces in a row, with a digit.

    >>> sorted(numbers("Re. INV/2026/00012"))
    ['00012', '202600012', 'INV2026', 'INV202600012', 'REINV2026', 'REINV202600012']
    """
    pieces = [piece for piece in _APART.split(plain(text)) if piece]
    found = set()
    for start in range(len(pieces)):
        joined = ""
        for piece in pieces[start : start + MOST_PIECES]:
            joined += piece
            if len(joined) > LONGEST:
                break
            if len(joined) >= SHORTEST and _DIGIT.search(joined):
                found.add(joined)
    return frozenset(found)


def shape(number: str) -> str:
    """Return how a number is built: its letters, and 9 for each digit.

    >>> shape("INV20260012")
    'INV99999999'
    """
    return _DIGIT.sub("9", number)


def near(one: str, other: str) -> bool:
    """Return whether two numbers differ by one slip: a wrong, a missing, a doubled character, or two swapped.

    >>> near("INV00012", "INV00021"), near("INV00012", "INV0012"), near("INV00012", "INV00099")
    (True, True, False)
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return len(left) <= 1 and len(right) <= 1 or len(left) == len(right) == 2 and left == right[::-1]


def abbreviates(short: str, name: str) -> bool:
    """Return whether a text is what people make of a name: initials, or some of its characters in their order.

    Chinese names are shortened to characters that follow one another in the full name, its first one among them.

    >>> abbreviates("IBM", "International Business Machines"), abbreviates("中石化", "中国石油化工股份有限公司")
    (True, True)
    """
    plain_short, plain_name = plain(short).strip(), plain(name).strip()
    if not 2 <= len(plain_short) < len(plain_name):
        return False
    words = plain_name.split()
    if len(words) > 2 and plain_short == "".join(word[0] for word in words)[: len(plain_short)]:
        return len(plain_short) >= 3
    if not all("\u4e00" <= letter <= "\u9fff" for letter in plain_short) or plain_short[0] != plain_name[0]:
        return False
    letters = iter(plain_name)
    return all(letter in letters for letter in plain_short)


def plain(text: str) -> str:
    """Return a text in capital letters, without accents, of one width.

    >>> plain("Müller Ｃｏ")
    'MULLER CO'
    """
    apart = unicodedata.normalize("NFKD", text or "")
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).upper()
