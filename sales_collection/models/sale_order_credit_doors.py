from odoo import api, models

from .sale_order_credit import _TERMS


class SaleOrderCreditDoors(models.Model):
    """Every way by which an order becomes or stays a confirmed one leads through the same gate."""

    _inherit = "sale.order"
    _collection_judged = frozenset(("collection_schedule_edited", "collection_schedule_state"))

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._collection_credit_pass()
        return orders

    def write(self, vals):
        """The gate comes after the change, so that nothing written along with it is overlooked."""
        confirming = (
            self.filtered(lambda order: order.state != "sale") if vals.get("state") == "sale" else self.browse()
        )
        terms = {}
        if any(name in vals for name in _TERMS):
            terms = {order: order._collection_credit_terms() for order in self if order.state == "sale"}
        result = super().write(vals)
        changed = [order.id for order, before in terms.items() if order._collection_credit_terms() != before]
        passing = (confirming | self.browse(changed)).filtered(lambda order: order.state == "sale")
        if passing:
            passing._collection_credit_pass()
        if vals.get("state") == "cancel":
            # sudo: whoever cancels the order ends what was decided on it
            self.sudo().collection_credit_check_ids._end()
        return result

    def action_confirm(self):
        """Confirm what may be confirmed: of several orders, and of those that customers accept, the others wait."""
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        passing = self._collection_credit_passing(quotations)
        return super(SaleOrderCreditDoors, passing).action_confirm() if passing else True

    def _collection_credit_terms(self):
        return self._collection_credit_customer(), self.payment_term_id, self.company_id, self.currency_id

    def _collection_credit_totals(self):
        """Return {order: total} of those that are confirmed, to be compared later."""
        return {order: order.amount_total for order in self if order.state == "sale"}

    def _collection_credit_raised(self, totals):
        """See that orders which have grown beyond these totals may stand.

        What code adds by itself (expenses, time) goes through: the work is done already.
        """
        if self.env.su:
            return
        raised = [
            order.id
            for order, total in totals.items()
            if order.currency_id.compare_amounts(order.amount_total, total) > 0
        ]
        if raised:
            self.browse(raised)._collection_credit_pass()
