"""The parts of a workbook, each looked at before it is read: what no program writes is refused, not built up."""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from .archive import check_entries
from .records import Limits, Refused

#: a workbook unpacks to so many times the size that is allowed for a file, and to so many parts at most
_UNPACKED, _PARTS = 5, 1000
_CHUNK = 64 * 1024
#: the rows of Excel's largest sheet; so many texts are shared at most
ROWS = 1_048_576
#: so many elements stand in a row, or in a part that has no rows: styles, names, relations
_TOGETHER = 100_000
#: of all that is read, for each line that is allowed; a small workbook has as many as a part
_PER_LINE = 100
#: a tag or a comment has so many bytes at most: a parser reads it anew with each piece of it that comes
_LONGEST = 1024 * 1024


class Parts(zipfile.ZipFile):
    """The archive that a workbook is. Opening a part raises Refused if it is made to harm."""

    def __init__(self, content: bytes, limits: Limits):
        check_entries(content)
        super().__init__(io.BytesIO(content))
        infos = self.infolist()
        if len(infos) > _PARTS or sum(info.file_size for info in infos) > limits.size * _UNPACKED:
            raise Refused("bomb")
        self._left = _TOGETHER + limits.lines * _PER_LINE
        self._elements: dict[str, int] = {}

    def open(self, name, mode="r", pwd=None, *, force_zip64=False):
        """Return the stream of a part that was looked at. What is opened again counts again."""
        path = name if isinstance(name, str) else name.filename
        if path not in self._elements:
            with super().open(path) as stream:
                self._elements[path] = _Look(self._left).through(stream)
        self._left -= self._elements[path]
        if self._left < 0:
            raise Refused("bomb")
        return super().open(path)


class _Look:
    """Goes through the XML of a part and keeps nothing but counts."""

    def __init__(self, most: int):
        self.most, self.elements, self.rows, self.together = most, 0, 0, 0
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype

    def through(self, stream) -> int:
        """Return how many elements there are.

        :raises Refused: if it has more than any workbook, or a document type, in which entities are defined.
        """
        read = 0
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            self.parser.Parse(chunk, False)
            if read - self.parser.CurrentByteIndex > _LONGEST:
                raise Refused("bomb")
        self.parser.Parse(b"", True)
        return self.elements

    def _start(self, name: str, _attributes: list):
        self.elements += 1
        self.together += 1
        # with whatever prefix: rows of a sheet, shared texts
        if name.endswith(("row", "si")):
            self.rows += 1
            self.together = 0
        if self.together > _TOGETHER or self.rows > ROWS or self.elements > self.most:
            raise Refused("bomb")

    def _doctype(self, *_declared):
        raise Refused("entities")
