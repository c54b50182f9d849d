"""`make manual`: the pages that the app shows, made of docs/manual."""

from __future__ import annotations

from . import manual
from .workspace import REPOSITORY


def main(_words: list[str]) -> int:
    """Write all pages; what was one and is none any more goes."""
    pages = manual.pages(REPOSITORY)
    for path in (REPOSITORY / manual.TARGET).glob("*/*.html"):
        if path.relative_to(REPOSITORY) not in pages:
            path.unlink()
    for path, content in pages.items():
        (REPOSITORY / path).parent.mkdir(parents=True, exist_ok=True)
        (REPOSITORY / path).write_text(content, encoding="utf-8")
    print(f"{len(pages)} pages are in {manual.TARGET}.")
    return 0
