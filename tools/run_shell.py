"""`make shell`: a Python prompt inside the demo company."""

from __future__ import annotations

from . import demo, runs
from .workspace import set_up


def main(words: list[str]) -> int:
    """Prepare the demo company and open Odoo's shell on it."""
    workspace = set_up()
    demo.ensure(workspace)
    conf = workspace.write_conf(demo.folder_of(workspace), log_level="warn")
    command = workspace.odoo_command("shell", "-d", demo.DATABASE, "--no-http", *words)
    return runs.follow(command, cwd=workspace.repository, env=workspace.variables(conf))
