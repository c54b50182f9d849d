from odoo import fields, models


class CollectionStatementImportLine(models.TransientModel):
    """A line of the file as it was understood. Nobody edits it: what was shown is what is imported."""

    _name = "collection.statement.import.line"
    _description = "Line of an Imported File"
    _order = "statement, sequence, id"
    _rec_name = "text"
    _transient_max_hours = 24.0

    wizard_id = fields.Many2one("collection.statement.import", readonly=True, ondelete="cascade", index=True)
    statement = fields.Integer(
        string="Bank Statement", readonly=True, help="The place of its statement in the file, from 0."
    )
    sequence = fields.Integer(readonly=True, help="The order in which the bank booked.")
    number = fields.Integer(string="Line", readonly=True, help="The row in the file, or its place among the movements.")
    state = fields.Selection(
        [
            ("broken", "Faulty"),
            ("good", "Good"),
            ("known", "Already There"),
            ("twice", "Twice in the File"),
            ("skipped", "No Movement"),
            ("done", "Imported"),
        ],
        readonly=True,
    )
    alike = fields.Boolean(
        string="Perhaps There",
        readonly=True,
        help="A bank line of this day and amount was entered by hand, by another program or from another kind of file.",
    )
    reason = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    name = fields.Char(string="Payer", readonly=True)
    account = fields.Char(readonly=True)
    text = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    key = fields.Char(readonly=True)
    bank_number = fields.Char(string="Bank's Number", readonly=True)
    balance = fields.Monetary(readonly=True)
