from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionHoldStop(models.TransientModel):
    """A leader or finance stops the dunning of receivables by hand, for a reason and until a day."""

    _name = "collection.hold.stop"
    _description = "Stop Dunning"

    receivable_ids = fields.Many2many("collection.receivable", default=lambda self: self._default_receivables())
    date_end = fields.Date(string="Until", help="The last day; empty to stop until somebody lifts it.")
    note = fields.Char(string="Why", required=True, help="Colleagues read this wherever the invoice is shown.")

    @api.model
    def _default_receivables(self):
        return self.env.context.get("active_model") == "collection.receivable" and self.env.context.get("active_ids")

    def action_apply(self):
        """Put the receivables on hold.

        :raises UserError: when the day has passed already, or nothing was chosen.
        :raises AccessError: for salespeople, and for receivables that one may not see.
        """
        self.ensure_one()
        holds = self.env["collection.hold"]
        holds._check_may_stop()
        self.receivable_ids.check_access("read")
        owed = self.receivable_ids.filtered(lambda row: row.kind == "owed")
        if not owed:
            raise UserError(self.env._("Choose the invoices whose dunning is to stop."))
        if not self.note.strip():
            raise UserError(self.env._("Say why dunning stops: colleagues read it wherever the invoice is shown."))
        if self.date_end and any(self.date_end < company._collection_today() for company in owed.company_id):
            raise UserError(self.env._("The day until which dunning stops has passed. Choose a later one."))
        holds._stop(owed.move_line_id, "manual", date_end=self.date_end, note=self.note.strip())
        return {"type": "ir.actions.act_window_close"}
