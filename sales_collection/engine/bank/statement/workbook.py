"""Rows of a spreadsheet."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence

import xlrd
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from . import currencies
from .layout import WIDTH
from .records import Limits, Refused, Row, filled
from .workbook_parts import ROWS, Parts

#: a workbook has so many sheets at most, of which so many are asked for rows
_SHEETS, _ASKED = 255, 20


def rows_of_xlsx(
    content: bytes, limits: Limits, part: str = "", with_currency: bool = True
) -> tuple[list[Row], list[str], str]:
    """Return the rows of the sheet of that name, else of the first that has any; all sheets; which one it is.

    :param with_currency: whether an amount has the currency beside it that its format shows
    :raises Refused: if it is no workbook, has too many lines, or is made to harm.
    """
    if len(content) > limits.size:
        raise Refused("too_large", limits.size // 1024 // 1024)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that nobody needs here
            book = _book(content, limits)
            names = [sheet.title for sheet in book.worksheets]
            # a format may show a currency that the number does not have
            formats = {text: code for text in book._number_formats if (code := currencies.of_format(text))}
            for sheet in _chosen(book.worksheets, names, part):
                sheet.reset_dimensions()
                cells = _values(sheet, formats if with_currency else {})
                if found := _filled(cells, limits):
                    return found, names, sheet.title
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise Refused("table") from error
    return [], names, ""


def _book(content: bytes, limits: Limits):
    """Return the workbook, of which only what cells need was read, and nothing that was not looked at before."""
    parts = Parts(content, limits)
    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.archive = parts
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(parts, reader.wb)
    reader.read_worksheets()
    return reader.wb


def _values(sheet, formats: Mapping[str, str]):
    """Return the rows of a sheet; numbers whose format shows a currency have it beside them."""
    rows = sheet.iter_rows(max_row=ROWS, max_col=WIDTH, values_only=not formats)
    return ([_with_currency(cell, formats) for cell in row] for row in rows) if formats else rows


def _with_currency(cell, formats: Mapping[str, str]) -> object:
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float) or cell.number_format not in formats:
        return cell.value
    text = f"{cell.value:.15g}"
    # three digits behind a point may be thousands in a text, and are none in a number
    return f"{formats[cell.number_format]} {text}{'0' if len(text.partition('.')[2]) == 3 else ''}"


def _chosen(sheets: Sequence, names: Sequence[str], part: str) -> Sequence:
    """Return the sheet of that name alone, the first ones if there is none.

    :raises Refused: if there are more than any statement has.
    """
    if len(names) > _SHEETS:
        raise Refused("bomb")
    return [sheet for sheet, name in zip(sheets, names, strict=True) if name == part] or sheets[:_ASKED]


def rows_of_xls(content: bytes, limits: Limits, part: str = "") -> tuple[list[Row], list[str], str]:
    """Return what ``rows_of_xlsx`` does, of a workbook from before 2007.

    :raises Refused: if it is no workbook, or has too many lines.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("password")
    try:
        # rows as long as they are filled, and one sheet at a time: a cell far away does not make the others wide
        book = xlrd.open_workbook(file_contents=content, on_demand=True, ragged_rows=True, logfile=io.StringIO())
        names = book.sheet_names()
        for place in _chosen(range(len(names)), names, part):
            sheet = book.sheet_by_index(place)
            if found := _filled(_values_of_xls(sheet, book.datemode), limits):
                return found, names, sheet.name
            book.unload_sheet(place)
    except Refused:
        raise
    except Exception as error:  # xlrd does so as well
        if "encrypted" in str(error):
            raise Refused("password") from error
        raise Refused("table") from error
    return [], names, ""


def _values_of_xls(sheet, datemode: int):
    """Yield the rows of a sheet; of those that are blank as far as a table goes, nothing is made."""
    for index in range(sheet.nrows):
        blank = not any(sheet.row_types(index, 0, WIDTH))
        yield [] if blank else [_cell(cell, datemode) for cell in sheet.row_slice(index, 0, WIDTH)]


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
