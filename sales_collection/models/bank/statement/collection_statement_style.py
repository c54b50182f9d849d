from odoo import fields, models


class CollectionStatementStyle(models.AbstractModel):
    """How a bank writes its tables: the part that the remembered format and an import share."""

    _name = "collection.statement.style"
    _description = "Bank File Style"

    encoding = fields.Selection(
        [
            ("utf-8", "Unicode (UTF-8)"),
            ("utf-16", "Unicode (UTF-16)"),
            ("gb18030", "Simplified Chinese (GBK, GB18030)"),
            ("big5", "Traditional Chinese (Big5)"),
            ("cp1252", "Western European (Windows-1252)"),
        ],
        help="Character encoding of a text file. Leave empty to detect it. Choose one if names and texts are garbled.",
    )
    decimal = fields.Selection(
        [("point", "1,234.56"), ("comma", "1.234,56")],
        string="Number Format",
        help="Leave empty to detect it from the file.",
    )
    date_order = fields.Selection(
        [("ymd", "Year, Month, Day"), ("dmy", "Day, Month, Year"), ("mdy", "Month, Day, Year")],
        help="Leave empty to detect it from the file. Choose one if dates such as 03/04 are ambiguous.",
    )
    beside = fields.Selection(
        [("own", "Separate lines"), ("none", "Not booked")],
        string="Separate Fees and Refunds",
        help="Booking of fees and refunds shown in separate columns. Leave empty to detect it from net amounts or "
        "balances.",
    )
    signs = fields.Selection(
        [
            ("word", "Direction from column or word, minus reverses"),
            ("minus", "Minus means money out"),
            ("turned", "Minus means money in"),
        ],
        string="Sign Convention",
        help="Leave empty to detect it from the file. Choose one if money in and money out are confused.",
    )
