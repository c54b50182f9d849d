"""`make test`: install the addon on a fresh copy of the template database and run the tests on it.

The bridges come after it, in a database with the apps that they are for. A part of the tests is chosen as pytest does
it (`-k receipt`, a file), and is the addon's own unless it names the folder of a bridge.
"""

from __future__ import annotations

import os

from . import addon, browser, install, postgres, released, runs, template
from .workspace import Workspace, set_up

NO_BROWSER = (
    "Browser tests are skipped, since there is no Chromium here: install it (apt install chromium) to run them too."
)

MOST_AT_ONCE = 4
#: what a bridge has done in the database before anything of ours comes there
BEFORE = "tests/before_install.py"


def main(words: list[str]) -> int:
    """Set up what is missing, run the tests, answer pytest's exit code."""
    workspace = set_up()
    with_browser = browser.ensure() is not None
    browser.ensure_pdf()
    if not with_browser:
        print(NO_BROWSER, flush=True)
    bridges = addon.bridges(workspace.repository)
    named = any(word.split("/")[0] in bridges for word in words)
    found = 0 if named else _test(workspace, words, with_browser)
    if bridges and (named or not words):
        found = _test_bridges(workspace, words or bridges, with_browser) or found
    return found


def _test(workspace: Workspace, words: list[str], with_browser: bool) -> int:
    """Run the tests of the addon itself."""
    source = template.get(workspace)
    with runs.run(workspace) as run:
        workspace.databases.copy(source, run.name)
        variables = _variables(workspace, run, with_browser, SC_TEMPLATE_DB=source)
        variables.update(_released(workspace, released.FIRST))
        install.install(workspace, run.name, variables)
        return _pytest(workspace, run, variables, [*_at_once(words), *words])


def _test_bridges(workspace: Workspace, words: list[str], with_browser: bool) -> int:
    """Run the tests of the bridges, where somebody has worked before they are installed."""
    source = template.get(workspace, template.BRIDGED)
    addons = addon.names(workspace.repository)
    with runs.run(workspace) as run:
        workspace.databases.copy(source, run.name)
        spare = f"{run.name}spare"
        variables = _variables(workspace, run, with_browser, SC_TEMPLATE_DB=source, SC_SPARE_DB=spare)
        variables.update(_released(workspace, released.SECOND))
        for script in (workspace.repository / name / BEFORE for name in addons):
            if script.is_file():
                install.run_script(workspace, run.name, variables, script)
        install.install(workspace, run.name, variables, addons=addons)
        workspace.databases.copy(run.name, spare)
        return _pytest(workspace, run, variables, words)


def _variables(workspace: Workspace, run: runs.Run, with_browser: bool, **more: str) -> dict[str, str]:
    """The environment of the tests; each of their workers copies the database by PostgreSQL's programs."""
    demo = template.get(workspace, template.DEMO)
    more.update(SC_DEMO_TEMPLATE_DB=demo, SC_DATABASE_PREFIX=run.name)
    variables = workspace.variables(workspace.write_conf(run.folder), **more)
    variables["PATH"] = os.pathsep.join([variables["PATH"], str(postgres.programs(workspace.python))])
    if not with_browser:
        variables["SC_NO_BROWSER"] = NO_BROWSER
    return variables


def _released(workspace: Workspace, state: released.State) -> dict[str, str]:
    """The database that the tests of upgrading copy, or why there is none."""
    try:
        return {"SC_RELEASED_DB": released.database(workspace, state)}
    except released.Unavailable as reason:
        print(f"Upgrading is not tested. {reason}", flush=True)
        return {"SC_NO_RELEASED": str(reason)}


def _pytest(workspace: Workspace, run: runs.Run, variables: dict[str, str], words: list[str]) -> int:
    options = [f"--odoo-config={variables['SC_ODOO_CONF']}", f"--odoo-database={run.name}", "--odoo-http"]
    command = [workspace.python, "-m", "pytest", "-p", "tools.pytest_plugin", *options, *words]
    return runs.follow(command, cwd=workspace.repository, env=variables)


def _at_once(words: list[str]) -> list[str]:
    """Options by which the whole suite uses several processors; a part of it is faster with one.

    The classes go out in the order of ``pytest_plugin``, and not by the number of their tests.
    """
    processors = min(os.cpu_count() or 1, MOST_AT_ONCE)
    return (
        []
        if words or processors < 2
        else [f"--numprocesses={processors}", "--dist=loadscope", "--no-loadscope-reorder"]
    )
