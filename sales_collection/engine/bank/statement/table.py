"""The rows of a bank's tables to a statement: signed, in their order, with its balances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from . import beside, direction, sections
from .days import day_order
from .layout import Layout
from .reader import Draft, Reader, Style, shown
from .records import Broken, Line, Problem, Refused, Row, Statement
from .sections import Section
from .values import Unreadable, decimal_separator

_DIGIT = re.compile(r"\d")


def read(rows: Sequence[Row], layout: Layout, style: Style) -> Statement:
    """Return the movements of a table, oldest first.

    :param rows: of the whole file, the headers among them
    :param style: how the table writes its values, as far as a person has said it
    :raises Refused: if no column says the day or the amount.
    """
    if not layout.complete():
        raise Refused("no_columns")
    tables = sections.split(rows, layout)
    drafts, broken = _rows(tables, _find_style(tables, style))
    if not style.signs:
        drafts = _by_balances(drafts, broken)
    signed = _read_signs(drafts, broken, tables, style)
    lines = []
    for draft in drafts:
        (lines if signed.way(draft.part) not in ("", "none") else broken).append(_signed(draft, signed))
    broken.sort(key=lambda one: one.number)
    accounts = {line.own_account for line in lines}
    if len(accounts) > 1:
        # the balances are those of several accounts
        lines = [replace(line, balance=None) for line in lines]
    labels = {column.role: column.name for column in layout.columns}
    lines, questions, told = beside.split(_oldest_first(lines), drafts, style.beside, labels)
    ends = lines and None not in (lines[0].balance, lines[-1].balance)
    return Statement(
        tuple(lines),
        tuple(broken),
        account=_only(table.account for table in tables),
        currency=_only(table.currency for table in tables),
        opening=lines[0].balance - lines[0].amount if ends else None,
        closing=lines[-1].balance if ends else None,
        questions=(*signed.questions, *questions),
        told=(*signed.told, *told),
        words=signed.words(),
    )


def _only(names: Iterable[str]) -> str:
    """Return what is said of the whole file, empty if its tables differ: then their lines say it."""
    said = set(names) - {""}
    return said.pop() if len(said) == 1 else ""


def _rows(tables: Sequence[Section], style: Style) -> tuple[list[Draft], list[Broken]]:
    """Return the movements of all tables as they are written, and what is none."""
    drafts, broken, closed = [], [], []
    accounts, codes = ({getattr(table, name) for table in tables} - {""} for name in ("account", "currency"))
    for table in tables:
        own = (table.account if len(accounts) > 1 else "", table.currency if len(codes) > 1 else "")
        reader = Reader(table.layout, style, *own)
        for found in _rows_of(table, reader):
            (broken if isinstance(found, Broken) else drafts).append(found)
        closed += reader.closed
    drafts, given_back = beside.without_given_back(drafts, closed)
    return drafts, broken + given_back


def _rows_of(table: Section, reader: Reader) -> Iterator[Draft | Broken]:
    """Yield what each row of one table is."""
    below_total = False
    for row in table.rows:
        try:
            found = reader.draft(row)
        except Unreadable as error:
            # below the names of totals stand their figures
            problem = Problem("total") if below_total and error.problem.code == "date" else error.problem
            found = Broken(row.number, problem, shown(row), skipped=problem.code == "total")
        below_total = _names_totals(found)
        if table.pending and not (isinstance(found, Broken) and found.skipped):
            found = Broken(row.number, Problem("pending"), shown(row), skipped=True)
        yield found


def _names_totals(found: Draft | Broken) -> bool:
    """Tell whether a row has the names of totals without their figures."""
    return isinstance(found, Broken) and found.problem.code == "total" and not any(map(str.isdigit, found.text))


def _read_signs(
    drafts: Sequence[Draft], broken: Sequence[Broken], tables: Sequence[Section], style: Style
) -> direction.Reading:
    """Return how the amounts of the file are signed."""
    moves = {draft.line.number: _move(draft) for draft in drafts}
    # over a line that cannot be read no balance follows from the one before
    moves |= {line.number: direction.GAP for line in broken if not line.skipped}
    layouts = (table.layout for table in tables)
    column = next((found.columns[index].name for found in layouts for index in found.indexes("direction")), "")
    return direction.read([moves[number] for number in sorted(moves)], style.words, style.signs, column)


def _move(draft: Draft) -> direction.Move:
    return direction.Move(draft.part, draft.line.date, draft.line.amount, draft.line.balance)


def _by_balances(drafts: list[Draft], broken: Sequence[Broken]) -> list[Draft]:
    """Return the movements with the way that each balance says, where the amounts say none."""
    parts = direction.told_by_balances([_move(draft) for draft in drafts])
    if not parts or not all(line.skipped for line in broken):
        return drafts
    return [draft._replace(part=part) for draft, part in zip(drafts, parts, strict=True)]


def _signed(draft: Draft, signed: direction.Reading) -> Line | Broken:
    """Return a line with the sign of its amount, or why it has none."""
    line, part = draft.line, draft.part
    if not (way := signed.way(part)):
        return Broken(line.number, Problem("direction", part[1:]), _described(line))
    if way == "none":
        return Broken(line.number, Problem("no_movement", part[1:]), _described(line), skipped=True)
    moved = signed.signed(part, line.amount)
    return line if moved == line.amount else replace(line, amount=moved)


def _described(line: Line) -> str:
    return " | ".join(filter(None, (line.date.isoformat(), str(line.amount), line.name, line.text)))[:300]


def _cells(tables: Sequence[Section], *roles: str) -> Iterator[object]:
    for table in tables:
        indexes = [index for role in roles for index in table.layout.indexes(role)]
        yield from (row.cells[index] for row in table.rows for index in indexes if index < len(row.cells))


def _find_style(tables: Sequence[Section], style: Style) -> Style:
    return replace(
        style,
        decimal=style.decimal or decimal_separator(_cells(tables, "amount", "money_in", "money_out", "balance")),
        order=style.order or day_order(_cells(tables, "date")),
    )


def _oldest_first(lines: list[Line]) -> list[Line]:
    """Return the movements in the order in which they happened; those of one day as the balances say."""
    if len(lines) < 2:
        return lines
    first, last = lines[0].date, lines[-1].date
    if first > last or (first == last and beside.follow(lines[::-1]) > beside.follow(lines)):
        lines = lines[::-1]
    return sorted(lines, key=lambda line: line.date)
