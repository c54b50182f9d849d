from odoo import fields, models
from odoo.exceptions import UserError


class CollectionCreditRequest(models.TransientModel):
    """A salesperson asks for an order beyond the customer's credit: up to how much, and why."""

    _name = "collection.credit.request"
    _description = "Ask for Approval"
    _collection_handed_on = frozenset(("order_id",))

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount = fields.Monetary(
        string="Order up to", required=True, help="To raise a confirmed order, enter what it is to come to."
    )
    note = fields.Text(string="Why", help="What the approver should know: what the customer said, what he will pay.")

    def action_apply(self):
        """Ask whoever decides on that amount; see ``collection.credit.check._ask``.

        :raises UserError: for less than the order comes to now, or an order that nothing speaks against.
        """
        self.ensure_one()
        order = self.order_id
        order.check_access("read")
        if order.state == "cancel":
            raise UserError(self.env._("%s is cancelled. Set it back to quotation first.", order.name))
        if self.currency_id.compare_amounts(self.amount, order.amount_total) < 0:
            raise UserError(
                self.env._("The order comes to %s already: ask for as much at least.", self._money(order.amount_total))
            )
        if order.state != "sale" and order.collection_credit_state in ("ok", "warning"):
            raise UserError(self.env._("Nothing blocks %s: confirm it.", order.name))
        self.env["collection.credit.check"]._ask(order, self.amount, note=(self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}

    def _money(self, amount):
        return self.currency_id.format(amount)
