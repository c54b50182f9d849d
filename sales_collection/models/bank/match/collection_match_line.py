from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionMatchLine(models.Model):
    """So much money of this bank line pays this item: a receivable, a payment in transit or a claimed receipt."""

    _name = "collection.match.line"
    _description = "Bank Match Line"
    _order = "match_id, id"
    _check_company_auto = True

    match_id = fields.Many2one("collection.match", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="match_id.company_id", store=True, index=True)
    state = fields.Selection(related="match_id.state", store=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank Line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    kind = fields.Selection(
        [
            ("receivable", "Receivable"),
            ("payment", "Payment"),
            ("receipt", "Receipt"),
            ("order", "Order"),
            ("returned", "Returned Payment"),
        ],
        string="Type",
        required=True,
        readonly=True,
        help="Receivable: open invoice or credit note. Payment: booked payment in transit. Receipt: claim to be "
        "confirmed by finance. Order: deposit. Returned payment: payment undone by the bank.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Item",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Journal item matched with the bank line; for receipts, after confirmation.",
    )
    payment_id = fields.Many2one("account.payment", readonly=True, ondelete="cascade", index="btree_not_null")
    receipt_id = fields.Many2one("collection.receipt", readonly=True, ondelete="cascade", index="btree_not_null")
    order_id = fields.Many2one(
        "sale.order",
        string="Order Deposit",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Order or quotation of the deposit, until it is invoiced.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    document = fields.Char(readonly=True, help="The number of the invoice, payment or receipt.")
    date_due = fields.Date(string="Due Date", readonly=True)
    currency_id = fields.Many2one(related="match_id.currency_id")
    amount = fields.Monetary(readonly=True, help="Amount of the bank line, in its currency; negative for money out.")
    item_currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    item_amount = fields.Monetary(
        string="Settled Amount",
        currency_field="item_currency_id",
        readonly=True,
        help="Amount settled on the item, in its currency: payment, difference and offset.",
    )
    set_off = fields.Monetary(
        string="Offset Amount",
        readonly=True,
        help="Amount of the item offset by open credits, in the currency of the bank line. For a credit, the "
        "amount used.",
    )
    difference = fields.Monetary(
        readonly=True, help="Amount settled without payment, in the currency of the bank line."
    )
    difference_kind = fields.Selection(
        [("fee", "Bank Fee"), ("discount", "Cash Discount"), ("rounding", "Rounding")],
        string="Difference Type",
        readonly=True,
    )
    confirms = fields.Boolean(
        string="Receipt Confirmed", readonly=True, copy=False, help="The receipt was confirmed by accepting the match."
    )
    names_customer = fields.Boolean(
        string="Customer Set by Match",
        readonly=True,
        copy=False,
        help="The bank line had no customer before the match.",
    )

    is_credit = fields.Boolean(
        string="Credit Item", compute="_compute_is_credit", help="Open credit that is offset against the paid items."
    )

    @api.depends("item_amount", "statement_line_id.amount")
    def _compute_is_credit(self):
        for line in self:
            line.is_credit = line.item_amount * line.statement_line_id.amount < 0

    @api.depends("document", "amount")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.document or ''} {line.currency_id.format(line.amount)}".strip()

    def _counterpart_account(self):
        """Return the account on which the money is booked: the item's, of an order the customer's receivable."""
        customer = self.order_id.partner_invoice_id.with_company(self.company_id)
        return self.move_line_id.account_id or customer.property_account_receivable_id

    def _counterpart_partner(self):
        """Return whose money it is."""
        return self.move_line_id.partner_id or self.order_id.partner_invoice_id

    def _check_orders(self):
        """:raise UserError: for a deposit on an order that is cancelled"""
        cancelled = self.order_id.filtered(lambda order: order.state == "cancel")[:1]
        if cancelled:
            raise UserError(
                self.env._("Order %s is cancelled. Search for matches of the bank line again.", cancelled.display_name)
            )
