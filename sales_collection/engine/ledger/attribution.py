"""What settles a document is for its lines and taxes: how much of it for each.

- A credit note says itself what it takes back: its own lines and taxes. What is not on the document is a discount and
  taken from the lines with the same taxes, else from all; unless it is goods of another document, or a fee that the
  credit note charges: these stay what they are.
- Everything else (money, a discount, an offset) takes its share of all that the credit notes leave. A credit note that
  comes later therefore changes what earlier money was for; nobody's money becomes more or less by that.

All amounts are whole numbers of the smallest unit of the company's currency. Shares are rounded on running totals, over
the lines and over the settlements, so that they add up both ways to the last unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: what belongs to no line: rounding, an opening balance
NO_LINE = 0


class Line(NamedTuple):
    """A line of a document: its amount without tax and its tax, positive on an invoice and on a credit note."""

    key: int
    product: int | None = None
    taxes: tuple[int, ...] = ()
    untaxed: int = 0
    tax: int = 0
    goods: bool = False  #: something that can come back


#: amounts by line and by whether they are tax
Parts = dict[tuple[int, bool], int]


def parts_of(lines: Iterable[Line]) -> Parts:
    """Return the amounts of lines, without those that are zero: first what is no tax, which is so rounded as one.

    :param lines: amounts in the smallest unit of the company's currency
    """
    lines = list(lines)
    found = {(line.key, False): line.untaxed for line in lines}
    found |= {(line.key, True): line.tax for line in lines}
    return {part: amount for part, amount in found.items() if amount}


def plus(one: Parts, other: Parts, sign: int = 1) -> Parts:
    """Return the sum of parts, or with the sign -1 their difference.

    >>> plus({(1, False): 100}, {(1, False): 30, (2, False): 5}, -1)
    {(1, False): 70, (2, False): -5}

    :returns: without the parts that are zero
    """
    found = dict(one)
    for part, amount in other.items():
        found[part] = found.get(part, 0) + sign * amount
    return {part: amount for part, amount in found.items() if amount}


def spread(amount: int, weights: Parts) -> Parts:
    """Split an amount by weights whose sum is not zero, rounded on the running total.

    >>> spread(100, {(1, False): 1, (2, False): 1, (3, False): 1})
    {(1, False): 33, (2, False): 34, (3, False): 33}

    :param amount: in the smallest unit of the company's currency
    :param weights: in the order in which the rounding runs; some may be below zero
    """
    whole = sum(weights.values())
    found, running, given = {}, 0, 0
    for part, weight in weights.items():
        running += weight
        upto = _rounded(amount * running, whole)
        found[part] = upto - given
        given = upto
    return {part: share for part, share in found.items() if share}


def _rounded(value: int, divisor: int) -> int:
    """Return the quotient, rounded half away from zero."""
    sign = -1 if (value < 0) != (divisor < 0) else 1
    value, divisor = abs(value), abs(divisor)
    return sign * ((2 * value + divisor) // (2 * divisor))


class Credit:
    """A credit note that is used up bit by bit: for documents, or by paying it back."""

    def __init__(self, lines: list[Line], used: int = 0, origin: int | None = None):
        self.lines = lines
        self.used = used
        self.origin = origin  #: the document that it corrects

    def take(self, amount: int) -> Parts:
        """Return what the next so much of the credit note is for, by its own lines."""
        weights = _usable(parts_of(self.lines))
        before, self.used = self.used, self.used + amount
        return plus(spread(self.used, weights), spread(before, weights), -1)


class Document:
    """An invoice, or an opening balance, which has no lines: what its settlements are for."""

    def __init__(self, key: int, lines: list[Line]):
        self.key = key
        self.lines = lines
        self.net = parts_of(lines)  #: what the credit notes leave
        self.shares: dict[int, tuple[int, Parts]] = {}  #: by settlement: its amount, and what it is for
        self.credits: list[int] = []
        self.moved: Parts = {}  #: what a credit note for other goods has paid for, and what it has taken
        self.changed = False

    # -- what is known already

    def know_share(self, row: int, amount: int, parts: Parts) -> None:
        """Take over a settlement that was shared before."""
        self.shares[row] = amount, parts

    def know_credit(self, row: int, parts: Parts, moved: Parts) -> None:
        """Take over a credit note that was counted before."""
        self._lower(row, parts)
        self.moved = plus(self.moved, moved)

    # -- what is new

    def share(self, row: int, amount: int) -> Parts:
        """Return what a new settlement is for."""
        settled, given = amount, {}
        for before, parts in self.shares.values():
            settled += before
            given = plus(given, parts)
        parts = plus(spread(settled, self._weights()), given, -1)
        self.shares[row] = amount, parts
        return parts

    def take_back(self, row: int, credit: Credit, amount: int) -> Parts:
        """Return what a new use of a credit note takes back, on the lines of this document where they are meant."""
        parts = {}
        own = credit.take(amount)
        for line in credit.lines:
            for is_tax in (False, True):
                taken = own.get((line.key, is_tax), 0)
                if taken:
                    parts = plus(parts, self._meant(line, taken, is_tax, credit.origin))
        self._lower(row, parts)
        self.changed = True
        return parts

    def moves(self) -> list[tuple[int, Parts]]:
        """Return what credit notes have changed since: by settlement what comes to it and goes from it.

        A document that credit notes for other goods have settled alone has no settlement to change: then the last
        of them moves what was paid for those goods to what is on the document.
        """
        found = []
        if not self.changed:
            return found
        self.changed = False
        left = sum(self.net.values())
        settled, given = 0, {}
        for row, (amount, parts) in self.shares.items() if left else ():
            settled += amount
            upto = spread(settled, self.net)
            wanted, given = plus(upto, given, -1), upto
            if wanted != parts:
                found.append((row, plus(wanted, parts, -1)))
                self.shares[row] = amount, wanted
        wanted = {} if left or self.shares else self.net
        if self.credits and wanted != self.moved:
            found.append((self.credits[-1], plus(wanted, self.moved, -1)))
            self.moved = wanted
        return found

    # -- helpers

    def _lower(self, row: int, parts: Parts) -> None:
        self.credits.append(row)
        if self.lines:
            self.net = plus(self.net, parts, -1)

    def _weights(self) -> Parts:
        return self.net if sum(self.net.values()) else _usable(parts_of(self.lines))

    def _meant(self, line: Line, amount: int, is_tax: bool, origin: int | None) -> Parts:
        """Return the lines of this document that a line of a credit note takes an amount from."""
        same = [one for one in self.lines if line.product and one.product == line.product]
        if self.lines and not same and self._stays_apart(line, origin):
            return {(line.key, is_tax): amount}  # what was paid for goods of another document pays for this one
        found = [one for one in same if one.taxes == line.taxes] or same
        found = found or [one for one in self.lines if one.taxes == line.taxes] or self.lines
        return spread(amount, _weights_of(found, is_tax))

    def _stays_apart(self, line: Line, origin: int | None) -> bool:
        """Return whether a credit note's line for what is not on this document is for nothing that is on it.

        It is goods of another document, or a fee that the credit note charges; else it is a discount.
        """
        elsewhere = line.product and (origin not in (None, self.key) or (origin is None and line.goods))
        return bool(elsewhere) or line.untaxed + line.tax < 0


def _weights_of(lines: Iterable[Line], is_tax: bool) -> Parts:
    """Return the weights by which these lines share an amount or a tax; a tax goes by the amounts if they have none."""
    lines = list(lines)
    own = {(line.key, is_tax): (line.tax if is_tax else line.untaxed) for line in lines}
    if sum(own.values()):
        return own
    amounts = {(line.key, is_tax): line.untaxed for line in lines}
    return amounts if sum(amounts.values()) else {(NO_LINE, is_tax): 1}


def _usable(weights: Parts) -> Parts:
    """Return weights by which an amount can be split: what adds up to zero tells nothing."""
    return weights if sum(weights.values()) else {(NO_LINE, False): 1}
