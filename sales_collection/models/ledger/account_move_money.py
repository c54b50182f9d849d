from odoo import api, fields, models

SEES_MONEY = "sales_collection.group_collection_salesperson,sales_collection.group_collection_finance"


class AccountMoveMoney(models.Model):
    """What of an invoice is open and overdue, and the way to its receivables and ledger rows."""

    _inherit = "account.move"

    collection_amount_open = fields.Monetary(
        string="Open",
        compute="_compute_collection_amounts",
        groups=SEES_MONEY,
        help="Unpaid amount, in the currency of the invoice.",
    )
    collection_amount_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_collection_amounts",
        groups=SEES_MONEY,
        help="Unpaid amount past the due date, in the currency of the invoice.",
    )

    @api.depends("amount_residual", "state", "line_ids.collection_date_due", "line_ids.collection_in_question")
    def _compute_collection_amounts(self):
        receivables = self.env["collection.receivable"]
        domain = fields.Domain("move_id", "in", self._origin.ids)
        wanted = {"groupby": ["move_id"], "aggregates": ["residual_currency:sum"]}
        amounts = dict(receivables._read_group(domain, **wanted))
        overdue = dict(receivables._read_group(domain & fields.Domain("overdue", ">", 0), **wanted))
        for move in self:
            move.collection_amount_open = amounts.get(move._origin, 0)
            move.collection_amount_overdue = overdue.get(move._origin, 0)

    def action_open_collection_receivables(self):
        """Open what is still to be paid of these invoices, one row per instalment."""
        return self.env["collection.receivable"]._action_of([("move_id", "in", self.ids)])

    def action_open_collection_entries(self):
        """Open the ledger rows of these invoices: what was collected of them."""
        return self.env["collection.entry"]._action_of([("move_id", "in", self.ids)])
