from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Paid orders that wait for a decision on their credit are not confirmed: the customer hears that he paid."""
        return super()._check_amount_and_confirm_order().filtered(lambda order: order.state == "sale")
