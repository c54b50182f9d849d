import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

BATCH = 50


class CollectionTargetSummary(models.Model):
    """That somebody has been told how far his targets, and those of the teams he leads, are: once a week.

    Made by the scheduled action together with the e-mail, which waits in the queue.
    """

    _name = "collection.target.summary"
    _description = "Weekly Target Summary"
    _order = "week desc, id"
    _rec_name = "user_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    week = fields.Date(string="Summary Week", required=True, readonly=True, help="Monday of the week of sending.")
    lang = fields.Char(string="Language", compute="_compute_lang")
    figures_html = fields.Html(
        string="Figure Tables",
        compute="_compute_figures_html",
        sanitize=False,
        help="For templates: the tables of targets.",
    )

    _once_a_week = models.UniqueIndex("(company_id, user_id, week)")

    @api.depends("company_id")
    def _compute_lang(self):
        installed = dict(self.env["res.lang"].get_installed())
        for summary in self:
            lang = summary.company_id.partner_id.lang
            summary.lang = lang if lang in installed else "en_US"

    @api.depends("company_id", "user_id", "week")
    def _compute_figures_html(self):
        # the targets of a company are read once for all who are told of them
        for (company, week, lang), summaries in self.grouped(lambda row: (row.company_id, row.week, row.lang)).items():
            targets = self._targets(company, week).with_context(lang=lang)
            teams = [
                (
                    team,
                    self._leaders(team),
                    of_team.filtered(lambda target: not target.user_id),
                    of_team.filtered("user_id"),
                )
                for team, of_team in targets.grouped("team_id").items()
            ]
            for summary in summaries:
                user = summary.user_id
                values = {
                    "own": targets.filtered(lambda target, user=user: target.user_id == user),
                    "teams": [(team, whole, parts) for team, leaders, whole, parts in teams if user in leaders],
                }
                qweb = self.env["ir.qweb"].with_context(lang=lang)
                summary.figures_html = qweb._render("sales_collection.target_summary", values)

    # -- sending -----------------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Queue the summaries of the week that are not there yet; a batch that fails is tried one by one.

        Who fails alone is noted in the log and stops no other.
        """
        cron, pending = self.env["ir.cron"], []
        self.env["res.company"]._collection_each(
            lambda company: pending.extend(self._batches(company)), "Looking for whom to send a summary"
        )
        cron._commit_progress(remaining=sum(len(users) for _company, _week, users in pending))
        for company, week, users in pending:
            if not self._try_send(company, week, users):
                for user in users if len(users) > 1 else ():
                    self._try_send(company, week, user)
            if not cron._commit_progress(len(users)):
                return

    @api.model
    def _batches(self, company):
        """Return (company, week, users) for each batch of those who are told in a company."""
        week = self._week(company)
        recipients = self._recipients(company, week)
        return [(company, week, recipients.browse(ids)) for ids in split_every(BATCH, recipients.ids)]

    @api.model
    def _try_send(self, company, week, users):
        """Tell these users, all or none; return whether that went well."""
        try:
            with self.env.cr.savepoint():
                self._send(company, week, users)
        except Exception:
            _logger.exception("Weekly summaries could not be made for %s", ", ".join(users.mapped("login")))
            return False
        return True

    @api.model
    def _send(self, company, week, users):
        """Note that these users are told, and queue their e-mails with it."""
        summaries = self.create([{"company_id": company.id, "user_id": user.id, "week": week} for user in users])
        self.env.ref("sales_collection.mail_template_target_summary").send_mail_batch(summaries.ids)

    @api.model
    def _week(self, company):
        """Return the Monday of the week it is in the company."""
        today = company._collection_today()
        return today - timedelta(days=today.weekday())

    @api.model
    def _targets(self, company, week):
        """Return the targets that a summary is about: running on its Monday, or over in the week before."""
        return self.env["collection.target"].search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", week),
                ("date_to", ">=", week - timedelta(days=7)),
            ]
        )

    @api.model
    def _recipients(self, company, week):
        """Return who is told this week and was not yet: who has a target, and who leads a team with one."""
        targets = self._targets(company, week)
        people = targets.user_id
        for team in targets.team_id:
            people |= self._leaders(team)
        told = self.search([("company_id", "=", company.id), ("week", "=", week)]).user_id
        return (people - told).filtered(lambda user: user.active and user.email and company in user.company_ids)

    @api.model
    def _leaders(self, team):
        """Return who leads a team: its leader, or else those of its members who are team leaders."""
        members = team.crm_team_member_ids.user_id
        return team.user_id or members.filtered(lambda user: user.has_group("sales_collection.group_collection_leader"))
