"""A file of several tables: where one ends, which of them the bank has not booked, and of which account each is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from . import currencies, layout
from .layout import WIDTH, Layout
from .records import Row
from .values import plain

_OWN_ACCOUNT = re.compile(
    r"(?i:账号|帐号|账户|帐户|卡号|account(?: ?(?:number|no\.?))?|iban)[\s:]*"
    r"([A-Z]{0,4}[\d*]+(?:(?:[ -]?[A-Z]{4}(?=[ \d]))?[ -]?[\d*]+)*)?"
)
_OWN_CURRENCY = re.compile(r"(?:币种|币别|货币|currency)\s*[:：]\s*([^\s,;，；]{1,10})", re.IGNORECASE)
#: a line of its own that says what stands below it
_LINES = (
    r"(transactions?|items?|entries|movements?|payments?|activity|postings?|ums(a|ä)tze|buchungen|ops|交易|明细|记录)"
)
_PENDING = re.compile(
    r"(list of |your |recent |current )?(pending|unposted|uncleared|upcoming|scheduled|in process|processing"
    rf"|(card )?holds?|authori[sz](ed|ations?)|(not|un)[ -]?(yet )?(booked|posted|cleared))"
    rf"( {_LINES})?( \(.*\)|\W*| as of .*)"
    r"|(vorgemerkte?|vorgemerkt|nicht gebuchte?|offene|schwebende)( ums(a|ä)tze| buchungen)?\W*"
    r"|(op(e|é)rations?|mouvements?) (en attente|en cours|(a|à) venir|non comptabilis.*)\W*"
    r"|(movimientos|operaciones|movimenti|operazioni) (pendientes|en curso|in sospeso|non contabilizzat.)\W*"
    r"|(nog niet verwerkte?|gereserveerde?|openstaande) (transacties|boekingen|bedragen)\W*"
    r"|(未入账|待入账|未记账|待记账|待处理|处理中|在途|预授权|未达)(的)?(交易|明细|记录|款项|账项)?(明细|列表)?[:：]?",
    re.IGNORECASE,
)
_BOOKED = re.compile(
    rf"(list of |your |recent |all )?(booked|posted|cleared|completed|settled|past)( {_LINES})?( \(.*\)|\W*| as of .*)"
    r"|gebuchte?( ums(a|ä)tze| buchungen)?\W*|(op(e|é)rations?|mouvements?) (comptabilis.*|pass(e|é)e?s)\W*"
    r"|(已入账|已记账|已完成|历史)(的)?(交易|明细|记录|款项|账项)?(明细|列表)?[:：]?",
    re.IGNORECASE,
)


#: so many lines above a further table may name its account
_TITLES = 6
#: a file has so many tables at most; further headings are lines that cannot be read
_TABLES = 500


@dataclass(frozen=True)
class Section:
    """A table of the file: its rows below its heading. What is ``pending`` the bank shows and has not booked."""

    layout: Layout
    rows: Sequence[Row]
    pending: bool = False
    account: str = ""
    currency: str = ""


def split(rows: Sequence[Row], first: Layout) -> list[Section]:
    """Return the tables of a file in its order, each with the meaning of its own columns.

    :param first: the layout that was found or chosen; a table with the same headers has it as well
    """
    roles = {column.name: column.role for column in first.columns}
    found: list[Section] = []
    starts, pending, last = _starts(rows, first), False, 0
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        known = first if start == first.header else layout.at(rows[:end], rows[start].number, roles)
        titles = rows[last : max(start, 0)]
        account, code = _titles(titles[-_TITLES:] if found else titles)
        # a heading ends what was pending above it, unless it stands below a line that says so
        pending = next((said for said in map(_said, reversed(titles)) if said is not None), False)
        last = start + 1
        for place in range(start + 1, end):
            said = _said(rows[place])
            if said is not None and said != pending:
                found.append(Section(known, rows[last:place], pending, account, code))
                last, pending = place, said
        found.append(Section(known, rows[last:end], pending, account, code))
        last = next((place for place in range(end, last, -1) if _is_movement(rows[place - 1], known)), last)
    return found


def _starts(rows: Sequence[Row], first: Layout) -> list[int]:
    """Return where the headings of the tables are, also above the one that was found; of two rows, the lower."""
    others = (place for place in range(len(rows)) if place != first.header)
    places = sorted({first.header, *itertools.islice(layout.headings(rows, others, first), _TABLES)})
    return [place for place in places if place + 1 not in places or place == first.header]


def _is_movement(row: Row, table: Layout) -> bool:
    """Tell whether a row has something in the columns of day and amount."""
    needed = [table.indexes("date"), [i for role in ("amount", "money_in", "money_out") for i in table.indexes(role)]]
    return all(any(plain(row.cells[index]) for index in places if index < len(row.cells)) for places in needed)


def _said(row: Row) -> bool | None:
    """Return whether a line of its own says that what follows is pending, or booked; None if it says neither."""
    words = [text for text in map(plain, row.cells[:WIDTH]) if text]
    if not words or len(words[0]) > 60 or (len(words) > 2 and len(words[0].split()) < 2 and words[0].isascii()):
        return None
    if _PENDING.fullmatch(words[0]):
        return True
    return False if _BOOKED.fullmatch(words[0]) else None


def _titles(rows: Sequence[Row]) -> tuple[str, str]:
    """Return account number and currency that the lines above a table name, empty if they do not."""
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
                code = currencies.named(found[1])
    return account, code
