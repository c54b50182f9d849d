"""OFX and QFX files: statements of accounts and cards."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from . import ofx_tree, text
from .days import day
from .ofx_tree import Node
from .records import Broken, Limits, Line, Problem, Refused, Statement
from .values import Unreadable, amount, currency, decimal_separator, plain

#: code pages that Python knows better under another name
_PAGES = {"936": "gb18030", "gb2312": "gb18030", "gbk": "gb18030", "950": "big5", "iso-8859-1": "cp1252"}
_PAGES |= {"latin1": "cp1252", "8859-1": "cp1252"}
#: so many tags has a transaction, opening and closing ones
_PER_LINE = 30
#: what the bank has only reserved
_NOT_BOOKED = "HOLD"


def read(content: bytes, limits: Limits, places: int, encoding: str = "") -> tuple[list[Statement], str]:
    """Return the statements of an OFX file, one for each account, and the encoding it was read in.

    :param encoding: what the user says; else what the file declares counts, unless it plainly is UTF-8
    :raises Refused: if it cannot be read, has too many transactions, or defines entities.
    """
    whole, found = _decoded(content, encoding)
    start = whole.upper().find("<OFX>")
    if start < 0:
        raise Refused("ofx")
    if re.search(r"<!(DOCTYPE|ENTITY)", whole, re.IGNORECASE):
        raise Refused("entities")
    if whole.count("<") > limits.lines * _PER_LINE:
        raise Refused("too_many", limits.lines)
    root = ofx_tree.parse(whole[start:])
    accounts = list(root.all("STMTRS", "CCSTMTRS"))
    if not accounts and not next(root.all("INVSTMTRS"), None) and next(root.all("STMTTRN"), None):
        # the frame around the movements is missing, and they are all there
        accounts = [root]
    if not accounts and root.text("SEVERITY").upper() == "INFO":
        # the bank's answer to who has asked, and nothing to tell
        accounts = list(root.all("STMTTRNRS", "CCSTMTTRNRS"))
    if not accounts:
        raise Refused("ofx")
    if max(len(accounts), sum(1 for account in accounts for _line in account.all("STMTTRN"))) > limits.lines:
        raise Refused("too_many", limits.lines)
    counter = itertools.count(1)
    return [_statement(account, counter, places) for account in accounts], found


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    """Return the text of the file and its encoding."""
    if not encoding and b"\0" not in content and not content.startswith(codecs.BOM_UTF8):
        declared = _declared(content)
        # most files that are UTF-8 do not say so, and next to nothing else looks like it
        for name in dict.fromkeys(filter(None, ("utf-8", declared))):
            try:
                return content.decode(name), name
            except UnicodeError:
                continue
        if declared:
            return content.decode(declared, errors="replace"), declared
    return text.decode(content, encoding)


def _declared(content: bytes) -> str:
    """Return the code page that the header names, by Python's name, empty if it names none."""
    header = content[:2000].decode("ascii", errors="ignore")
    named = re.search(r"<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", header, re.IGNORECASE) or re.search(
        r"CHARSET:\s*([\w.:-]+)", header, re.IGNORECASE
    )
    name = named[1].casefold() if named else ""
    name = _PAGES.get(name, f"cp{name}" if name.isdigit() else name)
    if name in ("", "none"):
        return ""
    try:
        # Python has codecs under such names that make no text of bytes, or none of wrong ones
        b"\xff".decode(name, errors="replace")
    except (LookupError, UnicodeError):
        return ""
    return codecs.lookup(name).name


def _statement(account: Node, counter: Iterator[int], places: int) -> Statement:
    code = currency(account.text("CURDEF"))
    transactions = list(account.all("STMTTRN"))
    amounts = [transaction.text("TRNAMT") for transaction in transactions]
    point = decimal_separator(amounts)
    # where nothing is below zero, a debit that is not either says nothing about its direction
    unsigned = not any("-" in written or "(" in written for written in amounts)
    lines, broken = [], []
    for transaction, number in zip(transactions, counter, strict=False):
        try:
            line = _line(transaction, number, code, point, places, unsigned)
        except Unreadable as error:
            line = Broken(number, error.problem, _described(transaction))
        (lines if isinstance(line, Line) else broken).append(line)
    closing = _closing(account, point, places)
    # what came after the last line of the file would be in the balance as well
    complete = lines and closing is not None and all(line.skipped for line in broken)
    return Statement(
        tuple(sorted(lines, key=lambda line: line.date)),
        tuple(broken),
        account=account.first("BANKACCTFROM", "CCACCTFROM").text("ACCTID"),
        currency=code,
        opening=closing - sum(line.amount for line in lines) if complete else None,
        closing=closing if complete else None,
    )


def _closing(account: Node, point: str, places: int) -> Decimal | None:
    """Return the balance if it is that of the end of the file's period."""
    balance, end = account.first("LEDGERBAL"), account.text("DTEND")
    try:
        if not end or _day(balance.text("DTASOF")) != _day(end):
            return None
        return _amount(balance.text("BALAMT"), point, places)
    except Unreadable:
        return None


def _line(transaction: Node, number: int, code: str, point: str, places: int, unsigned: bool) -> Line | Broken:
    kind = transaction.text("TRNTYPE").upper()
    if kind == _NOT_BOOKED:
        return Broken(number, Problem("pending"), _described(transaction), skipped=True)
    written = transaction.text("TRNAMT")
    moved = Decimal() if written.strip("-").lower() == "null" else _amount(written, point, places)
    if moved is None:
        raise Unreadable("no_amount")
    if not moved:
        return Broken(number, Problem("zero"), _described(transaction), skipped=True)
    if unsigned and kind == "DEBIT":
        raise Unreadable("direction", f"{kind} {written}")
    name = transaction.text("EXTDNAME", "NAME")
    return Line(
        number,
        _day(transaction.text("DTPOSTED", "DTAVAIL", "DTUSER")),
        moved,
        currency=currency(transaction.first("CURRENCY").text("CURSYM")) or code,
        name=name,
        text=transaction.text("MEMO") or name,
        reference=transaction.text("CHECKNUM", "REFNUM"),
        unique_id=transaction.text("FITID"),
    )


def _day(written: str):
    """Return the bank's day: with a time zone behind it, it is not turned into the day in London."""
    digits = re.match(r"\d{8}(?=\d*(\D|$))", written)
    return day(digits[0] if digits else plain(written))


def _amount(written: str, point: str, places: int) -> Decimal | None:
    # thousands are not separated in this format: what stands alone is the decimal separator
    alone = [char for char in written if char in ",."]
    return amount(written, point or (alone[0] if len(alone) == 1 else ""), places)


def _described(transaction: Node) -> str:
    return (
        " ".join(dict.fromkeys(filter(None, (transaction.text("EXTDNAME", "NAME"), transaction.text("MEMO")))))
        or " ".join(filter(None, (child.value for child in transaction.children)))[:300]
    )
