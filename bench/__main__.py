"""The command line: ``python -m bench CAPABILITY --size N [--peer] [--json FILE]``.

It is started by ``make bench ARGS="..."``, which sets up Odoo, PostgreSQL and the template database.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from dataclasses import asdict, fields


def main(words: list[str]) -> int:
    """Measure, print the table, write the file; 0 when all went well."""
    try:
        from odoo.tools import config
    except ImportError:
        print('Odoo is not set up here: start with make bench ARGS="ledger --size 1000".', file=sys.stderr)
        return 1
    logging.getLogger("odoo.tools.config").setLevel(logging.ERROR)
    config.parse_config(["--log-level=warn"], setup_logging=True)
    config["max_cron_threads"] = 0
    from .database import Trouble
    from .registry import Task, load

    capabilities = load()
    arguments = _parser(capabilities).parse_args(words)
    capability = capabilities[arguments.capability]
    rows = []
    try:
        if arguments.peer and not capability.peers:
            print(f"No addon to compare {capability.name} with is known.")
        for size in arguments.size:
            rows += capability.steps(Task(size, arguments.fresh, arguments.peer, arguments.customers))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    _print(rows)
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump([asdict(row) for row in rows], file, indent=1)
    return 0


def _parser(capabilities) -> argparse.ArgumentParser:
    known = "\n".join(f"  {one.name:12} {one.summary}" for one in capabilities.values())
    parser = argparse.ArgumentParser(
        prog='make bench ARGS="..."',
        description=f"How long things take on a history of a given size.\n\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("capability", choices=sorted(capabilities))
    parser.add_argument("--size", type=int, nargs="+", default=[1000], metavar="N", help="how many invoices")
    parser.add_argument("--customers", type=int, metavar="N", help="how many customers (one to every 25 invoices)")
    parser.add_argument("--peer", action="store_true", help="measure the comparable addons from PyPI too")
    parser.add_argument("--fresh", action="store_true", help="generate the history anew")
    parser.add_argument("--json", metavar="FILE", help="write the rows there")
    return parser


def _print(rows) -> None:
    """Print the rows as an aligned table."""
    if not rows:
        return
    names = [one.name for one in fields(rows[0])]
    table = [names] + [[_text(getattr(row, name)) for name in names] for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(names))]
    for line in table:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join([first, *others]).rstrip())


def _text(value) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)
