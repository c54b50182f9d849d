"""Runs of the tests: each has its own database, folder and lock, so that several can go on side by side."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import cache
from .trouble import Trouble
from .workspace import Workspace

PREFIX = "sc_test_"


@dataclass(frozen=True)
class Run:
    """One run; its database is called `name`, and every other one that it makes begins with that."""

    name: str
    folder: Path


@contextmanager
def run(workspace: Workspace):
    """A run with a copy of nothing yet; when it ends, in whatever way, its databases and files go."""
    with cache.locked(workspace.folder, "runs", "clearing up"):
        _clear_up(workspace)
        name, folder, lock = _claim(workspace)
    previous = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield Run(name, folder)
    finally:
        for number in previous:
            signal.signal(number, signal.SIG_IGN)
        _forget(workspace, folder)
        lock.close()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _interrupt(*_ignored):
    """Treat a request to end like Ctrl-C."""
    raise KeyboardInterrupt


def _claim(workspace: Workspace):
    """A name that no other run has, its folder, and the lock that keeps both."""
    for attempt in range(1000):
        name = f"{PREFIX}{os.getpid()}_{attempt}_"
        folder = workspace.folder / "runs" / name
        lock = None if folder.exists() else cache.try_lock(folder / "lock")
        if lock is not None:
            return name, folder, lock
    raise Trouble(f"There are too many unfinished runs in {workspace.folder / 'runs'}: delete that folder.")


def _clear_up(workspace: Workspace) -> None:
    """Remove runs that were killed: their folder is there, and nobody holds its lock."""
    for folder in (workspace.folder / "runs").glob(PREFIX + "*"):
        lock = cache.try_lock(folder / "lock")
        if lock is not None:
            _forget(workspace, folder)
            lock.close()


def _forget(workspace: Workspace, folder: Path) -> None:
    """Drop the databases of a run and delete its files."""
    databases = workspace.databases
    databases.drop(*databases.names(folder.name))
    shutil.rmtree(folder, ignore_errors=True)
