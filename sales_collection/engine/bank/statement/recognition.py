"""Which movements of a file are there already, which stand in it twice, and which a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from . import identity
from .records import Line

#: a bank may put a movement on another day within these; later the same number is that of another one
_MOVED = timedelta(days=10)


class There(NamedTuple):
    """A movement that is there; ``words`` are its text, payer, account and reference, None if nobody asks for them."""

    id: int
    day: date
    words: tuple[str, str, str, str] | None


class Verdict(NamedTuple):
    """What a movement of a file is, ``new``, ``known``, ``twice`` or ``unsure``, and which one it is or may be.

    ``key`` is what it is kept under, ``mark`` all that it may be known by. ``other`` is the line of the file that a
    ``twice`` repeats, or the movement that is there.
    """

    key: str
    mark: identity.Marks
    state: str
    other: Line | There | None = None


def words_of(line: Line) -> tuple[str, str, str, str]:
    """Return what a movement says, in the order of ``There.words``.

    :returns: text, payer, account and reference, empty where nothing stands
    """
    return line.text, line.name, line.account, line.reference


def recognise(lines: Sequence[Line], marks: Sequence[identity.Marks], there: Mapping[str, There]) -> list[Verdict]:
    """Return for each movement what it is.

    :param there: by their keys, the movements that are there
    """
    claimed = _claimed(lines, marks, there)
    seen: dict[str, Line] = {}
    wholes: dict[str, Line] = {}
    found = []
    for index, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        # a collected entry may come as one, and in its parts
        again = seen.get(mark.key) if mark.tells else None
        again = again or (seen.get(mark.whole) if mark.whole else wholes.get(mark.key))
        if again:
            found.append(Verdict(mark.key, mark, "twice", again))
            continue
        seen[mark.key] = line
        if mark.whole:
            wholes.setdefault(mark.whole, line)
        if index in claimed:
            found.append(Verdict(mark.key, mark, "known", claimed[index]))
        elif mark.whole in there and there[mark.whole].day == line.date:
            found.append(Verdict(mark.key, mark, "known", there[mark.whole]))
        elif mark.tells and mark.key in there:
            # the number is taken: what is the same number of another movement is kept by its words
            row = there[mark.key]
            found.append(Verdict(mark.words, mark, "unsure" if _is_near(line, row) else "new", row))
        else:
            found.append(Verdict(mark.key, mark, "new"))
    return found


def _claimed(lines: Sequence[Line], marks: Sequence[identity.Marks], there: Mapping[str, There]) -> dict[int, There]:
    """Return which movement that is there each one is, none of them twice: first by the key that it would get."""
    found, taken = {}, set()
    for pick in (lambda mark: (mark.key,), lambda mark: (mark.number, mark.words, *mark.former)):
        for index, (line, mark) in enumerate(zip(lines, marks, strict=True)):
            if index in found:
                continue
            for key in filter(None, pick(mark)):
                row = there.get(key)
                if row and row.id not in taken and _is_same(line, mark, key, row):
                    found[index] = row
                    taken.add(row.id)
                    break
    return found


def _is_same(line: Line, mark: identity.Marks, key: str, row: There) -> bool:
    if row.words is None or key.startswith("fp:"):
        return True
    if row.day != line.date:
        return False
    if mark.tells:
        return not identity.contradicts(words_of(line), row.words)
    # the number says nothing, so the words must
    said = words_of(line)
    return identity.same_words(said, row.words) or not any(
        mine and theirs for mine, theirs in zip(said, row.words, strict=True)
    )


def _is_near(line: Line, row: There) -> bool:
    if row.day == line.date:
        return True
    return abs(row.day - line.date) <= _MOVED and not identity.contradicts(words_of(line), row.words)
