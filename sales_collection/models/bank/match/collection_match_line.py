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
        required=True,
        readonly=True,
        help="A receivable is an open invoice or credit note, a payment is booked and in transit, a receipt is claimed "
        "and waits for finance, money on an order is a deposit, a returned payment is undone by the bank line.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Item",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="The journal item that the bank line meets; of a receipt, once it is confirmed.",
    )
    payment_id = fields.Many2one("account.payment", readonly=True, ondelete="cascade", index="btree_not_null")
    receipt_id = fields.Many2one("collection.receipt", readonly=True, ondelete="cascade", index="btree_not_null")
    order_id = fields.Many2one(
        "sale.order",
        string="Deposit on Order",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="The order or quotation that the money is a deposit on, until an invoice takes it.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    document = fields.Char(readonly=True, help="The number of the invoice, payment or receipt.")
    date_due = fields.Date(string="Due Date", readonly=True)
    currency_id = fields.Many2one(related="match_id.currency_id")
    amount = fields.Monetary(readonly=True, help="The money of the bank line, in its currency; negative: went out.")
    item_currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    item_amount = fields.Monetary(
        string="Settles",
        currency_field="item_currency_id",
        readonly=True,
        help="What it takes off the item, in the item's currency: the money, the difference and what is set off.",
    )
    set_off = fields.Monetary(
        readonly=True,
        help="What open credits of the customer take off the item besides the money, in the bank line's currency. "
        "Of a credit, what is used of it: no money goes there.",
    )
    difference = fields.Monetary(readonly=True, help="What is settled besides the money, in the bank line's currency.")
    difference_kind = fields.Selection(
        [("fee", "Bank Fee"), ("discount", "Cash Discount"), ("rounding", "Rounding")], readonly=True
    )
    confirms = fields.Boolean(readonly=True, copy=False, help="Accepting the match has confirmed the receipt.")
    names_customer = fields.Boolean(readonly=True, copy=False, help="The bank line had no customer before.")

    is_credit = fields.Boolean(
        compute="_compute_is_credit", help="An open credit that is taken off what the money pays."
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
                self.env._("Order %s is cancelled. Look for what the bank line pays again.", cancelled.display_name)
            )
