from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.sales_collection.models.ledger.account_move_money import SEES_MONEY

from .delivery_gate import DeliveryGate
from .delivery_goods import DeliveryGoods

#: what left without an order counts as long as this, unless the customer has got an invoice without an order since
DAYS_REMEMBERED = 30


class StockPicking(models.Model):
    """A delivery that the customer's credit does not allow stays, until somebody releases it or the customer is free.

    Whoever works in the warehouse is told whom to ask, and nothing of the customer's credit.
    """

    _inherit = "stock.picking"

    collection_stock_check_ids = fields.One2many(
        "collection.stock.check", "picking_id", string="Credit Checks", groups=SEES_MONEY, readonly=True
    )
    collection_stop = fields.Selection(
        [("stopped", "Stopped"), ("pending", "Release Requested"), ("released", "Released")],
        string="Credit",
        compute="_compute_collection_stop",
        groups="base.group_user",
    )
    collection_to_ask_id = fields.Many2one(
        "res.users", string="Contact Person", compute="_compute_collection_stop", groups="base.group_user"
    )
    collection_unordered_value = fields.Float(
        string="Shipped without Order", copy=False, readonly=True, groups=fields.NO_ACCESS
    )

    @api.depends("state", "partner_id", "move_ids.product_uom_qty", "move_ids.quantity", "move_ids.sale_line_id")
    @api.depends("collection_stock_check_ids.state")
    def _compute_collection_stop(self):
        self.collection_stop, self.collection_to_ask_id = False, False
        waiting = self.filtered(lambda picking: picking._origin and picking.state not in ("done", "cancel"))
        for company, pickings in waiting.grouped("company_id").items():
            judged = DeliveryGate(company, pickings._origin, planned=True).judge(together=False)
            for picking in pickings:
                state = judged[picking._origin].state
                if state == "blocked":
                    picking.collection_stop = "pending" if picking._collection_pending() else "stopped"
                    picking.collection_to_ask_id = picking._collection_to_ask()
                elif state == "released":
                    picking.collection_stop = "released"

    # -- the gate ----------------------------------------------------------------------------------

    def _collection_check_left(self):
        """See that these deliveries, which have just left, may have left; what left is kept in mind.

        :raises UserError: naming those that may not.
        """
        stopped = {}
        for company, pickings in self.grouped("company_id").items():
            gate = DeliveryGate(company, pickings)
            for picking, verdict in gate.judge().items():
                if verdict.state == "blocked":
                    stopped[picking] = verdict
                elif verdict.state == "warning":
                    picking._collection_warned(verdict)
                picking._collection_remember(verdict.unordered)
            gate.keep_turn()
        # a script of the superuser does it on purpose, as with orders
        if stopped and not (self.env.su and self.env.uid == SUPERUSER_ID):
            raise UserError("\n".join(picking._collection_refusal(verdict) for picking, verdict in stopped.items()))
        self._collection_pending()._end()

    def _collection_judge_planned(self):
        """Return the verdict on a delivery as it is to leave."""
        self.ensure_one()
        return DeliveryGate(self.company_id, self, planned=True).judge()[self]

    def _collection_refusal(self, verdict):
        """Return what to tell whoever may not send the delivery."""
        text = self.env._(
            "%(delivery)s cannot be shipped now. Contact %(person)s, or click Request Release on the delivery.",
            delivery=self.name,
            person=self._collection_to_ask().name,
        )
        return f"{text} {verdict.text}" if self.env.user.has_groups(SEES_MONEY) else text

    def _collection_to_ask(self):
        """Return who answers for what the customer owes, else somebody of finance."""
        picking = self.sudo()  # sudo: the warehouse is told whom to ask, not what of
        customer = picking._collection_customer().with_company(picking.company_id)
        return picking.company_id._collection_colleague(
            *picking.sale_id.collection_user_id, *customer.collection_user_id
        )

    def _collection_customer(self):
        # sudo: whoever sends the goods
        return (self.sudo().partner_id or self.sudo().sale_id.partner_id).commercial_partner_id

    def _collection_pending(self):
        """Return what waits for a decision on these deliveries."""
        # sudo: whoever sends the goods
        checks = self.sudo().collection_stock_check_ids
        return checks.filtered(lambda check: check.state == "pending")

    def _collection_warned(self, verdict):
        """Keep what speaks against a delivery that leaves all the same."""
        self.env["collection.stock.check"]._make(self, verdict, "warned")
        # sudo: a note of whoever sends it; the warehouse reads it, so it says nothing of why
        self.sudo()._message_log(body=self.env._("Shipped with a warning. See the credit check for the reason."))

    def action_cancel(self):
        result = super().action_cancel()
        self._collection_pending()._end()
        return result

    # -- what left without an order ----------------------------------------------------------------

    def _collection_remember(self, value):
        # sudo: no user writes it
        picking = self.sudo()
        if value or picking.collection_unordered_value:
            picking.collection_unordered_value = value

    def _collection_remember_unordered(self):
        """Keep in mind what is left of goods that had left without an order, now that some have come back."""
        # sudo: as above
        known = self.sudo().filtered("collection_unordered_value")
        for company, pickings in known.grouped("company_id").items():
            goods = DeliveryGoods(company, pickings, planned=False)
            for picking in pickings:
                picking._collection_remember(goods.unordered_value(picking))

    def _collection_left_before(self, company, customers):
        """Return {customer id: what left without an order lately, besides these}, in company currency.

        Nothing links an invoice that was made by hand with a delivery: with the first one since, it is in the exposure.
        """
        since = fields.Datetime.now() - timedelta(days=DAYS_REMEMBERED)
        direct = (
            Domain("company_id", "=", company.id)
            & Domain("move_type", "=", "out_invoice")
            & Domain("state", "!=", "cancel")
            & Domain("create_date", ">", since)
            & Domain("line_ids.sale_line_ids", "=", False)
            & Domain("commercial_partner_id", "in", customers.ids)
        )
        # sudo: whoever sends the goods need not see invoices, nor other deliveries
        moves, pickings = self.env["account.move"].sudo(), self.sudo()
        invoiced = dict(moves._read_group(direct, ["commercial_partner_id"], ["create_date:max"]))
        left = (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "done")
            & Domain("id", "not in", self.ids)
            & Domain("collection_unordered_value", ">", 0)
            & Domain.OR(
                Domain("partner_id.commercial_partner_id", "=", customer.id)
                & Domain("date_done", ">", invoiced.get(customer, since))
                for customer in customers
            )
        )
        if "pos_order_id" in self._fields:
            left &= Domain("pos_order_id", "=", False)  # paid at the counter
        found = dict.fromkeys(customers.ids, 0)
        for partner, value in pickings._read_group(left, ["partner_id"], ["collection_unordered_value:sum"]):
            found[partner.commercial_partner_id.id] += value
        return found

    # -- actions -----------------------------------------------------------------------------------

    def action_collection_ask(self):
        """Ask for the release of a stopped delivery; whoever may decide himself gets to the decision.

        :raises UserError: for one that nothing stops, or that was asked for already.
        """
        self.ensure_one()
        self.check_access("write")
        check = self.env["collection.stock.check"]._ask(self)
        if self.env.user.has_group("sales_collection.group_collection_leader"):
            return check.get_formview_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Request sent to %s.", check.sudo().approver_id.name),  # sudo: who decides
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_collection_open_check(self):
        """Open what waits for a decision on the delivery."""
        self.ensure_one()
        return self._collection_pending().with_env(self.env)[:1].get_formview_action()
