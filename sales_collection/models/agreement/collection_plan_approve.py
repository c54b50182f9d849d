import logging
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ...engine.schedule.instalments import last_reached
from ..base.collection_apart import each_apart
from ..base.collection_roles import has_role

_logger = logging.getLogger(__name__)

BATCH = 200


class CollectionPlanApprove(models.Model):
    """A plan in force: who may approve it, the due dates that it moves, and how it ends."""

    _inherit = "collection.plan"

    # -- actions -----------------------------------------------------------------------------------

    def action_approve(self):
        """Put proposed plans in force: dunning rests, and the items fall due with their instalments.

        :raises AccessError: for salespeople, for whoever proposed it, and for a leader beyond the policy's limits.
        :raises UserError: if something was paid since, so that the instalments do not add up any more.
        """
        self.check_access("read")
        for plan in self:
            plan._lock_for_state("approved")
            plan._check_may_approve()
            plan._check_items()
            plan._check_instalments()
        for plan in self:
            plan._set_state("approved", approved_by_id=self.env.uid)
            plan._move_due_dates()
            self.env["collection.hold"]._stop(plan.move_line_ids, "plan", plan_id=plan.id, note=plan.name)

    def action_refuse(self, reason):
        """Refuse proposed plans.

        :param str reason: what the salesperson reads
        """
        self.check_access("read")
        for plan in self:
            plan._lock_for_state("refused")
            plan._check_may_approve(within_limits=False)
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for rejecting the plan. It is visible to the salesperson."))
        self._set_state("refused", refuse_reason=reason.strip())

    def action_cancel(self):
        """End plans by hand; what is left falls due by the invoices again.

        :raises AccessError: a plan in force is cancelled by leaders and finance only.
        """
        self.check_access("read")
        senior = has_role(self, "leader", "finance")
        for plan in self:
            plan._lock_for_state("cancelled")
            if not plan._is_mine_or_led() or (plan.state == "approved" and not senior):
                raise AccessError(self.env._("Only a team leader or finance can cancel an active plan."))
        self._end("cancelled")

    def action_send_to_customer(self):
        """Open the e-mail with the plan to sign, ready to be sent."""
        self.ensure_one()
        template = self.env.ref("sales_collection.mail_template_collection_plan", raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "force_email": True,
            },
        }

    def _busy_text(self):
        return self.env._("Another user is deciding on this plan. Reload the page in a moment.")

    def _transition_text(self, state):
        return self.env._("The status of %(plan)s has changed. Reload the page.", plan=self.name)

    def _check_may_approve(self, within_limits=True):
        """Raise AccessError unless the user may approve this plan: another than its proposer, within his limits."""
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return
        if not user.has_group("sales_collection.group_collection_leader"):
            raise AccessError(self.env._("Only a team leader or manager can approve payment plans."))
        if user in (self.proposed_by_id, self.create_uid):
            raise AccessError(self.env._("You submitted this plan. Another user must approve it."))
        if self.move_line_ids._collection_concerns_user():
            raise AccessError(
                self.env._(
                    "You are or were responsible for one of these invoices. Another team leader or a manager must "
                    "decide on the plan."
                )
            )
        beyond = within_limits and self._beyond_limits()
        if beyond and not user.has_group("sales_collection.group_collection_manager"):
            raise AccessError(self.env._("This plan needs the approval of a manager: %(why)s", why=beyond))

    def _beyond_limits(self):
        """Return why a team leader may not approve the plan, empty if he may."""
        self.ensure_one()
        policy, lines = self._policy(), self.line_ids.sorted("date")
        if not policy:
            return self.env._("no policy with limits applies to the customer.")
        today, company = self.company_id._collection_today(), self.company_id
        total = sum(lines.mapped("amount"))
        in_company = self.currency_id._convert(total, company.currency_id, company, today)
        currency = company.currency_id
        if (lines[-1].date - today).days > policy.plan_days:
            return self.env._("it ends more than %s days from now.", policy.plan_days)
        if currency.compare_amounts(in_company, policy.plan_amount) > 0:
            return self.env._("its amount exceeds %s.", formatLang(self.env, policy.plan_amount, currency_obj=currency))
        if len(lines) > policy.plan_instalments:
            return self.env._("it has more than %s instalments.", policy.plan_instalments)
        if self.currency_id.compare_amounts(lines[0].amount, total * policy.plan_down_percent / 100) < 0:
            return self.env._("the first instalment is less than %s %% of the total.", policy.plan_down_percent)
        return ""

    # -- due dates ---------------------------------------------------------------------------------

    def _move_due_dates(self):
        """Let each item fall due with the instalment that pays its last part; the accounting date stays."""
        self.ensure_one()
        # sudo: the due date in force is the addon's own field on lines that a salesperson may not write
        items = self.sudo().move_line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))
        lines = self.line_ids.sorted("date")
        reached = last_reached(
            [Decimal(str(item.collection_open_currency)) for item in items],
            [Decimal(str(line.amount)) for line in lines],
        )
        for number in set(reached):
            moved = items.browse(item.id for item, found in zip(items, reached, strict=True) if found == number)
            moved.collection_date_due = lines[number].date

    def _restore_due_dates(self):
        # sudo: as above
        items = self.sudo().move_line_ids
        self.env.add_to_compute(items._fields["collection_date_due"], items)

    # -- the end -----------------------------------------------------------------------------------

    def _end(self, state):
        """End plans: holds are lifted, and the due dates of the invoices are in force again."""
        in_force = self.filtered(lambda plan: plan.state == "approved")
        self._set_state(state)
        # sudo: holds end where they came from; whoever calls this checked who may
        self.env["collection.hold"].sudo().search([("plan_id", "in", in_force.ids)]).write({"active": False})
        in_force._restore_due_dates()

    @api.model
    def _cron_judge(self):
        """End the plans that are paid, and break those with a missed instalment."""
        running = self.search([("state", "=", "approved"), ("company_id.active", "=", True)], order="company_id, id")
        each_apart(running, lambda plan: plan._judge(), BATCH, _logger, "Payment plan %s could not be judged")

    def _judge(self):
        """Look at the money that has come: paid, missed, or going on."""
        self.ensure_one()
        states = set(self.move_line_ids.mapped("parent_state"))
        if "draft" in states:
            # somebody corrects an invoice: neither paid nor missed until it is posted again
            return
        if self.currency_id.is_zero(self._still_owed()):
            self._end("done" if "posted" in states else "cancelled")
            return
        allowed = timedelta(days=self._policy().plan_tolerance)
        today = self.company_id._collection_today()
        missed = self.line_ids.sorted("date").filtered(
            lambda line: line.state != "paid" and line.date + allowed < today
        )[:1]
        if missed:
            self._end("broken")
            if self._policy().plan_stops_orders:
                self.partner_id.with_company(self.company_id)._stop_orders_by_dunning()
            self._ask_responsible(
                self.env._("Payment plan broken: %(customer)s", customer=self.partner_id.name),
                self.env._("The instalment of %(date)s was not paid. The remaining amount is due.", date=missed.date),
            )
