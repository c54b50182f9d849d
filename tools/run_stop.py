"""`make stop`: stop the private PostgreSQL, which otherwise stays for the next call."""

from __future__ import annotations

from . import cache, postgres, python_env
from .workspace import REPOSITORY


def main(_words: list[str]) -> int:
    """Stop it, if it runs."""
    folder = cache.cache_folder()
    stopped = postgres.stop(folder, python_env.get(folder, REPOSITORY))
    print("The private PostgreSQL is stopped." if stopped else "The private PostgreSQL was not running.")
    return 0
