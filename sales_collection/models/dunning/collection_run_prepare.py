from odoo import api, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL, format_date

from .collection_due_sql import proposal_sql, tables_sql


class CollectionRunPrepare(models.Model):
    """The draft notices of a run, made in one set-based pass."""

    _inherit = "collection.run"

    def action_prepare(self):
        """Make the draft notices of these runs, in place of older drafts that nobody has edited.

        :raises AccessError: for whoever is not in finance.
        :raises UserError: while somebody else prepares the same run, and when the company has a newer run, whose
            drafts would go.
        """
        self._check_may_run()
        self.check_access("write")
        self._check_newest()
        for run in self.sorted("company_id"):
            try:
                # sudo: the run reads all receivables of its company, also for a clerk who may not
                run.sudo()._prepare_drafts()
            except LockError:
                raise UserError(
                    self.env._("Another user is preparing this run. Reload the page in a moment.")
                ) from None

    def _check_newest(self):
        for run in self:
            newer = self.search([("company_id", "=", run.company_id.id), ("date", ">", run.date)], limit=1)
            if newer:
                raise UserError(
                    self.env._(
                        "A newer run of %(date)s exists. Open that run; an old run cannot be prepared again.",
                        date=format_date(self.env, newer.date),
                    )
                )

    def _prepare_drafts(self):
        self.ensure_one()
        self.lock_for_update()
        company = self.company_id
        self.env["collection.notice"]._supersede_drafts(company)
        self._propose(company, self.date, SQL("pol.state = 'live'"))
        self.env.cr.execute(self._insert_sql(proposal_sql(self.date)))
        self.env.invalidate_all()
        self.write(
            {
                "state": "prepared",
                "bank_date": company._collection_bank_date(),
                "quiet_reason": company._collection_quiet_reason(self.date),
            }
        )

    @api.model
    def _propose(self, company, today, usable, over_drafts=False):
        """Make the temporary tables that ``proposal_sql`` reads; see ``tables_sql``."""
        self.env.flush_all()
        for statement in tables_sql(company, today, usable, over_drafts):
            self.env.cr.execute(statement)

    def _insert_sql(self, proposal):
        """Return the statement that writes a proposal as notices with their lines."""
        return SQL(
            """
            WITH proposal AS MATERIALIZED (%(proposal)s),
            made AS (
                INSERT INTO collection_notice
                       (run_id, company_id, date, partner_id, contact_id, policy_id, level_id, user_id, team_id, state,
                        automatic, blocker, unmatched, amount, edited, create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (partner_id, contact_id)
                       %(run)s, %(company)s, %(date)s, partner_id, contact_id, policy_id, notice_level_id, user_id,
                       team_id, 'draft', automatic, blocker, unmatched, total, FALSE, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM proposal
                 ORDER BY partner_id, contact_id
                RETURNING id, partner_id, contact_id
            )
            INSERT INTO collection_notice_line
                   (notice_id, company_id, move_line_id, move_id, document, level_id, steps, date_due, days_overdue,
                    currency_id, residual_currency, residual, state, create_uid, create_date, write_uid, write_date)
            SELECT made.id, %(company)s, p.move_line_id, p.move_id, p.document, p.level_id, p.steps, p.date_due,
                   p.days_overdue, p.currency_id, p.open_currency, p.open, 'active', %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM proposal p
              JOIN made ON made.partner_id = p.partner_id AND made.contact_id = p.contact_id
            """,
            proposal=proposal,
            run=self.id,
            company=self.company_id.id,
            date=self.date,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
