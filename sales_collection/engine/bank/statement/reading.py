"""What a file is, and what is in it: the door of this package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import archive, camt, ofx, text, workbook
from .records import Limits, Refused, Row, Statement


@dataclass(frozen=True)
class Source:
    """A file that was opened. A table has ``rows`` and is still to be read; the others have their statements.

    Of several ``parts``, the sheets of a workbook or the files of an archive, one is read, or all if it is empty.
    """

    kind: str
    encoding: str = ""
    rows: tuple[Row, ...] = ()
    statements: tuple[Statement, ...] = ()
    parts: tuple[str, ...] = ()
    part: str = ""

    @property
    def is_table(self) -> bool:
        """Whether its columns are still to be given a meaning."""
        return self.kind in ("csv", "xlsx", "xls")


def open_file(content: bytes, limits: Limits, encoding: str = "", places: int = 2, part: str = "") -> Source:
    """Tell by its first bytes what a file is, and take it apart.

    :param encoding: of a text file, empty to find it out
    :param places: decimal places of the account's currency
    :param part: the sheet of a workbook or the file of an archive; empty for the first, or for all that need no columns
    :raises Refused: if it cannot be read, is too large, or is made to harm.
    """
    if content.startswith(b"PK") and len(content) <= limits.size and (found := archive.members(content, limits)):
        return _of_archive(found, limits, encoding, places, part)
    return _open(content, limits, encoding, places, part)


def _of_archive(found: dict[str, bytes], limits: Limits, encoding: str, places: int, part: str) -> Source:
    """Return the chosen file of an archive; else the first table, or the statements of all if none is a table.

    :raises Refused: if a file cannot be read, is an archive itself, or if they have too many lines together.
    """
    names = tuple(sorted(found))
    several = names if len(names) > 1 else ()
    sources = []
    for name in [part] if part in found else names:
        if found[name].startswith(b"PK") and archive.members(found[name], limits):
            raise Refused("archive")
        source = _open(found[name], limits, encoding, places, "")
        if source.is_table or part in found:
            return replace(source, parts=several or source.parts, part=name if several else "")
        sources.append(source)
    statements = _numbered_on(sources)
    if sum(len(statement.lines) for statement in statements) > limits.lines:
        raise Refused("too_many", limits.lines)
    return replace(source, statements=statements, parts=several)


def _numbered_on(sources: Sequence[Source]) -> tuple[Statement, ...]:
    """Return the statements of several files; the numbers of the lines go on from one file to the next."""
    statements, above = [], 0
    for source in sources:
        moved = [_renumbered(statement, above) for statement in source.statements]
        statements += moved
        above = max((line.number for one in moved for line in (*one.lines, *one.broken)), default=above)
    return tuple(statements)


def _renumbered(statement: Statement, above: int) -> Statement:
    lines, broken = (
        tuple(replace(line, number=line.number + above) for line in found)
        for found in (statement.lines, statement.broken)
    )
    return replace(statement, lines=lines, broken=broken)


def _open(content: bytes, limits: Limits, encoding: str, places: int, part: str) -> Source:
    if not content.strip():
        raise Refused("empty")
    if len(content) > limits.size:
        raise Refused("too_large", limits.size // 1024 // 1024)
    if content.startswith(b"PK"):
        return _table("xlsx", *workbook.rows_of_xlsx(content, limits, part))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _table("xls", *workbook.rows_of_xls(content, limits, part))
    if content.startswith(b"%PDF"):
        raise Refused("pdf")
    if content.lstrip().startswith((b":20:", b"{1:")):
        raise Refused("mt940")
    start = content[:4000].replace(b"\0", b"").upper()
    if b"<HTML" in start or b"<TABLE" in start:
        raise Refused("html")
    if is_ofx(content):
        statements, found = ofx.read(content, limits, places, encoding)
        return Source("ofx", found, statements=tuple(statements))
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith((b"<?XML", b"<DOCUMENT", b"<!DOCTYPE", b"<BKTOCSTMR")):
        return Source("camt", statements=tuple(camt.read(content, limits, places)))
    whole, found = text.decode(content, encoding)
    return _table("csv", text.rows(whole, limits), encoding=found)


def is_ofx(content: bytes) -> bool:
    """Tell whether a file is OFX: it says itself how it is written, and has no columns.

    :param content: the whole file; only its first bytes are looked at
    """
    start = content[:4000].replace(b"\0", b"").upper()
    return b"<OFX>" in start or b"OFXHEADER" in start


def _table(kind: str, rows: list[Row], parts: Sequence[str] = (), part: str = "", encoding: str = "") -> Source:
    if not rows:
        raise Refused("empty")
    return Source(kind, encoding, rows=tuple(rows), parts=tuple(parts) if len(parts) > 1 else (), part=part)
