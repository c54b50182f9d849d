from odoo import fields, models
from odoo.exceptions import UserError


class CollectionCreditPriceLine(models.TransientModel):
    """What one payment term costs on a quotation."""

    _name = "collection.credit.price.line"
    _description = "Payment Term in a Price of Credit"
    _order = "id"

    wizard_id = fields.Many2one("collection.credit.price", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="wizard_id.company_id", store=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    payment_term_id = fields.Many2one(
        "account.payment.term", readonly=True, help="Empty for none: all is due on the day of the invoice."
    )
    name = fields.Char(string="Term", readonly=True)
    current = fields.Boolean(string="Chosen", readonly=True, help="The payment term on the quotation.")
    allowed = fields.Boolean(
        string="Allowed by the Rating",
        readonly=True,
        help="Longer terms may need an approval when the order is confirmed.",
    )
    days = fields.Float(
        string="Days to Pay",
        digits=(16, 1),
        readonly=True,
        help="From the invoice until the money is expected, with the expected delay; the average of parts.",
    )
    financing = fields.Monetary(readonly=True, help="What the money costs until then.")
    loss = fields.Monetary(string="Expected Loss", readonly=True)
    margin = fields.Monetary(string="Margin Left", readonly=True)
    margin_percent = fields.Float(string="Margin %", digits=(16, 1), readonly=True, help="What is left, of the price.")

    def action_take_over(self):
        """Put the payment term on the quotation; its credit is judged anew.

        :raises UserError: when the quotation has been confirmed or cancelled meanwhile.
        """
        self.ensure_one()
        order = self.wizard_id.order_id
        if order.state not in ("draft", "sent"):
            raise UserError(
                self.env._("%s is no quotation any more. Change the payment term on the order itself.", order.name)
            )
        order.payment_term_id = self.payment_term_id
        return {"type": "ir.actions.act_window_close"}
