from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CollectionReceiptLine(models.Model):
    """What part of a receipt pays: an open receivable, or an order before it is invoiced (a deposit)."""

    _name = "collection.receipt.line"
    _description = "Receipt Line"
    _order = "receipt_id, sequence, id"
    _check_company_auto = True

    receipt_id = fields.Many2one("collection.receipt", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="receipt_id.partner_id")
    state = fields.Selection(related="receipt_id.state")
    move_line_id = fields.Many2one(
        "account.move.line", string="Receivable", check_company=True, index="btree_not_null", ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", string="Order Deposit", check_company=True, index="btree_not_null", ondelete="restrict"
    )
    schedule_line_id = fields.Many2one(
        "collection.schedule.line",
        string="Planned Payment",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Schedule line paid by this receipt. Leave empty for the oldest open line.",
    )
    document = fields.Char(compute="_compute_open", compute_sudo=True)
    date_due = fields.Date(string="Due Date", compute="_compute_open", compute_sudo=True)
    open_amount = fields.Monetary(
        string="Open",
        compute="_compute_open",
        compute_sudo=True,
        help="Current open amount, in the currency of the receipt.",
    )
    amount = fields.Monetary(string="Paid", required=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The amount of each receipt line must be greater than zero. Remove lines without payment."
    )
    _pays_one_thing = models.Constraint(
        "CHECK((move_line_id IS NULL) <> (order_id IS NULL))",
        "A receipt line must refer to either an open receivable or an order.",
    )

    @api.depends("move_line_id.collection_open", "move_line_id.collection_open_currency", "order_id", "currency_id")
    def _compute_open(self):
        for line in self:
            item = line.move_line_id
            line.document = item.move_id.name or line.order_id.name
            line.date_due = item.collection_date_due
            line.open_amount = line.receipt_id._open_amount(item) if item else 0.0

    # -- what a line may say -----------------------------------------------------------------------

    @api.constrains("move_line_id", "order_id", "receipt_id")
    def _check_belongs_to_customer(self):
        for line in self:
            item, order = line.move_line_id, line.order_id
            customer = line.receipt_id.partner_id.commercial_partner_id
            if item and (item.partner_id.commercial_partner_id != customer or not item._is_collectable()):
                raise ValidationError(
                    self.env._(
                        "%(document)s is not a receivable of %(customer)s. Select an open invoice of this customer.",
                        document=item.move_id.display_name,
                        customer=customer.display_name,
                    )
                )
            if order and order.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "Order %(order)s does not belong to %(customer)s. Select an order of this customer.",
                        order=order.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.constrains("schedule_line_id", "order_id", "move_line_id")
    def _check_schedule_line_of_order(self):
        for line in self.filtered("schedule_line_id"):
            # sudo: who claims on an invoice he answers for need not answer for each order behind it
            orders = line.order_id or line.sudo().move_line_id.move_id.line_ids.sale_line_ids.order_id
            if line.schedule_line_id.order_id not in orders:
                raise ValidationError(
                    self.env._(
                        "The planned payment %(plan)s belongs to another order. Select one of %(orders)s.",
                        plan=line.schedule_line_id.display_name,
                        orders=", ".join(orders.mapped("name")) or self.env._("no order"),
                    )
                )

    # -- frozen once claimed -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.receipt_id._check_still_draft()
        lines._check_claimant_sees_them()
        return lines

    def write(self, vals):
        self.receipt_id._check_still_draft()
        result = super().write(vals)
        self.receipt_id._check_still_draft()
        self._check_claimant_sees_them()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.receipt_id._check_still_draft()

    def _check_claimant_sees_them(self):
        """Raise AccessError if the user pays something that he may not even read."""
        if not (self.move_line_id.has_access("read") and self.order_id.has_access("read")):
            raise AccessError(
                self.env._(
                    "You are not responsible for this receivable or order. Ask your team leader to claim the payment."
                )
            )

    # -- what confirming needs ---------------------------------------------------------------------

    def _check_still_open(self):
        """Raise UserError if a line pays more than is open on its receivable now, or a cancelled order."""
        cancelled = self.order_id.filtered(lambda order: order.state == "cancel")[:1]
        if cancelled:
            raise UserError(
                self.env._(
                    "Order %(order)s is cancelled. Remove its line; the amount then stays on account.",
                    order=cancelled.display_name,
                )
            )
        for item, lines in self.filtered("move_line_id").grouped("move_line_id").items():
            receipt = lines.receipt_id
            claimed, still_open = sum(lines.mapped("amount")), receipt._open_amount(item)
            if item.parent_state != "posted" or receipt.currency_id.compare_amounts(claimed, still_open) > 0:
                raise UserError(
                    self.env._(
                        "The receipt pays %(claimed)s on %(document)s, but only %(open)s is open. Reduce the line "
                        "or leave the rest on account.",
                        claimed=receipt.currency_id.format(claimed),
                        document=item.move_id.name or item.display_name,
                        open=receipt.currency_id.format(max(still_open, 0)),
                    )
                )
