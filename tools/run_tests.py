"""`make test`: install the addon on a fresh copy of the template database and run the tests on it."""

from __future__ import annotations

import os

from . import browser, install, postgres, runs, template
from .workspace import set_up

NO_BROWSER = (
    "Browser tests are skipped, since there is no Chromium here: install it (apt install chromium) to run them too."
)

MOST_AT_ONCE = 4


def main(words: list[str]) -> int:
    """Set up what is missing, run the tests, answer pytest's exit code."""
    workspace = set_up()
    with_browser = browser.ensure() is not None
    browser.ensure_pdf()
    source = template.get(workspace)
    demo = template.get(workspace, template.DEMO)
    with runs.run(workspace) as run:
        workspace.databases.copy(source, run.name)
        conf = workspace.write_conf(run.folder)
        variables = workspace.variables(
            conf, SC_TEMPLATE_DB=source, SC_DEMO_TEMPLATE_DB=demo, SC_DATABASE_PREFIX=run.name
        )
        install.install(workspace, run.name, variables)
        if not with_browser:
            variables["SC_NO_BROWSER"] = NO_BROWSER
            print(NO_BROWSER, flush=True)
        options = [f"--odoo-config={conf}", f"--odoo-database={run.name}", "--odoo-http"]
        options += _at_once(words)
        # each worker makes its own copy of the database by PostgreSQL's programs
        programs = postgres.programs(workspace.python)
        variables["PATH"] = os.pathsep.join([variables["PATH"], str(programs)])
        command = [workspace.python, "-m", "pytest", "-p", "tools.pytest_plugin", *options, *words]
        return runs.follow(command, cwd=workspace.repository, env=variables)


def _at_once(words: list[str]) -> list[str]:
    """Options by which the whole suite uses several processors; a part of it is faster with one."""
    processors = min(os.cpu_count() or 1, MOST_AT_ONCE)
    return [] if words or processors < 2 else [f"--numprocesses={processors}", "--dist=loadscope"]
