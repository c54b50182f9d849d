from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..base.collection_roles import has_role


class SaleOrderSchedule(models.Model):
    """The collection schedule of an order: proposed, changed, approved and reopened."""

    _inherit = "sale.order"
    _collection_judged = frozenset(("collection_schedule_edited", "collection_schedule_state"))

    collection_schedule_line_ids = fields.One2many(
        "collection.schedule.line",
        "order_id",
        string="Collection Schedule",
        copy=False,
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )
    collection_schedule_state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        string="Schedule Status",
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="An approved schedule is the basis for measuring collections. It can only be changed after a team "
        "leader reopens it.",
    )
    collection_schedule_edited = fields.Boolean(
        string="Schedule Edited Manually",
        copy=False,
        groups="base.group_user",
        help="The schedule no longer follows the order total.",
    )
    collection_schedule_difference = fields.Char(
        string="Schedule Difference",
        compute="_compute_collection_schedule_difference",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )

    @api.depends("amount_total", "collection_schedule_line_ids.amount")
    def _compute_collection_schedule_difference(self):
        for order in self:
            planned = sum(order.collection_schedule_line_ids.mapped("amount"))
            currency = order.currency_id
            same = not order.collection_schedule_line_ids or not currency.compare_amounts(planned, order.amount_total)
            order.collection_schedule_difference = not same and self.env._(
                "The schedule covers %(planned)s of %(total)s.",
                planned=formatLang(self.env, planned, currency_obj=currency),
                total=formatLang(self.env, order.amount_total, currency_obj=currency),
            )

    # -- steps of create() and write() -------------------------------------------------------------

    @api.model
    def _check_created_schedules(self, vals_list):
        """Raise AccessError if a new order is to have a schedule that is approved, and its user may not approve."""
        for vals in vals_list:
            if vals.get("collection_schedule_state", "draft") != "draft" or vals.get("collection_schedule_edited"):
                self._check_may_approve_schedule()

    def _propose_created_schedules(self):
        self.filtered(lambda order: order.state == "sale")._propose_missing_schedule()

    def _check_written_schedules(self, vals):
        """Raise AccessError unless this user may write the state of the schedules, if it is among the values."""
        if "collection_schedule_state" in vals or "collection_schedule_edited" in vals:
            self._check_may_approve_schedule()
            # sudo: amounts that still have to follow the order do so before they are fixed
            self.sudo().collection_schedule_line_ids.mapped("amount")

    def _propose_written_schedules(self, vals):
        """Plan what was confirmed, and plan anew by another payment term."""
        if vals.get("state") == "sale":
            self._propose_missing_schedule()
        if "payment_term_id" in vals:
            self._propose_changed_schedule()

    # -- actions -----------------------------------------------------------------------------------

    def action_propose_schedule(self):
        """Propose the schedule anew from the payment term; what was there is replaced.

        :raises UserError: when a schedule is approved already.
        :raises AccessError: when the user may not change the schedule of one of the orders.
        """
        self._check_may_edit_schedule()
        self._check_schedule_editable()
        self._propose_schedule()

    def action_approve_schedule(self):
        """Make the schedule the one that collecting is measured by. For team leaders and managers.

        :raises AccessError: for salespeople, and for whoever sells or answers for one of the orders, or has.
        :raises UserError: when there is nothing to approve.
        """
        self._check_may_approve_schedule()
        empty = self.filtered(lambda order: not order.collection_schedule_line_ids)[:1]
        if empty:
            raise UserError(
                self.env._(
                    "Order %(order)s has no collection schedule. Propose one before you approve it.",
                    order=empty.display_name,
                )
            )
        self._set_schedule_state("approved")

    def action_reopen_schedule(self):
        """Let an approved schedule be changed again. For team leaders and managers."""
        self._check_may_approve_schedule()
        self._set_schedule_state("draft")

    # -- proposal ----------------------------------------------------------------------------------

    def _propose_missing_schedule(self):
        # sudo: whoever confirms an order, the customer in the portal included, makes its proposal
        self.sudo().filtered(lambda order: not order.collection_schedule_line_ids)._propose_schedule()

    def _propose_changed_schedule(self):
        # sudo: as above; only proposals that nobody has touched follow a new payment term
        orders = self.sudo().filtered("collection_schedule_line_ids")
        orders.filtered(lambda order: order._collection_follows_total())._propose_schedule()

    def _propose_schedule(self):
        """Replace the schedules by what the payment terms say; approved ones stay as they are."""
        # sudo: checked by whoever calls this; the proposal holds what the payment term says, and nothing else
        orders = self.sudo().filtered(lambda order: order.collection_schedule_state == "draft")
        stale = orders.filtered("collection_schedule_edited")
        if stale:
            stale.write({"collection_schedule_edited": False})
        vals_list = [
            dict(vals, order_id=order.id)
            for order in orders
            if order.currency_id.compare_amounts(order.amount_total, 0) > 0
            for vals in order._prepare_schedule_lines()
        ]
        return orders.env["collection.schedule.line"]._replace_proposal(orders, vals_list)

    def _prepare_schedule_lines(self):
        """Return the values of the proposed lines, without their amounts where the order's total gives them."""
        self.ensure_one()
        start = self._collection_milestone_date("invoice")
        terms = self.payment_term_id.line_ids
        if not terms:
            return [{"name": self.env._("On the invoice date"), "milestone": "invoice", "days": 0, "percent": 100}]
        vals_list = []
        for sequence, term in enumerate(terms, 1):
            days = (term._get_due_date(start) - start).days
            vals = {
                "sequence": sequence * 10,
                "name": self.env._("%(days)s days after the invoice", days=days)
                if days
                else self.env._("On the invoice date"),
                "milestone": "invoice",
                "days": days,
            }
            vals.update({"percent": term.value_amount} if term.value == "percent" else {"amount": term.value_amount})
            vals_list.append(vals)
        return vals_list

    def _collection_split_total(self):
        """Return {line: amount}: the order's total over its lines by their percentages.

        Lines without a percentage keep their amount, as far as the total reaches; the last line takes
        the rest, so that the amounts add up to the total to the cent.
        """
        self.ensure_one()
        currency = self.currency_id
        left = max(self.amount_total, 0)
        lines = self.collection_schedule_line_ids.sorted(lambda line: (line.sequence, line.id))
        amounts = {}
        for line in lines:
            wanted = currency.round(self.amount_total * line.percent / 100) if line.percent else line._origin.amount
            amounts[line] = currency.round(left if line == lines[-1] else max(min(wanted, left), 0))
            left -= amounts[line]
        return amounts

    def _collection_follows_total(self):
        return self.collection_schedule_state != "approved" and not self.collection_schedule_edited

    def _collection_milestone_date(self, milestone):
        """Return the day on which the milestone is expected, by the company's calendar."""
        self.ensure_one()
        moment = self.commitment_date if milestone in ("delivery", "acceptance") else False
        return self.company_id._collection_day(moment or self.date_order or fields.Datetime.now())

    # -- who may -----------------------------------------------------------------------------------

    def _check_schedule_editable(self):
        """Raise UserError if one of the schedules is approved."""
        approved = self.filtered(lambda order: order.collection_schedule_state == "approved")[:1]
        if approved:
            raise UserError(
                self.env._(
                    "The collection schedule of %(order)s is approved. Ask a team leader to reopen it before you "
                    "change it.",
                    order=approved.display_name,
                )
            )

    def _check_may_edit_schedule(self):
        """Raise AccessError unless this user answers for the orders, or leads or manages who does."""
        self.check_access("read")
        if has_role(self, "leader"):
            return
        if any(order.collection_user_id != self.env.user for order in self):
            raise AccessError(
                self.env._(
                    "Only the collection responsible or a team leader can plan the collection schedule of an order."
                )
            )

    def _check_may_approve_schedule(self):
        """Raise AccessError unless this user may approve or reopen: a leader, but not for himself."""
        self.check_access("read")
        if not has_role(self, "leader"):
            raise AccessError(self.env._("Only a team leader or manager can approve and reopen collection schedules."))
        if self._collection_concerns_user():
            raise AccessError(
                self.env._(
                    "You are or were the salesperson or collection responsible of this order. Another team leader "
                    "or a manager must approve or reopen its schedule."
                )
            )

    def _set_schedule_state(self, state):
        # sudo: a leader approves without the right to edit the order; checked by whoever calls this
        self.sudo().write({"collection_schedule_state": state})

    def _mark_schedule_edited(self):
        # sudo: who answers for an order may plan its money without the right to edit the order
        following = self.sudo().filtered(lambda order: order._collection_follows_total())
        if following:
            following.write({"collection_schedule_edited": True})
