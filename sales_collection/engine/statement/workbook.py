"""Rows of a spreadsheet. A workbook is a ZIP file of XML files, so it is looked at before it is opened."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
import xlrd

from . import currencies
from .layout import WIDTH
from .records import Limits, Refused, Row, filled

#: a workbook unpacks to so many times the size that is allowed for a file, and to so many files at most
_UNPACKED, _PARTS = 5, 1000
_CHUNK = 1024 * 1024
#: the rows of Excel's largest sheet
_ROWS = 1_048_576


def rows_of_xlsx(content: bytes, limits: Limits, part: str = "") -> tuple[list[Row], list[str], str]:
    """Return the rows of the sheet of that name, else of the first that has any; all sheets; which one it is.

    :raises Refused: if it is no workbook, has too many lines, or is made to harm.
    """
    _check_parts(content, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that nobody needs here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            # a format may show a currency that the number does not have
            formats = {text: code for text in book._number_formats if (code := currencies.of_format(text))}
            names = [sheet.title for sheet in book.worksheets]
            for sheet in _chosen(book.worksheets, names, part):
                sheet.reset_dimensions()
                cells = _values(sheet, formats)
                if found := _filled(cells, limits):
                    return found, names, sheet.title
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise Refused("table") from error
    return [], names, ""


def _values(sheet, formats: Mapping[str, str]):
    """Return the rows of a sheet; numbers whose format shows a currency have it beside them."""
    rows = sheet.iter_rows(max_row=_ROWS, max_col=WIDTH, values_only=not formats)
    return ([_with_currency(cell, formats) for cell in row] for row in rows) if formats else rows


def _with_currency(cell, formats: Mapping[str, str]) -> object:
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float) or cell.number_format not in formats:
        return cell.value
    text = f"{cell.value:.15g}"
    # three digits behind a point may be thousands in a text, and are none in a number
    return f"{formats[cell.number_format]} {text}{'0' if len(text.partition('.')[2]) == 3 else ''}"


def _chosen(sheets: Sequence, names: Sequence[str], part: str) -> Sequence:
    """Return the sheet of that name alone, all if there is none."""
    return [sheet for sheet, name in zip(sheets, names, strict=True) if name == part] or sheets


def rows_of_xls(content: bytes, limits: Limits, part: str = "") -> tuple[list[Row], list[str], str]:
    """Return what ``rows_of_xlsx`` does, of a workbook from before 2007.

    :raises Refused: if it is no workbook, or has too many lines.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("password")
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO())
        names = book.sheet_names()
        for sheet in _chosen(book.sheets(), names, part):
            cells = ([_cell(cell, book.datemode) for cell in sheet.row(index)[:WIDTH]] for index in range(sheet.nrows))
            if found := _filled(cells, limits):
                return found, names, sheet.name
    except Refused:
        raise
    except Exception as error:  # xlrd does so as well
        if "encrypted" in str(error):
            raise Refused("password") from error
        raise Refused("table") from error
    return [], names, ""


def _cell(cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return "" if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN) else cell.value


def _filled(cells, limits: Limits) -> list[Row]:
    """Return the rows that are not blank, as wide as the widest of them is filled."""
    found, width = [], 0
    for number, row in enumerate(cells, start=1):
        if own := filled(row):
            width = max(width, own)
            found.append(Row(number, list(row)))
            if len(found) > limits.lines + 100:
                raise Refused("too_many", limits.lines)
    return [Row(number, row[:width]) for number, row in found]


def _check_parts(content: bytes, limits: Limits) -> None:
    """Refuse what unpacks to more than is allowed, and XML that defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > limits.size * _UNPACKED:
                raise Refused("bomb")
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")) and _defines(archive, part):
                    raise Refused("entities")
    except Refused:
        raise
    except Exception as error:  # a broken or encrypted archive
        raise Refused("table") from error


def _defines(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part has a document type, in which entities are defined, or hides it in another encoding."""
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen = before + chunk
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or b"\0" in chunk:
                return True
            before = chunk[-10:]
    return False
