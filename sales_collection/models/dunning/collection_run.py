from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..base.collection_roles import check_role
from ..base.computed_sql import by_value


class CollectionRun(models.Model):
    """The dunning of a company on a day: drafts are prepared, looked at, and sent."""

    _name = "collection.run"
    _description = "Dunning Run"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    date = fields.Date(required=True, readonly=True, help="Date in the time zone of the company.")
    state = fields.Selection(
        [("draft", "New"), ("prepared", "Prepared"), ("done", "Sent")],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
    )
    notice_ids = fields.One2many("collection.notice", "run_id", string="Notices")
    bank_date = fields.Date(string="Bank Data Date", readonly=True, help="Latest bank data at the time of preparation.")
    quiet_reason = fields.Char(
        readonly=True, help="Reason why nothing is sent automatically on this day: weekend, holiday or quiet period."
    )
    bank_is_old = fields.Boolean(string="Bank Data Outdated", compute="_compute_bank_is_old")
    notice_count = fields.Integer(compute="_compute_counts", search=by_value("notice_count"))
    draft_count = fields.Integer(string="To Send", compute="_compute_counts", search=by_value("draft_count"))
    queued_count = fields.Integer(string="Sending", compute="_compute_counts", search=by_value("queued_count"))
    sent_count = fields.Integer(string="Sent", compute="_compute_counts", search=by_value("sent_count"))
    failed_count = fields.Integer(string="Failed", compute="_compute_counts", search=by_value("failed_count"))
    amount = fields.Monetary(
        string="Open", currency_field="company_currency_id", compute="_compute_counts", search=by_value("amount")
    )
    same_email = fields.Text(
        string="Customers with Same E-mail",
        compute="_compute_same_email",
        help="Different customers of this run with the same e-mail address.",
    )

    _once_a_day = models.UniqueIndex("(company_id, date)", "This company already has a dunning run for this date.")

    @api.depends("notice_ids.state", "notice_ids.amount")
    def _compute_counts(self):
        groups = self.env["collection.notice"]._read_group(
            [("run_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["run_id", "state"],
            ["__count", "amount:sum"],
        )
        counts = {}
        for run, state, count, amount in groups:
            counts.setdefault(run.id, []).append((state, count, amount))
        for run in self:
            mine = counts.get(run.id, [])
            run.notice_count = sum(count for _state, count, _amount in mine)
            run.amount = sum(amount for _state, _count, amount in mine)
            for state in ("draft", "queued", "sent", "failed"):
                run[f"{state}_count"] = sum(count for found, count, _amount in mine if found == state)

    @api.depends("bank_date", "date", "notice_ids.policy_id.bank_days")
    def _compute_bank_is_old(self):
        for run in self:
            run.bank_is_old = run.state != "draft" and any(
                run._bank_is_old_for(policy) for policy in run.notice_ids.policy_id
            )

    def _bank_is_old_for(self, policy):
        """Return whether the bank data is older than this policy allows for sending by itself."""
        self.ensure_one()
        allowed = policy.bank_days
        return bool(allowed) and (not self.bank_date or (self.date - self.bank_date).days > allowed)

    def write(self, vals):
        if not self.env.su and any(not name.startswith("message_") for name in vals):
            raise UserError(self.env._("A dunning run can only be changed with its buttons."))
        return super().write(vals)

    def action_run_today(self):
        """Open the run of today, prepared; one is made if there is none."""
        self._check_may_run()
        # sudo: the run is made for whoever may run; that is checked above
        run = self.sudo()._of_today(self.env.company).sudo(False)
        if run.state == "draft":
            run.action_prepare()
        return run._get_records_action()

    def action_open_notices(self):
        """Open the notices of these runs."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_notice_action")
        return {**action, "domain": [("run_id", "in", self.ids)]}

    def action_bank_is_complete(self):
        """Declare that the bank data is complete until the day of the run, though there is no newer line."""
        self._check_may_run()
        self.check_access("write")
        for run in self:
            # sudo: finance may declare this for its company without the right to change companies
            run.company_id.sudo().collection_bank_date = run.date
            run.sudo().bank_date = run.company_id._collection_bank_date()

    @api.model
    def _check_may_run(self):
        """Raise AccessError unless the user is in finance."""
        check_role(self, "finance", self.env._("Only finance can prepare and send dunning runs."))

    @api.depends("notice_ids.same_email")
    def _compute_same_email(self):
        told = {}
        for run, email, customers, _notice_ids in self._shared_emails():
            told.setdefault(run, []).append(f"{email}: {', '.join(customers.mapped('display_name'))}")
        for run in self:
            run.same_email = "\n".join(told.get(run, [])) or False

    def _shared_emails(self):
        """Return [(run, e-mail address, customers, ids of their notices)] where customers share an address."""
        self.env["collection.notice"].flush_model(["contact_id", "partner_id", "run_id", "state"])
        self.env["res.partner"].flush_model(["email_normalized"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run_id, email, ARRAY_AGG(DISTINCT partner_id), ARRAY_AGG(id)
                  FROM (SELECT n.id, n.run_id, n.partner_id,
                               COALESCE(contact.email_normalized, p.email_normalized) AS email
                          FROM collection_notice n
                          JOIN res_partner p ON p.id = n.partner_id
                     LEFT JOIN res_partner contact ON contact.id = n.contact_id
                         WHERE n.run_id = ANY(%s) AND n.state NOT IN ('dropped', 'cancelled')) told
                 WHERE email IS NOT NULL
                 GROUP BY run_id, email
                HAVING COUNT(DISTINCT partner_id) > 1
                 ORDER BY run_id, email
                """,
                self.ids,
            )
        )
        runs, partners = self.env["collection.run"], self.env["res.partner"]
        return [
            (runs.browse(run_id), email, partners.browse(partner_ids).sorted("name"), notice_ids)
            for run_id, email, partner_ids, notice_ids in rows
        ]
