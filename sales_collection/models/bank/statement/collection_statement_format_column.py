from odoo import fields, models


class CollectionStatementFormatColumn(models.Model):
    """A column that is remembered: an import finds the table by these headers, so all of them have to be there."""

    _name = "collection.statement.format.column"
    _inherit = "collection.statement.column"
    _description = "Bank Statement Format Column"

    format_id = fields.Many2one("collection.statement.format", required=True, ondelete="cascade", index=True)
    role = fields.Selection(required=True)

    _name_uniq = models.UniqueIndex("(format_id, name)", "Each column can appear only once in a file.")
