from odoo import models
from odoo.exceptions import UserError


class CollectionMatchLine(models.Model):
    """Money on an order: booked on account of its customer, without an item that it meets."""

    _inherit = "collection.match.line"

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
