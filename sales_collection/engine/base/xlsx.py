"""Workbooks as this addon writes them: what people have written is text, never a formula or a link."""

import io
import re

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

#: a cell holds no more text than this, and the name of a sheet no more than that
LONGEST, LONGEST_NAME = 32767, 31
#: what XML cannot hold, and halves of characters
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def text(value):
    """Return a text as a cell may hold it.

    :param value: may be None or False, for none
    :returns: without what XML cannot hold, cut off at ``LONGEST`` characters
    """
    return _NO_TEXT.sub("\ufffd", value or "")[:LONGEST]


class Sheet(Worksheet):
    """A sheet; ``write_string`` takes whatever stands in the database."""

    def write_string(self, row, col, string, cell_format=None):
        """Write a text, also one that Excel could not hold as it is."""
        return super().write_string(row, col, text(string), cell_format)


class Book(xlsxwriter.Workbook):
    """A workbook in memory."""

    def __init__(self):
        self._buffer = io.BytesIO()
        super().__init__(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )

    def add_worksheet(self, name):
        """Return a new sheet, by a name that a sheet may have and no other has."""
        name = _NO_NAME.sub(" ", text(name)).strip("' ") or "1"
        taken = {sheet.get_name().casefold() for sheet in self.worksheets()}
        free, number = name[:LONGEST_NAME], 1
        while free.casefold() in taken:
            number += 1
            ending = f" {number}"
            free = name[: LONGEST_NAME - len(ending)] + ending
        return super().add_worksheet(free, Sheet)

    def content(self):
        """Finish the workbook and return its bytes."""
        self.close()
        return self._buffer.getvalue()
