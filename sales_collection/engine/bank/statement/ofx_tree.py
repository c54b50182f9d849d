"""The tree of an OFX file, whether SGML (version 1, tags that nobody closes) or XML (version 2)."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .records import Refused
from .values import LONGEST, plain

_NAME = r"[A-Za-z][\w.\-]*"
_REST = r"(?:\s+[\w.:\-]+\s*=[^<>]*|\s*)"
#: a tag; what stands behind it may have signs of its own that are none: 1 < 2
_TAG = re.compile(rf"<(/?)({_NAME}){_REST}(/?)>")
#: what holds a value, also where a file has none there and never closes it
_LEAF = re.compile(
    r"TRN(TYPE|AMT)|DT[A-Z]+|(CORRECT)?FITID|SRVRTID|CHECKNUM|REFNUM|SIC|PAYEEID|(EXTD)?NAME|MEMO2?"
    r"|CUR(DEF|SYM|RATE)|ACCT(ID|TYPE|KEY)|(BANK|BRANCH)ID|BALAMT"
)
#: so much of a value is looked at; a part of it is a text
_LONGEST = 5 * LONGEST
#: how many elements stand in each other at most; a statement has ten
_DEEPEST = 50


@dataclass(slots=True)
class Node:
    """An element: its name in capitals, its value, and what is in it."""

    name: str
    value: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Node]:
        """Yield the elements of these names, at whatever depth."""
        for child in self.children:
            if child.name in names:
                yield child
            else:
                yield from child.all(*names)

    def first(self, *names: str) -> Node:
        """Return the first element with one of these names, the best name first, an empty one if there is none."""
        return next((found for name in names for found in self.all(name)), Node(""))

    def text(self, *names: str) -> str:
        """Return the first value with one of these names that is not blank, the best name first."""
        return next((found.value for name in names for found in self.all(name) if found.value), "")


def parse(whole: str) -> Node:
    """Return the tree of what stands in the file. Little is too damaged for one.

    :param whole: the text of the file
    :raises Refused: if more stands in each other than in any statement.
    """
    whole = _replaced(_replaced(whole, "<![CDATA[", "]]>", html.escape), "<!--", "-->", lambda _comment: "")
    closed = {name.upper() for name in re.findall(rf"</({_NAME})\s*>", whole)}
    root = Node("")
    stack = [root]
    for tag, behind in itertools.pairwise(itertools.chain(_TAG.finditer(whole), [None])):
        closes, name, is_empty = tag.groups()
        value = whole[tag.end() : min(behind.start() if behind else len(whole), tag.end() + _LONGEST)]
        name, value = name.upper(), plain(html.unescape(value))
        if closes:
            _leave(stack, name)
            continue
        if name == "STMTTRN":
            # the one before may never have been closed
            _leave(stack, name)
        node = Node(name, value)
        stack[-1].children.append(node)
        if not (is_empty or value or _LEAF.fullmatch(name) or name not in closed):
            stack.append(node)
        if len(stack) > _DEEPEST:
            raise Refused("ofx")
    return root


def _replaced(whole: str, start: str, end: str, change: Callable[[str], str]) -> str:
    """Return the text with what stands between these marks changed, and without the marks."""
    head, *parts = whole.split(start)
    found = [head]
    for part in parts:
        inside, mark, behind = part.partition(end)
        found += [change(inside), behind] if mark else [start, part]
    return "".join(found)


def _leave(stack: list[Node], name: str) -> None:
    """Step out of the innermost element of this name, and of whatever in it was not closed."""
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].name == name:
            del stack[place:]
            return
