"""Running other programs while showing how far they are."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections import deque

from . import cache

SPARSE_SECONDS = 15
PR_SET_PDEATHSIG = 1


class Status:
    """A line that says what is going on: rewritten in place on a terminal, repeated at times elsewhere."""

    def __init__(self, label: str):
        self.label = label
        self.started = self.shown = time.monotonic()
        self.in_place = sys.stdout.isatty()
        self._show(f"{label} ...", end="" if self.in_place else "\n")

    def update(self, detail: str) -> None:
        """Say how far it is."""
        now = time.monotonic()
        if now - self.shown < (0.1 if self.in_place else SPARSE_SECONDS):
            return
        self.shown = now
        if self.in_place:
            self._show(f"\r\033[K{self.label} ... {detail[:60]}", end="")
        else:
            self._show(f"{self.label} ... {detail}")

    def done(self, detail: str = "done") -> None:
        """Say that it is over, and how long it took."""
        seconds = time.monotonic() - self.started
        self._show(f"{chr(13)}\033[K" if self.in_place else "", end="")
        self._show(f"{self.label}: {detail} ({seconds:.0f} s)")

    def broken(self) -> None:
        """Leave the line alone: somebody else says what went wrong."""
        if self.in_place:
            self._show("")

    @staticmethod
    def _show(text: str, end: str = "\n") -> None:
        print(text, end=end, flush=True)


class Failed(Exception):
    """A program ended with an error; `lines` are the last ones it printed."""

    def __init__(self, lines):
        super().__init__("\n".join(lines))
        self.lines = list(lines)


def die_with_parent() -> None:
    """Before a program starts: let the kernel end it when this one is gone, even by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def bound() -> dict:
    """Options for a program that belongs to this process: it ends with it, and shares its locks."""
    return {"preexec_fn": die_with_parent, "pass_fds": tuple(cache.held)}


def run(command, label: str, read=lambda line: None, on_line=None, **options) -> None:
    """Run a program, show its progress (`read` makes it from an output line), raise Failed when it fails.

    `on_line` gets every line of its output.
    """
    status = Status(label)
    last = deque(maxlen=40)
    options = {"stdin": subprocess.DEVNULL, **bound(), **options}
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    try:
        for line in process.stdout:
            last.append(line.rstrip())
            if on_line:
                on_line(line.rstrip())
            detail = read(line)
            if detail:
                status.update(detail)
        code = process.wait()
    except BaseException:
        status.broken()
        _stop(process)
        raise
    if code:
        status.broken()
        raise Failed(last)
    status.done()


def _stop(process) -> None:
    """End a program that is no longer wanted."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
