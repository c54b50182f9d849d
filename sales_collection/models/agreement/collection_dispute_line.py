from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CollectionDisputeLine(models.Model):
    """What of an invoice is disputed."""

    _name = "collection.dispute.line"
    _description = "Disputed Amount"
    _order = "dispute_id, id"
    _rec_name = "move_line_id"
    _collection_judged = frozenset(("dispute_id", "move_line_id"))

    dispute_id = fields.Many2one("collection.dispute", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="dispute_id.company_id", store=True)
    move_line_id = fields.Many2one("account.move.line", string="Invoice", required=True, ondelete="cascade", index=True)
    move_id = fields.Many2one(related="move_line_id.move_id")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    open_amount = fields.Monetary(string="Open", related="move_line_id.collection_open_currency")
    amount = fields.Monetary(
        string="Disputed",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Disputed part of the invoice. Dunning continues for the rest.",
    )
    credit_move_id = fields.Many2one("account.move", string="Credit Note", readonly=True, ondelete="set null")

    reason_id = fields.Many2one(related="dispute_id.reason_id", store=True)
    state = fields.Selection(related="dispute_id.state", store=True)

    _once_per_reason = models.UniqueIndex(
        "(move_line_id, reason_id) WHERE state = 'open'",
        "This invoice is already disputed for the same reason. Continue with the existing dispute.",
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "The disputed amount must be greater than zero.")
    _once = models.UniqueIndex(
        "(dispute_id, move_line_id)", "An invoice can appear only once in a dispute. Combine the amounts."
    )

    @api.depends("move_line_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.amount or line.move_line_id.collection_open_currency

    @api.constrains("amount", "move_line_id")
    def _check_amount(self):
        for line in self:
            owed = line.move_line_id.collection_open_currency
            if line.dispute_id.state == "open" and line.currency_id.compare_amounts(line.amount, owed) > 0:
                raise ValidationError(
                    self.env._(
                        "Only %(owed)s of %(invoice)s are open. The disputed amount cannot be higher.",
                        invoice=line.move_id.name,
                        owed=line.currency_id.format(owed),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        items = self.env["account.move.line"].browse({vals.get("move_line_id") for vals in vals_list} - {None, False})
        if not self.env.su:
            self._check_new([vals.get("dispute_id") for vals in vals_list])
            vals_list = [{**vals, "credit_move_id": False} for vals in vals_list]
            # before anything is said of them: numbers and amounts are for those who see the invoices
            if items - items._filtered_access("read"):
                raise AccessError(self.env["collection.dispute"]._not_answered_for())
        # sudo: whether it is open decides, also where somebody sees an invoice without its amounts
        if any(item.collection_open_currency <= 0 for item in items.sudo()):
            raise UserError(self.env._("Select open invoices. Paid or unposted invoices need no agreement."))
        return super().create(vals_list)

    @api.model
    def _check_new(self, dispute_ids):
        """Raise UserError unless these disputes are being recorded: afterwards they hold something."""
        # sudo: nobody but the program reads holds that have ended
        holds = self.env["collection.hold"].sudo().with_context(active_test=False)
        if holds.search_count([("dispute_id", "in", dispute_ids)], limit=1):
            self._refuse_change()

    def write(self, vals):
        self._check_fixed()
        return super().write(vals)

    def unlink(self):
        self._check_fixed()
        return super().unlink()

    def _check_fixed(self):
        if not self.env.su:
            self._refuse_change()

    def _refuse_change(self):
        raise UserError(self.env._("Disputed amounts cannot be changed. Withdraw the dispute and create a new one."))
