"""Installing and updating the addon the way a user does, with an eye on what Odoo logs."""

from __future__ import annotations

import sys

from . import addon, odoo_log, progress
from .trouble import Trouble
from .workspace import Workspace


def install(workspace: Workspace, database: str, variables: dict[str, str], *options: str) -> None:
    """Install the addon where its dependencies are; a warning in the log counts as a failure."""
    _run(workspace, database, variables, f"Installing {addon.NAME}", "-i", addon.NAME, *options)


def update(workspace: Workspace, database: str, variables: dict[str, str]) -> None:
    """Bring a database up to the files of the addon; a warning in the log counts as a failure."""
    _run(workspace, database, variables, f"Updating {addon.NAME}", "-u", addon.NAME)


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
