from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date


class CollectionHold(models.Model):
    """What speaks against dunning a receivable now: a reason, and until when."""

    _name = "collection.hold"
    _description = "Dunning Hold"
    _order = "date_end, id"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line", string="Receivable", required=True, ondelete="cascade", index=True, readonly=True
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice", store=True, index=True)
    company_id = fields.Many2one(related="move_line_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="move_line_id.partner_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    collection_user_id = fields.Many2one(related="move_line_id.collection_user_id", string="Collection Responsible")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    reason = fields.Selection(
        [
            ("promise", "Promise to Pay"),
            ("dispute", "Dispute"),
            ("plan", "Payment Plan"),
            ("legal", "Legal Case"),
            ("manual", "Manual Stop"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(
        readonly=True, help="Amount on hold, in the currency of the invoice; 0 for the full amount."
    )
    date_end = fields.Date(string="Until", help="Last day of the hold. Leave empty to hold until it is lifted.")
    note = fields.Char()
    active = fields.Boolean(default=True, readonly=True)

    promise_id = fields.Many2one("collection.promise", readonly=True, ondelete="cascade", index="btree_not_null")
    dispute_id = fields.Many2one("collection.dispute", readonly=True, ondelete="cascade", index="btree_not_null")
    plan_id = fields.Many2one(
        "collection.plan", string="Payment Plan", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    _promised_once = models.UniqueIndex(
        "(move_line_id) WHERE active AND reason = 'promise'",
        "A promise to pay already exists for this item. Wait for its date or cancel it first.",
    )
    _planned_once = models.UniqueIndex(
        "(move_line_id) WHERE active AND reason = 'plan'",
        "This item already belongs to a payment plan. Cancel that plan first.",
    )
    _active_idx = models.Index("(move_line_id) WHERE active")

    def action_lift(self):
        """End holds by hand; those of promises, disputes and plans end where they came from.

        :raises UserError: for a hold that came from elsewhere.
        """
        if not self.env.su:
            foreign = self.filtered(lambda hold: hold.reason not in ("manual", "legal"))[:1]
            if foreign:
                raise UserError(
                    self.env._(
                        "%(invoice)s is on hold because of an agreement with the customer (%(reason)s). End the "
                        "agreement to lift the hold.",
                        invoice=foreign.move_id.display_name,
                        reason=dict(self._fields["reason"]._description_selection(self.env))[foreign.reason],
                    )
                )
            self._check_may_stop()
        self.check_access("read")
        # sudo: nobody writes holds directly; what may be lifted was checked above
        self.sudo().write({"active": False})

    def _in_force(self):
        """Return those of these holds that speak against dunning today, by the day of their company."""
        return self.filtered(
            lambda hold: hold.active and (not hold.date_end or hold.date_end >= hold.company_id._collection_today())
        )

    def _as_text(self):
        """Return the reasons of these holds with their ends, for a person; False without any."""
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return ", ".join(
            self.env._(
                "%(reason)s until %(date)s", reason=reasons[hold.reason], date=format_date(self.env, hold.date_end)
            )
            if hold.date_end
            else reasons[hold.reason]
            for hold in self
        )

    @api.model
    def _stop(self, lines, reason, date_end=False, amounts=None, **values):
        """Put receivable lines on hold and return the holds.

        :param dict amounts: the part of each line, in its own currency; without it, all of it
        """
        # sudo: whoever may promise, dispute or plan puts the items on hold; checked by whoever calls this
        return self.sudo().create(
            [
                {
                    "move_line_id": line.id,
                    "reason": reason,
                    "date_end": date_end,
                    "amount": amounts[line] if amounts else 0,
                    **values,
                }
                for line in lines
            ]
        )

    @api.model
    def _check_may_stop(self):
        """Raise AccessError unless the user may stop dunning by hand: leaders, finance, managers."""
        user = self.env.user
        if not (
            user.has_group("sales_collection.group_collection_leader")
            or user.has_group("sales_collection.group_collection_finance")
        ):
            raise AccessError(
                self.env._(
                    "Only a team leader or finance can stop dunning manually. Record a promise or a dispute instead."
                )
            )

    @api.model
    def _held_sql(self, today):
        """Return the query of what is on hold on a day: ``move_line_id, amount, everything`` (document currency).

        :param SQL today: the day
        """
        return SQL(
            """
            SELECT move_line_id, SUM(amount) AS amount, BOOL_OR(COALESCE(amount, 0) = 0) AS everything
              FROM collection_hold
             WHERE active AND (date_end IS NULL OR date_end >= %s)
             GROUP BY move_line_id
            """,
            today,
        )
