from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.collection_text import as_html

OPEN = ("pending", "deposit", "approved")


class CollectionCreditCheck(models.Model):
    """The decision on an order or invoice beyond what the rules of credit allow: for this one, up to an amount.

    Nobody writes it by hand: it is asked for and decided on by its actions.
    """

    _name = "collection.credit.check"
    _description = "Credit Check"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ("order_id", "move_id")
    _transitions = {
        "pending": {"deposit", "approved", "rejected", "ended"},
        "deposit": {"approved", "ended"},
        "approved": {"ended"},
    }
    _lifecycle_fields = frozenset(("approver_id", "decided_by_id", "decided_on", "deposit_amount", "reason"))
    _mail_post_access = "read"

    order_id = fields.Many2one("sale.order", ondelete="cascade", index=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Invoice", ondelete="cascade", index="btree_not_null", readonly=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    payment_term_id = fields.Many2one("account.payment.term", readonly=True)
    user_id = fields.Many2one("res.users", string="Requested By", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("deposit", "Deposit Requested"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("warned", "Warned"),
            ("ended", "Ended"),
        ],
        string="Status",
        default="pending",
        required=True,
        readonly=True,
        tracking=True,
    )
    accepted = fields.Boolean(
        string="Accepted by Customer",
        readonly=True,
        help="The customer has signed or paid online. Approval confirms the order.",
    )
    line_ids = fields.One2many("collection.credit.check.line", "check_id", string="Credit Issues")
    note = fields.Text(readonly=True)
    deadline = fields.Date(string="Decision Deadline", readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True)

    # -- the amounts of that moment
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(
        string="Maximum Amount", readonly=True, help="Maximum approved amount, in the currency of the document."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount_company = fields.Monetary(
        string="Amount in Company Currency", currency_field="company_currency_id", readonly=True
    )
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
    _one_open_invoice = models.UniqueIndex("(move_id) WHERE state IN ('pending', 'deposit', 'approved')")
    _one_document = models.Constraint(
        "CHECK (num_nonnulls(order_id, move_id) = 1)", "A credit check must refer to either one order or one invoice."
    )

    @api.depends("order_id.company_id", "move_id.company_id")
    def _compute_company_id(self):
        for check in self:
            check.company_id = check._document().company_id

    @api.depends("order_id", "move_id")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check._document().display_name

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

    def _document(self):
        """Return the order or invoice that is decided on."""
        # sudo: who decides need not have rights on it
        return self.sudo().order_id or self.sudo().move_id

    def _covers(self, document, rules):
        """Return whether the decision lets the document through as it is now.

        :param rules: what blocks it now; a stop of the customer's orders that came after the decision is not covered
        """
        if not self or self.state not in ("approved", "deposit"):
            return False
        return (
            ("hold" not in rules or "hold" in self.line_ids.mapped("rule"))
            and self.partner_id == document._collection_credit_customer()
            and self.payment_term_id == document._collection_credit_term()
            and self.currency_id == document.currency_id
            and self.currency_id.compare_amounts(document._collection_credit_total(), self.amount) <= 0
            and self._deposit_is_there()
        )

    def _deposit_is_there(self):
        self.ensure_one()
        if self.state == "deposit" or self.deposit_amount:
            return self.currency_id.compare_amounts(self.deposit_received, self.deposit_amount) >= 0
        return True

    # -- asking ------------------------------------------------------------------------------------

    @api.model
    def _ask(self, document, amount=None, note=""):
        """Ask for a decision on an order or invoice and tell whoever makes it.

        :param amount: what it may come to, in its currency; its total unless said otherwise
        :raises UserError: if a decision is being made already.
        :return: the check
        """
        document.ensure_one()
        check = document._collection_credit_open_check()
        if check.state in ("pending", "deposit"):
            raise UserError(
                self.env._(
                    "Approval of %(order)s has already been requested from %(approver)s.",
                    approver=check.approver_id.name,
                    order=document.display_name,
                )
            )
        check._end()
        judged = document._collection_credit_judge(confirmed=document.state in ("sale", "posted"))
        _state, findings = judged.get(document, ("ok", []))
        check = self._make(document, findings, document.amount_total if amount is None else amount, note=note)
        check._write_lifecycle({"approver_id": check._find_approver().id})
        check.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=check.deadline,
            summary=check._in_language_of(check.approver_id).env._(
                "Decide on the credit for %s", document.display_name
            ),
            note=as_html(" ".join(finding.text for finding in findings)),
            user_id=check.approver_id.id,
        )
        return check

    @api.model
    def _overridden(self, document, findings):
        """Keep that a manager has let a document through by himself."""
        check = document._collection_credit_open_check()
        if check.state != "pending":
            check._end()
            check = self._make(document, findings, document.amount_total)
        check._decide("approved")

    @api.model
    def _warned(self, order, findings):
        """Keep that an order was confirmed with a warning."""
        if not order._collection_credit_open_check():
            self._make(order, findings, order.amount_total, state="warned")

    def _make(self, document, findings, amount, **values):
        customer, company = document._collection_credit_customer(), document.company_id
        # sudo: the figures of the customer are kept with the decision, whoever asks
        figures = customer.sudo().with_company(company)
        today = company._collection_today()
        policy = self._policy_of(customer, company)
        seller = document._collection_credit_sellers()[:1] if self.env.su else self.env.user
        check = self._create_by_lifecycle(
            {
                "order_id" if document._name == "sale.order" else "move_id": document.id,
                "partner_id": customer.id,
                "payment_term_id": document._collection_credit_term().id,
                "user_id": seller.id or self.env.uid,
                "accepted": document._collection_credit_accepted(),
                "deadline": today + timedelta(days=policy.credit_decision_days if policy else 1),
                "currency_id": document.currency_id.id,
                "amount": amount,
                "amount_company": document.currency_id._convert(amount, company.currency_id, company, today),
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
        return check.sudo()  # sudo: whoever asks gives whoever decides the to-do

    @api.model
    def _policy_of(self, customer, company):
        policy, _why = self.env["collection.policy"]._of_customer(customer, company)
        return policy.sudo()  # sudo: whoever asks, the customer's policy says who decides
