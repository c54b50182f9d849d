from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang


class CollectionPromise(models.Model):
    """A customer says that he pays an amount by a day; until then he is left in peace."""

    _name = "collection.promise"
    _description = "Promise to Pay"
    _inherit = "collection.agreement.mixin"
    _order = "date_promised desc, id desc"
    _rec_name = "partner_id"
    _transitions = {
        "open": {"kept", "partial", "broken", "cancelled"},
        # a payment that bounced
        "kept": {"open", "partial", "broken", "cancelled"},
    }
    _lifecycle_fields = frozenset(("amount_received", "date", "date_judged", "percent", "renewal", "tolerance_days"))

    move_line_ids = fields.Many2many(
        "account.move.line",
        "collection_promise_line_rel",
        "promise_id",
        "move_line_id",
        string="Invoices",
        required=True,
        default=lambda self: self.env.context.get("collection_move_line_ids"),
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="Amount promised by the customer, in the currency of the invoices.",
    )
    date = fields.Date(string="Recorded On", readonly=True, copy=False, help="Date in the time zone of the company.")
    date_promised = fields.Date(string="Promised Date", required=True, tracking=True)
    promised_by = fields.Char(help="Contact person of the customer.")
    channel_id = fields.Many2one("collection.channel", ondelete="restrict")
    note = fields.Text()
    state = fields.Selection(
        [
            ("open", "Pending"),
            ("kept", "Kept"),
            ("partial", "Partly Kept"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    amount_received = fields.Monetary(
        string="Received",
        readonly=True,
        copy=False,
        help="Amount received since the promise, as of the last evaluation.",
    )
    date_judged = fields.Date(string="Evaluated On", readonly=True, copy=False)
    tolerance_days = fields.Integer(
        string="Tolerance (Days)", readonly=True, copy=False, help="From the policy at the time of the promise."
    )
    percent = fields.Float(
        string="Kept from (%)",
        readonly=True,
        copy=False,
        help="Required paid share, from the policy at the time of the promise.",
    )
    renewal = fields.Integer(
        string="Renewals",
        readonly=True,
        copy=False,
        help="Number of earlier promises on the same invoices that were broken, partly kept or cancelled.",
    )
    ledger_mark = fields.Integer(
        string="Ledger Position",
        readonly=True,
        copy=False,
        help="Last collection entry at the time of the promise. Later entries count as payment.",
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "The promised amount must be greater than zero.")

    @api.depends("move_line_ids")
    def _compute_of_items(self):
        return super()._compute_of_items()

    @api.depends("move_line_ids")
    def _compute_amount(self):
        for promise in self:
            promise.amount = sum(promise.move_line_ids.mapped("collection_open_currency"))

    def _items(self):
        return self.move_line_ids

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "open") != "open":
                raise UserError(self.env._("A new promise must be pending."))
        mark = self.env["collection.entry"]._newest_id()
        promises = super().create([{**self._entered(vals), "ledger_mark": mark} for vals in vals_list])
        promises._check_promise()
        promises._keep_rules()
        for promise in promises:
            promise._hold()
            promise._end_calls()
        return promises

    def _check_promise(self):
        """See that amount, day and person of new promises make sense.

        :raises UserError: with what to enter instead.
        """
        for promise in self:
            policy, today = promise._policy(), promise.company_id._collection_today()
            last = today + timedelta(days=policy.promise_days if policy else 30)
            owed = sum(promise.move_line_ids.mapped("collection_open_currency"))
            if promise.currency_id.compare_amounts(promise.amount, owed) > 0:
                raise UserError(
                    self.env._(
                        "Only %(owed)s are open on these invoices. Enter a lower amount, or select more invoices.",
                        owed=formatLang(self.env, owed, currency_obj=promise.currency_id),
                    )
                )
            if not today <= promise.date_promised <= last:
                raise UserError(
                    self.env._(
                        "The promised date must be between today and %(last)s. For later dates, propose a payment "
                        "plan.",
                        last=format_date(self.env, last),
                    )
                )
            promise._check_renewal(policy)
            if policy.promise_contact_required and not (promise.promised_by and promise.channel_id):
                raise UserError(self.env._("Enter the contact person and the channel of the promise."))

    def _check_renewal(self, policy):
        """Count the promises before this one, and leave more of them than the policy allows to a leader.

        :raises AccessError: for a salesperson who puts the customer off once more.
        """
        # sudo: what was promised counts, whoever recorded it
        before = self.sudo().search_count(
            [
                ("id", "not in", self.ids),
                ("move_line_ids", "in", self.move_line_ids.ids),
                ("state", "in", ("broken", "partial", "cancelled")),
            ]
        )
        self._write_lifecycle({"renewal": before})
        if policy and before > policy.promise_renewals and not self._leads():
            raise AccessError(
                self.env._(
                    "%(number)s promises on these invoices were not kept. Ask a team leader or finance to record "
                    "this promise, or propose a payment plan.",
                    number=before,
                )
            )

    def _keep_rules(self):
        """Note by which rules new promises are judged, whatever becomes of the policy."""
        for promise in self:
            policy = promise._policy()
            promise._write_lifecycle(
                {"tolerance_days": policy.promise_tolerance, "percent": policy.promise_percent or 100}
            )

    def _hold(self):
        """Put on hold what was promised, or all of the items if that is enough of it by the policy."""
        self.ensure_one()
        open_amounts = {line: line.collection_open_currency for line in self.move_line_ids}
        covering = sum(open_amounts.values()) * (self._policy().promise_cover_percent or 100) / 100
        amounts = None
        if self.currency_id.compare_amounts(self.amount, covering) < 0:
            amounts = self._spread(open_amounts)
        self.env["collection.hold"]._stop(
            self.move_line_ids.browse(line.id for line in amounts or open_amounts),
            "promise",
            amounts=amounts,
            date_end=self.date_promised + timedelta(days=self.tolerance_days),
            promise_id=self.id,
            note=self._as_text(),
        )

    def _spread(self, open_amounts):
        """Return {item: what was promised of it}, oldest due first, in document currency.

        :param dict open_amounts: what is open of each item
        """
        spread, left = {}, self.amount
        for line in sorted(open_amounts, key=lambda line: (line.collection_date_due or line.date_maturity, line.id)):
            if self.currency_id.compare_amounts(left, 0) > 0:
                spread[line] = min(left, open_amounts[line])
                left -= spread[line]
        return spread

    def _as_text(self):
        """Return what was promised and by when, for a person."""
        return self.env._(
            "%(amount)s by %(date)s",
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            date=format_date(self.env, self.date_promised),
        )

    def _end_calls(self):
        """Mark calls and visits of the user as done that dunning has planned about these items."""
        # sudo: the deliveries are only read, and the to-dos found by them are his own
        deliveries = self.env["collection.delivery"].sudo()
        calls = deliveries.search(
            [
                ("activity_id.user_id", "=", self.env.uid),
                ("activity_id.active", "=", True),
                ("channel_id.method", "!=", "legal"),
                ("notice_id.line_ids.move_line_id", "in", self.move_line_ids.ids),
            ]
        )
        calls.activity_id.action_feedback(feedback=self.env._("Promised: %(promise)s", promise=self._as_text()))

    def _lift(self):
        # sudo: holds end where they came from; whoever calls this checked who may
        self.env["collection.hold"].sudo().search([("promise_id", "in", self.ids)]).write({"active": False})

    # -- actions -----------------------------------------------------------------------------------

    def action_cancel(self):
        """Take promises back that were recorded by mistake; dunning resumes.

        :raises AccessError: for whoever does not answer for them.
        :raises UserError: for a promise that was judged already.
        """
        self.check_access("read")
        for promise in self:
            if not promise._is_mine_or_led():
                raise AccessError(self.env._("Only the collection responsible or a team leader can cancel a promise."))
            if promise.state != "open":
                raise UserError(self.env._("This promise is already closed and cannot be cancelled."))
        self._set_state("cancelled")
        self._lift()
