from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionCreditRequest(models.TransientModel):
    """A salesperson asks for an order or invoice beyond the customer's credit: up to how much, and why."""

    _name = "collection.credit.request"
    _description = "Request Approval"
    _collection_handed_on = frozenset(("move_id", "order_id"))

    order_id = fields.Many2one("sale.order", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(
        string="Maximum Amount", required=True, help="To increase a confirmed order, enter its new total."
    )
    note = fields.Text(
        string="Reason", help="Information for the approver, such as statements and planned payments of the customer."
    )

    @api.depends("order_id.currency_id", "move_id.currency_id")
    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = wizard.order_id.currency_id or wizard.move_id.currency_id

    def action_apply(self):
        """Ask whoever decides on that amount; see ``collection.credit.check._ask``.

        :raises UserError: for less than it comes to now, or what nothing speaks against.
        """
        self.ensure_one()
        document = self.order_id or self.move_id
        document.check_access("read")
        if document.state == "cancel":
            raise UserError(self.env._("%s is cancelled. Reset it to draft first.", document.display_name))
        if self.currency_id.compare_amounts(self.amount, document.amount_total) < 0:
            raise UserError(
                self.env._("The current total is %s. Request at least this amount.", self._money(document.amount_total))
            )
        if document.state not in ("sale", "posted") and document.collection_credit_state in ("ok", "warning"):
            raise UserError(self.env._("%s is not blocked. Confirm it.", document.display_name))
        self.env["collection.credit.check"]._ask(document, self.amount, note=(self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}

    def _money(self, amount):
        return self.currency_id.format(amount)
