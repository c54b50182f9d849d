"""Measuring a step: its time, its queries, and the memory that it needed."""

from __future__ import annotations

import gc
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from odoo import sql_db

SAMPLE_SECONDS = 0.01
MEGABYTE = 1024 * 1024


@dataclass
class Row:
    """A line of the table. The attributes are the keys of the JSON file.

    ``floor_seconds`` is what the bare minimum takes (the step's own file says what that is),
    ``peer_seconds`` what another addon takes for the same; None where there is none.
    """

    step: str
    size: int
    seconds: float
    queries: int | None = None
    peak_mb: float | None = None
    floor_seconds: float | None = None
    peer_seconds: float | None = None


@dataclass
class Measure:
    """What a block took: wall-clock seconds, statements sent to PostgreSQL, growth of memory in MB."""

    seconds: float = 0.0
    queries: int = 0
    peak_mb: float = 0.0

    def row(self, step: str, size: int, **more) -> Row:
        """Return it as a line of the table."""
        return Row(step, size, self.seconds, self.queries, self.peak_mb, **more)


@contextmanager
def measure(memory: bool = True):
    """Measure the block.

    Memory is the resident memory of this process, sampled every 10 ms by a thread, above what it
    was at the beginning of the block; that of the PostgreSQL server is not in it.
    """
    found = Measure()
    gc.collect()
    sampler = _Sampler() if memory else None
    queries, start = sql_db.sql_counter, time.perf_counter()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - start
        found.queries = sql_db.sql_counter - queries
        if sampler:
            found.peak_mb = sampler.stop()


def median(step: Callable[[], object], times: int = 5, before: Callable[[], object] | None = None) -> Measure:
    """Run a step once to warm up and then several times; return the median time.

    :param before: what has to be done before each run, not measured (emptying the cache).
    """
    found = []
    for turn in range(times + 1):
        if before:
            before()
        with measure(memory=turn == 0) as one:
            step()
        found.append(one)
    seconds = statistics.median(one.seconds for one in found[1:])
    return Measure(seconds, found[-1].queries, found[0].peak_mb)


class _Sampler:
    """A thread that looks at the memory of this process."""

    def __init__(self):
        self._process = psutil.Process()
        self._start = self._highest = self._process.memory_info().rss
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self):
        while not self._done.wait(SAMPLE_SECONDS):
            self._highest = max(self._highest, self._process.memory_info().rss)

    def stop(self) -> float:
        """Return by how many megabytes the memory grew at most."""
        self._done.set()
        self._thread.join()
        self._highest = max(self._highest, self._process.memory_info().rss)
        return (self._highest - self._start) / MEGABYTE
