"""Reading what Odoo logs: progress, and complaints."""

from __future__ import annotations

import re

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): (?P<text>.*)")
LOADING = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")
# Complaints about the machine, not about the addon.
HARMLESS = re.compile(r"wkhtmltopdf|Wkhtmltopdf|unaccent")


def loading(line: str) -> str | None:
    """Progress from a line of Odoo's log."""
    found = LOADING.search(line)
    return f"{found[1]} ({found[2]} of {found[3]})" if found else None


def complaints(lines: list[str]) -> list[str]:
    """The warnings and errors in a log, each with the lines that belong to it (a traceback)."""
    found: list[str] = []
    wanted = False
    for line in lines:
        head = LINE.match(line)
        if head:
            wanted = head["level"] in ("WARNING", "ERROR", "CRITICAL") and not HARMLESS.search(head["text"])
            if wanted:
                found.append(f"{head['level']} {head['logger']}: {head['text']}")
        elif wanted:
            found[-1] += "\n" + line
    return found
