"""Which column of a bank's table means what: by the words in its header, in English, Chinese and German."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import direction
from .records import Row
from .values import Unreadable, day, plain

#: what a column may mean; several columns may be ``text``
ROLES = (
    "date",
    "amount",
    "money_in",
    "money_out",
    "direction",
    "currency",
    "name",
    "account",
    "own_account",
    "text",
    "reference",
    "unique_id",
    "balance",
)

#: by meaning, the surest words first; a header has to match one as a whole
_WORDS = {
    "date": (
        r"(交易|记账|入账|发生|业务|账务|会计|转账)?(日期|日)|(booking|transaction|trans|txn|posting|posted|book|entry)date",
        r"date|buchungstag|buchungsdatum|datum|(valuta|value)date|起息日期?|(交易|记账|入账|发生)?(时间|日期时间)|.*datetime",
    ),
    "money_in": (
        r"贷方?(发生额|金额|发生金额)?|收入(金额)?|存入(金额)?|转入(金额)?|入账金额|收款金额|来账金额",
        r"credits?(amount)?|(paid|money)in|deposits?(amount)?|in|incoming|haben|gutschrift",
    ),
    "money_out": (
        r"借方?(发生额|金额|发生金额)?|支出(金额)?|支取(金额)?|取出(金额)?|转出(金额)?|出账金额|付款金额|往账金额",
        r"debits?(amount)?|(paid|money)out|withdrawals?(amount)?|out|outgoing|soll|lastschrift",
    ),
    "amount": (r"(交易|发生|记账)?(金额|发生额|额)|(transaction|trade)?amount|betrag|umsatz",),
    "direction": (
        r"借贷(标志|方向|标识|标记)?|收支(类型|标志|方向)?|收付(标志|方向)?|交易方向|往来账?标志",
        r"dc|drcr|crdr|debitcredit|creditdebit(indicator)?|debitcreditindicator|direction|sollhaben",
    ),
    "currency": (
        r"记账(币种|货币|币别)",
        r"(交易)?(币种|货币|币别)|(trade)?currency|ccy|curr|w(ä|ae)hrung",
    ),
    "name": (
        r"(对方|对手|交易对方|交易对手|付款人|付款方|往来|收付?方)(账户|账号)?(户名|名称|单位名称|单位|姓名)|交易对[方手]",
        r"(counterparty|payer|partner|beneficiary|counterpart)(s)?(name)?|payee|name|auftraggeber.*"
        r"|(beg(ü|ue)nstigter)?zahlungspflichtiger",
    ),
    "account": (
        r"(对方|对手|交易对方|交易对手|付款人|付款方|往来|收付?方)(账号|账户|卡号|账户账号)",
        r"(counterparty|payer|partner|counterpart|beneficiary)(s)?(account|iban)(number|no)?|iban|kontonummer.*",
    ),
    "own_account": (
        r"(本方|我方|己方|查询)(账号|账户|卡号)|(own|my)account(number|no)?|auftragskonto",
        r"账号|账户|卡号|account(number|no)?",
    ),
    "text": (
        r"(交易)?(摘要|用途|附言|备注|说明|描述)|业务摘要|其它摘要",
        r"(transaction)?descriptions?|details?|text|memo|narrative|particulars|purpose|verwendungszweck|label",
        r"(payment|remittance|transaction)(details|information)|remarks?|comments?|notes?",
    ),
    "reference": (
        r"(业务)?参考号|凭证(号码?|编号)|票据号码?|(商户)?订单号|支票号码?",
        r"(customer|payment|payer|your)?ref(erence)?(no|number)?|(cheque|check)(no|number)?|endtoendid",
    ),
    "unique_id": (
        r"(交易|银行|核心|主机)?流水(号码?|编号)?|交易(单号|号|编号|流水号)|支付宝交易号",
        r"(transaction|trans|txn|unique|bank)(id|ref|reference|referencenumber|referenceno)|fitid",
    ),
    "balance": (r"(账户|账面|本次|当前|交易后|可用)?余额|(running|account|closing)?bal(ance(after.*)?)?|saldo",),
}
_PATTERNS = {role: tuple(re.compile(words) for words in tiers) for role, tiers in _WORDS.items()}

_BRACKETS = re.compile(r"[(\[【〔](.*?)[)\]】〕]")

#: a header is looked for in so many rows; no bank's table is wider than so many columns
_HEADER_ROWS, WIDTH = 60, 100


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
            found = _with_samples(rows, index, names, [known.get(name, "") for name in names])
            return direction.named(rows, found, known)
        layout = Layout(index, tuple(map(Column, names, _roles(names))))
        if layout.complete() and _count(layout) > _count(best):
            best = layout
    if best.header < 0:
        return _without_header(rows, known or {})
    found = _with_samples(rows, best.header, [c.name for c in best.columns], [c.role for c in best.columns])
    return direction.named(rows, found)


def at(rows: Sequence[Row], number: int, roles: Mapping[str, str]) -> Layout:
    """Return the layout with the header in the row of that number, 0 for none.

    :param roles: meaning by header; the words of headers that are not in it tell
    """
    index = next((index for index, row in enumerate(rows) if row.number == number), None)
    if index is None:
        return _without_header(rows, roles)
    names = _names(rows, index)
    guessed = _roles([name if name not in roles else "" for name in names])
    found = [roles.get(name, role) for name, role in zip(names, guessed, strict=True)]
    return direction.named(rows, _with_samples(rows, index, names, found), roles)


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
    if all(_role(below)[0] for below in lower if below) and any(
        not below and _role(above)[0] for above, below in pairs
    ):
        return [below or above for above, below in pairs]
    return lower


def letter(index: int) -> str:
    """Return what a spreadsheet calls the column: A, B, ... Z, AA."""
    name = ""
    while index >= 0:
        name, index = chr(ord("A") + index % 26) + name, index // 26 - 1
    return name


def _roles(names: Sequence[str]) -> list[str]:
    """Return what headers mean; of several for the same the one with the surest word, then the first."""
    sure: dict[str, tuple[int, int]] = {}
    found = []
    for index, name in enumerate(names):
        role, tier = _role(name)
        found.append(role)
        if role and role != "text" and (tier, index) < sure.get(role, (9, 0)):
            sure[role] = tier, index
    if "account" not in sure and sure.get("own_account", (0, 0))[0]:
        # an account that is the only one may be anybody's
        found = ["" if role == "own_account" else role for role in found]
    roles = [role if role in ("", "text") or sure[role][1] == index else "" for index, role in enumerate(found)]
    if {"money_in", "money_out"} <= set(roles):
        # what stands in two columns says the direction itself
        return ["" if role in ("amount", "direction") else role for role in roles]
    return roles


def _role(name: str) -> tuple[str, int]:
    text = plain(name).casefold().replace("帐", "账")
    role, tier = _role_of_words(_BRACKETS.sub("", text))
    if role == "amount" and (inside := _BRACKETS.search(text)):
        # an amount whose brackets say which way it went; what the bank has booked comes before what was agreed
        way, _tier = _role_of_words(inside[1])
        if way in ("money_in", "money_out"):
            return way, 0 if "记账" in text else 1
    return role, tier


def _role_of_words(text: str) -> tuple[str, int]:
    text = re.sub(r"[\s_\-/.:*#\"'’]+", "", text)
    # bilingual headers: either half may tell
    halves = dict.fromkeys((text, re.sub(r"[^\u4e00-\u9fff]", "", text), re.sub(r"[^a-zäöüß]", "", text)))
    for half in filter(None, halves):
        for role, tiers in _PATTERNS.items():
            for tier, pattern in enumerate(tiers):
                if pattern.fullmatch(half):
                    return role, tier
    return "", 0


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
