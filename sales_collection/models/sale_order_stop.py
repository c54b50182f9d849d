from odoo import models
from odoo.exceptions import UserError


class SaleOrderStop(models.Model):
    """Customers who have reached a level of dunning that stops orders get no new ones."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Confirm the orders; see core.

        :raises UserError: for a customer whose orders are stopped; a manager confirms them all the same.
        """
        if not self.env.su and not self.env.user.has_group("sales_collection.group_collection_manager"):
            for company, orders in self.grouped("company_id").items():
                # sudo: who sells without the addon's groups is told as well
                customers = orders.partner_invoice_id.commercial_partner_id.sudo().with_company(company)
                stopped = customers.filtered("collection_credit_hold")[:1]
                if stopped:
                    raise UserError(
                        self.env._(
                            "Orders of %(customer)s are stopped because of what is overdue. "
                            "Collect it first, or ask a collection manager to confirm the order.",
                            customer=stopped.name,
                        )
                    )
        return super().action_confirm()
