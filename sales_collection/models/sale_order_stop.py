from odoo import api, models
from odoo.exceptions import UserError


class SaleOrderStop(models.Model):
    """Customers who have reached a level of dunning that stops orders get no new ones."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._check_not_stopped()
        return orders

    def write(self, vals):
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._check_not_stopped()
        return super().write(vals)

    def _validate_order(self):
        """A customer who signs in the portal: his order waits for a manager while his orders are stopped."""
        stopped = self.filtered(lambda order: order._stopped_customers())
        for order in stopped:
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Signed, but the customer's orders are stopped: a manager decides"),
                user_id=order.company_id._collection_colleague(order.collection_user_id, order.user_id).id,
            )
        return super(SaleOrderStop, self - stopped)._validate_order() if self - stopped else None

    def _stopped_customers(self):
        """Return the customers of these orders who must not order any more."""
        stopped = self.env["res.partner"]
        for company, orders in self.grouped("company_id").items():
            # sudo: who sells without the addon's groups is told as well
            customers = orders.partner_invoice_id.commercial_partner_id.sudo().with_company(company)
            stopped |= customers.filtered("collection_credit_hold")
        return stopped

    def _check_not_stopped(self):
        """See that these orders may be confirmed; see core for what else that takes.

        :raises UserError: for a customer whose orders are stopped; a manager confirms them all the same.
        """
        if self.env.su or self.env.user.has_group("sales_collection.group_collection_manager"):
            return
        stopped = self._stopped_customers()[:1]
        if stopped:
            raise UserError(
                self.env._(
                    "Orders of %(customer)s are stopped because of what is overdue. "
                    "Collect it first, or ask a collection manager to confirm the order.",
                    customer=stopped.name,
                )
            )
