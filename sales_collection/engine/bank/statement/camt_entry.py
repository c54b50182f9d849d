"""An entry of a CAMT file to movements: one, or one for each transaction that was collected in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from . import values
from .camt_tree import AMOUNTS, charges, first, nodes, signed
from .camt_words import NOBODY, described, party, reference
from .days import day
from .records import Broken, Line, Problem
from .values import Unreadable

#: so many elements stand directly in an entry at most
_CHILDREN = 200


class _Part(NamedTuple):
    """A movement in an entry: the transaction that speaks for it, None where none does, and its number."""

    detail: object
    amount: Decimal
    number: str


class Account(NamedTuple):
    """The account of a statement, its currency, and the currency's decimal places."""

    number: str
    currency: str
    places: int


def movements(entry, account: Account, counter: Iterator[int]) -> Iterator[Line | Broken]:
    """Yield the movements of an entry, or why it is none.

    :param counter: gives each its place in the file
    """
    number = next(counter)
    _gather(entry)
    try:
        if first(entry, "Sts/Cd", "Sts") not in ("BOOK", ""):
            yield Broken(number, Problem("pending"), described(entry), skipped=True)
            return
        whole, currency = signed(entry)
        parts = _parts(entry, whole, currency)
    except Unreadable as error:
        yield Broken(number, error.problem, described(entry))
        return
    for index, part in enumerate(parts):
        number = next(counter) if index else number
        try:
            yield _line(entry, part, number, account, currency, len(parts) > 1)
        except Unreadable as error:
            yield Broken(number, error.problem, described(entry))


def _gather(entry) -> None:
    """Put the transactions of an entry in one place and drop what no entry has: each of them looks through it."""
    known, *others = nodes(entry, "NtryDtls") or [None]
    for other in others:
        known.extend(list(other))
        entry.remove(other)
    for surplus in entry[_CHILDREN:]:
        entry.remove(surplus)


def _parts(entry, whole: Decimal, currency: str) -> list[_Part]:
    """Return the transactions of a collected entry if they add up to it, with what the bank has charged; else the
    entry as one."""
    details, own = nodes(entry, "NtryDtls/TxDtls"), first(entry, "AcctSvcrRef")
    if len(details) == 1 and first(entry, "NtryDtls/Btch/NbOfTxs") in ("", "1"):
        # one transaction speaks for its entry, also where the bank has kept charges back
        return [_Part(details[0], whole, own or first(details[0], "Refs/AcctSvcrRef"))]
    amounts, charged = _adding_up(entry, details, whole, currency)
    if not amounts:
        return [_Part(None, whole, own)]
    numbers = [first(detail, "Refs/AcctSvcrRef", "Refs/TxId") for detail in details]
    counted = Counter(numbers)
    found = []
    for place, (detail, amount, number) in enumerate(zip(details, amounts, numbers, strict=True), start=1):
        # a number that several have is that of all
        tells = number and number != own and counted[number] == 1
        found.append(_Part(detail, amount, number if tells else _of_part(own, place)))
    if charged:
        found.append(_Part(None, charged, _of_part(own, "charges")))
    return found


def _of_part(own: str, place) -> str:
    return own and f"{own}/{place}"


def _adding_up(entry, details, whole: Decimal, currency: str) -> tuple[list[Decimal], Decimal]:
    """Return the amounts of the transactions and what was charged on top, if these add up to the entry."""
    if len(details) < 2:
        return [], Decimal()
    on_entry, on_details = charges(entry), sum((charges(detail) for detail in details), Decimal())
    for path in AMOUNTS:
        try:
            amounts, currencies = zip(*(signed(detail, entry, [path]) for detail in details), strict=True)
        except Unreadable:
            continue
        if {*currencies, currency} == {currency}:
            for charged in (Decimal(), on_entry, on_details, on_entry + on_details):
                if sum(amounts) + charged == whole:
                    return list(amounts), charged
    return [], Decimal()


def _line(entry, part: _Part, number: int, account: Account, currency: str, is_part: bool) -> Line | Broken:
    speaks = part.detail is not None
    if not part.amount:
        return Broken(number, Problem("zero"), described(entry, part.detail), skipped=True)
    who = party(entry, part.detail, part.amount, account.number) if speaks else NOBODY
    return Line(
        number,
        day(first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")),
        values.amount(part.amount, places=account.places),
        currency=currency or account.currency,
        name=who.payer,
        account=who.account,
        text=first(entry, "AddtlNtryInf") if is_part and not speaks else described(entry, part.detail, who, is_part),
        reference=reference(part.detail) if speaks else "",
        unique_id=part.number,
        whole=(first(entry, "AcctSvcrRef"), signed(entry)[0]) if is_part else None,
    )
