from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..base.computed_sql import by_sql
from ..ledger import sale_order_money_sql as money_sql
from ..ledger.account_move_money import SEES_MONEY
from .collection_credit_gate import CreditGate
from .collection_credit_mixin import STATES

#: what changes whose credit an order takes and for how long
_TERMS = ("company_id", "currency_id", "partner_id", "partner_invoice_id", "payment_term_id")

#: what the statement below reads: flushed before
_INVOICED_FROM = {
    "account.move": ["invoice_currency_rate", "move_type", "state"],
    "account.move.line": ["price_total", "sale_line_ids"],
    "sale.order": ["currency_id", "currency_rate"],
    "sale.order.line": ["order_id"],
}

#: what posted invoices and credit notes of orders come to, in the currency of each order
_INVOICED = """
    SELECT doc.order_id, SUM(doc.amount)
      FROM (SELECT DISTINCT sol.order_id, l.id,
                   l.price_total * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                   * CASE WHEN m.currency_id = o.currency_id THEN 1
                          ELSE o.currency_rate::numeric / NULLIF(m.invoice_currency_rate, 0)::numeric END AS amount
              FROM sale_order_line sol
              JOIN sale_order o ON o.id = sol.order_id
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
              JOIN account_move_line l ON l.id = rel.invoice_line_id
              JOIN account_move m ON m.id = l.move_id
             WHERE sol.order_id = ANY(%(orders)s) AND m.state = 'posted' AND m.id <> ALL(%(moves)s::int[])) doc
     GROUP BY 1
    """


