"""Template databases: Odoo with what the addon depends on, made once and copied for every run.

There are three: the plain one, one like that of a company which tried Odoo with demo data in two languages, and one
with what all addons of the repository depend on.
Their files (attachments) are inside the database, so a copy of the database is a complete copy.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from . import addon, cache, odoo_log, progress, runs
from .trouble import Trouble
from .workspace import Workspace

PREFIX = "sc_template_"
# Counts up when the way they are made changes.
EDITION = 2

FILES_INTO_DATABASE = """
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""


@dataclass(frozen=True)
class Kind:
    """A kind of template: what people call it, addons beside the dependencies, and options of Odoo."""

    label: str
    more: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    bridged: bool = False


PLAIN = Kind("a database to copy from", more=("base_automation",))
DEMO = Kind(
    "a database with Odoo's demo data",
    more=("sale_management",),
    options=("--with-demo", "--load-language=en_US,zh_CN"),
)
BRIDGED = Kind("a database with the apps of the bridges", bridged=True)


def modules(repository: Path, kind: Kind) -> list[str]:
    """What is installed in it."""
    addons = addon.names(repository) if kind.bridged else [addon.NAME]
    return sorted({*addon.dependencies(repository, *addons), *kind.more})


def name(identity: str, installed: list[str], kind: Kind) -> str:
    """The name of the template for this Odoo and this set of addons."""
    text = "\n".join([str(EDITION), identity, *sorted(installed), *kind.options])
    return PREFIX + hashlib.sha256(text.encode()).hexdigest()[:12]


def get(workspace: Workspace, kind: Kind = PLAIN) -> str:
    """The name of the template database, which is made if it is not there yet."""
    installed = modules(workspace.repository, kind)
    wanted = name(workspace.odoo.identity, installed, kind)
    if wanted not in workspace.databases.names(PREFIX):
        with cache.locked(workspace.folder, "template", "making a template database"):
            if wanted not in workspace.databases.names(PREFIX):
                _make(workspace, wanted, installed, kind)
    return wanted


def _make(workspace: Workspace, wanted: str, installed: list[str], kind: Kind) -> None:
    """Make it under another name and rename it when it is complete."""
    with runs.run(workspace) as run:
        variables = workspace.variables(workspace.write_conf(run.folder))
        words = ["-d", run.name, "--no-http"]
        install = workspace.odoo_command(*words, *kind.options, "-i", ",".join(installed), "--stop-after-init")
        shell = workspace.odoo_command("shell", *words)
        script = run.folder / "files.py"
        script.write_text(FILES_INTO_DATABASE)
        log: list[str] = []
        watch = {"read": odoo_log.loading, "on_line": log.append, "env": variables}
        try:
            progress.run(install, f"Making {kind.label}", **watch)
            with open(script) as code:
                progress.run(shell, "Moving its files into it", env=variables, stdin=code)
        except progress.Failed as failure:
            raise Trouble(_explanation(failure.lines, log)) from failure
        workspace.databases.ask("ANALYZE", database=run.name)
        workspace.databases.freeze(run.name, wanted)


def _explanation(last: list[str], log: list[str]) -> str:
    """One sentence for why Odoo could not install the dependencies."""
    found = odoo_log.complaints(log)
    reason = found[-1].splitlines()[-1] if found else (last[-1] if last else "no reason given")
    return f"Odoo could not install what the addon depends on ({reason[:200]}): correct its manifest."
