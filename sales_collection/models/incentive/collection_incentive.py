from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..base.computed_sql import by_sql
from .collection_incentive_plan import FIXED


class CollectionIncentive(models.Model):
    """The statement of what somebody earned in a period, line by line from the ledger.

    Computed as often as wanted until a manager confirms it; then it stays as it is, and what changes in the
    ledger later comes as a correction in the next one.
    """

    _name = "collection.incentive"
    _description = "Incentive Statement"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, user_id, id"
    _transitions = {
        "draft": {"draft", "computed"},
        "computed": {"draft", "computed", "confirmed"},
        # opened again because of an objection
        "confirmed": {"computed", "paid"},
    }
    _lifecycle_fields = frozenset(("confirmed_by_id", "confirmed_on", "move_id", "paid_by_id", "paid_on"))
    _mail_post_access = "read"

    plan_id = fields.Many2one(
        "collection.incentive.plan", string="Incentive Plan", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one("res.users", string="Person", required=True, readonly=True, index=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)
    is_correction = fields.Boolean(
        string="Corrections Only", readonly=True, help="The person left the plan and a payment was returned afterwards."
    )
    simulated = fields.Boolean(readonly=True, help="Result of a simulation, not saved.")
    early_makes_up = fields.Boolean(
        string="Early Payments Offset Late Payments",
        readonly=True,
        help="Rule of this statement and its corrections: early payments count as negative days in the average "
        "days late.",
    )
    rate = fields.Float(
        string="Exchange Rate",
        digits=(16, 10),
        readonly=True,
        default=1,
        help="Units of the plan currency per unit of company currency.",
    )
    state = fields.Selection(
        [("draft", "To Compute"), ("computed", "Computed"), ("confirmed", "Confirmed"), ("paid", "Paid")],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    computed_on = fields.Datetime(readonly=True)
    line_ids = fields.One2many("collection.incentive.line", "incentive_id", readonly=True)
    objection_ids = fields.One2many("collection.incentive.objection", "incentive_id", string="Objections")
    open_objection_count = fields.Integer(
        string="Open Objections", compute="_compute_open_objection_count", search=by_sql("open_objection_count")
    )
    amount_total = fields.Monetary(string="Incentive Earned", readonly=True, help="Total of the lines.")
    amount_deferred = fields.Monetary(
        string="Deferred", readonly=True, help="Incentive earned that is paid when the bank has confirmed the payment."
    )
    amount_brought = fields.Monetary(
        string="Brought Forward", readonly=True, help="Clawback of the previous statement that could not be offset."
    )
    amount_payable = fields.Monetary(string="Payable", readonly=True)
    amount_carried = fields.Monetary(
        string="Carried Forward", readonly=True, help="A negative amount is offset against the next statement."
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    confirmed_on = fields.Datetime(readonly=True)
    paid_by_id = fields.Many2one("res.users", readonly=True)
    paid_on = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Payout Entry", readonly=True, index="btree_not_null")
    is_mine = fields.Boolean(string="Own Statement", compute="_compute_is_mine")

    _one_each = models.UniqueIndex(
        "(user_id, company_id, date_from) WHERE simulated IS NOT TRUE",
        "This person already has a statement for this period.",
    )

    @api.depends("user_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._(
                "%(person)s, %(first)s to %(last)s",
                person=statement.user_id.name,
                first=format_date(self.env, statement.date_from),
                last=format_date(self.env, statement.date_to),
            )

    @api.depends("objection_ids.state")
    def _compute_open_objection_count(self):
        found = dict(
            self.env["collection.incentive.objection"]._read_group(
                [("incentive_id", "in", self.ids), ("state", "=", "open")], ["incentive_id"], ["__count"]
            )
        )
        for statement in self:
            statement.open_objection_count = found.get(statement, 0)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "open_objection_count":
            return super()._field_to_sql(alias, field_expr, query)
        self.env["collection.incentive.objection"].flush_model(["incentive_id", "state"])
        return SQL(
            "(SELECT COUNT(*) FROM collection_incentive_objection WHERE incentive_id = %s AND state = 'open')",
            SQL.identifier(alias, "id"),
        )

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for statement in self:
            statement.is_mine = statement.user_id == self.env.user

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_su()
        return super().create(vals_list)

    def _check_by_hand(self, names):
        self._check_su()
        return super()._check_by_hand(names)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if any(statement.state in FIXED for statement in self):
            raise UserError(self.env._("A confirmed statement cannot be deleted."))

    def _check_su(self):
        if not self.env.su:
            raise UserError(self.env._("Statements are computed and cannot be edited. Use the buttons."))

    @api.model
    def _make(self, values):
        """Make statements of plans. To be called with superuser rights.

        :param values: of each its plan_id, user_id, date_from, date_to
        """
        plans = self.env["collection.incentive.plan"].browse({vals["plan_id"] for vals in values}).grouped("id")
        users = self.env["res.users"].browse({vals["user_id"] for vals in values}).grouped("id")
        for vals in values:
            plan = plans[vals["plan_id"]]
            vals["company_id"], vals["currency_id"] = plan.company_id.id, plan.currency_id.id
            vals["team_id"] = users[vals["user_id"]]._collection_team(plan.company_id).id
        # nobody follows a statement: its messages would tell what is in it
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True)
        return self.browse(quiet.create(values).ids)

    # -- who may -----------------------------------------------------------------------------------

    def _check_may_decide(self):
        """:raises AccessError: unless the user is a manager, and none of these statements is his own."""
        self.check_access("read")
        if not self.env.user.has_group("sales_collection.group_collection_manager"):
            raise AccessError(self.env._("Only a manager can decide on incentives."))
        if self.env.user in self.user_id:
            raise AccessError(self.env._("One of the statements is your own. Another manager must decide on it."))

    # -- actions that only look --------------------------------------------------------------------

    @api.model
    def action_open_mine(self):
        """Compute the user's own statement of the running period and return the action that shows all of his."""
        user = self.env.user
        # sudo: everybody may have his own statements computed, which is only reading the ledger
        members = (
            self.env["collection.incentive.member"]
            .sudo()
            .search(
                [("user_id", "=", user.id), ("company_id", "=", self.env.company.id), ("plan_id.state", "!=", "draft")]
            )
        )
        today = self.env.company._collection_today()
        for member in members:
            start, until = member._stretch()
            if start <= today <= until and not self._mine_on(user, today):
                member.plan_id._make_statements(*member.plan_id._period_of(today))
        # sudo: as above
        self.sudo()._mine_on(user, today)._calculate_chain()
        return self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_incentive_action_mine")

    def _mine_on(self, user, day):
        return self.search(
            [
                ("user_id", "=", user.id),
                ("company_id", "=", self.env.company.id),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ]
        )

    def action_open_lines(self):
        """Open the lines of these statements as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_incentive_line_action")
        return {**action, "domain": [("incentive_id", "in", self.ids)], "context": {}}

    def action_open_move(self):
        """Open the bill or entry by which the statement is booked."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_compute(self):
        """Compute these statements anew, as far as they are open; everybody may do it with his own.

        :raises AccessError: for those of others, except by a manager.
        """
        self.check_access("read")
        if self.user_id - self.env.user and not self.env.user.has_group("sales_collection.group_collection_manager"):
            raise AccessError(self.env._("You can only compute your own statements."))
        # sudo: computing reads the ledger and writes what follows from it, whoever asks
        self.sudo()._calculate_chain()
