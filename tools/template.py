"""The template database: Odoo with the addon's dependencies, made once and copied for every run."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from . import addon, cache, odoo_log, progress
from .trouble import Trouble
from .workspace import Workspace

PREFIX = "sc_template_"
# Counts up when the way it is made changes.
EDITION = 1
# Installed beside the addon's dependencies because tests use them.
FOR_TESTS: tuple[str, ...] = ()

FILES_INTO_DATABASE = """
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""


def modules(repository: Path) -> list[str]:
    """What is installed in it."""
    return sorted({*addon.dependencies(repository), *FOR_TESTS})


def name(identity: str, installed: list[str]) -> str:
    """The name of the template for this Odoo and this set of addons."""
    text = "\n".join([str(EDITION), identity, *sorted(installed)])
    return PREFIX + hashlib.sha256(text.encode()).hexdigest()[:12]


def get(workspace: Workspace) -> str:
    """The name of the template database, which is made if it is not there yet."""
    installed = modules(workspace.repository)
    wanted = name(workspace.odoo.identity, installed)
    if wanted not in workspace.databases.names(PREFIX):
        with cache.locked(workspace.folder, "template", "making the template database"):
            if wanted not in workspace.databases.names(PREFIX):
                _make(workspace, wanted, installed)
    return wanted


def _make(workspace: Workspace, wanted: str, installed: list[str]) -> None:
    """Make it under another name and rename it when it is complete."""
    databases = workspace.databases
    draft = wanted.replace(PREFIX, "sc_draft_")
    databases.drop(draft)
    folder = workspace.folder / "runs" / draft
    conf = workspace.write_conf(folder)
    variables = workspace.variables(conf)
    install = workspace.odoo_command("-d", draft, "-i", ",".join(installed), "--stop-after-init", "--no-http")
    shell = workspace.odoo_command("shell", "-d", draft, "--no-http")
    (folder / "files.py").write_text(FILES_INTO_DATABASE)
    log: list[str] = []
    try:
        progress.run(
            install,
            "Making a database to copy from",
            read=odoo_log.loading,
            on_line=log.append,
            env=variables,
        )
        with open(folder / "files.py") as script:
            progress.run(shell, "Moving its files into the database", env=variables, stdin=script)
    except progress.Failed as failure:
        raise Trouble(_explanation(failure.lines, log)) from failure
    databases.rename(draft, wanted)
    shutil.rmtree(folder, ignore_errors=True)


def _explanation(last: list[str], log: list[str]) -> str:
    """One sentence for why Odoo could not install the dependencies."""
    found = odoo_log.complaints(log)
    reason = found[-1].splitlines()[-1] if found else (last[-1] if last else "no reason given")
    return f"Odoo could not install what the addon depends on ({reason[:200]}): correct its manifest."
