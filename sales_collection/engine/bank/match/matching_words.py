"""Words in a bank line's text that a clerk stops at, and how they are found in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .matching_text import plain

_PIECES = re.compile(r"[A-Z0-9]+|[^\W\da-zA-Z_]+")
#: what no text matches
_NEVER = "$.^"


def pattern(words: Iterable[str]) -> str:
    """Return the regular expression that finds these words, for Python and for PostgreSQL.

    It is for a text in capital letters without accents and of one width (``matching_text.plain``, ``clean_sql``). A
    word of Latin letters stands alone, a Chinese one may stand anywhere; blanks and signs inside do not count.

    >>> bool(re.search(pattern(["rent deposit", "押金"]), "RENT-DEPOSIT JUNE")), bool(re.search(pattern(["ad"]), "BAD"))
    (True, False)

    :param words: as a person writes them; of those that begin alike the longest is found
    """
    found = {_one(word) for word in words}
    return "|".join(sorted(filter(None, found), key=lambda one: (-len(one), one))) or _NEVER


def _one(word: str) -> str:
    pieces = _PIECES.findall(plain(word))
    if not pieces:
        return ""
    before = "(?<![A-Z])" if pieces[0] < "[" else ""
    after = "(?![A-Z])" if pieces[-1] < "[" else ""
    return f"{before}{'[^A-Z0-9]*'.join(pieces)}{after}"
