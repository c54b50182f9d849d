from odoo import fields, models


class CollectionStatementFormatWord(models.Model):
    """A word that is remembered for the next file of the journal."""

    _name = "collection.statement.format.word"
    _inherit = "collection.statement.word"
    _description = "Bank Statement Format Word"

    format_id = fields.Many2one("collection.statement.format", required=True, ondelete="cascade", index=True)
    meaning = fields.Selection(required=True)

    _name_uniq = models.UniqueIndex("(format_id, name)", "Each word can have only one meaning.")