class SaleOrderCredit(models.Model):
    """What speaks against an order, in words before anybody confirms it.

    The order keeps core's states; who asked for it and who decided is kept beside it (``collection.credit.check``).
    """

    _name = "sale.order"
    _inherit = ["sale.order", "collection.credit.mixin"]

    collection_credit_state = fields.Selection(
        STATES,
        string="Credit",
        compute="_compute_collection_credit",
        search=by_sql("collection_credit_state"),
        groups="base.group_user",
    )
    collection_credit_reason = fields.Text(
        string="Reason",
        compute="_compute_collection_credit",
        # it names limits: whoever sells or invoices is told, not everybody who opens an order
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
        help="Credit issues.",
    )
    collection_credit_check_ids = fields.One2many(
        "collection.credit.check", "order_id", string="Credit Checks", groups=SEES_MONEY, readonly=True
    )

    @api.depends(
        "amount_total",
        "collection_credit_check_ids.state",
        "company_id",
        "currency_id",
        "partner_id",
        "partner_invoice_id",
        "payment_term_id",
        "state",
        "transaction_ids.state",
    )
    def _compute_collection_credit(self):
        asked = self.filtered(lambda order: order.state in ("draft", "sent") and order.company_id)
        judged = asked._collection_credit_judge()
        for order in self:
            state, findings = judged.get(order, ("ok", []))
            if order.state == "sale" and order._collection_credit_open_check().state == "approved":
                state = "approved"
            order.collection_credit_state = state
            order.collection_credit_reason = "\n".join(finding.text for finding in findings)

    # -- judging -----------------------------------------------------------------------------------

    def _collection_credit_judge(self, confirmed=False, together=False):
        judged = {}
        for company, orders in self.grouped("company_id").items():
            gate = CreditGate(company, orders._collection_credit_addresses() | orders._collection_credit_buyers())
            for order in orders:
                address = order._collection_credit_addresses()
                headroom = gate.tightest(address)
                # of a confirmed order only money that nobody has booked matters, and only where the limit is exceeded
                wanted = headroom and (not confirmed or headroom[0] < 0)
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
        # sudo: as above
        return self._collection_credit_addresses().sudo().commercial_partner_id.sudo(False)

    def _collection_credit_term(self):
        return self.payment_term_id._origin

    def _collection_credit_sellers(self):
        return self.user_id | self.collection_user_id

    def _collection_credit_accepted(self):
        return bool(self.signed_on) or bool(self._collection_credit_payments())

    def _collection_credit_amount(self, confirmed=False):
        """Return how much headroom an order needs, in company currency: less what was paid online and is not booked."""
        self.ensure_one()
        paid = self._collection_credit_payments().filtered(lambda payment: not payment.payment_id)
        amount = (0 if confirmed else max(self.amount_total, 0)) - sum(paid.mapped("amount"))
        company = self.company_id
        return self.currency_id._convert(amount, company.currency_id, company, company._collection_today())

    def _collection_credit_payments(self):
        """Return the online payments of the orders that have gone well."""
        # sudo: whoever sells need not see online payments
        return self.sudo().transaction_ids.filtered(lambda payment: payment.state in ("authorized", "done"))

    # -- letting through ---------------------------------------------------------------------------

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
            return self.env._("Your order must be checked first. Please contact us.")
        return self.env._(
            "%(order)s of %(amount)s cannot be confirmed. %(reasons)s\nCollect the open receivables first, or "
            "click Request Approval on the order; a collection manager who did not sell it can confirm it "
            "immediately.",
            order=self.name,
            amount=self.currency_id.format(self.amount_total),
            reasons=" ".join(finding.text for finding in findings if finding.action == "block"),
        )

    # -- the gate: every way by which an order becomes or stays a confirmed one --------------------

    def action_confirm(self):
        """Confirm what may be confirmed: of several orders, and of those that customers accept, the others wait."""
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        passing = self._collection_credit_passing(quotations)
        return super(SaleOrderCredit, passing).action_confirm() if passing else True

    def _collection_credit_pass_created(self):
        """Let through what was made as a confirmed order; a step of ``create()``."""
        self.filtered(lambda order: order.state == "sale")._collection_credit_pass()

    def _collection_credit_before(self, vals):
        """Return the orders that these values confirm, and {order: its terms} where they change those.

        A step of ``write()``; what it returns goes to ``_collection_credit_after``.
        """
        confirming = (
            self.filtered(lambda order: order.state != "sale") if vals.get("state") == "sale" else self.browse()
        )
        terms = {}
        if any(name in vals for name in _TERMS):
            terms = {order: order._collection_credit_terms() for order in self if order.state == "sale"}
        return confirming, terms

    def _collection_credit_after(self, vals, before):
        """Let through what these values have confirmed or put on other terms, and end what was decided on cancelled.

        A step of ``write()``.

        :param before: what ``_collection_credit_before`` returned
        """
        confirming, terms = before
        changed = [order.id for order, kept in terms.items() if order._collection_credit_terms() != kept]
        passing = (confirming | self.browse(changed)).filtered(lambda order: order.state == "sale")
        if passing:
            passing._collection_credit_pass()
        if vals.get("state") == "cancel":
            # sudo: whoever cancels the order ends what was decided on it
            self.sudo().collection_credit_check_ids._end()

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

    def _collection_credit_left(self, besides):
        """Return {order: its total less what posted invoices, credit notes and down payments come to}.

        In the order's currency, by one statement.

        :param besides: invoices that do not count
        """
        if not self:
            return {}
        money_sql.flush(self.env, _INVOICED_FROM)
        posted = dict(self.env.execute_query(SQL(_INVOICED, orders=self.ids, moves=besides.ids)))
        return {order: order.amount_total - float(posted.get(order.id) or 0) for order in self}

    # -- the customer's review ---------------------------------------------------------------------

    def _collection_open_first_reviews(self):
        """Open the review of who has no rating at his first quotation: it is decided before the contract.

        A step of ``create()``.
        """
        reviews = self.env["collection.credit.review"]
        for company, quotations in self.filtered(lambda order: order.state == "draft").grouped("company_id").items():
            # sudo: whoever sells, the customer's rating and policy say whether he is reviewed
            customers = quotations._collection_credit_customer().sudo().with_company(company)
            unrated = customers.filtered(lambda customer: not customer.collection_rating_id)
            policies = self.env["collection.policy"].sudo()  # sudo: as above
            asking = [("company_id", "=", company.id), ("credit_rule_unrated", "!=", "ignore")]
            if unrated and policies.search_count(asking, limit=1):
                reviews._open(company, reviews._find_due(company, unrated.ids))
