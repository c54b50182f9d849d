"""OFX and QFX files, taken apart by ofxparse."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from ofxparse import OfxParser
from ofxparse.ofxparse import Statement as OfxStatement

from . import text
from .records import Broken, Limits, Line, Problem, Refused, Statement
from .values import Unreadable, amount, currency, day, plain

#: the code pages that the header of an old file may name, and where none is named the file itself is asked
_PAGES = {"1252": "cp1252", "936": "gb18030", "950": "big5"}


def read(content: bytes, limits: Limits, places: int) -> list[Statement]:
    """Return the statements of an OFX file, one for each account.

    :raises Refused: if it cannot be read, has too many transactions, or defines entities.
    """
    try:
        parsed = OfxParser.parse(io.BytesIO(_prepared(content)), fail_fast=False)
        accounts = [account for account in parsed.accounts if isinstance(account.statement, OfxStatement)]
    except Refused:
        raise
    except Exception as error:  # ofxparse raises whatever a broken file makes it stumble over
        raise Refused("ofx") from error
    if not accounts:
        raise Refused("ofx")
    if sum(len(account.statement.transactions) for account in accounts) > limits.lines:
        raise Refused("too_many", limits.lines)
    return [_statement(account, places) for account in accounts]


def _prepared(content: bytes) -> bytes:
    """Return the file in UTF-8, under a header that says so.

    A day stays the bank's: the time zone behind it is left out, since ofxparse would turn it into the day in London.
    """
    page = re.search(rb"CHARSET:\s*(\d+)", content[:2000])
    known = _PAGES.get(page[1].decode(), "") if page else ""
    try:
        whole, _encoding = text.decode(content)
    except Refused:
        whole, _encoding = text.decode(content, known or "cp1252")
    start = whole.upper().find("<OFX>")
    if start < 0:
        raise Refused("ofx")
    if re.search(r"<!(DOCTYPE|ENTITY)", whole, re.IGNORECASE):
        raise Refused("entities")
    body = re.sub(r"(<DT[A-Z]+>\s*\d{8}[\d.]*)\s*\[[^\]<]*\]", r"\1", whole[start:], flags=re.IGNORECASE)
    return b"OFXHEADER:100\nENCODING:UTF-8\nCHARSET:NONE\n\n" + body.encode()


def _statement(account, places: int) -> Statement:
    found = account.statement
    code = currency(found.currency if hasattr(found, "currency") else account.curdef)
    lines, broken = [], []
    for number, transaction in enumerate(found.transactions, start=1):
        try:
            line = _line(transaction, number, code, places)
        except Unreadable as error:
            line = Broken(number, error.problem, plain(transaction.memo))
        (lines if isinstance(line, Line) else broken).append(line)
    for number, entry in enumerate(found.discarded_entries, start=len(found.transactions) + 1):
        broken.append(
            Broken(number, Problem("ofx_line", plain(entry["error"])), plain(entry["content"].get_text(" "))[:300])
        )
    closing = getattr(found, "balance", None)
    # what came after the last line of the file would be in the balance as well
    complete = lines and not broken and _same_day(found)
    return Statement(
        tuple(sorted(lines, key=lambda line: line.date)),
        tuple(broken),
        account=account.account_id or "",
        currency=code,
        opening=closing - sum(line.amount for line in lines) if complete and closing is not None else None,
        closing=closing if complete else None,
    )


def _same_day(found) -> bool:
    """Tell whether the balance is that of the end of the file's period."""
    balance_date, end = getattr(found, "balance_date", None), getattr(found, "end_date", None)
    return bool(balance_date and end) and balance_date.date() == end.date()


def _line(transaction, number: int, code: str, places: int) -> Line | Broken:
    moved = amount(Decimal(transaction.amount), places=places)
    described = " ".join(dict.fromkeys(filter(None, map(plain, (transaction.payee, transaction.memo)))))
    if not moved:
        return Broken(number, Problem("zero"), described, skipped=True)
    return Line(
        number,
        day(transaction.date),
        moved,
        currency=code,
        name=plain(transaction.payee),
        text=plain(transaction.memo) or plain(transaction.payee),
        reference=plain(transaction.checknum),
        unique_id=plain(transaction.id),
    )
