"""`make readme`: README.rst of each addon, put together from its fragments in readme/, in OCA's shape.

OCA's own generator needs pandoc, which pip cannot install; the fragments use little of Markdown, and that little is
turned into reStructuredText here.
"""

from __future__ import annotations

import re
from pathlib import Path

from . import addon
from .trouble import Trouble
from .workspace import REPOSITORY

#: the fragments in their order, and their headings
SECTIONS = {
    "DESCRIPTION": None,
    "CONTEXT": "Use Cases / Context",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "DEVELOP": "Development",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
}
NOTE = ".. made by `make readme` from the fragments in readme/: change those"
#: what stands between backquotes stays as it is
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$")
UNDERLINES = "~^"


def main(words: list[str]) -> int:
    """Write them, or with ``--check`` tell which ones are not up to date."""
    old = [name for name in addon.names(REPOSITORY) if _is_old(name)]
    if "--check" in words:
        print(f"Run `make readme`: {', '.join(old)} has an old README.rst." if old else "Clean.", flush=True)
        return 1 if old else 0
    for name in old:
        (REPOSITORY / name / "README.rst").write_text(text(REPOSITORY, name), encoding="utf-8")
        print(f"{name}/README.rst", flush=True)
    return 0


def _is_old(name: str) -> bool:
    path = REPOSITORY / name / "README.rst"
    return not path.exists() or path.read_text(encoding="utf-8") != text(REPOSITORY, name)


def text(repository: Path, name: str) -> str:
    """The README.rst of an addon."""
    manifest = addon.manifest(repository, name)
    title = manifest["name"]
    parts = [f"{NOTE}\n", f"{'=' * len(title)}\n{title}\n{'=' * len(title)}\n"]
    parts.append(
        f"*Version {manifest['version']}, {manifest['license']}, {manifest.get('development_status', 'Beta')}*\n"
    )
    for fragment, heading in SECTIONS.items():
        path = repository / name / "readme" / f"{fragment}.md"
        if not path.exists():
            continue
        if heading:
            parts.append(f"{heading}\n{'=' * len(heading)}\n")
        parts.append(to_rst(path.read_text(encoding="utf-8")))
        if fragment == "DESCRIPTION":
            parts.append("**Table of contents**\n\n.. contents::\n   :local:\n")
    parts.append(f"Credits\n=======\n\n{manifest['author']}\n")
    return "\n".join(parts)


def to_rst(markdown: str) -> str:
    """Turn paragraphs, lists, emphasis, links, code and headings of Markdown into reStructuredText.

    :raises Trouble: for anything else, which would be shown as it is written.
    """
    lines = []
    for line in markdown.strip().splitlines():
        if line.lstrip().startswith(("```", "|", "![", "<")):
            raise Trouble(f"`make readme` does not know how to show this in a README.rst, write it otherwise: {line}")
        heading = HEADING.match(line)
        if heading:
            words = _inline(heading[2])
            lines += [words, UNDERLINES[min(len(heading[1]), len(UNDERLINES)) - 1] * len(words)]
        else:
            lines.append(_inline(line))
    return "\n".join(lines) + "\n"


def _inline(line: str) -> str:
    return LINK.sub(r"`\1 <\2>`__", CODE.sub(r"``\1``", line))
