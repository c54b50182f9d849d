"""`make bench`: run `bench/` with the environment that workspace.py describes."""

from __future__ import annotations

from . import runs, template
from .trouble import Trouble
from .workspace import set_up


def main(words: list[str]) -> int:
    """Call bench/__main__.py; databases whose name begins with SC_DATABASE_PREFIX are dropped afterwards."""
    workspace = set_up()
    if not (workspace.repository / "bench" / "__main__.py").is_file():
        raise Trouble("There is no bench/ here: run this in a complete checkout of the repository.")
    source = template.get(workspace)
    with runs.run(workspace) as run:
        conf = workspace.write_conf(run.folder)
        variables = workspace.variables(conf, SC_TEMPLATE_DB=source, SC_DATABASE_PREFIX=run.name)
        command = [workspace.python, "-m", "bench", *words]
        return runs.follow(command, cwd=workspace.repository, env=variables)
