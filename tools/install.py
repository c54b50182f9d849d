"""Installing and updating addons the way a user does, with an eye on what Odoo logs."""

from __future__ import annotations

import sys
from pathlib import Path

from . import addon, odoo_log, progress
from .trouble import Trouble
from .workspace import Workspace


def install(workspace: Workspace, database: str, variables: dict[str, str], *options: str, addons=(addon.NAME,)):
    """Install addons where their dependencies are; a warning in the log counts as a failure."""
    names = ",".join(addons)
    _run(workspace, database, variables, f"Installing {names}", "-i", names, *options)


def update(workspace: Workspace, database: str, variables: dict[str, str]) -> None:
    """Bring a database up to the files of the addon; a warning in the log counts as a failure."""
    _run(workspace, database, variables, f"Updating {addon.NAME}", "-u", addon.NAME)


def run_script(workspace: Workspace, database: str, variables: dict[str, str], script: Path) -> None:
    """Run a script in Odoo's shell, as what somebody did there by hand."""
    command = workspace.odoo_command("shell", "-d", database, "--no-http", "--log-level=warn")
    try:
        with open(script) as code:
            progress.run(command, f"Running {script.parent.parent.name}/{script.name}", env=variables, stdin=code)
    except progress.Failed as failure:
        raise Trouble(f"{script} fails ({failure.lines[-1] if failure.lines else 'no reason given'}).") from failure


def _run(workspace: Workspace, database: str, variables: dict[str, str], label: str, *options: str) -> None:
    command = workspace.odoo_command("-d", database, *options, "--stop-after-init", "--no-http")
    log: list[str] = []
    failed = False
    try:
        progress.run(command, label, read=odoo_log.loading, on_line=log.append, env=variables)
    except progress.Failed:
        failed = True
    found = odoo_log.complaints(log)
    if failed or found:
        print("\n".join(found or log[-30:]), file=sys.stderr)
        raise Trouble("The addon does not install cleanly: correct what Odoo complains about above.")
