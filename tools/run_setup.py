"""`make setup`: get everything that is needed to run Odoo, and say where it is."""

from __future__ import annotations

from . import browser
from .workspace import set_up


def main(_words: list[str]) -> int:
    """Set up, including the programs that only root can install."""
    workspace = set_up()
    found = browser.ensure()
    pdf = browser.ensure_pdf()
    server = "private" if workspace.server.embedded else "yours"
    print(f"Odoo        {workspace.odoo.path}")
    print(f"Python      {workspace.python}")
    print(f"PostgreSQL  {server}, {workspace.server.host or 'local socket'}, user {workspace.server.user}")
    if not found:
        print("There is no Chromium: browser tests are skipped until you install it (apt install chromium).")
    if not pdf:
        print("There is no wkhtmltopdf: no PDF files until you install it (apt install wkhtmltopdf).")
    return 0
