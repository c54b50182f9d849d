"""What a file is, and what is in it: the door of this package."""

from __future__ import annotations

from dataclasses import dataclass

from . import camt, ofx, text, workbook
from .records import Limits, Refused, Row, Statement


@dataclass(frozen=True)
class Source:
    """A file that was opened. A table has ``rows`` and is still to be read; the others have their statements."""

    kind: str
    encoding: str = ""
    rows: tuple[Row, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def is_table(self) -> bool:
        return self.kind in ("csv", "xlsx", "xls")


def open_file(content: bytes, limits: Limits, encoding: str = "", places: int = 2) -> Source:
    """Tell by its first bytes what a file is, and take it apart.

    :param encoding: of a text file, empty to find it out
    :param places: decimal places of the account's currency
    :raises Refused: if it cannot be read, is too large, or is made to harm.
    """
    if not content.strip():
        raise Refused("empty")
    if len(content) > limits.size:
        raise Refused("too_large", limits.size // 1024 // 1024)
    if content.startswith(b"PK"):
        return _table("xlsx", workbook.rows_of_xlsx(content, limits))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _table("xls", workbook.rows_of_xls(content, limits))
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
    return _table("csv", text.rows(whole, limits), found)


def is_ofx(content: bytes) -> bool:
    """Tell whether a file is OFX: it says itself how it is written, and has no columns."""
    start = content[:4000].replace(b"\0", b"").upper()
    return b"<OFX>" in start or b"OFXHEADER" in start


def _table(kind: str, rows: list[Row], encoding: str = "") -> Source:
    if not rows:
        raise Refused("empty")
    return Source(kind, encoding, rows=tuple(rows))
