"""Rows of a bank's table to movements: what each row says by the meaning of its columns, or why it says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from . import direction
from .layout import WIDTH, Layout
from .records import Broken, Line, Problem, Refused, Row, Statement
from .values import Unreadable, amount, currency, day, day_order, decimal_separator, number_of, plain
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
#: what stands alone in a cell without other meaning, where the bank shows a line and has not booked it
_NOT_BOOKED = re.compile(
    r"(umsatz )?vorgemerkt|pending|reverted|declined|failed|denied|cancell?ed"
    r"|交易(关闭|失败|取消)|(等待|待)(付款|确认|处理|入账)|(支付|付款|转账)?失败|(银行)?处理中|已撤销|未入账",
    re.IGNORECASE,
)
_OWN_ACCOUNT = re.compile(
    r"(?i:账号|帐号|账户|帐户|卡号|account(?: ?(?:number|no\.?))?|iban)[\s:]*"
    r"([A-Z]{0,4}[\d*]+(?:(?:[ -]?[A-Z]{4}(?=[ \d]))?[ -]?[\d*]+)*)?"
)
_OWN_CURRENCY = re.compile(r"(?:币种|币别|货币|currency)\s*[:：]\s*([^\s,;，；]{1,10})", re.IGNORECASE)


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
    body = rows[layout.header + 1 :]
    reader = _Reader(layout, _find_style(body, layout, style))
    drafts, broken = [], []
    for row in body:
        try:
            found = reader.line(row)
        except Unreadable as error:
            found = Broken(row.number, error.problem, _shown(row))
        (broken if isinstance(found, Broken) else drafts).append(found)
    signed = _read_signs(drafts, layout, style)
    lines = []
    for line, part in drafts:
        (lines if signed.way(part) not in ("", "none") else broken).append(_signed(line, part, signed))
    broken.sort(key=lambda one: one.number)
    if len({line.own_account for line in lines}) > 1:
        # the balances are those of several accounts
        lines = [replace(line, balance=None) for line in lines]
    lines = _oldest_first(lines)
    account, code = _titles(rows[: max(layout.header, 0)])
    ends = lines and None not in (lines[0].balance, lines[-1].balance)
    return Statement(
        tuple(lines),
        tuple(broken),
        account=account,
        currency=code,
        opening=lines[0].balance - lines[0].amount if ends else None,
        closing=lines[-1].balance if ends else None,
        questions=signed.questions,
        told=signed.told,
        words=signed.words(),
    )


def _read_signs(drafts: Sequence[tuple[Line, str]], layout: Layout, style: Style) -> direction.Reading:
    """Return how the amounts of the table are signed."""
    moves = [direction.Move(part, line.date, line.amount, line.balance) for line, part in drafts]
    column = next((layout.columns[index].name for index in layout.indexes("direction")), "")
    return direction.read(moves, style.words, style.signs, column)


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


def _cells(body: Sequence[Row], layout: Layout, *roles: str) -> Iterator[object]:
    indexes = [index for role in roles for index in layout.indexes(role)]
    return (row.cells[index] for row in body for index in indexes if index < len(row.cells))


def _find_style(body: Sequence[Row], layout: Layout, style: Style) -> Style:
    return Style(
        style.decimal or decimal_separator(_cells(body, layout, "amount", "money_in", "money_out", "balance")),
        style.order or day_order(_cells(body, layout, "date")),
        style.places,
    )


class _Reader:
    """Reads row by row; keeps where the columns are."""

    def __init__(self, layout: Layout, style: Style):
        self.style = style
        self.width = len(layout.columns)
        self.index = {column.role: index for index, column in enumerate(layout.columns) if column.role != "text"}
        self.texts = layout.indexes("text")
        self.others = layout.indexes("")

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
        if any(_NOT_BOOKED.fullmatch(plain(_at(row, index))) for index in self.others):
            return Broken(row.number, Problem("pending"), _shown(row), skipped=True)
        if trouble:
            raise trouble
        if any(map(plain, row.cells[self.width :])):
            raise Unreadable("too_wide", self.width)
        moved, part = self._amount(row)
        if not moved:
            return Broken(row.number, Problem("zero"), _shown(row), skipped=True)
        balance = self._cell(row, "balance")
        line = Line(
            row.number,
            when,
            moved,
            currency=currency(self._cell(row, "currency")),
            name=plain(self._cell(row, "name")),
            account=plain(self._cell(row, "account")),
            own_account=plain(self._cell(row, "own_account")),
            text=" ".join(dict.fromkeys(filter(None, texts))),
            reference=plain(self._cell(row, "reference")),
            unique_id=number_of(self._cell(row, "unique_id")),
            balance=amount(balance, self.style.decimal, self.style.places),
        )
        return line, part

    def _cell(self, row: Row, role: str) -> object:
        return _at(row, self.index[role]) if role in self.index else ""

    def _amount(self, row: Row) -> tuple[Decimal, str]:
        """Return the amount as it is written and the part of ``direction.Move`` that it stands in."""
        single, gained, owed = (
            amount(self._cell(row, role), self.style.decimal, self.style.places)
            for role in ("amount", "money_in", "money_out")
        )
        if gained and owed:
            raise Unreadable("both", f"{gained} / {owed}")
        if single is not None and not gained and not owed:
            if "direction" in self.index:
                return single, f"={folded(plain(self._cell(row, 'direction')))}"
            return single, "plain"
        if gained is None and owed is None:
            raise Unreadable("no_amount")
        return (gained, "in") if gained else (owed or Decimal(0), "out")


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


def _titles(rows: Sequence[Row]) -> tuple[str, str]:
    """Return account number and currency that the lines above the table name, empty if they do not."""
    account = code = ""
    for row in rows:
        cells = [plain(cell) for cell in row.cells[:WIDTH] if not isinstance(cell, date | datetime)]
        for index, cell in enumerate(cells):
            found = _OWN_ACCOUNT.match(cell)
            if found and not account:
                beside = next(filter(None, cells[index + 1 :]), "")
                number = found[1] or (beside if found.end() == len(cell) else "")
                account = number.strip() if re.fullmatch(r"(?=.*\d)[A-Za-z\d* -]{6,}", number or "") else ""
            found = _OWN_CURRENCY.search(cell)
            if found and not code:
                code = currency(found[1])
    return account, code
