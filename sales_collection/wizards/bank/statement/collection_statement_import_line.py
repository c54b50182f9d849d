from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


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
            ("left", "Left Out"),
            ("skipped", "No Movement"),
            ("done", "Imported"),
        ],
        readonly=True,
    )
    alike = fields.Boolean(
        string="Perhaps There",
        readonly=True,
        help="A bank line of this day and amount is there: entered by hand, by another program, from another kind of "
        "file, or under another number or text. Decide whether it is the same.",
    )
    decided = fields.Boolean(readonly=True, help="Somebody has said whether it is the same as the line that is there.")
    reason = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    name = fields.Char(string="Payer", readonly=True)
    account = fields.Char(readonly=True)
    text = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    key = fields.Char(readonly=True)
    whole = fields.Char(string="Key of the Entry", readonly=True)
    bank_number = fields.Char(string="Bank's Number", readonly=True)
    balance = fields.Monetary(readonly=True)

    # -- actions -----------------------------------------------------------------------------------

    def action_take(self):
        """Say that these are not the lines that are there, so that they are imported.

        :raises UserError: if nothing is to be decided about them.
        """
        return self._decide("good")

    def action_leave(self):
        """Say that these are there already, so that they are left out.

        :raises UserError: if nothing is to be decided about them.
        """
        return self._decide("left")

    def _decide(self, state):
        # whoever may change the import decides; its lines nobody edits
        self.wizard_id.check_access("write")
        self.wizard_id._check_importer()
        if any(
            not line.alike or line.state not in ("good", "left") or line.wizard_id.state != "preview" for line in self
        ):
            raise UserError(self.env._("Only about lines that are perhaps there is anything to be decided."))
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET state = %s, decided = TRUE WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                state,
                self.ids,
            )
        )
        self.env.invalidate_all()
        return True
