"""Which column says the way money went, and how the minus of amounts is meant: by words, by votes, by balances.

What the file does not tell is a question to a person, never a guess.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from . import words
from .days import day
from .records import Problem, Row
from .values import ISO_CODES, Unreadable, amount, plain

if TYPE_CHECKING:
    from .layout import Layout

#: how amounts are signed: ``word`` column or word say the way and a minus takes it back, ``minus`` money out has its
#: minus already, ``turned`` a minus is money in
SIGNS = ("word", "minus", "turned")
#: a column of more words than these says something else; of more still, even if some of them are known
_FEW, _MANY = 3, 12
#: so many rows tell which columns are worth a look
_SAMPLE = 300
#: balances decide on what so many unknown words mean, not on more
_TRIED = 3


# -- the column ------------------------------------------------------------------------------------


def named(rows: Sequence[Row], layout: Layout, settled: Collection[str] = ()) -> Layout:
    """Return the layout with the column that says the way of the money, whatever its header.

    It is one whose values are all words of direction; else, where nothing tells the amounts apart, one of two or three
    words that come again, so that a person is asked what they mean.

    :param settled: headers whose meaning a person has given already
    """
    if layout.indexes("direction") or not layout.indexes("amount") or not layout.complete():
        return layout
    found = _columns(rows, layout, settled)
    choice = next((index for index, values, known in found if len(known) == len(values)), None)
    if choice is None and _one_sign(rows, layout):
        asked = [(bool(known), index) for index, values, known in found if _separates(layout, index, values, known)]
        choice = max(asked, key=lambda one: (one[0], -one[1]))[1] if asked else None
    if choice is None:
        return layout
    columns = list(layout.columns)
    columns[choice] = replace(columns[choice], role="direction")
    return replace(layout, columns=tuple(columns))


def _columns(
    rows: Sequence[Row], layout: Layout, settled: Collection[str]
) -> list[tuple[int, Counter[str], dict[str, str]]]:
    """Return the columns of few words that every movement has: place, words with their number, meanings.

    Those that separate the movements come first, then those whose header says so.
    """
    places = [
        index
        for index, column in enumerate(layout.columns)
        if column.role in ("", "text", "reference") and column.name not in settled
    ]
    body = rows[layout.header + 1 :]
    # most columns show in their first rows that they have many words
    for part in (body[:_SAMPLE], body):
        moves = [row for row in part if _moves(row, layout)] if places else []
        few = {index: values for index in places if (values := _few(moves, layout, index))}
        places = [index for index, values in few.items() if not _by_chance(layout, index, values)]
    found = [(index, few[index], words.meanings(few[index], {})) for index in places]
    return sorted(
        found, key=lambda one: (-len(set(one[2].values())), not words.expects_words(layout.columns[one[0]].name))
    )


def _by_chance(layout: Layout, index: int, values: Counter[str]) -> bool:
    """Tell whether a column has one letter throughout, which may be anything: C for cleared.

    One that would mean money out is kept where no text is expected: taken for money in, it would do harm.
    """
    [word, *more] = values
    if more or len(word) > 1 or words.expects_words(layout.columns[index].name):
        return False
    return bool(layout.columns[index].role) or words.meanings([word], {}).get(word) != "out"


def _moves(row: Row, layout: Layout) -> bool:
    """Tell whether a row may be a movement: there are a day and an amount."""
    [when], [pick] = layout.indexes("date")[:1], layout.indexes("amount")[:1]
    if max(when, pick) >= len(row.cells) or not plain(row.cells[pick]):
        return False
    try:
        return bool(day(row.cells[when], "dmy"))
    except Unreadable:
        return _is_month_first(row.cells[when])


def _is_month_first(cell: object) -> bool:
    try:
        return bool(day(cell, "mdy"))
    except Unreadable:
        return False


def _few(body: Sequence[Row], layout: Layout, index: int) -> Counter[str]:
    """Return the words of a column with their number, none if they are many or if too many are missing."""
    values: Counter[str] = Counter()
    for row in body:
        word = words.folded(plain(row.cells[index])) if index < len(row.cells) else ""
        values[word] += 1
        if len(values) > _MANY or (not word and layout.columns[index].role):
            return Counter()
    return values if len(values) > 1 or "" not in values else Counter()


def _one_sign(rows: Sequence[Row], layout: Layout) -> bool:
    """Tell whether no amount has another sign than the first: then the amounts do not say who paid."""
    [pick] = layout.indexes("amount")[:1]
    return len({number > 0 for number in _numbers(rows[layout.header + 1 :], pick)}) == 1


def _numbers(rows: Sequence[Row], index: int) -> Iterator[Decimal]:
    for row in rows:
        try:
            number = amount(row.cells[index] if index < len(row.cells) else "", ".", 9)
        except Unreadable:
            continue
        if number:
            yield number


def _separates(layout: Layout, index: int, values: Counter[str], known: Mapping[str, str]) -> bool:
    """Tell whether a column of unknown words may say the way of the money: two or three that come again."""
    is_text, expected = bool(layout.columns[index].role), words.expects_words(layout.columns[index].name)
    if len(values) > _FEW:
        return bool(known) and (expected or not is_text)
    if not known and values[""] * 2 > values.total():
        # a note here and there
        return False
    if len(values) < 2 or any(_says_else(word, expected) for word in values):
        return False
    # texts may be two by chance
    return bool(known) or expected or (min(values.values()) > 1 if is_text else max(values.values()) > 1)


def _says_else(word: str, expected: bool) -> bool:
    """Tell whether a word is no word of direction. A code of one or two digits may be one where such are expected."""
    digits = any(char.isdigit() for char in word) and not (expected and len(word) < 3)
    return digits or len(word) > 30 or word.upper() in ISO_CODES or words.is_state(word)


# -- the sign --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """An amount as it is written; ``part`` says where: ``plain``, ``in``, ``out``, or ``=`` and the word beside it."""

    part: str
    date: date
    value: Decimal
    balance: Decimal | None = None


#: a line between movements that cannot be read
GAP = Move("plain", date.min, Decimal(0))


@dataclass(frozen=True)
class Reading:
    """How the amounts of a file are signed. ``questions`` are for a person, before anything is imported."""

    signs: str = "word"
    meanings: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    questions: tuple[Problem, ...] = ()
    told: tuple[Problem, ...] = ()

    def words(self) -> dict[str, str]:
        """Return all words of the direction with what they mean, empty where nobody knows."""
        return {**dict.fromkeys(self.unknown, ""), **self.meanings}

    def way(self, part: str) -> str:
        """Return what a part means, one of ``words.MEANINGS``, empty if nobody knows."""
        return {"plain": "written", "in": "in", "out": "out"}.get(part) or self.meanings.get(part[1:], "")

    def signed(self, part: str, value: Decimal) -> Decimal:
        """Return what was moved, money in positive."""
        if self.signs == "turned":
            return -value
        return -value if self.signs == "word" and self.way(part) == "out" else value


def read(moves: Sequence[Move], said: Mapping[str, str], signs: str = "", column: str = "") -> Reading:
    """Return how the amounts of a file are signed, in the order of the file.

    :param said: what a person has said of words of the direction, folded
    :param signs: what a person has said of the signs, one of ``SIGNS``
    :param column: the name of the column that says the direction
    """
    spoken = {move.part[1:] for move in moves if move.part.startswith("=")}
    meanings = words.meanings(spoken, said)
    unknown = sorted(spoken - set(meanings))
    told = []
    if unknown and (proved := _by_balances(moves, meanings, unknown, signs)):
        told = [Problem("words_by_balance", ", ".join(unknown))]
        meanings, unknown = proved, []
    reading = Reading(signs or "word", meanings, tuple(unknown))
    questions = [Problem("words", f"{column}: {', '.join(word or '—' for word in unknown)}")] if unknown else []
    if not signs:
        reading, question, by_balance = _signs(moves, reading)
        questions += question
        told += by_balance
    return replace(reading, questions=tuple(questions), told=tuple(told))


def _by_balances(moves, meanings, unknown, signs) -> dict[str, str]:
    """Return what words mean if the balances follow from the amounts in one way only."""
    if len(unknown) > _TRIED:
        return {}
    tried = []
    for ways in itertools.product(("in", "out"), repeat=len(unknown)):
        meant = {**meanings, **dict(zip(unknown, ways, strict=True))}
        tried.append((_follow(moves, Reading(signs or "word", meant)), meant))
    best = max(tried, key=lambda one: one[0])
    sure = [one for one in tried if one[0] == best[0]]
    return best[1] if len(sure) == 1 and best[0] >= len(moves) - 1 else {}


def _signs(moves: Sequence[Move], reading: Reading) -> tuple[Reading, list[Problem], list[Problem]]:
    """Return the reading with the signs that most amounts show, or that the balances prove; what is left to ask."""
    minus: dict[str, Counter[bool]] = {"in": Counter(), "out": Counter(), "written": Counter()}
    for move in moves:
        if move.value and (way := reading.way(move.part)) in minus:
            minus[way][move.value < 0] += 1
    out, in_words = minus["out"], minus["in"]
    likely = "minus" if out[True] > out[False] else "word"
    readings = {name: replace(reading, signs=name) for name in SIGNS}
    follow = {name: _follow(moves, one) for name, one in readings.items()}
    rivals = [name for name in SIGNS if _differ(moves, readings[name], readings[likely])]
    best = max(rivals, key=follow.get, default=likely)
    if follow[best] > follow[likely] and follow[best] * 2 >= len(moves) - 1:
        return readings[best], [], [Problem("signs_by_balance")]
    doubtful = (out[True] and out[False]) or in_words[True] > in_words[False]
    if doubtful and follow[likely] <= follow[best]:
        return readings[likely], [Problem("signs")], []
    return readings[likely], [], []


def _differ(moves: Sequence[Move], one: Reading, other: Reading) -> bool:
    return any(one.signed(move.part, move.value) != other.signed(move.part, move.value) for move in moves)


def told_by_balances(moves: Sequence[Move]) -> list[str]:
    """Return the parts of movements whose amounts have no sign, as each balance follows from the one before.

    Empty if the amounts have signs, or if the balances are other ones. Of the oldest nothing tells: its part is ``?``.

    :param moves: in the order of the file
    """
    if len(moves) < 3 or any(move.part != "plain" or move.value < 0 or move.balance is None for move in moves):
        return []
    newest_first = moves[0].date > moves[-1].date
    ordered = moves[::-1] if newest_first else moves
    changes = [move.balance - before.balance for before, move in zip(ordered, ordered[1:], strict=False)]
    if any(abs(change) != move.value for change, move in zip(changes, ordered[1:], strict=True)):
        return []
    parts = ["?", *("in" if change > 0 else "out" for change in changes)]
    if len(set(parts)) < 3:
        # one way only: the reading of the whole file says which
        return []
    return parts[::-1] if newest_first else parts


def _follow(moves: Sequence[Move], reading: Reading) -> int:
    """Return how many balances follow from the one before, whether the file begins with the oldest or the newest."""
    forward = backward = 0
    for first, second in zip(moves, moves[1:], strict=False):
        if None in (first.balance, second.balance):
            continue
        forward += second.balance - first.balance == reading.signed(second.part, second.value)
        backward += first.balance - second.balance == reading.signed(first.part, first.value)
    days = [move.date for move in moves if move is not GAP]
    if not days or days[0] == days[-1]:
        return max(forward, backward)
    return forward if days[0] < days[-1] else backward
