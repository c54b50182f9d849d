from odoo import fields, models


class CollectionStatementImportWord(models.TransientModel):
    """A word of the column that says which way money went; the user says what it means if nobody knows."""

    _name = "collection.statement.import.word"
    _inherit = "collection.statement.word"
    _description = "Import File Word"
    _transient_max_hours = 24.0

    wizard_id = fields.Many2one("collection.statement.import", required=True, ondelete="cascade", index=True)
