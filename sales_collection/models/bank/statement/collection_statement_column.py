from odoo import fields, models


class CollectionStatementColumn(models.AbstractModel):
    """A column of a bank's table and what it means: the part that the remembered format and an import share."""

    _name = "collection.statement.column"
    _description = "Column of a Bank's File"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(string="Column", required=True, help="The header in the file, or the column's letter.")
    role = fields.Selection(
        [
            ("date", "Date"),
            ("amount", "Amount, minus for money out"),
            ("money_in", "Money in (credit)"),
            ("money_out", "Money out (debit)"),
            ("direction", "In or out (credit or debit)"),
            ("currency", "Currency"),
            ("name", "Payer's name"),
            ("account", "Payer's account"),
            ("own_account", "Own account"),
            ("text", "Text"),
            ("reference", "Reference"),
            ("unique_id", "Bank's unique number"),
            ("balance", "Balance after it"),
            ("fee", "Fee of it"),
            ("net", "Net amount, after the fee"),
            ("refunded", "Refunded of it"),
        ],
        string="Meaning",
        help="Empty: the column is not read. Several columns may be text; of all others there is one. "
        "The bank's unique number tells a line that comes a second time.",
    )
