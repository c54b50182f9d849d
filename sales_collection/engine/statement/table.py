"""Rows of a bank's table to movements: what each row says by the meaning of its columns, or why it says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from . import currencies, direction, sections
from .layout import WIDTH, Layout
from .records import Broken, Line, Problem, Refused, Row, Statement
from .sections import Section
from .values import Unreadable, amount, day, day_order, decimal_separator, number_of, plain
from .words import folded

_BALANCE_ZH = r"(期[初末]|上[页期])余额"
_BALANCE = r"(opening|closing|beginning|starting|ending) balance|(anfangs|end)saldo"
_TOTAL = re.compile(
    rf"(本(日|月|季|年|期)|当(日|月))?(合计|总计|小计|累计)|本页|承前页|过次页|{_BALANCE_ZH}|总(收入|支出|笔数)"
    rf"|(grand |sub)?totals?\b|sum\b|{_BALANCE}|balance (brought|carried)|summe\b",
    re.IGNORECASE,
)
#: a text that is nothing but the name of a total, also with a day beside it
_NAMED_TOTAL = re.compile(
    rf"(本(日|月|季|年|期|页)|当(日|月))?(合计|总计|小计|累计)(金额|发生额)?:?|{_BALANCE_ZH}:?"
    rf"|{_BALANCE}|balance (brought|carried) (forward|down)",
    re.IGNORECASE,
)
#: what stands alone in a cell where the bank shows a line and has not booked it; a text may say no more than these
_WAITING = (
    r"(umsatz )?(vorgemerkt|geplant)|pending|unposted|uncleared|not (yet )?(booked|posted|cleared)|on hold"
    r"|en (attente|cours)|pendiente|en curso|in sospeso|待(处理|入账|记账)|未(入账|记账)|预授权|(银行)?处理中"
)
_NOT_BOOKED = (
    rf"{_WAITING}|reverted|declined|failed|denied|cancell?ed|voided|void|rejected|expired|authori[sz]ed|scheduled|placed"
    r"|in (process|progress)|processing|removed|uncaptured|incomplete|交易(关闭|失败|取消|中)|已(撤销|关闭|取消)|未支付"
    r"|(等待|待)(付款|买家付款|确认|确认收货|发货)|(支付|付款|转账)?失败"
)
_WAITING, _NOT_BOOKED = (re.compile(words, re.IGNORECASE) for words in (_WAITING, _NOT_BOOKED))


@dataclass(frozen=True)
class Style:
    """How a table writes its values; what is empty is found out from the table."""

    decimal: str = ""
    order: str = ""
    places: int = 2
    #: what a person has said: of the words of the direction, folded, and of the signs
    words: Mapping[str, str] = field(default_factory=dict)
    signs: str = ""


def read(rows: Sequence[Row], layout: Layout, style: Style) -> Statement:
    """Return the movements of a table, oldest first.

    :raises Refused: if no column says the day or the amount.
    """
    if not layout.complete():
        raise Refused("no_columns")
    tables = sections.split(rows, layout)
    drafts, broken = _rows(tables, _find_style(tables, style))
    signed = _read_signs(drafts, broken, tables, style)
    lines = []
    for line, part in drafts:
        (lines if signed.way(part) not in ("", "none") else broken).append(_signed(line, part, signed))
    broken.sort(key=lambda one: one.number)
    accounts = {line.own_account for line in lines}
    if len(accounts) > 1:
        # the balances are those of several accounts
        lines = [replace(line, balance=None) for line in lines]
    lines = _oldest_first(lines)
    ends = lines and None not in (lines[0].balance, lines[-1].balance)
    return Statement(
        tuple(lines),
        tuple(broken),
        account=_only(table.account for table in tables),
        currency=_only(table.currency for table in tables),
        opening=lines[0].balance - lines[0].amount if ends else None,
        closing=lines[-1].balance if ends else None,
        questions=signed.questions,
        told=signed.told,
        words=signed.words(),
    )


def _only(names: Iterable[str]) -> str:
    """Return what is said of the whole file, empty if its tables differ: then their lines say it."""
    said = set(names) - {""}
    return said.pop() if len(said) == 1 else ""


def _rows(tables: Sequence[Section], style: Style) -> tuple[list[tuple[Line, str]], list[Broken]]:
    """Return the movements of all tables with their parts, as ``_Reader.line`` does, and what is none."""
    drafts, broken = [], []
    accounts, codes = ({getattr(table, name) for table in tables} - {""} for name in ("account", "currency"))
    for table in tables:
        own = (table.account if len(accounts) > 1 else "", table.currency if len(codes) > 1 else "")
        reader = _Reader(table.layout, style, *own)
        for row in table.rows:
            try:
                found = reader.line(row)
            except Unreadable as error:
                found = Broken(row.number, error.problem, _shown(row))
            if table.pending and not (isinstance(found, Broken) and found.skipped):
                found = Broken(row.number, Problem("pending"), _shown(row), skipped=True)
            (broken if isinstance(found, Broken) else drafts).append(found)
    return drafts, broken


def _read_signs(
    drafts: Sequence[tuple[Line, str]], broken: Sequence[Broken], tables: Sequence[Section], style: Style
) -> direction.Reading:
    """Return how the amounts of the file are signed."""
    moves = {line.number: direction.Move(part, line.date, line.amount, line.balance) for line, part in drafts}
    # over a line that cannot be read no balance follows from the one before
    moves |= {line.number: direction.GAP for line in broken if not line.skipped}
    layouts = (table.layout for table in tables)
    column = next((found.columns[index].name for found in layouts for index in found.indexes("direction")), "")
    return direction.read([moves[number] for number in sorted(moves)], style.words, style.signs, column)


def _signed(line: Line, part: str, signed: direction.Reading) -> Line | Broken:
    """Return a line with the sign of its amount, or why it has none."""
    if not (way := signed.way(part)):
        return Broken(line.number, Problem("direction", part[1:]), _described(line))
    if way == "none":
        return Broken(line.number, Problem("no_movement", part[1:]), _described(line), skipped=True)
    moved = signed.signed(part, line.amount)
    return line if moved == line.amount else replace(line, amount=moved)


def _described(line: Line) -> str:
    return " | ".join(filter(None, (line.date.isoformat(), str(line.amount), line.name, line.text)))[:300]


def _shown(row: Row) -> str:
    return " | ".join(filter(None, map(plain, row.cells[:WIDTH])))[:300]


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


class _Reader:
    """Reads row by row; keeps where the columns are.

    :param account: of the table, where the tables of the file have several
    :param code: its currency, likewise
    """

    def __init__(self, layout: Layout, style: Style, account: str = "", code: str = ""):
        self.style, self.account, self.code = style, account, code
        self.width = len(layout.columns)
        self.index = {column.role: index for index, column in enumerate(layout.columns) if column.role != "text"}
        self.texts = layout.indexes("text")
        self.others = layout.indexes("")
        self.codes = {role: currencies.of_header(layout.columns[index].name) for role, index in self.index.items()}

    def line(self, row: Row) -> tuple[Line, str] | Broken:
        """Return the movement of a row with its amount as it is written, and where that stands; or why there is none.

        :raises Unreadable: if it should be one and cannot be read.
        """
        cell = self._cell(row, "date")
        try:
            when, trouble = day(cell, self.style.order), None
        except Unreadable as error:
            when, trouble = None, error
        nothing = all(plain(self._cell(row, role)) == "" for role in ("amount", "money_in", "money_out"))
        texts = [plain(_at(row, index)) for index in self.texts]
        unsure = nothing or not when
        if any(map(_NAMED_TOTAL.fullmatch, texts)) or (
            unsure and any(_TOTAL.match(plain(cell)) for cell in row.cells[:WIDTH])
        ):
            return Broken(row.number, Problem("total"), _shown(row), skipped=True)
        if nothing and not when:
            return Broken(row.number, Problem("note"), _shown(row), skipped=True)
        others = (plain(_at(row, index)) for index in self.others)
        if any(map(_WAITING.fullmatch, texts)) or any(map(_NOT_BOOKED.fullmatch, others)):
            return Broken(row.number, Problem("pending"), _shown(row), skipped=True)
        if trouble:
            raise trouble
        if any(map(plain, row.cells[self.width :])):
            raise Unreadable("too_wide", self.width)
        moved, part, role = self._amount(row)
        if not moved:
            return Broken(row.number, Problem("zero"), _shown(row), skipped=True)
        balance = self._cell(row, "balance")
        line = Line(
            row.number,
            when,
            moved,
            currency=self._currency(row, role),
            name=plain(self._cell(row, "name")),
            account=plain(self._cell(row, "account")),
            own_account=plain(self._cell(row, "own_account")) or self.account,
            text=" ".join(dict.fromkeys(filter(None, texts))),
            reference=plain(self._cell(row, "reference")),
            unique_id=number_of(self._cell(row, "unique_id")),
            balance=amount(balance, self.style.decimal, self.style.places),
        )
        return line, part

    def _cell(self, row: Row, role: str) -> object:
        return _at(row, self.index[role]) if role in self.index else ""

    def _currency(self, row: Row, role: str) -> str:
        """Return the currency of a row by its cells and by the header of its amount.

        :raises Unreadable: if they contradict each other.
        """
        said = {currencies.named(self._cell(row, "currency")), currencies.of_amount(self._cell(row, role))}
        said = currencies.agreed(said | {self.codes[role]})
        if len(said) > 1:
            raise Unreadable("currencies", " / ".join(sorted(said)))
        return next(iter(said), self.code)

    def _amount(self, row: Row) -> tuple[Decimal, str, str]:
        """Return the amount as it is written, the part of ``direction.Move`` that it stands in, and its column's role.

        :raises Unreadable: if there is none, or two.
        """
        single, gained, owed = (
            amount(self._cell(row, role), self.style.decimal, self.style.places)
            for role in ("amount", "money_in", "money_out")
        )
        if gained and owed:
            raise Unreadable("both", f"{gained} / {owed}")
        if single is not None and not gained and not owed:
            if "direction" in self.index:
                return single, f"={folded(plain(self._cell(row, 'direction')))}", "amount"
            return single, "plain", "amount"
        if gained is None and owed is None:
            raise Unreadable("no_amount")
        return (gained, "in", "money_in") if gained else (owed or Decimal(0), "out", "money_out")


def _at(row: Row, index: int) -> object:
    return row.cells[index] if index < len(row.cells) else ""


def _oldest_first(lines: list[Line]) -> list[Line]:
    """Return the movements in the order in which they happened; those of one day as the balances say."""
    if len(lines) < 2:
        return lines
    first, last = lines[0].date, lines[-1].date
    if first > last or (first == last and _follow(lines[::-1]) > _follow(lines)):
        lines = lines[::-1]
    return sorted(lines, key=lambda line: line.date)


def _follow(lines: Sequence[Line]) -> int:
    """Return how many balances follow from the one before."""
    pairs = zip(lines, lines[1:], strict=False)
    return sum(
        None not in (before.balance, line.balance) and before.balance + line.amount == line.balance
        for before, line in pairs
    )
