"""The report of an audit as a spreadsheet: the same rows as on paper, with figures as figures."""

from ...engine.base.xlsx import Book
from ...models.audit.collection_audit_report import COLUMNS


def workbook(audit):
    """Return the report of an audit as the bytes of an XLSX file."""
    book = Book()
    bold = book.add_format({"bold": True})
    formats = {
        "amount": book.add_format({"num_format": f"#,##{0:.{audit.currency_id.decimal_places}f}"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet = book.add_worksheet(audit.env._("Audit"))
    for row, (label, value) in enumerate(audit._report_head()):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, value)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 60)
    _findings(book.add_worksheet(audit.env._("Findings")), audit, bold, formats)
    return book.content()


def _findings(sheet, audit, bold, formats):
    labels = audit._report_labels()
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, labels[name], bold)
    for row, line in enumerate(audit._report_rows(), start=1):
        for column, name in enumerate(COLUMNS):
            value = line[name]
            if value is False:
                continue
            if name == "date":
                sheet.write_datetime(row, column, value, formats["date"])
            elif name in ("amount", "number"):
                sheet.write_number(row, column, value, formats.get(name))
            else:
                sheet.write_string(row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, 18)
