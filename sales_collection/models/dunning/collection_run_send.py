import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ..base.collection_lock import lock_or_tell
from ..ledger.collection_open_sql import FRAGMENTS

_logger = logging.getLogger(__name__)


class CollectionRunSend(models.Model):
    """The sending of a run: by a person, and each day by itself."""

    _inherit = "collection.run"

    error = fields.Text(readonly=True, help="Reason why the run could not be prepared automatically.")

    def action_send(self):
        """Send the drafts of these runs that nobody has to decide on one by one.

        :raises AccessError: for whoever is not in finance.
        """
        self._check_may_run()
        drafts = self.notice_ids.filtered(lambda notice: notice.state == "draft" and not notice.blocker)
        return drafts.action_send()

    def action_print_letters(self, again=False):
        """Print the letters of these runs into one PDF, by country and postcode; printed counts as sent.

        :param bool again: also those that have been printed before
        :raises AccessError: for whoever is not in finance.
        :raises UserError: when there is nothing to print.
        """
        self._check_may_run()
        self.check_access("read")
        if len(self.company_id) > 1:
            raise UserError(self.env._("Print the letters of one company at a time."))
        # sudo: deliveries are changed by actions only
        letters = self.sudo().notice_ids.delivery_ids.filtered(
            lambda delivery: (
                delivery.method == "letter" and (delivery.state == "waiting" or (again and delivery.state == "sent"))
            )
        )
        waiting = letters.filtered(lambda delivery: delivery.state == "waiting")
        busy = self.env._("Another user is printing these letters. Reload the page in a moment.")
        lock_or_tell(waiting, busy)
        needless = waiting._needless()
        if not letters - needless:
            raise UserError(self.env._("There are no letters to print."))
        needless._cancel()
        letters, waiting = letters - needless, waiting - needless
        letters = letters.sorted(
            lambda delivery: (
                delivery.notice_id.contact_id.country_id.name or "",
                delivery.notice_id.contact_id.zip or "",
                delivery.id,
            )
        )
        # sudo: whoever may print a run prints all of it
        reports = self.env["ir.actions.report"].sudo()
        content = reports._collection_one_pdf("sales_collection.action_report_collection_notice", letters.notice_id)
        waiting._succeed()
        self.env["collection.notice"].sudo()._finish()  # sudo: as above
        return self._letters_action(content)

    def _letters_action(self, content):
        """Keep the letters on the run and open them."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Letters %(date)s.pdf", date=self[:1].date),
                "raw": content,
                "res_model": self._name,
                "res_id": self[:1].id,
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=1", "target": "new"}

    # -- every day ---------------------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Prepare and send what is due in each company with a policy in use."""
        self.env["res.company"]._collection_each(self._run_or_tell, "Dunning")
        self._release_all()
        self._send_released()
        self.env["collection.delivery"]._deliver_waiting()

    @api.model
    def _cron_deliver(self):
        """Send what people have released, and deliver whatever waits."""
        self._send_released()
        self.env["collection.delivery"]._deliver_waiting()

    @api.model
    def _run_or_tell(self, company):
        """Prepare and send what is due in a company with a policy in use; what fails is told on its run."""
        if not self.env["collection.policy"].search_count([("company_id", "=", company.id), ("state", "=", "live")]):
            return
        try:
            self._run_company(company)
        except psycopg2.OperationalError:
            # another worker is at it
            raise
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Dunning of company %s failed", company.id, exc_info=True)
            self._note_error(company, str(error) or type(error).__name__)

    @api.model
    def _run_company(self, company):
        run = self._of_today(company).with_company(company)
        self.env["ir.cron"]._commit_progress()
        if run.state == "draft":
            try:
                run._prepare_drafts()
            except LockError:
                self.env.cr.rollback()
                return
            run.error = False
            self.env["ir.cron"]._commit_progress()
        self._queue_all([("company_id", "=", company.id), *run._automatic_domain()])
        run._close()
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _release_all(self):
        """Release orders in all companies: a stop ends also where no policy is in use any more, or a run has failed."""
        self.env["res.company"]._collection_each(self._release_orders, "Releasing customers for new orders")

    @api.model
    def _release_orders(self, company):
        """Let customers order again of whom nothing is open any more that had reached a level which stops orders,
        or was in a broken plan.

        Only those whom dunning has stopped: what a manager has stopped by hand, he releases.
        """
        self.env.flush_all()
        released = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM res_partner p
                 WHERE (p.collection_credit_hold ->> %(key)s)::boolean
                   AND (p.collection_credit_hold_dunning ->> %(key)s)::boolean
                   AND NOT EXISTS (
                        SELECT FROM account_move_line l
                          JOIN collection_level lv ON lv.id = l.collection_level_id AND lv.stops_orders
                          JOIN res_partner own ON own.id = l.partner_id
                         WHERE own.commercial_partner_id = p.id AND l.company_id = %(company)s
                           AND l.parent_state = 'posted' AND %(is_open)s
                           AND %(residual_currency)s > 0)
                   AND NOT EXISTS (
                        SELECT FROM collection_plan plan
                          JOIN collection_plan_item_rel item ON item.plan_id = plan.id
                          JOIN account_move_line l ON l.id = item.move_line_id
                         WHERE plan.partner_id = p.id AND plan.company_id = %(company)s AND plan.state = 'broken'
                           AND l.parent_state = 'posted' AND %(is_open)s
                           AND %(residual_currency)s > 0)
                """,
                key=str(company.id),
                company=company.id,
                **FRAGMENTS,
            )
        )
        customers = self.env["res.partner"].browse(row[0] for row in released)
        customers.with_company(company).collection_credit_hold = False

    @api.model
    def _of_today(self, company):
        """Return the run of today, made if it is missing."""
        today = company._collection_today()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO collection_run (company_id, date, state, create_uid, create_date, write_uid, write_date)
                VALUES (%(company)s, %(date)s, 'draft', %(uid)s, %(now)s, %(uid)s, %(now)s)
                    ON CONFLICT (company_id, date) DO NOTHING
                """,
                company=company.id,
                date=today,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.search([("company_id", "=", company.id), ("date", "=", today)])

    def _automatic_domain(self):
        """Return which drafts go out by themselves.

        Not those whose policy wants newer bank data than there is, and on a day without work only those whose policy
        does not care; in a quiet period none.
        """
        if self.company_id._collection_quiet_period(self.date):
            return [("id", "=", False)]
        any_day = [("policy_id.respect_calendar", "=", False)] if self.quiet_reason else []
        newest = self.company_id._collection_bank_date()
        policies = self.env["collection.policy"].search([("company_id", "=", self.company_id.id)])
        stale = policies.filtered(
            lambda policy: policy.bank_days and (not newest or newest < self.date - timedelta(days=policy.bank_days))
        )
        return [
            ("automatic", "=", True),
            ("blocker", "=", False),
            ("policy_id.state", "=", "live"),
            ("policy_id", "not in", stale.ids),
            *any_day,
        ]

    @api.model
    def _send_released(self):
        """Queue what a person has sent and no worker has queued yet."""
        self._queue_all([("sent_user_id", "!=", False)])

    @api.model
    def _queue_all(self, domain):
        """Queue the drafts of a domain batch by batch, each batch a transaction of its own."""
        notices, last = self.env["collection.notice"], 0
        size = notices._BATCH
        while batch := notices.search([*domain, ("state", "=", "draft"), ("id", ">", last)], order="id", limit=size):
            last = batch[-1].id
            self.env["ir.cron"]._commit_progress()
            if not self._queue_batch(batch):
                for notice in batch:
                    self._queue_batch(notice)

    @api.model
    def _queue_batch(self, batch):
        """Queue a batch and commit; what fails alone is noted on it. Return whether it went well."""
        try:
            batch._queue()
            self.env["ir.cron"]._commit_progress(len(batch))
            return True
        except psycopg2.OperationalError:
            # somebody else was at the same rows; one by one it goes, or the next call does it
            self.env.cr.rollback()
            _logger.info("Notices %s are tried again", batch.ids, exc_info=True)
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Notices %s could not be queued", batch.ids, exc_info=True)
            if len(batch) == 1 and (taken := batch._take_drafts()):
                taken._fail(self.env._("Sending failed: %(problem)s", problem=str(error) or type(error).__name__))
                self.env["ir.cron"]._commit_progress()
        return False

    @api.model
    def _note_error(self, company, problem):
        run = self._of_today(company)
        run.error = self.env._("The run could not be prepared or sent: %(problem)s", problem=problem)
        self.env["ir.cron"]._commit_progress()

    def _close(self):
        """Mark prepared runs as sent that have nothing left to send."""
        open_runs = self.env["collection.notice"]._read_group(
            [("run_id", "in", self.ids), ("state", "in", ("draft", "queued"))], ["run_id"]
        )
        busy = self.browse().union(*(run for (run,) in open_runs))
        (self - busy).filtered(lambda run: run.state == "prepared").state = "done"
