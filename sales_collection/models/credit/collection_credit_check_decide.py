from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .collection_credit_check import OPEN


class CollectionCreditCheck(models.Model):
    """Who decides on an order or invoice beyond its credit, and what follows."""

    _inherit = "collection.credit.check"

    # -- actions -----------------------------------------------------------------------------------

    def action_approve(self):
        """Let them through up to the amounts asked for; orders that customers accepted are confirmed.

        :raises AccessError: for whoever may not decide on that amount, or asked himself.
        """
        for check in self:
            check._check_may_decide()
            check._lock_to_decide("approved")
            check._decide("approved")
            check._go_on()

    def action_reject(self, reason):
        """Leave the orders and invoices blocked.

        :param str reason: what the salesperson reads
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for the rejection. It is visible to the salesperson."))
        for check in self:
            check._check_may_decide()
            check._lock_to_decide("rejected")
            check._decide("rejected", reason=reason.strip())
            check._tell(check.env._("Rejected: %s", check.reason))

    def action_ask_deposit(self, amount, reason=""):
        """Let the orders through as soon as a receipt of so much on them is confirmed.

        :param amount: in the currency of the order
        :raises UserError: for an invoice, which asks for its money by itself.
        """
        for check in self:
            check._check_may_decide()
            check._lock_to_decide("deposit")
            if check.move_id:
                raise UserError(
                    self.env._("A deposit can only be requested for an order. Approve or reject the invoice.")
                )
            if not 0 < check.currency_id.round(amount) <= check.amount:
                raise UserError(
                    self.env._(
                        "The deposit must be greater than zero and not exceed the order total: %s.",
                        check.currency_id.format(check.amount),
                    )
                )
            check._decide("deposit", reason=(reason or "").strip(), deposit_amount=amount)
            check._tell(check.env._("Deposit of %s requested", check.currency_id.format(amount)))
            check._deposit_came()

    def action_open_order(self):
        """Open the order or invoice that is decided on."""
        self.ensure_one()
        return (self.order_id or self.move_id).get_formview_action()

    # -- who may -----------------------------------------------------------------------------------

    def _check_may_decide(self):
        """:raises AccessError: unless this user may decide on the check."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not user.has_group("sales_collection.group_collection_leader"):
            raise AccessError(self.env._("Only a team leader or manager can decide on blocked documents."))
        alone = self.company_id._collection_is_only_manager()
        document = self.order_id or self.move_id
        if user == self.user_id and not alone or document._collection_credit_concerns_user():
            raise AccessError(self.env._("This is your own order or invoice. Another user must decide on it."))
        if not user.has_group("sales_collection.group_collection_manager") and not self._leader_may():
            raise AccessError(self.env._("The amount exceeds the leader limit. Ask a manager for approval."))

    def _lock_to_decide(self, state):
        """Hold the check, and see that nobody has decided on it; what waits for its deposit is approved by that alone.

        :param str state: what the decision is
        :raises UserError: when somebody has decided on it, or is about to.
        """
        self._lock_for_state(state)
        if self.state != "pending":
            raise UserError(self._transition_text(state))

    def _busy_text(self):
        return self.env._("Another user is deciding on this document. Reload the page in a moment.")

    def _transition_text(self, state):
        return self.env._("The decision on %s has already been made. Reload the page.", self.display_name)

    def _leader_may(self):
        """Return whether a leader's amount covers it; what nobody can convert is a manager's."""
        policy = self._policy_of(self.partner_id, self.company_id)
        return (
            policy
            and self.currency_id in self.env["res.currency"]._collection_priced(self.company_id)
            and self.company_currency_id.compare_amounts(self.amount_company, policy.credit_leader_amount) <= 0
        )

    def _find_approver(self):
        """Return who is asked: the leader of its sales team up to his amount, else a manager."""
        self.ensure_one()
        document = self._document()
        leader = document.team_id.user_id
        # a team may be shared by companies, the document is not
        may = leader.active and self.company_id in leader.sudo().company_ids  # sudo: whoever asks
        may = may and leader.has_group("sales_collection.group_collection_leader")
        concerned = self.user_id | document._collection_credit_sellers() | document._collection_were_involved()
        if may and leader not in concerned and self._leader_may():
            return leader
        named = self._policy_of(self.partner_id, self.company_id).credit_approver_id
        return self.company_id._collection_manager_for(named, concerned)

    # -- what follows ------------------------------------------------------------------------------

    def _decide(self, state, **values):
        self._set_state(state, decided_by_id=self.env.uid, decided_on=fields.Datetime.now(), **values)
        # sudo: the to-do is done, whose ever it is
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _end(self):
        """What was decided counts no more: the document was cancelled, or is asked for anew."""
        ended = self.filtered(lambda check: check.state in OPEN)
        if ended:
            ended._set_state("ended")
            ended.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: as above

    def _deposit_came(self):
        """Approve what waited for its deposit, as far as it is there."""
        self.invalidate_recordset(["deposit_received"])
        for check in self.filtered(lambda check: check.state == "deposit"):
            if check._deposit_is_there():
                check._set_state("approved")
                check._go_on()

    def _go_on(self):
        """Confirm what the customer has accepted already; else the salesperson does."""
        order = self.order_id
        if order and self.accepted and order.state in ("draft", "sent"):
            # sudo: the customer has accepted it and the approver let it through; neither needs rights on orders
            order.sudo().with_context(send_email=True).action_confirm()
        else:
            self._tell(self.env._("Approved up to %s", self.currency_id.format(self.amount)))

    def _tell(self, text):
        """Give the salesperson what was decided as a to-do on the order or invoice."""
        document = self._document()
        user = self.company_id._collection_colleague(self.user_id, document._collection_credit_sellers()[:1])
        document.activity_schedule("mail.mail_activity_data_todo", summary=text, user_id=user.id)

    def _in_language_of(self, user):
        return self.with_context(lang=user.lang or self.env.lang)
