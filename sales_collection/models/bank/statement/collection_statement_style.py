from odoo import fields, models


class CollectionStatementStyle(models.AbstractModel):
    """How a bank writes its tables: the part that the remembered format and an import share."""

    _name = "collection.statement.style"
    _description = "Style of a Bank's Files"

    encoding = fields.Selection(
        [
            ("utf-8", "Unicode (UTF-8)"),
            ("utf-16", "Unicode (UTF-16)"),
            ("gb18030", "Simplified Chinese (GBK, GB18030)"),
            ("big5", "Traditional Chinese (Big5)"),
            ("cp1252", "Western European (Windows-1252)"),
        ],
        help="How a text file keeps its characters. Empty: found out from the file. "
        "Choose one if names and texts look garbled.",
    )
    decimal = fields.Selection(
        [("point", "1,234.56"), ("comma", "1.234,56")],
        string="Amounts Look Like",
        help="Empty: found out from the file.",
    )
    date_order = fields.Selection(
        [("ymd", "Year, Month, Day"), ("dmy", "Day, Month, Year"), ("mdy", "Month, Day, Year")],
        string="Order of Dates",
        help="Empty: found out from the file. Choose one if 03/04 may be both April and March.",
    )
    beside = fields.Selection(
        [("own", "Lines of their own"), ("none", "Not booked")],
        string="Fees and Refunds in Columns",
        help="What becomes of fees and refunds that stand in columns of their own. Empty: net amounts or balances say "
        "it, else you are asked.",
    )
    signs = fields.Selection(
        [
            ("word", "Column or word says the way, a minus takes it back"),
            ("minus", "A minus is money out"),
            ("turned", "A minus is money in"),
        ],
        string="Signs of Amounts",
        help="Empty: found out from the file, by its balances if it has any. Choose one if money in and money out are "
        "mistaken for each other.",
    )
