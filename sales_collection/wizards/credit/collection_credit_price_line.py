from odoo import fields, models
from odoo.exceptions import UserError


class CollectionCreditPriceLine(models.TransientModel):
    """What one payment term costs on a quotation."""

    _name = "collection.credit.price.line"
    _description = "Payment Term Comparison"
    _order = "id"

    wizard_id = fields.Many2one("collection.credit.price", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="wizard_id.company_id", store=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    payment_term_id = fields.Many2one("account.payment.term", readonly=True, help="Leave empty for immediate payment.")
    name = fields.Char(string="Compared Term", readonly=True)
    current = fields.Boolean(string="Current Term", readonly=True, help="Payment term of the quotation.")
    allowed = fields.Boolean(
        string="Allowed by Rating",
        readonly=True,
        help="Longer terms may need an approval when the order is confirmed.",
    )
    days = fields.Float(
        string="Days to Pay",
        digits=(16, 1),
        readonly=True,
        help="Expected days from invoice to payment, including the expected delay. Average for payment in parts.",
    )
    financing = fields.Monetary(
        string="Financing Cost", readonly=True, help="Cost of capital until the expected payment."
    )
    loss = fields.Monetary(string="Expected Loss", readonly=True)
    margin = fields.Monetary(string="Margin after Cost of Credit", readonly=True)
    margin_percent = fields.Float(
        string="Margin %", digits=(16, 1), readonly=True, help="Remaining margin as a share of the price."
    )

    def action_take_over(self):
        """Put the payment term on the quotation; its credit is judged anew.

        :raises UserError: when the quotation has been confirmed or cancelled meanwhile.
        """
        self.ensure_one()
        order = self.wizard_id.order_id
        if order.state not in ("draft", "sent"):
            raise UserError(
                self.env._("%s is no longer a quotation. Change the payment term on the order.", order.name)
            )
        order.payment_term_id = self.payment_term_id
        return {"type": "ir.actions.act_window_close"}
