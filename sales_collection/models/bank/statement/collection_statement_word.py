from odoo import fields, models


class CollectionStatementWord(models.AbstractModel):
    """A word by which a bank says which way money went: the part that the remembered format and an import share."""

    _name = "collection.statement.word"
    _description = "Bank File Word"
    _order = "name, id"

    name = fields.Char(string="Word", help="Word as in the column, in lower case.")
    meaning = fields.Selection(
        [
            ("in", "Money in"),
            ("out", "Money out"),
            ("written", "By sign of the amount"),
            ("none", "No movement"),
        ],
        string="Direction",
        help="Direction of lines with this word: money in, money out, by the sign of the amount, or no movement.",
    )

    def _said(self):
        """Return what words mean, those that somebody knows."""
        return {word.name or "": word.meaning for word in self if word.meaning}
