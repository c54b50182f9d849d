from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_text import as_html

OPEN = ("pending", "deposit", "approved")


class CollectionCreditCheck(models.Model):
    """The decision on an order that goes beyond what the rules of credit allow: for this order, up to an amount.

    Nobody writes it by hand: it is asked for and decided on by its actions.
    """

    _name = "collection.credit.check"
    _description = "Credit Check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "order_id"
    _mail_post_access = "read"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    payment_term_id = fields.Many2one("account.payment.term", readonly=True)
    user_id = fields.Many2one("res.users", string="Asked by", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("deposit", "Deposit Asked for"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("warned", "Warned"),
            ("ended", "Ended"),
        ],
        default="pending",
        required=True,
        readonly=True,
        tracking=True,
    )
    accepted = fields.Boolean(
        string="Accepted by the Customer", readonly=True, help="Signed or paid online: approving confirms the order."
    )
    line_ids = fields.One2many("collection.credit.check.line", "check_id", string="What Speaks against It")
    note = fields.Text(readonly=True)
    deadline = fields.Date(string="Decision by", readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True)

    # -- the amounts of that moment
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(string="Order up to", readonly=True, help="What the order may come to, in its currency.")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount_company = fields.Monetary(string="In Company Currency", currency_field="company_currency_id", readonly=True)
    exposure = fields.Monetary(currency_field="company_currency_id", readonly=True)
    credit_limit = fields.Monetary(string="Limit", currency_field="company_currency_id", readonly=True)
    available = fields.Monetary(string="Available Credit", currency_field="company_currency_id", readonly=True)

    # -- the decision
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    reason = fields.Text(readonly=True)
    deposit_amount = fields.Monetary(string="Deposit", readonly=True)
    deposit_received = fields.Monetary(compute="_compute_deposit_received", compute_sudo=True)

    _one_open = models.UniqueIndex("(order_id) WHERE state IN ('pending', 'deposit', 'approved')")

    @api.depends("order_id", "deposit_amount")
    def _compute_deposit_received(self):
        lines = self.env["collection.receipt.line"].search(
            [("order_id", "in", self.order_id.ids), ("state", "=", "confirmed")]
        )
        by_order = lines.grouped("order_id")
        for check in self:
            check.deposit_received = sum(
                line.currency_id._convert(line.amount, check.currency_id, line.company_id, line.receipt_id.date)
                for line in by_order.get(check.order_id, ())
            )

    def _covers(self, order, rules):
        """Return whether the decision lets the order through as it is now.

        :param rules: what blocks it now; a stop of the customer's orders that came after the decision is not covered
        """
        if not self or self.state not in ("approved", "deposit"):
            return False
        return (
            ("hold" not in rules or "hold" in self.line_ids.mapped("rule"))
            and self.partner_id == order._collection_credit_customer()
            and self.payment_term_id == order.payment_term_id._origin
            and self.currency_id == order.currency_id
            and self.currency_id.compare_amounts(order.amount_total, self.amount) <= 0
            and self._deposit_is_there()
        )

    def _deposit_is_there(self):
        self.ensure_one()
        if self.state == "deposit" or self.deposit_amount:
            return self.currency_id.compare_amounts(self.deposit_received, self.deposit_amount) >= 0
        return True

    # -- asking ------------------------------------------------------------------------------------

    @api.model
    def _ask(self, order, amount=None, note=""):
        """Ask for a decision on an order and tell whoever makes it.

        :param amount: what the order may come to, in its currency; its total unless said otherwise
        :raises UserError: if a decision is being made already.
        :return: the check
        """
        order.ensure_one()
        check = order._collection_credit_open_check()
        if check.state in ("pending", "deposit"):
            raise UserError(
                self.env._(
                    "%(approver)s has been asked about %(order)s already.",
                    approver=check.approver_id.name,
                    order=order.name,
                )
            )
        check._end()
        _state, findings = order._collection_credit_judge(confirmed=order.state == "sale")[order]
        check = self._make(order, findings, order.amount_total if amount is None else amount, note=note)
        check.approver_id = check._find_approver()
        check.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=check.deadline,
            summary=check._in_language_of(check.approver_id).env._("Decide on the credit for %s", order.name),
            note=as_html(" ".join(finding.text for finding in findings)),
            user_id=check.approver_id.id,
        )
        return check

    @api.model
    def _overridden(self, order, findings):
        """Keep that a manager has let an order through by himself."""
        check = order._collection_credit_open_check()
        if check.state != "pending":
            check._end()
            check = self._make(order, findings, order.amount_total)
        check._decide("approved")

    @api.model
    def _warned(self, order, findings):
        """Keep that an order was confirmed with a warning."""
        if not order._collection_credit_open_check():
            self._make(order, findings, order.amount_total, state="warned")

    def _make(self, order, findings, amount, **values):
        customer, company = order._collection_credit_customer(), order.company_id
        # sudo: the figures of the customer are kept with the decision, whoever asks
        figures = customer.sudo().with_company(company)
        today = company._collection_today()
        policy = self._policy_of(customer, company)
        return self.sudo().create(  # sudo: nobody enters a check by hand
            {
                "order_id": order.id,
                "partner_id": customer.id,
                "payment_term_id": order.payment_term_id.id,
                "user_id": self.env.uid if not self.env.su else (order.user_id or self.env.user).id,
                "accepted": bool(order.signed_on) or bool(order._collection_credit_payments()),
                "deadline": today + timedelta(days=policy.credit_decision_days if policy else 1),
                "currency_id": order.currency_id.id,
                "amount": amount,
                "amount_company": order.currency_id._convert(amount, company.currency_id, company, today),
                "exposure": figures.collection_exposure,
                "credit_limit": figures.collection_credit_limit,
                "available": figures.collection_available_credit,
                "line_ids": [
                    fields.Command.create(
                        {
                            "rule": finding.rule,
                            "action": finding.action,
                            "name": finding.text,
                            "amount": finding.amount,
                            "threshold": finding.threshold,
                        }
                    )
                    for finding in findings
                ],
                **values,
            }
        )

    @api.model
    def _policy_of(self, customer, company):
        policy, _why = self.env["collection.policy"]._of_customer(customer, company)
        return policy.sudo()  # sudo: whoever asks, the customer's policy says who decides
