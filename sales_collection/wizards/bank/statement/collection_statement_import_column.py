from odoo import fields, models


class CollectionStatementImportColumn(models.TransientModel):
    """A column of the file, with what stands in its first lines; the user corrects its meaning."""

    _name = "collection.statement.import.column"
    _inherit = "collection.statement.column"
    _description = "Import File Column"
    _transient_max_hours = 24.0

    wizard_id = fields.Many2one("collection.statement.import", required=True, ondelete="cascade", index=True)
    sample = fields.Char(string="Sample Value", readonly=True)
