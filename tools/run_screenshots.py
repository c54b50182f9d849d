"""`make screenshots`: pictures of the demo company for the Apps page and manual; some of them: ARGS="receivables"."""

from __future__ import annotations

from . import browser, demo, runs
from .trouble import Trouble
from .workspace import set_up

FOLDER = "sales_collection/static/description/images"


def main(words: list[str]) -> int:
    """Serve the demo company on a free port and let screenshots.py look at it."""
    workspace = set_up()
    if browser.ensure() is None:
        raise Trouble("Pictures need a browser: install it (apt install chromium).")
    if not browser.ensure_chinese():
        print("There is no Chinese font: install one (apt install fonts-wqy-microhei) for the Chinese pictures.")
    browser.ensure_latin()
    demo.ensure(workspace)
    port = demo.free_port()
    with demo.serving(workspace, "127.0.0.1", port):
        command = [workspace.python, "-m", "tools.screenshots", f"http://127.0.0.1:{port}", demo.DATABASE]
        return runs.follow(
            [*command, workspace.repository / FOLDER, *words],
            cwd=workspace.repository,
            env=workspace.variables(),
        )
