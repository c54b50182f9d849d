"""What payment services write beside an amount: fees and refunds in columns of their own, trades given back."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .reader import Aside, Draft
from .records import Broken, Line, Problem

#: what may become of fees and refunds in columns of their own
CHOICES = ("own", "none")
#: so many lines of one amount before and behind a line are asked whether they are of its trade
_NEAREST = 200


# -- trades that came to nothing -------------------------------------------------------------------


def without_given_back(drafts: Sequence[Draft], closed: Sequence[Draft]) -> tuple[list[Draft], list[Broken]]:
    """Return the movements without refunds of trades that were closed: as these are not booked, they are not either.

    :param drafts: the movements that were booked
    :param closed: trades that were closed, with their amounts where they can be read
    :returns: the movements, and the refunds as skipped lines
    """
    trades = _by_amount([draft.line for draft in closed], abs)
    kept, given_back = [], []
    for draft in drafts:
        same = trades.get(abs(draft.line.amount), []) if draft.refund else []
        place = next((place for place in _near(same, draft.line) if _of_one_trade(same[place], draft.line)), None)
        if place is None:
            kept.append(draft)
            continue
        problem = Problem("given_back", str(same.pop(place).number))
        given_back.append(Broken(draft.line.number, problem, draft.line.text or draft.line.name, skipped=True))
    return kept, given_back


def _by_amount(lines: Sequence[Line], change: Callable[[Decimal], Decimal] = Decimal) -> dict[Decimal, list[Line]]:
    """Return the lines by their amount, in the order of the file."""
    found: defaultdict[Decimal, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.number):
        found[change(line.amount)].append(line)
    return found


def _near(lines: Sequence[Line], line: Line) -> range:
    """Return the places of those that stand nearest to a line: very many may have one amount."""
    place = bisect.bisect(lines, line.number, key=lambda one: one.number)
    return range(max(place - _NEAREST, 0), min(place + _NEAREST, len(lines)))


def _of_one_trade(one: Line, other: Line) -> bool:
    """Tell whether two lines are of one trade: by their numbers, which a refund makes longer, or by who it was with."""
    for mine in filter(None, (one.unique_id, one.reference)):
        for theirs in filter(None, (other.unique_id, other.reference)):
            if mine == theirs or theirs.startswith(mine) or mine.startswith(theirs):
                return True
    return bool(one.name) and one.name == other.name


# -- fees and refunds in columns of their own ------------------------------------------------------


def split(
    lines: list[Line], drafts: Sequence[Draft], chosen: str, labels: Mapping[str, str]
) -> tuple[list[Line], list[Problem], list[Problem]]:
    """Return the lines with fees and refunds as lines of their own, what is to be asked first, and what is told.

    The net amounts or the balances say whether a fee was taken; where neither does, a person says it.

    :param lines: signed, oldest first
    :param chosen: what a person has said, one of ``CHOICES``
    :param labels: the headers of the columns, by their role
    """
    asides = {draft.line.number: draft.aside for draft in drafts if draft.aside}
    moved = {line.number: line for line in lines if line.number in asides}
    fees, refunds = _fees(moved, asides), _refunds(lines, moved, asides)
    if not (fees or refunds) or chosen == "none":
        return lines, [], []
    extras = _extras(fees, refunds, labels)
    total = str(sum((*fees.values(), *refunds.values()), Decimal()))
    shown = chosen or _shown_by_balances(lines, extras) or ("own" if not refunds and _by_net(moved, asides) else "")
    if shown == "none":
        return lines, [], [Problem("beside_none", total)]
    if not shown:
        return lines, [Problem("beside", total)], []
    return _parted(lines, extras), [], [Problem("beside_own", total)]


def _refunds(lines: Sequence[Line], moved: Mapping[int, Line], asides: Mapping[int, Aside]) -> dict[int, Decimal]:
    """Return what was refunded of lines as movements the other way, unless it is a line of its own already."""
    same = _by_amount(lines)
    return {
        number: -asides[number].refunded.copy_abs().copy_sign(line.amount)
        for number, line in moved.items()
        if asides[number].refunded and not _stands_elsewhere(line, asides[number].refunded, same)
    }


def _extras(
    fees: Mapping[int, Decimal], refunds: Mapping[int, Decimal], labels: Mapping[str, str]
) -> dict[int, list[tuple[str, Decimal]]]:
    """Return what stands beside each line, by its number: (header of the column, amount)."""
    extras: dict[int, list[tuple[str, Decimal]]] = {}
    for role, found in (("fee", fees), ("refunded", refunds)):
        for number, amount in found.items():
            extras.setdefault(number, []).append((labels.get(role, ""), amount))
    return extras


def _shown_by_balances(lines: Sequence[Line], extras: Mapping[int, Sequence[tuple[str, Decimal]]]) -> str:
    """Return what becomes of fees and refunds as more balances say, one of ``CHOICES``; empty if they say nothing."""
    sums = {number: sum(one for _label, one in found) for number, found in extras.items()}
    whole = [replace(line, amount=line.amount + sums.get(line.number, 0)) for line in lines]
    alone, together = follow(lines), follow(whole)
    if alone == together:
        return ""
    return "none" if alone > together else "own"


def _fees(moved: Mapping[int, Line], asides: Mapping[int, Aside]) -> dict[int, Decimal]:
    """Return the fees of lines as movements: money out, whether the file writes them with a minus or without."""
    found = {number: asides[number].fee for number in moved if asides[number].fee}
    plus = sum(abs(moved[number].amount + fee) == abs(asides[number].net or 0) for number, fee in found.items())
    minus = sum(abs(moved[number].amount - fee) == abs(asides[number].net or 0) for number, fee in found.items())
    if plus == minus:
        # no net amount tells: most fees are paid, not given back
        minus = plus + sum(1 if fee > 0 else -1 for fee in found.values())
    return {number: fee if plus > minus else -fee for number, fee in found.items()}


def _by_net(moved: Mapping[int, Line], asides: Mapping[int, Aside]) -> bool:
    """Tell whether the net amounts say that the fees were taken off."""
    said = [(line.amount, asides[number]) for number, line in moved.items() if asides[number].net is not None]
    fits = [abs(one.net) in (abs(moved + one.fee), abs(moved - one.fee)) for moved, one in said if one.fee]
    return bool(fits) and all(fits)


def _stands_elsewhere(line: Line, refunded: Decimal, by_amount: Mapping[Decimal, Sequence[Line]]) -> bool:
    """Tell whether what was refunded is a line of its own already."""
    same = by_amount.get(-abs(refunded).copy_sign(line.amount), [])
    return any(same[place].number != line.number and _of_one_trade(line, same[place]) for place in _near(same, line))


def _parted(lines: Sequence[Line], extras: Mapping[int, Sequence[tuple[str, Decimal]]]) -> list[Line]:
    found = []
    for line in lines:
        beside = extras.get(line.number, ())
        balance = None if line.balance is None else line.balance - sum(moved for _label, moved in beside)
        found.append(replace(line, balance=balance))
        for label, moved in beside:
            balance = None if balance is None else balance + moved
            text = " ".join(filter(None, (label, line.text or line.name)))
            found.append(replace(line, amount=moved, text=text, balance=balance))
    return found


def follow(lines: Sequence[Line]) -> int:
    """Return how many balances follow from the one before.

    :param lines: signed, oldest first
    """
    pairs = zip(lines, lines[1:], strict=False)
    return sum(
        None not in (before.balance, line.balance) and before.balance + line.amount == line.balance
        for before, line in pairs
    )
