from odoo import fields, models


class CollectionStatementColumn(models.AbstractModel):
    """A column of a bank's table and what it means: the part that the remembered format and an import share."""

    _name = "collection.statement.column"
    _description = "Bank File Column"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Column", required=True, help="Column header in the file, or the letter of the column.")
    role = fields.Selection(
        [
            ("date", "Date"),
            ("amount", "Amount, minus for money out"),
            ("money_in", "Money in (credit)"),
            ("money_out", "Money out (debit)"),
            ("direction", "Direction (credit or debit)"),
            ("currency", "Currency"),
            ("name", "Payer's name"),
            ("account", "Payer's account"),
            ("own_account", "Own account"),
            ("text", "Bank Text"),
            ("reference", "Reference"),
            ("unique_id", "Bank reference number"),
            ("balance", "Balance after the line"),
            ("fee", "Fee"),
            ("net", "Net amount, after the fee"),
            ("refunded", "Refunded amount"),
        ],
        string="Meaning",
        help="Leave empty to ignore the column. Several columns can be bank text; other meanings can be used "
        "once. The bank reference number identifies duplicate lines.",
    )
