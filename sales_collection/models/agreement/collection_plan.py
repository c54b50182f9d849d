from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

from ...engine.schedule import instalments
from ..base.computed_sql import by_value


class CollectionPlan(models.Model):
    """Instalments, or one later date, that a customer asks for: proposed, approved, kept or broken."""

    _name = "collection.plan"
    _description = "Payment Plan"
    _inherit = "collection.agreement.mixin"
    _order = "date desc, id desc"
    _editable = frozenset({"note"})
    _reason_method = "action_refuse"
    _transitions = {
        "draft": {"proposed", "cancelled"},
        "proposed": {"approved", "refused", "cancelled"},
        "approved": {"done", "broken", "cancelled"},
    }
    _lifecycle_fields = frozenset(("approved_by_id", "date", "name", "proposed_by_id", "refuse_reason"))

    name = fields.Char(string="Number", readonly=True, copy=False, default=lambda self: self.env._("New"))
    date = fields.Date(
        string="Submitted On", required=True, readonly=True, default=lambda self: self.env.company._collection_today()
    )
    move_line_ids = fields.Many2many(
        "account.move.line",
        "collection_plan_item_rel",
        "plan_id",
        "move_line_id",
        string="Invoices",
        required=True,
        default=lambda self: self.env.context.get("collection_move_line_ids"),
    )
    amount_total = fields.Monetary(
        string="Total",
        compute="_compute_amount_total",
        store=True,
        compute_sudo=True,
        help="Open amount of the invoices when the plan was created.",
    )
    line_ids = fields.One2many("collection.plan.line", "plan_id", string="Instalments")
    instalment_count = fields.Integer(string="Number of Instalments", default=3)
    date_first = fields.Date(string="First Instalment")
    every = fields.Selection([("week", "Week"), ("month", "Month")], string="Interval", default="month", required=True)
    note = fields.Text()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Submitted"),
            ("approved", "Approved"),
            ("done", "Paid"),
            ("broken", "Broken"),
            ("refused", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    proposed_by_id = fields.Many2one("res.users", string="Submitted By", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    refuse_reason = fields.Char(string="Rejection Reason", readonly=True, copy=False, tracking=True)
    amount_paid = fields.Monetary(
        string="Paid", compute="_compute_amount_paid", search=by_value("amount_paid"), compute_sudo=True
    )

    @api.depends("move_line_ids")
    def _compute_of_items(self):
        return super()._compute_of_items()

    @api.depends("move_line_ids")
    def _compute_amount_total(self):
        for plan in self:
            plan.amount_total = sum(plan.move_line_ids.mapped("collection_open_currency"))

    @api.depends("approved_by_id", "line_ids.amount", "move_line_ids.collection_open_currency")
    def _compute_amount_paid(self):
        for plan in self:
            in_force = plan.approved_by_id and plan.move_line_ids
            plan.amount_paid = max(sum(plan.line_ids.mapped("amount")) - plan._still_owed(), 0) if in_force else 0

    def _items(self):
        return self.move_line_ids

    def _still_owed(self):
        """Return what is open now on the items of this plan, in its currency; an invoice in draft is still owed."""
        self.ensure_one()
        # sudo: a salesperson has no accounting right; the items were checked when the plan was made
        lines = self.sudo().move_line_ids.filtered(lambda line: line.parent_state != "cancel")
        return max(sum(lines.mapped("collection_open_currency")), 0)

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "draft") != "draft":
                raise UserError(self.env._("A new payment plan must be a draft."))
        plans = super().create([self._entered(vals) for vals in vals_list])
        for plan in plans:
            # sudo: the number comes from a sequence that nobody else touches
            numbers = self.env["ir.sequence"].sudo().with_company(plan.company_id)
            plan._write_lifecycle({"name": numbers.next_by_code("collection.plan")})
        return plans

    def _editable_now(self):
        if all(plan.state == "draft" for plan in self):
            return self._editable | {"line_ids", "instalment_count", "date_first", "every", "move_line_ids"}
        return self._editable

    # -- proposal ----------------------------------------------------------------------------------

    def action_split(self):
        """Fill in equal instalments, one a week or a month; the last one takes the rest.

        :raises UserError: without a first day, or when there are too many instalments for the amount.
        """
        for plan in self:
            plan._check_draft()
            if not plan.date_first:
                raise UserError(self.env._("Enter the date of the first instalment."))
            rounding = Decimal(str(plan.currency_id.rounding))
            total = Decimal(str(plan.currency_id.round(plan.amount_total)))
            try:
                parts = instalments.split(total, plan.instalment_count, rounding)
            except ValueError:
                raise UserError(
                    self.env._("The amount cannot be split into this many instalments. Enter a lower number.")
                ) from None
            plan.line_ids = [Command.clear()] + [
                Command.create({"date": plan.date_first + relativedelta(**{f"{plan.every}s": turn}), "amount": part})
                for turn, part in enumerate(parts)
            ]

    def action_propose(self):
        """Propose the plans for approval.

        :raises UserError: when the instalments do not fit: their sum, their days.
        """
        self.check_access("write")
        for plan in self:
            plan._check_draft()
            plan._check_items()
            plan._check_instalments()
            if plan._policy().plan_note_required and not (plan.note or "").strip():
                raise UserError(self.env._("Enter in the note why the customer cannot pay at once."))
        self._set_state("proposed", proposed_by_id=self.env.uid)

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(self.env._("This plan was already submitted. Cancel it and create a new one."))

    def _check_instalments(self):
        """See that instalments add up to what is open and lie in the future, one after the other.

        :raises UserError: with what to correct.
        """
        self.ensure_one()
        currency, lines = self.currency_id, self.line_ids.sorted("date")
        if not lines:
            raise UserError(self.env._("Enter the dates and amounts of the instalments."))
        if any(currency.compare_amounts(line.amount, 0) <= 0 for line in lines):
            raise UserError(self.env._("Each instalment must be greater than zero."))
        planned, owed = sum(lines.mapped("amount")), self._still_owed()
        if currency.compare_amounts(planned, owed):
            raise UserError(
                self.env._(
                    "The instalments add up to %(planned)s, but %(owed)s are open. Correct the last instalment.",
                    planned=formatLang(self.env, planned, currency_obj=currency),
                    owed=formatLang(self.env, owed, currency_obj=currency),
                )
            )
        if lines[0].date < self.company_id._collection_today():
            raise UserError(self.env._("The first instalment is in the past. Enter today or a later date."))
