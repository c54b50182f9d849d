"""Where the header of a bank's table is, and which column means what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import direction, headers
from .days import day
from .records import Row
from .values import Unreadable, plain

#: a header is looked for in so many rows; no bank's table is wider than so many columns
_HEADER_ROWS, WIDTH = 60, 100
#: so many rows are taken for a heading and are none, before no more are looked for
_TRIED = 2000


@dataclass(frozen=True)
class Column:
    """A column of the file: its header (or its letter) and what it means, empty if nothing."""

    name: str
    role: str = ""
    sample: str = ""


@dataclass(frozen=True)
class Layout:
    """``header`` is the index in the rows of the one with the headers, -1 if there is none."""

    header: int
    columns: tuple[Column, ...] = ()

    def indexes(self, role: str) -> list[int]:
        """Return where the columns of that meaning stand."""
        return [index for index, column in enumerate(self.columns) if column.role == role]

    def complete(self) -> bool:
        """Tell whether day and amount are there, without which nothing can be read."""
        return bool(self.indexes("date") and any(map(self.indexes, ("amount", "money_in", "money_out"))))


def guess(rows: Sequence[Row], known: Mapping[str, str] | None = None) -> Layout:
    """Find the header and what its columns mean.

    :param known: meaning by header, as it was chosen for an earlier file of this bank; it counts if all these
        columns are there, in place of any guess
    """
    best = Layout(-1)
    for index in range(len(rows[:_HEADER_ROWS])):
        names = _names(rows, index)
        if known and set(known) <= set(names):
            found = _with_samples(rows, index, names, [known.get(name) or _beside(name) for name in names])
            return direction.named(_table(rows, found), found)
        layout = Layout(index, tuple(map(Column, names, headers.roles(names))))
        if layout.complete() and _count(layout) > _count(best):
            best = layout
    if best.header < 0:
        return _without_header(rows, known or {})
    found = _with_samples(rows, best.header, [c.name for c in best.columns], [c.role for c in best.columns])
    return direction.named(_table(rows, found), found)


def _beside(name: str) -> str:
    role, _tier = headers.role(name)
    return role if role in headers.BESIDE else ""


def at(rows: Sequence[Row], number: int, roles: Mapping[str, str]) -> Layout:
    """Return the layout with the header in the row of that number, 0 for none.

    :param roles: meaning by header; the words of headers that are not in it tell
    """
    index = next((index for index, row in enumerate(rows) if row.number == number), None)
    if index is None:
        return _without_header(rows, roles)
    names = _names(rows, index)
    guessed = headers.roles([name if name not in roles else "" for name in names])
    found = [roles.get(name, role) for name, role in zip(names, guessed, strict=True)]
    layout = _with_samples(rows, index, names, found)
    return direction.named(_table(rows, layout), layout, roles)


def headings(rows: Sequence[Row], places: Iterable[int], first: Layout) -> Iterator[int]:
    """Yield those of the places where the heading of a table stands: the first one's again, or one of known words.

    Rows of nothing but words that are no heading are rare: after very many the rest is not looked at.
    """
    tried = 0
    for place in places:
        if not _may_be_heading(rows[place].cells[:WIDTH], first):
            continue
        if _is_heading(rows, place, first):
            yield place
        elif (tried := tried + 1) > _TRIED:
            return


def _may_be_heading(cells: Sequence[object], first: Layout) -> bool:
    [when] = first.indexes("date")[:1] or [0]
    # nearly all rows have a day there
    if when < len(cells) and not _is_word(cells[when]):
        return False
    filled = [cell for cell in cells if plain(cell)]
    return len(filled) > 1 and all(map(_is_word, filled))


def _is_heading(rows: Sequence[Row], place: int, first: Layout) -> bool:
    cells = rows[place].cells[:WIDTH]
    if first.header >= 0 and [*map(plain, cells)] == [*map(plain, rows[first.header].cells[:WIDTH])]:
        return True
    names = _names(rows, place)
    return Layout(place, tuple(map(Column, names, headers.roles(names)))).complete()


def _is_word(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and sum(map(str.isdigit, cell)) < 2)


def _table(rows: Sequence[Row], layout: Layout) -> Sequence[Row]:
    """Return the rows up to the end of a table, where another heading stands."""
    places = range(layout.header + 1, len(rows))
    return rows[: next(headings(rows, places, layout), len(rows))]


def _count(layout: Layout) -> int:
    return len({column.role for column in layout.columns} - {""})


def _names(rows: Sequence[Row], index: int) -> list[str]:
    """Return the headers in a row, a repeated one marked; blank ones are a column's letter."""
    names = []
    for place, cell in enumerate(_headers(rows, index)):
        name = cell[:100] or letter(place)
        while name in names:
            name += " +"
        names.append(name)
    return names


def _headers(rows: Sequence[Row], index: int) -> list[str]:
    """Return the cells of a header; of one in two rows, where the upper spans columns, the lower comes first."""
    lower = [plain(cell) for cell in rows[index].cells[:WIDTH]]
    upper = [plain(cell) for cell in rows[index - 1].cells[:WIDTH]] if index else []
    width = max(len(lower), len(upper))
    upper, lower = ([*cells, *[""] * (width - len(cells))] for cells in (upper, lower))
    pairs = list(zip(upper, lower, strict=True))
    if all(headers.role(below)[0] for below in lower if below) and any(
        not below and headers.role(above)[0] for above, below in pairs
    ):
        return [below or above for above, below in pairs]
    return lower


def letter(index: int) -> str:
    """Return what a spreadsheet calls the column: A, B, ... Z, AA.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')

    :param index: the place of the column, from 0
    """
    name = ""
    while index >= 0:
        name, index = chr(ord("A") + index % 26) + name, index // 26 - 1
    return name


def _without_header(rows: Sequence[Row], known: Mapping[str, str]) -> Layout:
    """Name the columns by letters; the first that holds days in every row is guessed, no more."""
    width = max((len(row.cells) for row in rows[:_HEADER_ROWS]), default=0)
    names = [letter(index) for index in range(min(width, WIDTH))]
    roles = [known.get(name, "") for name in names]
    if not any(roles):
        index = next((index for index in range(len(names)) if _all_days(rows, index)), None)
        roles = ["date" if index == place else "" for place in range(len(names))]
    return _with_samples(rows, -1, names, roles)


def _all_days(rows: Sequence[Row], index: int) -> bool:
    for row in rows[:_HEADER_ROWS]:
        try:
            day(row.cells[index] if index < len(row.cells) else "", "dmy")
        except Unreadable:
            return False
    return bool(rows)


def _with_samples(rows: Sequence[Row], header: int, names: Sequence[str], roles: Sequence[str]) -> Layout:
    columns = []
    for index, (name, role) in enumerate(zip(names, roles, strict=True)):
        cells = (plain(row.cells[index]) for row in rows[header + 1 : header + 30] if index < len(row.cells))
        sample = list(dict.fromkeys(cell[:40] for cell in cells if cell))[:3]
        columns.append(Column(name, role, " | ".join(sample)))
    return Layout(header, tuple(columns))
