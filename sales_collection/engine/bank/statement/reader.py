"""A row of a bank's table to a movement: what it says by the meaning of its columns, or why it says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import currencies
from .days import day
from .layout import WIDTH, Layout
from .records import Broken, Line, Problem, Row
from .values import Unreadable, amount, number_of, plain
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
    r"|in (process|progress)|processing|removed|uncaptured|incomplete|交易(关闭|失败|取消|中)"
    r"|已(撤销|关闭|取消)|未支付|closed|held|unclaimed"
    r"|(等待|待)(付款|买家付款|确认|确认收货|发货)|(支付|付款|转账)?失败"
)
#: of these, what may have been paid before and come back
_CLOSED = re.compile(r"交易关闭|已关闭|closed", re.IGNORECASE)
_REFUND = re.compile(r"退款|refund|r(ü|ue)ckerstattung|rembours|reembols|rimbors|terugbetaling", re.IGNORECASE)
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
    #: what becomes of fees and refunds in columns of their own: ``own`` lines or ``none``
    beside: str = ""


class Aside(NamedTuple):
    """What stands beside an amount in columns of their own, None where nothing does."""

    fee: Decimal | None
    net: Decimal | None
    refunded: Decimal | None


class Draft(NamedTuple):
    """A movement whose amount is as it is written; ``part`` is that of ``direction.Move``."""

    line: Line
    part: str
    refund: bool = False
    aside: Aside | None = None


def shown(row: Row) -> str:
    """Return a row as a person is shown it: its cells that are not blank, cut off where it is long."""
    return " | ".join(filter(None, map(plain, row.cells[:WIDTH])))[:300]


class Reader:
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
        #: rows of trades that were closed, with their amounts where they can be read
        self.closed: list[Draft] = []
        self.codes = {role: currencies.of_header(layout.columns[index].name) for role, index in self.index.items()}

    def draft(self, row: Row) -> Draft | Broken:
        """Return the movement of a row with its amount as it is written, or why there is none.

        :raises Unreadable: if it should be one and cannot be read.
        """
        try:
            when, trouble = day(self._cell(row, "date"), self.style.order), None
        except Unreadable as error:
            when, trouble = None, error
        texts = [plain(_at(row, index)) for index in self.texts]
        others = [plain(_at(row, index)) for index in self.others]
        reason = self._why_none(row, when, texts, others)
        if reason == "pending" and when and any(map(_CLOSED.fullmatch, others)):
            self._keep_closed(row, when)
        if reason:
            return Broken(row.number, Problem(reason), shown(row), skipped=True)
        if trouble:
            raise trouble
        return self._movement(row, when, (*texts, *others))

    def _why_none(self, row: Row, when: date | None, texts: Sequence[str], others: Sequence[str]) -> str:
        """Return why a row is no movement: a ``total``, a ``note``, or ``pending``; empty if it should be one.

        :param texts: what its columns of text say, ``others`` those without a meaning
        """
        nothing = all(plain(self._cell(row, role)) == "" for role in ("amount", "money_in", "money_out"))
        if any(map(_NAMED_TOTAL.fullmatch, texts)):
            return "total"
        if (nothing or not when) and any(_TOTAL.match(plain(cell)) for cell in row.cells[:WIDTH]):
            return "total"
        if nothing and not when:
            return "note"
        waiting = any(map(_WAITING.fullmatch, (plain(self._cell(row, "date")), *texts)))
        return "pending" if waiting or any(map(_NOT_BOOKED.fullmatch, others)) else ""

    def _movement(self, row: Row, when: date, said: Sequence[str]) -> Draft | Broken:
        """Return the movement of a row that is one; without an amount other than zero, that nothing was moved.

        :param said: what its columns of text and those without a meaning say
        :raises Unreadable: if the row is wider than its header, or the amount cannot be read.
        """
        if any(map(plain, row.cells[self.width :])):
            raise Unreadable("too_wide", self.width)
        moved, part, role = self._amount(row)
        if not moved:
            return Broken(row.number, Problem("zero"), shown(row), skipped=True)
        line = replace(self._line(row, when, moved), currency=self._currency(row, role))
        return Draft(line, part, any(map(_REFUND.search, said)), self._aside(row))

    def _keep_closed(self, row: Row, when: date):
        """Remember a trade that was closed: what was paid for it may have come back as a line of its own."""
        try:
            moved, part, _role = self._amount(row)
        except Unreadable:
            return
        self.closed.append(Draft(self._line(row, when, moved), part))

    def _aside(self, row: Row) -> Aside | None:
        """Return what stands beside the amount, None if nothing does."""
        if self.index.keys().isdisjoint(Aside._fields):
            return None
        cells = (amount(self._cell(row, role), self.style.decimal, self.style.places) for role in Aside._fields)
        return Aside(*cells)

    def _line(self, row: Row, when: date, moved: Decimal) -> Line:
        balance = self._cell(row, "balance")
        return Line(
            row.number,
            when,
            moved,
            name=plain(self._cell(row, "name")),
            account=plain(self._cell(row, "account")),
            own_account=plain(self._cell(row, "own_account")) or self.account,
            text=plain(" ".join(dict.fromkeys(filter(None, (plain(_at(row, index)) for index in self.texts))))),
            reference=plain(self._cell(row, "reference")),
            unique_id=number_of(self._cell(row, "unique_id")),
            balance=amount(balance, self.style.decimal, self.style.places),
        )

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
