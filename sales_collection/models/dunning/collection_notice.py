from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..base.collection_roles import check_role
from ..base.computed_sql import by_sql


class CollectionNotice(models.Model):
    """What one contact of a customer is told about all his due items, at one level, in one run."""

    _name = "collection.notice"
    _description = "Dunning Notice"
    _inherit = ["collection.lifecycle.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "partner_id"
    _mail_post_access = "read"
    _reason_method = "action_drop"
    _transitions = {
        "draft": {"queued", "dropped", "failed", "cancelled"},
        "queued": {"sent", "failed", "cancelled"},
    }

    run_id = fields.Many2one(
        "collection.run", string="Dunning Run", readonly=True, required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", readonly=True, required=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    date = fields.Date(readonly=True, required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, required=True, index=True)
    contact_id = fields.Many2one(
        "res.partner",
        string="Recipient",
        readonly=True,
        help="Recipient of the invoices, the invoice contact of the customer, or the customer.",
    )
    lang = fields.Char(string="Language", compute="_compute_lang")
    same_email = fields.Char(
        string="Customers with Same E-mail",
        compute="_compute_same_email",
        help="Other customers of this run with the same e-mail address.",
    )
    policy_id = fields.Many2one("collection.policy", readonly=True, required=True)
    level_id = fields.Many2one(
        "collection.level", readonly=True, required=True, help="Highest dunning level of the items.", index=True
    )
    user_id = fields.Many2one("res.users", string="Collection Responsible", readonly=True, index=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    state = fields.Selection(
        [
            ("draft", "To Send"),
            ("queued", "Sending"),
            ("sent", "Sent"),
            ("dropped", "Dropped"),
            ("failed", "Failed"),
            ("cancelled", "Not Needed"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    automatic = fields.Boolean(readonly=True, help="Sent without manual release.")
    blocker = fields.Selection(
        [
            ("covered", "Unmatched payments or credit notes exist"),
            ("in_question", "Settlement no longer posted"),
            ("archived", "Customer archived"),
            ("changed", "Items changed after text editing"),
        ],
        string="Decision Needed",
        readonly=True,
        help="Reason why the notice is not sent automatically.",
    )
    unmatched = fields.Monetary(
        string="Unmatched Payments",
        currency_field="company_currency_id",
        readonly=True,
        help="Payments, claimed receipts and credit notes of the customer not matched with an invoice.",
    )
    amount = fields.Monetary(
        string="Open",
        currency_field="company_currency_id",
        readonly=True,
        help="Total of all items of the notice, in company currency.",
    )
    net_position = fields.Monetary(
        string="Net Balance",
        currency_field="company_currency_id",
        compute="_compute_net_position",
        search=by_sql("net_position"),
        help="Open amount less unmatched payments.",
    )
    line_ids = fields.One2many("collection.notice.line", "notice_id", string="Items", readonly=True)
    delivery_ids = fields.One2many("collection.delivery", "notice_id", string="Deliveries", readonly=True)
    letter_waits = fields.Boolean(
        string="Letter to Print",
        compute="_compute_letter_waits",
        help="The notice has a letter that has not been printed.",
    )
    subject = fields.Char(help="Leave empty to use the e-mail template of the level.")
    body = fields.Html(string="Notice Text", sanitize=True, help="Leave empty to use the e-mail template of the level.")
    edited = fields.Boolean(readonly=True, help="The text was edited manually.")
    date_sent = fields.Datetime(string="Sent On", readonly=True)
    sent_user_id = fields.Many2one("res.users", string="Sent By", readonly=True)
    drop_reason = fields.Char(readonly=True)
    error = fields.Text(readonly=True)

    _partner_idx = models.Index("(company_id, partner_id, date) WHERE state IN ('queued', 'sent', 'dropped')")
    _draft_idx = models.Index("(company_id) WHERE state = 'draft'")

    @api.depends("contact_id.lang", "partner_id.lang")
    def _compute_lang(self):
        for notice in self:
            notice.lang = notice.contact_id.lang or notice.partner_id.lang or self.env.lang or "en_US"

    @api.depends("amount", "unmatched")
    def _compute_net_position(self):
        for notice in self:
            notice.net_position = notice.amount - notice.unmatched

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "net_position":
            parts = (self._field_to_sql(alias, name, query) for name in ("amount", "unmatched"))
            return SQL("(COALESCE(%s, 0) - COALESCE(%s, 0))", *parts)
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends("delivery_ids.state", "delivery_ids.channel_id.method")
    def _compute_letter_waits(self):
        for notice in self:
            notice.letter_waits = any(
                delivery.state == "waiting" and delivery.method == "letter" for delivery in notice.delivery_ids
            )

    # -- CRUD --------------------------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and {"subject", "body"} & set(vals):
            self._write_lifecycle({"edited": True})
        return result

    def _check_by_hand(self, names):
        """See that only the text of a notice is changed that has not been sent."""
        super()._check_by_hand(names)
        if self.env.su:
            return
        if names - {"subject", "body"}:
            raise UserError(self.env._("Only the subject and text of a notice can be edited."))
        if self.filtered(lambda notice: notice.state != "draft"):
            raise UserError(self.env._("The text of a sent or dropped notice cannot be changed."))

    # -- actions -----------------------------------------------------------------------------------

    def action_send(self):
        """Send these notices now, those that wait for a decision included.

        :raises AccessError: for whoever is not in finance.
        """
        self._check_may_send()
        return self._send()

    def action_drop(self, reason):
        """Leave these notices out; the customer is not proposed again before the policy's interval is over.

        :param str reason: why, for the history
        :raises UserError: without a reason, or for a notice that was sent already.
        """
        self._check_may_send()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Enter the reason for dropping the notice. It is kept in the customer's history.")
            )
        self._lock_for_state("dropped")
        self._set_day()
        self._set_state("dropped", drop_reason=reason.strip())
        self._release_lines()

    def _reason_text(self):
        return self.env._("The reason is kept in the customer's history.")

    def _busy_text(self):
        return self.env._("Another user is sending or dropping these notices. Reload the list in a moment.")

    def _transition_text(self, state):
        return self.env._("The notice to %s is no longer waiting to be sent. Reload the list.", self.partner_id.name)

    def _release_lines(self):
        # sudo: the items of a notice are changed by its actions only
        self.sudo().line_ids.write({"state": "removed"})

    @api.model
    def _supersede_drafts(self, company):
        """Withdraw the drafts of a company that a new run makes anew; what a person has edited or sent stays."""
        untouched = [("edited", "=", False), ("sent_user_id", "=", False)]
        drafts = self.search([("company_id", "=", company.id), ("state", "=", "draft"), *untouched])
        self.env.flush_all()
        # the items by themselves: there are many, and nothing else hangs on them
        self.env.cr.execute(SQL("DELETE FROM collection_notice_line WHERE notice_id = ANY(%s)", drafts.ids))
        self.env.invalidate_all()
        drafts.unlink()

    def _check_may_send(self):
        """Raise AccessError unless the user is in finance, and these notices are of his companies."""
        check_role(self, "finance", self.env._("Only finance can send or drop dunning notices."))
        self.check_access("write")

    @api.depends("run_id", "state", "contact_id.email", "partner_id.email")
    def _compute_same_email(self):
        shared = {}
        for _run, _email, customers, notice_ids in self.run_id._shared_emails():
            shared.update(dict.fromkeys(notice_ids, customers))
        for notice in self:
            others = shared.get(notice.id, notice.partner_id) - notice.partner_id
            notice.same_email = ", ".join(others.mapped("display_name")) or False
