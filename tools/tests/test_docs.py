"""What is written for users: links, pictures, chapters, labels, and the page of the Apps store."""

import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest

from tools import addon, manual, markdown, screenshots
from tools.workspace import REPOSITORY

DESCRIPTION = REPOSITORY / addon.NAME / "static" / "description"
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
MANUAL = [(language, name) for language in manual.LANGUAGES for name in manual.PAGES]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
#: bold words that are no label of the app
WORDS = {"en": {"Ledger", "Receipt", "Policy"}, "zh_CN": {"台账"}}


def read(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page):
    """Also to the chapter that it names."""
    for link in LINK.findall(read(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _hash, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_relative_to(REPOSITORY), link
        assert target.exists(), link
        if anchor and 'id="' in read(target):
            assert f'<a id="{anchor}"></a>' in read(target), link


@pytest.mark.parametrize("name", manual.PAGES)
def test_the_manual_has_the_same_chapters_in_every_language(name):
    """In the same order, each with as many steps and pictures."""
    shapes = {}
    for language in manual.LANGUAGES:
        text = read(REPOSITORY / manual.SOURCE / language / f"{name}.md")
        assert text.count("\n## ") == len(manual.chapters_of(text)) or name == "README"
        parts = re.split(r"^<a id=", text, flags=re.M)[1:]
        shapes[language] = [
            (chapter, len(re.findall(r"^\d+\. ", part, re.M)), len(re.findall(r"^!\[", part, re.M)))
            for chapter, part in zip(manual.chapters_of(text), parts, strict=True)
        ]
    assert shapes["en"] == shapes["zh_CN"]


@pytest.mark.parametrize(("language", "name"), MANUAL)
def test_the_manual_names_what_the_app_shows(language, name):
    """Each bold word is a label of the app, in the manual's language."""
    entries = polib.pofile(str(REPOSITORY / addon.NAME / "i18n" / "zh_CN.po"))
    labels = {entry.msgid if language == "en" else entry.msgstr for entry in entries}
    text = read(REPOSITORY / manual.SOURCE / language / f"{name}.md")
    bold = {part for words in re.findall(r"\*\*([^*]+)\*\*", text) for part in words.split(" / ")}
    assert bold - labels - WORDS[language] == set()


def test_the_app_shows_the_manual_as_it_is_written():
    """Otherwise run `make manual`."""
    pages = manual.pages(REPOSITORY)
    assert {path: read(REPOSITORY / path) for path in pages if (REPOSITORY / path).exists()} == pages
    for path, content in pages.items():
        for link in re.findall(r'(?:src|href)="([^":#]+)', content):
            assert ((REPOSITORY / path).parent / link).resolve().exists(), (path, link)


def test_markdown_becomes_html():
    """What the manual uses of it."""
    text = '<a id="one"></a>\n\n## A & **b**\n\n1. First\n   line\n2. `Second`\n\n| a | b |\n| --- | --- |\n| c | d |'
    assert markdown.to_html(text) == (
        '<a id="one"></a>\n<h2>A &amp; <b>b</b></h2>\n<ol>\n<li>First line</li>\n<li><code>Second</code></li>\n</ol>\n'
        "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>c</td><td>d</td></tr>\n</table>"
    )
    assert markdown.to_html("销售\n回款") == "<p>销售回款</p>"


class Page(HTMLParser):
    """What a page of the Apps store brings along."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.sources, self.links, self.words = set(), [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note tag and addresses."""
        self.tags.add(tag)
        for name, value in attrs:
            self.words.add(name)
            if name == "src":
                self.sources.append(value)
            elif name == "href":
                self.links.append(value)


@pytest.mark.parametrize("name", addon.names(REPOSITORY))
def test_the_apps_page_shows_only_pictures_that_it_brings(name):
    """The store drops scripts, style sheets and pictures of other sites, and takes 5 MB."""
    folder = REPOSITORY / name / "static" / "description"
    page = Page(read(folder / "index.html"))
    assert not page.tags & {"script", "style", "link", "iframe", "form", "object"}
    assert not [word for word in page.words if word.startswith("on")]
    for source in page.sources:
        assert ":" not in source and not source.startswith(("/", "..")), source
        assert (folder / source).is_file(), source
    assert not [link for link in page.links if not link.startswith("#")]
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 5_000_000


def test_the_apps_page_shows_the_app():
    """And every picture is one of `make screenshots` that some page shows."""
    sources = set(Page(read(DESCRIPTION / "index.html")).sources)
    assert len(sources) >= 10
    assert {path.stem for path in (DESCRIPTION / "images").iterdir()} == {shot.name for shot in screenshots.SHOTS}
    texts = "".join(map(read, PAGES))
    assert not [
        path.name
        for path in (DESCRIPTION / "images").iterdir()
        if f"images/{path.name}" not in sources and f"images/{path.name})" not in texts
    ]


def test_the_manifest_names_the_pictures_that_it_brings():
    """The first one is the banner."""
    images = addon.manifest(REPOSITORY)["images"]
    assert images[0] == "static/description/banner.png"
    for image in images:
        assert (REPOSITORY / addon.NAME / image).is_file(), image
