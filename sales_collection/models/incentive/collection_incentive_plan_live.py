import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..base.collection_roles import check_role
from .collection_incentive_plan import FIXED

_logger = logging.getLogger(__name__)

MONTHS = {"month": 1, "quarter": 3, "year": 12}


class CollectionIncentivePlan(models.Model):
    """The life of a plan: switched on, replaced by a new version, ended; and its periods."""

    _inherit = "collection.incentive.plan"

    # -- actions -----------------------------------------------------------------------------------

    def action_activate(self):
        """Put plans in force; what they replace ends the day before.

        :raises AccessError: for whoever is in the plan himself.
        :raises UserError: without people or rules.
        """
        self._check_may_manage()
        for plan in self:
            if plan.state != "draft":
                raise UserError(self.env._("%s is already active.", plan.name))
            if self.env.user in plan.member_ids.user_id:
                raise AccessError(self.env._("You are a member of this plan. Another manager must activate it."))
            if not plan.member_ids or not plan.rule_ids:
                raise UserError(self.env._("Enter the members and the rules of the plan first."))
            if plan.previous_id:
                plan.previous_id.date_to = plan.date_from - timedelta(days=1)
                plan.previous_id.sudo().state = "ended"  # sudo: states change by buttons only
            plan.sudo().state = "active"  # sudo: as above
            plan.member_ids._check_one_plan()

    def action_end(self):
        """End plans: on the day they say, else at the end of the running period."""
        self._check_may_manage()
        for plan in self:
            plan.date_to = plan.date_to or plan._period_of(plan.company_id._collection_today())[1]
            plan.sudo().state = "ended"  # sudo: states change by buttons only

    def action_new_version(self):
        """Return the form of a copy that takes the place of this plan after its last confirmed statement."""
        self.ensure_one()
        self._check_may_manage()
        last = self._last_confirmed() or self._period_of(self.company_id._collection_today())[1]
        start = max(last + timedelta(days=1), self.date_from + timedelta(days=1))
        version = self.copy({"date_from": start, "date_to": False, "name": self.name})
        version.previous_id = self
        gone = version.member_ids.filtered(lambda member: member.date_to and member.date_to < start)
        gone.unlink()
        return version.get_formview_action()

    def action_add_team(self):
        """Add the members of the chosen team who are not in the plan yet."""
        self.ensure_one()
        if not self.team_id:
            raise UserError(self.env._("Select a team first."))
        users = self.team_id.member_ids - self.member_ids.user_id
        self.write({"team_id": False, "member_ids": [fields.Command.create({"user_id": user.id}) for user in users]})

    def action_compute(self):
        """Compute all statements of these plans that are not confirmed, up to the running period."""
        self._check_may_manage()
        for plan in self:
            if plan.state == "draft":
                raise UserError(self.env._("Activate the plan first, or simulate it."))
            plan._compute_until(plan.company_id._collection_today())

    def action_open_statements(self):
        """Open the statements under this plan."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_incentive_action")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {}}

    def action_simulate(self):
        """Open the simulation of this plan on periods gone by."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_collection.collection_incentive_simulation_action"
        )
        return {**action, "context": {"default_plan_id": self.id, "default_other_plan_id": self.previous_id.id}}

    def _check_may_manage(self):
        check_role(self, "manager", self.env._("Only a manager can decide on incentives."))

    # -- periods -----------------------------------------------------------------------------------

    def _period_of(self, day):
        """Return the first and last day of this plan's period in which a day lies, by the company's fiscal year."""
        self.ensure_one()
        if self.period == "month":
            first = day.replace(day=1)
        else:
            first = self.company_id.compute_fiscalyear_dates(day)["date_from"]
            while first + relativedelta(months=MONTHS[self.period]) <= day:
                first += relativedelta(months=MONTHS[self.period])
        return first, first + relativedelta(months=MONTHS[self.period]) - timedelta(days=1)

    def _period_after(self, last):
        """Return the first and last day of the period that follows one which ends on a day."""
        return self._period_of(last + timedelta(days=1))

    def _compute_until(self, day):
        """Make the statements of this plan up to the period in which a day lies, and compute those that are open."""
        self.ensure_one()
        statements = self.env["collection.incentive"].sudo()  # sudo: nobody makes statements by hand
        self._fit_statements()
        first, last = self._period_of(self.date_from)
        while last < day:
            statements |= self._make_statements(first, last)
            first, last = self._period_after(last)
        statements |= self._make_statements(first, last)
        statements |= statements._make(self._late_corrections(first, last))
        statements._calculate_chain()

    def _make_statements(self, first, last):
        """Return the statements of a period, making those that are missing.

        :param first: the first day of the period
        :param last: its last day
        """
        # sudo: nobody makes statements by hand
        incentives = self.env["collection.incentive"].sudo()
        found = incentives.search(
            [
                ("plan_id", "=", self.id),
                ("date_from", ">=", first),
                ("date_from", "<=", last),
                ("simulated", "=", False),
            ]
        )
        kept = {(statement.user_id.id, statement.date_from) for statement in found}
        return found | incentives._make(
            [
                {"plan_id": self.id, "user_id": user_id, "date_from": start, "date_to": until}
                for (user_id, start), until in self._stretches(first, last).items()
                if (user_id, start) not in kept
            ]
        )

    def _fit_statements(self):
        """Bring open statements in line with who is in the plan when; those of nobody disappear.

        Who is in the plan needs no statement that only corrects.
        """
        # sudo: as in _make_statements
        incentives = self.env["collection.incentive"].sudo()
        gone = changed = incentives
        for (plan, start), statements in self._open_statements():
            stretches = plan._stretches(*plan._period_of(start))
            for one in statements:
                until = stretches.get((one.user_id.id, start))
                if one.is_correction == bool(until):
                    gone |= one
                elif until and until != one.date_to:
                    one.date_to = until
                    changed |= one
        gone.unlink()
        changed._empty()

    def _open_statements(self):
        """Return the pairs of (plan, first day) and its statements that are not confirmed."""
        # sudo: as in _make_statements
        domain = [("plan_id", "in", self.ids), ("state", "not in", FIXED), ("simulated", "=", False)]
        found = self.env["collection.incentive"].sudo().search(domain)
        return found.grouped(lambda one: (one.plan_id, one.date_from)).items()

    def _stretches(self, first, last):
        """Return {(user id, first day): last day} of the people in the plan within a period."""
        wanted = {}
        for member in self.member_ids:
            start = max(filter(None, (first, self.date_from, member.date_from)))
            until = min(filter(None, (last, self.date_to, member.date_to)))
            if start <= until:
                wanted[member.user_id.id, start] = until
        return wanted

    def _late_corrections(self, first, last):
        """Return the values of statements for who has left: his money may still bounce."""
        # sudo: as in _make_statements
        before = (
            self.env["collection.incentive"]
            .sudo()
            ._read_group(
                [("company_id", "=", self.company_id.id), ("date_from", "<=", last)],
                ["user_id"],
                ["date_to:max", "plan_id:array_agg", "date_from:array_agg"],
            )
        )
        left = self.env["res.users"]
        for user, until, plan_ids, starts in before:
            newest = plan_ids[max(range(len(starts)), key=starts.__getitem__)]
            if newest == self.id and until < first:
                left |= user
        values = {"plan_id": self.id, "date_from": first, "date_to": last, "is_correction": True}
        return [{"user_id": user.id, **values} for user in left - self._members_of_any(left, first, last)]

    def _members_of_any(self, users, first, last):
        """Return those of the users whom any plan in force counts on some day of the period."""
        # sudo: as in _make_statements
        members = self.env["collection.incentive.member"].sudo()
        domain = [
            ("user_id", "in", users.ids),
            ("company_id", "=", self.company_id.id),
            ("plan_id.state", "!=", "draft"),
        ]
        found = members.search(domain) if users else members
        stretches = {member: member._stretch() for member in found}
        return found.filtered(lambda one: stretches[one][0] <= last and stretches[one][1] >= first).user_id

    # -- every night -------------------------------------------------------------------------------

    @api.model
    def _cron_compute(self):
        """Bring the open statements of every plan up to date, so that everybody sees how far he is."""
        plans = self.search([("state", "!=", "draft"), ("company_id.active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(plans))
        for plan in plans:
            try:
                with self.env.cr.savepoint():
                    plan._compute_until(plan.company_id._collection_today())
            except (UserError, ValidationError) as error:
                plan.message_post(body=self.env._("Computation failed: %s", error))
            except Exception:
                _logger.exception("The incentive plan %s could not be computed", plan.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break
