from odoo import fields, models


class CollectionStatementImportPart(models.TransientModel):
    """A sheet of the workbook, or a file in the archive; the user says which one is read."""

    _name = "collection.statement.import.part"
    _description = "Import File Part"
    _transient_max_hours = 24.0

    wizard_id = fields.Many2one("collection.statement.import", required=True, ondelete="cascade", index=True)
    name = fields.Char(string="Sheet or File", required=True, readonly=True)
