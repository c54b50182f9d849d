"""The little of Markdown that the manual uses, as HTML: headings, paragraphs, lists, notes, tables, pictures, links."""

from __future__ import annotations

import html
import re

INLINE = (
    (re.compile(r"!\[([^\]]*)\]\(([^)]+)\)"), r'<img src="\2" alt="\1">'),
    (re.compile(r"\[([^\]]+)\]\(([^)]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
)
ITEM = re.compile(r"(?:-|\d+\.) +")
ANCHOR = re.compile(r'<a id="[\w-]+"></a>')


def to_html(text: str) -> str:
    """The blocks of a page; blocks are apart by an empty line."""
    return "\n".join(_block(block) for block in re.split(r"\n{2,}", text.strip()))


def _block(block: str) -> str:
    """A block by what it begins with."""
    if ANCHOR.fullmatch(block):
        return block
    heading = re.match(r"(#+) +(.+)$", block)
    if heading:
        level = len(heading[1])
        return f"<h{level}>{_inline(heading[2])}</h{level}>"
    if block.startswith("|"):
        return _table(block.splitlines())
    if block.startswith("> "):
        return f"<blockquote>{_inline(re.sub(r'^> ?', '', block, flags=re.M))}</blockquote>"
    if ITEM.match(block):
        tag = "ul" if block.startswith("-") else "ol"
        items = re.split(r"\n(?=(?:-|\d+\.) )", block)
        lines = "\n".join(f"<li>{_inline(ITEM.sub('', item, count=1))}</li>" for item in items)
        return f"<{tag}>\n{lines}\n</{tag}>"
    return f"<p>{_inline(block)}</p>"


def _table(lines: list[str]) -> str:
    """A table: the first line is its head, the second only draws."""
    rows = [[_inline(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[2:])
    return f"<table>\n<tr>{head}</tr>\n{body}\n</table>"


def _inline(text: str) -> str:
    """What stands within a block, on one line: Chinese has no spaces where its lines are joined."""
    text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n\s*(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    text = html.escape(re.sub(r"\s*\n\s*", " ", text), quote=False)
    for pattern, replacement in INLINE:
        text = pattern.sub(replacement, text)
    return text
