"""A ZIP file of statements: what is in it, looked at before it is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from .records import Limits, Refused

#: an archive holds so many files at most, which unpack to so many times the size that is allowed for one
_FILES, _UNPACKED = 100, 5
#: what stands before each entry of an archive's list, and how many there are at most of which a list is made
_ENTRY, _ENTRIES = b"PK\x01\x02", 5000


def members(content: bytes, limits: Limits) -> dict[str, bytes] | None:
    """Return the files of an archive by their names without folders, None if it is a workbook.

    :param content: the whole file
    :raises Refused: if it is damaged, protected, empty, or made to harm.
    """
    check_entries(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if any(info.filename == "[Content_Types].xml" for info in infos):
                return None
            kept = [info for info in infos if not info.is_dir() and not _is_hidden(info.filename)]
            _check(kept, limits)
            found = _contents(archive, kept, limits)
    except Refused:
        raise
    except Exception as error:  # a broken archive
        raise Refused("table") from error
    if not found:
        raise Refused("empty")
    return found


def check_entries(content: bytes) -> None:
    """Raise Refused if an archive has so many entries that the list of them alone fills the memory.

    :param content: the whole file
    :raises Refused: ``bomb``
    """
    if content.count(_ENTRY) > _ENTRIES:
        raise Refused("bomb")


def _check(infos: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise Refused if an archive says that its files are too many, too large or protected."""
    if len(infos) > _FILES or sum(info.file_size for info in infos) > limits.size * _UNPACKED:
        raise Refused("bomb")
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("password")


def _contents(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], limits: Limits) -> dict[str, bytes]:
    """Return what is in these files by their names; what has the name of another one gets a mark behind it."""
    found: dict[str, bytes] = {}
    for info in infos:
        name = _name(info)
        while name in found:
            name += " +"
        found[name] = _unpacked(archive, info, limits)
    return found


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Return what is in a file; what an archive says of its size need not be true.

    :raises Refused: if it is larger than a file may be.
    """
    with archive.open(info) as stream:
        data = stream.read(limits.size + 1)
    if len(data) > limits.size:
        raise Refused("too_large", limits.size // 1024 // 1024)
    return data


def _is_hidden(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file without its folders; old archives write Chinese ones in GBK."""
    path = info.filename
    if not info.flag_bits & 0x800:
        try:
            path = path.encode("cp437").decode("gb18030")
        except UnicodeError:
            path = info.filename
    return PurePosixPath(path.replace("\\", "/")).name[:200]
