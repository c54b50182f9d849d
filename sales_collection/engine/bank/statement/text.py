"""Bytes to text to rows: the encodings and separators of banks' text files."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from .records import Limits, Refused, Row, filled

#: what a user may choose, by Python's names
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252")
SEPARATORS = (",", ";", "\t", "|")

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: what ends a line; so many of them there are for each line that is read, and so long is one at most
_ENDS, _BLANK, _LONGEST = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", 10, 1_000_000
#: so much of a file is looked at to recognise it
_SAMPLE = 100_000


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file and its encoding, one of ``ENCODINGS``.

    :param encoding: what the user says; the file is asked if it is empty
    :raises Refused: if the file is no text, or not in that encoding.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    tried = [marked] if marked else [encoding] if encoding else _likely(content)
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeError:
            continue
        if "\0" in text:
            raise Refused("binary")
        return text, "utf-16" if name.startswith("utf-16") else name.removesuffix("-sig")
    raise Refused("encoding", encoding or marked)


def _likely(content: bytes) -> list[str]:
    """Return the encodings worth a try, best first."""
    sample = content[:_SAMPLE]
    if sample[1::2].count(0) * 4 > len(sample):
        return ["utf-16-le"]
    if sample[::2].count(0) * 4 > len(sample):
        return ["utf-16-be"]
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", sample)
    # both bytes of an everyday Chinese character are high; a western umlaut stands among plain letters
    chinese = sum(pair[0] > 0xA0 and pair[1] > 0xA0 for pair in pairs) * 2 >= len(pairs)
    return ["utf-8", "gb18030", "cp1252"] if chinese else ["utf-8", "cp1252", "gb18030"]


def rows(text: str, limits: Limits) -> list[Row]:
    """Return the rows of a text file that are not blank.

    :raises Refused: if it has more lines than are read.
    """
    _check_lines(text, limits)
    # what quotation marks do wrong is not allowed to swallow the lines behind it
    separator = _separator(text)
    try:
        found = _read(io.StringIO(text, newline=""), separator, limits, strict=True)
    except csv.Error:
        found = []
        for number, line in enumerate(text.splitlines(), start=1):
            found += [Row(number, row.cells) for row in _read([line], separator, limits)]
            _check_count(found, limits)
    return found


def _check_lines(text: str, limits: Limits) -> None:
    """Refuse what would be taken apart into very many lines or cells, blank ones as well."""
    if sum(map(text.count, _ENDS)) > limits.lines * _BLANK:
        raise Refused("too_many", limits.lines)
    if any(len(line) > _LONGEST for line in io.StringIO(text, newline="")):
        raise Refused("table")


def _read(lines, separator: str, limits: Limits, strict: bool = False) -> list[Row]:
    found, end = [], 0
    try:
        reader = csv.reader(lines, delimiter=separator, strict=strict)
        for cells in reader:
            start, end = end + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                found.append(Row(start, cells))
                _check_count(found, limits)
    except csv.Error:
        if strict:
            raise
        raise Refused("table") from None
    return found


def _check_count(found: list[Row], limits: Limits) -> None:
    # a few lines more for titles and totals
    if len(found) > limits.lines + 100:
        raise Refused("too_many", limits.lines)


def _separator(text: str) -> str:
    """Return the separator that cuts most of the first lines into equally many, and most, cells."""
    lines = [line for line in text[:_SAMPLE].splitlines()[:200] if line.strip()]
    best, winner = (0, 0), ","
    for separator in SEPARATORS:
        try:
            # blank cells at the end do not count: some banks write a tab before each comma
            widths = Counter(map(filled, csv.reader(lines, delimiter=separator)))
        except csv.Error:
            continue
        width, count = max(((width, count) for width, count in widths.items() if width > 1), default=(0, 0), key=_many)
        if (count, width) > best:
            best, winner = (count, width), separator
    return winner


def _many(item: tuple[int, int]) -> tuple[int, int]:
    width, count = item
    return count, width
