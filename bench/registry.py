"""What can be measured: each capability is one module that puts itself on this list."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .measure import Row

#: the modules that hold capabilities; a new one is a file here and a word in this list
MODULES = (
    "audit",
    "check",
    "credit",
    "dunning",
    "incentive",
    "ledger",
    "reconcile",
    "reconcile_board",
    "statement_import",
    "target",
)


@dataclass(frozen=True)
class Task:
    """What the command line asked for: the size in invoices and customers, and what else to do."""

    size: int
    fresh: bool = False
    peer: bool = False
    customers: int | None = None


@dataclass(frozen=True)
class Capability:
    """A thing to measure: its steps, and the addons from PyPI that do the same job."""

    name: str
    summary: str
    steps: Callable[[Task], Iterator[Row]]
    peers: tuple[str, ...] = ()


CAPABILITIES: dict[str, Capability] = {}


def capability(name: str, peers: tuple[str, ...] = ()):
    """Register a generator of rows under the name that the command line uses.

    :param peers: requirements of pip (``odoo-addon-x==19.0.1.0.0``) to compare with.
    """

    def register(steps):
        summary = steps.__doc__.strip().splitlines()[0]
        CAPABILITIES[name] = Capability(name, summary, steps, peers)
        return steps

    return register


def load() -> dict[str, Capability]:
    """Import all capabilities and return them by name."""
    for module in MODULES:
        importlib.import_module(f".{module}", __package__)
    return CAPABILITIES
