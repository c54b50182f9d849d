from odoo import api, fields, models
from odoo.exceptions import AccessError


class CollectionRun(models.Model):
    """The dunning of a company on a day: drafts are prepared, looked at, and sent."""

    _name = "collection.run"
    _description = "Dunning Run"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    date = fields.Date(required=True, readonly=True, help="The day it was in the company.")
    state = fields.Selection(
        [("draft", "New"), ("prepared", "Prepared"), ("done", "Sent")], default="draft", required=True, readonly=True
    )
    notice_ids = fields.One2many("collection.notice", "run_id", string="Notices")
    bank_date = fields.Date(
        string="Bank Data Of", readonly=True, help="The newest bank data that was there when it was prepared."
    )
    quiet_reason = fields.Char(
        readonly=True, help="Why nothing is sent by itself on this day: a weekend, a holiday, a quiet period."
    )
    notice_count = fields.Integer(compute="_compute_counts")
    draft_count = fields.Integer(string="To Send", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    amount = fields.Monetary(string="Open", currency_field="company_currency_id", compute="_compute_counts")

    _once_a_day = models.UniqueIndex("(company_id, date)", "There is a run of this company for this day already.")

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
            for name, state in (("draft_count", "draft"), ("sent_count", "sent"), ("failed_count", "failed")):
                run[name] = sum(count for found, count, _amount in mine if found == state)

    @api.model
    def _check_may_run(self):
        """Raise AccessError unless the user is in finance."""
        if not self.env.su and not self.env.user.has_group("sales_collection.group_collection_finance"):
            raise AccessError(self.env._("Finance prepares and sends dunning runs. Ask a colleague there."))
