"""Runs: each has its own database, folder and lock, so that several can go on side by side."""

from __future__ import annotations

import secrets
import shutil
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import cache, progress
from .workspace import Workspace

PREFIX = "sc_run_"
SECONDS_TO_END = 30


@dataclass(frozen=True)
class Run:
    """One run; its database is called `name`, and every other one that it makes begins with that."""

    name: str
    folder: Path


@contextmanager
def run(workspace: Workspace):
    """Something that needs databases for a while; when it ends, in whatever way, they and its files go."""
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


class Terminated(KeyboardInterrupt):
    """Somebody asked this process to end, without asking the ones that it started (as Ctrl-C does)."""


def _interrupt(*_ignored):
    raise Terminated


def _claim(workspace: Workspace):
    """A name that no other run has, its folder, and the lock that keeps both."""
    name = f"{PREFIX}{secrets.token_hex(4)}_"
    folder = workspace.folder / "runs" / name
    return name, folder, cache.try_lock(folder / "lock")


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


def follow(command, **options) -> int:
    """Run a program that talks to the user itself; when interrupted, let it end by itself."""
    process = subprocess.Popen(command, preexec_fn=progress.die_with_parent, **options)
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        if isinstance(interruption, Terminated):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise
