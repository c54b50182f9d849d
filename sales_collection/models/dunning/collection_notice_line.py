from odoo import fields, models


class CollectionNoticeLine(models.Model):
    """One item of a notice: what it owed at that moment, and its own level."""

    _name = "collection.notice.line"
    _description = "Dunning Notice Line"
    _order = "notice_id, date_due, id"
    _rec_name = "move_id"

    notice_id = fields.Many2one("collection.notice", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    move_line_id = fields.Many2one("account.move.line", string="Receivable", ondelete="set null", index=True)
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index=True)
    document = fields.Char(help="Number of the invoice, kept after its removal.")
    level_id = fields.Many2one("collection.level", index=True, help="Empty for items listed for information only.")
    steps = fields.Boolean(string="Level Reached", help="The item reaches its level with this notice.")
    date_due = fields.Date(string="Due Date")
    days_overdue = fields.Integer()
    currency_id = fields.Many2one("res.currency", required=True)
    residual_currency = fields.Monetary(
        string="Open in Currency", help="In the currency of the invoice, less amounts on hold."
    )
    residual = fields.Monetary(
        string="Open",
        currency_field="company_currency_id",
        help="In company currency, less amounts on hold.",
    )
    state = fields.Selection(
        [("active", "Included"), ("removed", "Removed")], string="Status", default="active", required=True
    )
    removed_reason = fields.Char(string="Removal Reason", help="Reason why the item was removed before sending.")

    interest_until = fields.Date(
        help="Date up to which this notice charges interest. The next notice starts on that date."
    )

    #: the guarantee that nothing is told twice, whoever sends it, from wherever
    _level_once = models.UniqueIndex(
        "(move_line_id, level_id) WHERE steps AND state = 'active'",
        "This item has already reached this level.",
    )

    def _is_chargeable(self):
        """Return whether the item may bear fees and interest: it reaches its level, and is no such charge itself."""
        self.ensure_one()
        return bool(
            self.steps and self.state == "active" and self.move_line_id and not self.move_id.collection_notice_id
        )

    def _interest_from(self):
        """Return the day from which the item bears interest: its due date, or until when it was charged before."""
        self.ensure_one()
        [(last,)] = self._read_group(
            [("move_line_id", "=", self.move_line_id.id), ("interest_until", "!=", False)],
            aggregates=["interest_until:max"],
        )
        return max(filter(None, (self.date_due, last)))
