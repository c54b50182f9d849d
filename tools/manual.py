"""The manual: written in docs/manual, and read in the app from the pages that are made of it."""

from __future__ import annotations

import re
from pathlib import Path

from . import addon, markdown

SOURCE = Path("docs") / "manual"
TARGET = Path(addon.NAME) / "static" / "manual"
LANGUAGES = {"en": "English", "zh_CN": "中文"}
PAGES = ("README", "salesperson", "team-leader", "finance", "manager", "administrator")

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="../manual.css">
</head>
<body>
<nav>
{links}
</nav>
<main>
{content}
</main>
</body>
</html>
"""


def title_of(text: str) -> str:
    """The heading of a page."""
    return re.match(r"# +(.+)", text)[1]


def chapters_of(text: str) -> list[str]:
    """The names of its chapters, which links lead to; they are the same in every language."""
    return re.findall(r'^<a id="([\w-]+)"></a>\n+## ', text, re.M)


def pages(repository: Path) -> dict[Path, str]:
    """Every page of the app's manual: its path below the repository, and what stands in it."""
    found = {}
    for language in LANGUAGES:
        texts = {name: (repository / SOURCE / language / f"{name}.md").read_text(encoding="utf-8") for name in PAGES}
        for name, text in texts.items():
            content = _for_the_app(markdown.to_html(text))
            found[TARGET / language / f"{name}.html"] = PAGE.format(
                language=language.replace("_", "-"),
                title=title_of(text),
                links=_links(texts, language, name),
                content=content,
            )
    return found


def _for_the_app(content: str) -> str:
    """The same page where the addon is: other pages of docs/ are not there, pictures and chapters have their place."""
    content = re.sub(r'<a href="\.\./\.\./[^"]+">(.*?)</a>', r"\1", content)
    content = re.sub(r'(?<=href=")([\w./-]+)\.md(?=[#"])', r"\1.html", content)
    return re.sub(rf'(?<=src=")[./]+/{addon.NAME}/static/', "../../", content)


def _links(texts: dict[str, str], language: str, name: str) -> str:
    """The other pages, and this page in the other languages."""
    lines = [
        f'<a href="{other}.html"{" class=here" if other == name else ""}>{title_of(text)}</a>'
        for other, text in texts.items()
    ]
    lines += [
        f'<a href="../{other}/{name}.html" class="language">{word}</a>'
        for other, word in LANGUAGES.items()
        if other != language
    ]
    return "\n".join(lines)
