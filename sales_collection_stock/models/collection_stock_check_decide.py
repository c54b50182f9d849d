from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CollectionStockCheck(models.Model):
    """Who decides on a stopped delivery, by the rules for orders, and what follows."""

    _inherit = "collection.stock.check"

    def action_release(self, reason):
        """Let the deliveries leave as they are now.

        :param str reason: kept in the chatter of the delivery, where the warehouse reads it
        :raises AccessError: for whoever may not decide on that amount, or asked himself.
        """
        self._decide("released", reason)

    def action_refuse(self, reason):
        """Leave the deliveries stopped.

        :param str reason: kept in the chatter of the delivery, where the warehouse reads it
        :raises AccessError: as for a release.
        """
        self._decide("refused", reason)

    def action_open_picking(self):
        """Open the delivery that is decided on."""
        self.ensure_one()
        return self.picking_id.get_formview_action()

    # -- who may -----------------------------------------------------------------------------------

    def _check_may_decide(self):
        """:raises AccessError: unless this user may decide on the delivery."""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not user.has_group("sales_collection.group_collection_leader"):
            raise AccessError(self.env._("Only a team leader or manager can release deliveries."))
        # a manager who comes upon a delivery decides at once, as on an order; whose own it is does not
        manager = user.has_group("sales_collection.group_collection_manager")
        concerned = self._concerned() if manager else self._concerned() | self.user_id
        if user in concerned and not self.company_id._collection_is_only_manager():
            raise AccessError(self.env._("This is your own delivery. Another user must decide on it."))
        if not manager and not self._leader_may():
            raise AccessError(self.env._("The delivery exceeds the leader limit. Ask a manager."))

    def _busy_text(self):
        return self.env._("Another user is deciding on this delivery. Reload the page in a moment.")

    def _transition_text(self, state):
        return self.env._("%s is no longer waiting for a decision. Reload the page.", self.picking_id.name)

    def _concerned(self):
        """Return who made the delivery, or answers for the customer or the orders, or did before."""
        # sudo: whom it concerns matters, not whether somebody may read it
        check = self.sudo()
        picking = check.picking_id
        orders = picking.sale_id | picking.move_ids.sale_line_id.order_id
        answering = check.responsible_id | check.partner_id.with_company(check.company_id).collection_user_id
        people = picking.create_uid | picking.user_id | answering
        return people.sudo(False) | orders._collection_were_involved()

    def _policy(self):
        return self.env["collection.credit.check"]._policy_of(self.partner_id, self.company_id)

    def _leader_may(self):
        policy = self._policy()
        return policy and self.currency_id.compare_amounts(self.amount, policy.credit_leader_amount) <= 0

    def _find_approver(self):
        """Return who is asked: the leader of the responsible's team up to his amount, else a manager."""
        self.ensure_one()
        order, responsible = self.picking_id.sale_id, self.responsible_id
        leader = (order.team_id or responsible.sale_team_id).user_id
        may = leader.active and leader.has_group("sales_collection.group_collection_leader")
        concerned = self._concerned() | self.user_id
        if may and leader not in concerned and self._leader_may():
            return leader
        return self.company_id._collection_manager_for(self._policy().credit_approver_id, concerned)

    # -- what follows ------------------------------------------------------------------------------

    def _decide(self, state, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason. It is kept on the delivery."))
        for check in self:
            check._check_may_decide()
            check._lock_for_state(state)
            check._set_state(state, reason=reason.strip(), decided_by_id=self.env.uid, decided_on=fields.Datetime.now())
            # sudo: the to-do is done, whose ever it is
            check.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            check._tell()

    def _tell(self):
        """Note the decision on the delivery, and give it to whoever asked as a to-do."""
        picking = self.sudo().picking_id  # sudo: the approver need not have rights on the delivery
        told = self.company_id._collection_colleague(self.user_id)
        picking._message_log(body=self._as_text(), author_id=self.env.user.partner_id.id)
        summary = self._in_language_of(told)._as_text()
        picking.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=told.id)

    def _as_text(self):
        if self.state == "released":
            return self.env._("Released: %s", self.reason)
        return self.env._("Not released: %s", self.reason)

    def _end(self):
        """What was asked for counts no more: the delivery has left, or was cancelled."""
        pending = self.filtered(lambda check: check.state == "pending")
        if pending:
            pending._set_state("ended")
            pending.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: as in _decide

    def _in_language_of(self, user):
        return self.with_context(lang=user.lang or self.env.lang)
