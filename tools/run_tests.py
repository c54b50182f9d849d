"""`make test`: install the addon on a fresh copy of the template database and run the tests on it."""

from __future__ import annotations

from . import browser, install, runs, template
from .workspace import set_up

NO_BROWSER = (
    "Browser tests are skipped, since there is no Chromium here: install it (apt install chromium) to run them too."
)


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
        command = [workspace.python, "-m", "pytest", "-p", "tools.pytest_plugin", *options, *words]
        return runs.follow(command, cwd=workspace.repository, env=variables)
