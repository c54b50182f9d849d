from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..base.collection_roles import has_role
from ..base.computed_sql import by_value


class CollectionDispute(models.Model):
    """A customer will not pay, and says why: looked into by somebody, until a day, with an outcome."""

    _name = "collection.dispute"
    _description = "Dispute"
    _inherit = "collection.agreement.mixin"
    _order = "date desc, id desc"
    _editable = frozenset({"description"})
    _reason_method = "action_reject"
    _transitions = {"open": {"accepted", "rejected", "withdrawn", "settled"}}
    _lifecycle_fields = frozenset(("answer", "date", "date_closed", "escalation", "name"))

    name = fields.Char(string="Number", readonly=True, copy=False, default=lambda self: self.env._("New"))
    line_ids = fields.One2many(
        "collection.dispute.line",
        "dispute_id",
        string="Disputed Invoices",
        default=lambda self: [
            Command.create({"move_line_id": item}) for item in self.env.context.get("collection_move_line_ids", ())
        ],
    )
    reason_id = fields.Many2one("collection.dispute.reason", required=True, ondelete="restrict", tracking=True)
    description = fields.Text(string="Customer Statement")
    owner_id = fields.Many2one(
        "res.users", string="Handled By", compute="_compute_owner_id", store=True, compute_sudo=True, tracking=True
    )
    date = fields.Date(
        string="Opened On", required=True, readonly=True, default=lambda self: self.env.company._collection_today()
    )
    deadline = fields.Date(
        compute="_compute_deadline", store=True, help="Date by which the dispute should be resolved."
    )
    amount = fields.Monetary(string="Disputed", compute="_compute_amount", store=True, compute_sudo=True)
    state = fields.Selection(
        [
            ("open", "In Progress"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
            ("settled", "Paid or Cancelled"),
        ],
        string="Status",
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    answer = fields.Text(readonly=True, copy=False, help="Answer given to the customer.")
    date_closed = fields.Date(string="Resolved On", readonly=True, copy=False)
    days = fields.Integer(
        compute="_compute_days",
        search=by_value("days"),
        help="Days since the dispute was opened, until its resolution or today.",
    )
    escalation = fields.Selection(
        [("leader", "Escalated to Team Leader"), ("finance", "Escalated to Finance")], readonly=True, copy=False
    )

    @api.depends("line_ids.move_line_id")
    def _compute_of_items(self):
        return super()._compute_of_items()

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = sum(dispute.line_ids.mapped("amount"))

    @api.depends("reason_id", "date")
    def _compute_deadline(self):
        for dispute in self:
            dispute.deadline = dispute.date and dispute.date + timedelta(days=dispute.reason_id.days or 0)

    @api.depends("reason_id", "user_id", "company_id")
    def _compute_owner_id(self):
        for dispute in self:
            company = dispute.company_id or self.env.company
            wanted = {
                "responsible": dispute.user_id,
                "leader": dispute.team_id.user_id,
                "finance": company.collection_finance_id,
                "user": dispute.reason_id.owner_id,
            }[dispute.reason_id.owner or "responsible"]
            dispute.owner_id = company._collection_colleague(wanted, dispute.user_id, dispute.team_id.user_id)

    @api.depends("date", "date_closed")
    def _compute_days(self):
        for dispute in self:
            until = dispute.date_closed or (dispute.company_id or self.env.company)._collection_today()
            dispute.days = (until - dispute.date).days if dispute.date else 0

    def _items(self):
        return self.line_ids.move_line_id

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "open") != "open":
                raise UserError(self.env._("A new dispute must be in progress."))
        disputes = super().create([self._entered(vals) for vals in vals_list])
        for dispute in disputes:
            # sudo: the number comes from a sequence that nobody else touches
            numbers = self.env["ir.sequence"].sudo().with_company(dispute.company_id)
            dispute._write_lifecycle({"name": numbers.next_by_code("collection.dispute")})
        for dispute in disputes:
            dispute._check_once()
            dispute._check_description()
            self.env["collection.hold"]._stop(
                dispute.line_ids.move_line_id,
                "dispute",
                amounts={line.move_line_id: line.amount for line in dispute.line_ids},
                dispute_id=dispute.id,
                note=f"{dispute.name}: {dispute.reason_id.name}",
            )
            dispute._ask_owner()
        return disputes

    def _check_description(self):
        if self._policy().dispute_description_required and not (self.description or "").strip():
            raise UserError(self.env._("Enter the statement of the customer."))

    def _check_once(self):
        """Raise UserError if one of the items is disputed for the same reason already, by which dispute.

        Of two people at the same moment, the database refuses one.
        """
        # sudo: also by a colleague whose disputes one does not see
        other = self.sudo().search(
            [
                ("id", "not in", self.ids),
                ("state", "=", "open"),
                ("reason_id", "=", self.reason_id.id),
                ("line_ids.move_line_id", "in", self.line_ids.move_line_id.ids),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(dispute)s already covers this invoice for the same reason. Continue with that dispute.",
                    dispute=other.name,
                )
            )

    def _ask_owner(self):
        self.ensure_one()
        # sudo: the to-do is there whoever opened the dispute
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.deadline,
            summary=self.env._("Handle the dispute of %(customer)s", customer=self.partner_id.name),
            user_id=self.owner_id.id,
        )

    # -- actions -----------------------------------------------------------------------------------

    def action_withdraw(self):
        """The customer pays after all, or it was a mistake; dunning resumes.

        :raises AccessError: for whoever does not answer for it.
        """
        self.check_access("read")
        for dispute in self:
            dispute._check_open()
            if not dispute._is_mine_or_led():
                raise AccessError(
                    self.env._("Only the collection responsible or a team leader can withdraw a dispute.")
                )
        self._close("withdrawn")

    def action_reject(self, answer):
        """The customer is wrong: he gets the answer by e-mail, and dunning resumes.

        :param str answer: what the customer reads
        :raises AccessError: for whoever neither looks into it, nor leads, nor belongs to finance.
        :raises UserError: without an answer.
        """
        self.check_access("read")
        user = self.env.user
        senior = has_role(self, "leader", "finance")
        if not (answer or "").strip():
            raise UserError(self.env._("Enter the answer to the customer."))
        for dispute in self:
            dispute._check_open()
            if not senior and dispute.owner_id != user:
                raise AccessError(
                    self.env._("Only the user handling the dispute, a team leader or finance can reject it.")
                )
        self._close("rejected", answer=answer.strip())
        for dispute in self:
            dispute._answer_customer()

    def _reason_text(self):
        return self.env._("The answer is sent to the customer by e-mail.")

    def _check_open(self):
        if self.state != "open":
            raise UserError(self.env._("%(dispute)s is already closed. Reload the page.", dispute=self.name))

    def _close(self, state, **values):
        """Settle disputes; what waits for a credit note stays on hold until that is booked or deleted."""
        for company, disputes in self.grouped("company_id").items():
            disputes._set_state(state, date_closed=company._collection_today(), **values)
        if state != "accepted":
            self._lift()
        # sudo: the owner's to-do is done, whoever settled the dispute
        self.sudo().activity_ids.action_done()

    def _lift(self):
        # sudo: holds end where they came from; whoever calls this checked who may
        self.env["collection.hold"].sudo().search([("dispute_id", "in", self.ids)]).write({"active": False})

    def _answer_customer(self):
        self.ensure_one()
        template = self.env.ref("sales_collection.mail_template_dispute_rejected", raise_if_not_found=False)
        if template:
            # sudo: the e-mail names the invoices, which the owner of a dispute may not see
            template.sudo().send_mail(self.id)
