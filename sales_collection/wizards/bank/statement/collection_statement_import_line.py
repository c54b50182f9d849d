from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CollectionStatementImportLine(models.TransientModel):
    """A line of the file as it was understood. Nobody edits it: what was shown is what is imported."""

    _name = "collection.statement.import.line"
    _description = "Import File Line"
    _order = "statement, sequence, id"
    _rec_name = "text"
    _transient_max_hours = 24.0

    wizard_id = fields.Many2one("collection.statement.import", readonly=True, ondelete="cascade", index=True)
    statement = fields.Integer(
        string="Bank Statement", readonly=True, help="Position of the statement in the file, starting with 0."
    )
    sequence = fields.Integer(readonly=True, help="Booking order of the bank.")
    number = fields.Integer(string="Line", readonly=True, help="Row in the file, or position among the movements.")
    state = fields.Selection(
        [
            ("broken", "Invalid"),
            ("good", "Valid"),
            ("known", "Already Recorded"),
            ("twice", "Duplicate in File"),
            ("left", "Skipped"),
            ("skipped", "No Movement"),
            ("done", "Imported"),
        ],
        string="Status",
        readonly=True,
    )
    alike = fields.Boolean(
        string="Possible Duplicate",
        readonly=True,
        help="A bank line with the same date and amount exists, from manual entry, another program, another file "
        "format, or with another number or text. Decide whether it is a duplicate.",
    )
    decided = fields.Boolean(readonly=True, help="A user has decided whether the line is a duplicate.")
    reason = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    name = fields.Char(string="Payer", readonly=True)
    account = fields.Char(readonly=True)
    text = fields.Char(string="Bank Text", readonly=True)
    reference = fields.Char(readonly=True)
    key = fields.Char(readonly=True)
    whole = fields.Char(string="Collective Entry Key", readonly=True)
    bank_number = fields.Char(string="Bank Reference Number", readonly=True)
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
            raise UserError(self.env._("Only possible duplicates need a decision."))
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
