"""The workbook of incentive statements for payroll: real numbers and dates, totals as formulas."""

from xlsxwriter.utility import xl_rowcol_to_cell

from ...engine.base.xlsx import Book

#: the widths of columns by what is in them
WIDTHS = {"text": 24, "words": 60, "date": 12, "money": 14}


def workbook(statements):
    """Return the bytes of a workbook: a sheet of the statements and one of their lines.

    :param statements: ``collection.incentive`` records that the user may read
    """
    book = Book()
    env = statements.env
    _sheet(
        book,
        env._("Statements"),
        [
            (env._("Person"), "text"),
            (env._("From"), "date"),
            (env._("Until"), "date"),
            (env._("Incentive Plan"), "text"),
            (env._("Status"), "text"),
            (env._("Currency"), "text"),
            (env._("Incentive Earned"), "money"),
            (env._("Deferred"), "money"),
            (env._("Brought Forward"), "money"),
            (env._("Payable"), "money"),
            (env._("Carried Forward"), "money"),
        ],
        _statement_rows(statements),
    )
    _sheet(
        book,
        env._("Lines"),
        [
            (env._("Person"), "text"),
            (env._("Original Period Start"), "date"),
            (env._("Date"), "date"),
            (env._("Invoice"), "text"),
            (env._("Customer"), "text"),
            (env._("Rule"), "text"),
            (env._("Formula"), "words"),
            (env._("Deferred"), "money"),
            (env._("Amount"), "money"),
        ],
        _line_rows(
            statements.line_ids.sorted(lambda line: (line.incentive_id.date_from, line.incentive_id.id, line.id))
        ),
    )
    return book.content()


def _statement_rows(statements):
    states = dict(statements._fields["state"]._description_selection(statements.env))
    for one in statements:
        yield (
            one.user_id.name,
            one.date_from,
            one.date_to,
            one.plan_id.name,
            states[one.state],
            one.currency_id.name,
            one.amount_total,
            one.amount_deferred,
            one.amount_brought,
            one.amount_payable,
            one.amount_carried,
        )


def _line_rows(lines):
    for line in lines:
        yield (
            line.user_id.name,
            line.period_id.date_from,
            line.date,
            line.document,
            line.partner_id.display_name,
            line.rule_id.name,
            line.formula,
            line.deferred,
            line.amount,
        )


def _sheet(book, name, columns, rows):
    """Write a sheet: a frozen header, the rows, and under amounts their sum as a formula."""
    sheet = book.add_worksheet(name)
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    bold = book.add_format({"bold": True, "bottom": 1})
    total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})
    sheet.freeze_panes(1, 0)
    for column, (title, kind) in enumerate(columns):
        sheet.set_column(column, column, WIDTHS[kind])
        sheet.write_string(0, column, title, bold)
    last, sums = 0, [0.0] * len(columns)
    for last, row in enumerate(rows, 1):
        for column, ((_title, kind), value) in enumerate(zip(columns, row, strict=True)):
            if kind == "money":
                sheet.write_number(last, column, value, formats["money"])
                sums[column] += value
            elif kind == "date":
                if value:
                    sheet.write_datetime(last, column, value, formats["date"])
            else:
                sheet.write_string(last, column, value)
    for column, (_title, kind) in enumerate(columns):
        if kind == "money" and last:
            cells = f"{xl_rowcol_to_cell(1, column)}:{xl_rowcol_to_cell(last, column)}"
            # the value is what programs show that do not compute
            sheet.write_formula(last + 1, column, f"=SUM({cells})", total, round(sums[column], 2))
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
