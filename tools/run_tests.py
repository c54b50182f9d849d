"""`make test`: install the addon on a fresh copy of the template database and run the tests on it."""

from __future__ import annotations

import subprocess
import sys

from . import addon, browser, odoo_log, progress, runs, template
from .trouble import Trouble
from .workspace import Workspace, set_up

NO_BROWSER = (
    "Browser tests are skipped, since there is no Chromium here: "
    "install it (apt install chromium) to run them too."
)


def main(words: list[str]) -> int:
    """Set up what is missing, run the tests, answer pytest's exit code."""
    workspace = set_up()
    with_browser = browser.ensure() is not None
    browser.ensure_pdf()
    source = template.get(workspace)
    with runs.run(workspace) as run:
        workspace.databases.copy(source, run.name)
        conf = workspace.write_conf(run.folder)
        variables = workspace.variables(conf, SC_TEMPLATE_DB=source, SC_DATABASE_PREFIX=run.name)
        if not with_browser:
            variables["SC_NO_BROWSER"] = NO_BROWSER
            print(NO_BROWSER, flush=True)
        install(workspace, run.name, variables)
        return _pytest(workspace, run.name, conf, variables, words)


def install(workspace: Workspace, database: str, variables: dict[str, str]) -> None:
    """Install the addon as a user would; a warning in the log counts as a failure."""
    command = workspace.odoo_command("-d", database, "-i", addon.NAME, "--stop-after-init", "--no-http")
    log: list[str] = []
    try:
        progress.run(
            command, f"Installing {addon.NAME}", read=odoo_log.loading, on_line=log.append, env=variables
        )
        failed = False
    except progress.Failed:
        failed = True
    found = odoo_log.complaints(log)
    if failed or found:
        print("\n".join(found or log[-30:]), file=sys.stderr)
        raise Trouble("The addon does not install cleanly: correct what Odoo complains about above.")


def _pytest(workspace: Workspace, database: str, conf, variables: dict[str, str], words: list[str]) -> int:
    """Run pytest on the database; its closing line stays the last one."""
    options = [f"--odoo-config={conf}", f"--odoo-database={database}", "--odoo-http"]
    command = [workspace.python, "-m", "pytest", "-p", "tools.pytest_plugin", *options, *words]
    process = subprocess.Popen(command, cwd=workspace.repository, env=variables)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
