from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionHoldStop(models.TransientModel):
    """A leader or finance stops the dunning of receivables by hand, for a reason and until a day."""

    _name = "collection.hold.stop"
    _description = "Stop Dunning"

    receivable_ids = fields.Many2many("collection.receivable", default=lambda self: self._default_receivables())
    date_end = fields.Date(string="Until", help="Last day of the stop. Leave empty to stop until it is lifted.")
    note = fields.Char(string="Reason", required=True, help="The reason is shown on the invoice.")

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
            raise UserError(self.env._("Select the invoices for which dunning is to stop."))
        if not self.note.strip():
            raise UserError(self.env._("Enter the reason for stopping dunning. It is shown on the invoice."))
        if self.date_end and any(self.date_end < company._collection_today() for company in owed.company_id):
            raise UserError(self.env._("The end date of the dunning stop is in the past. Enter a later date."))
        holds._stop(owed.move_line_id, "manual", date_end=self.date_end, note=self.note.strip())
        return {"type": "ir.actions.act_window_close"}
