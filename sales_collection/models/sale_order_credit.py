from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from .account_move_money import SEES_MONEY
from .collection_credit_gate import CreditGate
from .computed_sql import by_sql

#: what changes whose credit an order takes and for how long
_TERMS = ("company_id", "currency_id", "partner_id", "partner_invoice_id", "payment_term_id")


class SaleOrderCredit(models.Model):
    """What speaks against an order, in words before anybody confirms it.

    The order keeps core's states; who asked for it and who decided is kept beside it (``collection.credit.check``).
    """

    _inherit = "sale.order"

    collection_credit_state = fields.Selection(
        [("ok", "Nothing Against It"), ("warning", "Warning"), ("blocked", "Blocked"), ("approved", "Approved")],
        string="Credit",
        compute="_compute_collection_credit",
        search=by_sql("collection_credit_state"),
        groups="base.group_user",
    )
    collection_credit_reason = fields.Text(
        string="Why", compute="_compute_collection_credit", groups="base.group_user", help="What speaks against it."
    )
    collection_credit_check_ids = fields.One2many(
        "collection.credit.check", "order_id", string="Credit Checks", groups=SEES_MONEY, readonly=True
    )
    collection_credit_check_id = fields.Many2one(
        "collection.credit.check", string="Credit Check", compute="_compute_collection_credit_check", groups=SEES_MONEY
    )
    collection_credit_waits = fields.Selection(
        [("pending", "For a Decision"), ("deposit", "For a Deposit")],
        string="Credit Waits",
        compute="_compute_collection_credit_check",
        groups=SEES_MONEY,
    )

    @api.depends("amount_total", "currency_id", "company_id", "partner_id", "partner_invoice_id", "payment_term_id")
    @api.depends("state", "transaction_ids.state", "collection_credit_check_ids.state")
    def _compute_collection_credit(self):
        asked = self.filtered(lambda order: order.state in ("draft", "sent") and order.company_id)
        judged = asked._collection_credit_judge()
        for order in self:
            state, findings = judged.get(order, ("ok", []))
            if order.state == "sale" and order._collection_credit_open_check().state == "approved":
                state = "approved"
            order.collection_credit_state = state
            order.collection_credit_reason = "\n".join(finding.text for finding in findings)

    @api.depends("collection_credit_check_ids.state")
    def _compute_collection_credit_check(self):
        for order in self:
            check = order.collection_credit_check_ids.sorted("id", reverse=True)[:1]
            order.collection_credit_check_id = check
            order.collection_credit_waits = check.state if check.state in ("pending", "deposit") else False

    # -- judging -----------------------------------------------------------------------------------

    def _collection_credit_judge(self, confirmed=False, together=False):
        """Return {order: (state, findings)}, see ``collection_credit_state``; by a fixed number of queries.

        :param bool confirmed: they are confirmed already, so the exposure holds them
        :param bool together: each takes its share before the next one is judged
        """
        judged = {}
        for company, orders in self.grouped("company_id").items():
            gate = CreditGate(company, orders._collection_credit_addresses() | orders._collection_credit_buyers())
            for order in orders:
                address = order._collection_credit_addresses()
                room = gate.tightest(address)
                # of a confirmed order only money that nobody has booked matters, and only where the limit is exceeded
                wanted = room and (not confirmed or room[0] < 0)
                amount = order._collection_credit_amount(confirmed) if wanted else 0
                findings = gate.findings(address, amount, order.payment_term_id, order.currency_id)
                findings += gate.findings_of_other(order._collection_credit_buyers(), address)
                state = order._collection_credit_verdict(findings)
                judged[order] = (state, findings)
                if together and state != "blocked":
                    gate.take(address, amount)
            if confirmed:
                gate.keep_turn()
        return judged

    def _collection_credit_addresses(self):
        """Return who gets the invoices of the orders."""
        # sudo: a salesperson may not see every address of the customer
        return self.env["res.partner"].union(
            *((order.partner_invoice_id or order.partner_id)._origin.sudo(False) for order in self.sudo())
        )

    def _collection_credit_buyers(self):
        """Return who orders, whoever gets the invoices."""
        return self.partner_id._origin

    def _collection_credit_customer(self):
        """Return whose credit the orders take."""
        # sudo: as above
        return self._collection_credit_addresses().sudo().commercial_partner_id.sudo(False)

    def _collection_credit_amount(self, confirmed=False):
        """Return how much room an order needs, in company currency: less what was paid online and is not booked."""
        self.ensure_one()
        paid = self._collection_credit_payments().filtered(lambda payment: not payment.payment_id)
        amount = (0 if confirmed else max(self.amount_total, 0)) - sum(paid.mapped("amount"))
        company = self.company_id
        return self.currency_id._convert(amount, company.currency_id, company, company._collection_today())

    def _collection_credit_payments(self):
        """Return the online payments of the orders that have gone well."""
        # sudo: whoever sells need not see online payments
        return self.sudo().transaction_ids.filtered(lambda payment: payment.state in ("authorized", "done"))

    def _collection_credit_verdict(self, findings):
        blocking = [finding.rule for finding in findings if finding.action == "block"]
        if blocking:
            return "approved" if self._collection_credit_open_check()._covers(self, blocking) else "blocked"
        return "warning" if findings else "ok"

    def _collection_credit_open_check(self):
        """Return the check of the order that still counts, empty if there is none."""
        # sudo: it counts whoever confirms the order
        checks = self.sudo()._origin.collection_credit_check_ids
        return checks.filtered(lambda check: check.state in ("pending", "deposit", "approved"))[:1]

    # -- letting through ---------------------------------------------------------------------------

    def _collection_credit_may_override(self):
        """A manager confirms whatever does not concern himself; a script of the superuser, too, on purpose."""
        if self.env.su:
            return self.env.uid == SUPERUSER_ID
        manager = self.env.user.has_group("sales_collection.group_collection_manager")
        return manager and not self._collection_concerns_user()

    def _collection_credit_pass(self):
        """See that these orders, just confirmed or raised, may stand.

        :raises UserError: with what speaks against the first one that may not.
        """
        for order, (state, findings) in self._collection_credit_judge(confirmed=True).items():
            if state == "blocked" and not order._collection_credit_may_override():
                raise UserError(order._collection_credit_refusal(findings))
            if state == "blocked" and not self.env.su:
                self.env["collection.credit.check"]._overridden(order, findings)
            elif state == "warning":
                self.env["collection.credit.check"]._warned(order, findings)
                order.sudo()._message_log(  # sudo: whoever confirms an order leaves a note on it
                    body=self.env._("Confirmed with a warning: %s", " ".join(finding.text for finding in findings))
                )

    def _collection_credit_refusal(self, findings):
        """Return what to tell whoever may not confirm or raise the order; a customer hears nothing of credit."""
        if self.env.user.share:
            return self.env._("Your order has to be checked first. Please contact us.")
        return self.env._(
            "%(order)s cannot be confirmed with %(amount)s. %(reasons)s\nCollect what is open first, or click "
            "Ask for Approval on the order; a collection manager who did not sell it can confirm it at once.",
            order=self.name,
            amount=self.currency_id.format(self.amount_total),
            reasons=" ".join(finding.text for finding in findings if finding.action == "block"),
        )

    def action_collection_credit_ask(self):
        """Open the question to the approver: how much, and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_credit_request_action")
        return {**action, "context": {"default_order_id": self.id, "default_amount": self.amount_total}}
