"""The databases of the benchmark: a history per size, made once and kept, and a copy of it to work on."""

from __future__ import annotations

import datetime
import hashlib
import os
import time
from contextlib import contextmanager
from pathlib import Path

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

ADDON = "sales_collection"
#: what the history depends on besides the template: generated again when one of these changes
SOURCES = ("generator.py", "generator_plan.py", "generator_sql.py", "generator_tables.py", "generator_world.py")


class Trouble(Exception):
    """What keeps the benchmark from running, as a sentence for the user."""


def prefix() -> str:
    """How the histories are called, which are kept; a test names its own, which go with the test."""
    return os.environ.get("SC_BENCH_PREFIX", "sc_bench_")


def passing_prefix() -> str:
    """How databases are called that are dropped at the end in whatever way the benchmark ends."""
    return os.environ.get("SC_DATABASE_PREFIX", "sc_bench_passing_")


def template() -> str:
    """The database with Odoo and the addon's dependencies, without the addon."""
    try:
        return os.environ["SC_TEMPLATE_DB"]
    except KeyError:
        raise Trouble(
            "The benchmark needs the databases that the Makefile makes: start it with "
            'make bench ARGS="ledger --size 1000".'
        ) from None


def history(size: int, fresh: bool = False, customers: int | None = None) -> str:
    """Return the name of a database with that many invoices, without the addon.

    It is made if it is not there yet; older ones of that size are dropped.

    :param customers: how many customers, None for as many as usual for that size
    """
    from . import generator

    start = f"{prefix()}{size}x{customers}_" if customers else f"{prefix()}{size}_"
    wanted = start + _key(size)
    if wanted in _names(start) and not fresh:
        return wanted
    drop(*_names(start))
    draft = f"{passing_prefix()}draft_{os.getpid()}"
    copy(template(), draft)
    began = time.perf_counter()
    try:
        with environment(draft) as env:
            generator.generate(env, size, customers)
            env.cr.commit()
        tidy(draft)
    except BaseException:
        drop(draft)
        raise
    print(f"Generated {size} invoices in {time.perf_counter() - began:.1f} s.", flush=True)
    close(draft)
    _run(f'ALTER DATABASE "{draft}" RENAME TO "{wanted}"')
    return wanted


@contextmanager
def workplace(source: str, purpose: str = "work"):
    """A copy of a database, dropped at the end; yields its name."""
    name = f"{passing_prefix()}{purpose}_{os.getpid()}"
    copy(source, name)
    try:
        yield name
    finally:
        drop(name)


@contextmanager
def environment(name: str):
    """Yield an environment of the superuser in that database; what is not committed is lost."""
    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()


def install(name: str, addon: str = ADDON) -> None:
    """Install an addon as the Apps menu does."""
    close(name)
    Registry.new(name, install_modules=[addon], update_module=True)


def copy(source: str, name: str) -> None:
    """Make a database from another one, by copying its files where the server can."""
    close(source)
    drop(name)
    with _connection() as cr:
        strategy = "STRATEGY = FILE_COPY" if cr._cnx.server_version >= 150000 else ""
    _run(f'CREATE DATABASE "{name}" TEMPLATE "{source}" {strategy}')


def close(name: str) -> None:
    """Let go of a database: registry and connections."""
    Registry.delete(name)
    sql_db.close_db(name)


def drop(*names: str) -> None:
    """Delete databases."""
    for name in names:
        close(name)
        _run(f'DROP DATABASE IF EXISTS "{name}"')


def _key(size: int) -> str:
    """What the content of a history depends on; the dates of a history end with the last month."""
    digest = hashlib.sha256(f"{template()} {size} {datetime.date.today():%Y-%m}".encode())
    for source in SOURCES:
        digest.update(Path(__file__).with_name(source).read_bytes())
    return digest.hexdigest()[:12]


def tidy(name: str) -> None:
    """Give the planner its statistics, as autovacuum does in daily life."""
    close(name)
    with _connection(name) as cr:
        cr.execute("VACUUM ANALYZE")


def _names(start: str) -> list[str]:
    with _connection() as cr:
        cr.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
        return [row[0] for row in cr.fetchall()]


def _run(statement: str) -> None:
    with _connection() as cr:
        cr.execute(statement)


@contextmanager
def _connection(name: str = "postgres"):
    """A cursor outside of any transaction: databases are neither made nor tidied inside one."""
    with sql_db.db_connect(name).cursor() as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        try:
            yield cr
        finally:
            cr._cnx.autocommit = False
