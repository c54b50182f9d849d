"""What is found in a bank's file. All amounts are Decimals in the account's currency, money in is positive."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True)
class Problem:
    """Why something cannot be used: a code, and what the file says there."""

    code: str
    value: str = ""


class Refused(ValueError):
    """The file as a whole cannot be read; ``problem`` says why."""

    def __init__(self, code: str, value: object = ""):
        super().__init__(f"{code}: {value}")
        self.problem = Problem(code, str(value))


class Row(NamedTuple):
    """A row of a table that is not blank: its number in the file, from 1, and its cells."""

    number: int
    cells: list


def filled(cells: Sequence[object]) -> int:
    """Return how many cells there are without the blank ones at the end, 0 for a blank row.

    >>> filled(["a", None, "b", " ", ""]), filled([" "])
    (3, 0)
    """
    places = (
        len(cells) - place for place, cell in enumerate(reversed(cells)) if cell is not None and str(cell).strip()
    )
    return next(places, 0)


@dataclass(frozen=True)
class Line:
    """A movement on the account. ``number`` is its row in a table, else its place in the file, from 1.

    ``whole`` is number and amount of the collected entry that it was taken from.
    """

    number: int
    date: date
    amount: Decimal
    currency: str = ""
    name: str = ""
    account: str = ""
    own_account: str = ""
    text: str = ""
    reference: str = ""
    unique_id: str = ""
    balance: Decimal | None = None
    whole: tuple[str, Decimal] | None = None


@dataclass(frozen=True)
class Broken:
    """A line that is no movement, and why. What is ``skipped`` was never meant to be one: totals, notes."""

    number: int
    problem: Problem
    text: str = ""
    skipped: bool = False


@dataclass(frozen=True)
class Statement:
    """Movements of one account, oldest first. ``account`` and ``currency`` are empty where the file is silent."""

    lines: tuple[Line, ...] = ()
    broken: tuple[Broken, ...] = ()
    account: str = ""
    currency: str = ""
    name: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    #: what a person has to say before anything is imported, and what is told
    questions: tuple[Problem, ...] = ()
    told: tuple[Problem, ...] = ()
    #: the words of the direction and what they mean, empty where nobody knows
    words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def own_accounts(self) -> frozenset[str]:
        """The numbers of the accounts that the file says it is of, as a whole and line by line."""
        return frozenset({self.account, *(line.own_account for line in self.lines)} - {""})

    def before(self, numbers: Container[int]) -> Decimal | None:
        """Return the balance before the first of these lines, None where the file is silent."""
        if self.opening is None:
            return None
        first = next((index for index, line in enumerate(self.lines) if line.number in numbers), 0)
        return self.opening + sum(line.amount for line in self.lines[:first])

    def problems(self) -> list[Problem]:
        """Return what does not add up: balances that do not follow each other, a closing that is not the sum."""
        if not self.lines and not self.broken:
            return [Problem("no_movements"), *self._off()]
        found = []
        for before, line in zip(self.lines, self.lines[1:], strict=False):
            if None not in (before.balance, line.balance) and before.balance + line.amount != line.balance:
                found.append(Problem("balance_gap", str(line.number)))
                break
        return found + self._off()

    def _off(self) -> list[Problem]:
        if None in (self.opening, self.closing):
            return []
        off = self.closing - self.opening - sum(line.amount for line in self.lines)
        return [Problem("balance_off", str(off))] if off else []


@dataclass(frozen=True)
class Limits:
    """What is still read, so that no file takes the server down."""

    size: int = 20 * 1024 * 1024
    lines: int = 100_000
