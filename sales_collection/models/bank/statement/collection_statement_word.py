from odoo import fields, models


class CollectionStatementWord(models.AbstractModel):
    """A word by which a bank says which way money went: the part that the remembered format and an import share."""

    _name = "collection.statement.word"
    _description = "Word of a Bank's File"
    _order = "name, id"

    name = fields.Char(string="Word", help="As it stands in the column, in small letters.")
    meaning = fields.Selection(
        [
            ("in", "Money in"),
            ("out", "Money out"),
            ("written", "As the amount is signed"),
            ("none", "No movement"),
        ],
        string="Which Way",
        help="What a line with this word is: money that came in, money that went out, whatever the sign of its amount "
        "says, or nothing that moved money.",
    )

    def _said(self):
        """Return what words mean, those that somebody knows."""
        return {word.name or "": word.meaning for word in self if word.meaning}
