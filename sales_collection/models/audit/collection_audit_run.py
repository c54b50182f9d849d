import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .collection_audit_sql import tables_sql

_logger = logging.getLogger(__name__)


class CollectionAudit(models.Model):
    """Running an audit: its tables, its checks, its findings; and the audit of each month."""

    _inherit = "collection.audit"

    def _period(self):
        """Return the days of the audit for its statements: ``first``, ``last``, and ``as_of``, not after today."""
        days = {"first": self.date_from, "last": self.date_to, "as_of": self._as_of()}
        return {name: SQL("%s::date", day) for name, day in days.items()}

    def _as_of(self):
        """Return the day up to which the audit looks: its last one, but not after today."""
        self.ensure_one()
        return min(self.date_to, self.company_id._collection_today())

    def _after_run(self):
        """Make the tables, ask all checks and keep what they find. A check that fails stops no other."""
        self.ensure_one()
        self._prepare_tables()
        errors = []
        for check in self.env["collection.audit.check"].search([("active", "=", True)]):
            try:
                with self.env.cr.savepoint():
                    rows = self.env.execute_query_dict(check._statement(self))
                    # sudo: findings are made by audits only
                    self.env["collection.finding"].sudo()._record(self, check, rows)
            except Exception as error:
                _logger.exception("Check %s of audit %s failed", check.code, self.id)
                errors.append(self.env._("Check %(check)s failed: %(error)s", check=check.name, error=error))
        self._write_lifecycle({"error": "\n".join(errors)})
        self.line_ids.finding_id._ask_explanation()

    def _prepare_tables(self):
        """Make the temporary tables that the checks read, and note how much there was and how much is looked at."""
        self.env.flush_all()
        for statement in tables_sql(self):
            self.env.cr.execute(statement)
        [[population, amount, picked, picked_amount]] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COALESCE(SUM(amount), 0), COUNT(*) FILTER (WHERE picked),
                       COALESCE(SUM(amount) FILTER (WHERE picked), 0)
                  FROM pg_temp.audit_unit
                """
            )
        )
        self._write_lifecycle(
            {
                "population": population,
                "population_amount": amount,
                "picked": picked,
                "picked_amount": picked_amount,
            }
        )

    # -- by itself ---------------------------------------------------------------------------------

    @api.model
    def _cron_monthly(self):
        """Audit the month before, of each company that wants it and from the day it says; harmless when repeated."""
        companies = self.env["res.company"].search([("collection_audit_monthly", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self.with_company(company)._audit_month_before()
            except Exception:
                _logger.exception("The month could not be audited for company %s", company.id)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _audit_month_before(self):
        """Make and run the audit of the month before for the current company, unless it is there or not time yet."""
        company = self.env.company
        if company._collection_today().day < company.collection_audit_start:
            return
        first, last = self._month_before()
        if self.search_count([("company_id", "=", company.id), ("date_from", "=", first), ("scheduled", "=", True)]):
            return
        audit = self.create({"company_id": company.id, "date_from": first, "date_to": last})
        audit._write_lifecycle({"scheduled": True})
        audit.action_run()
        audit.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=company._collection_today() + timedelta(days=audit.explain_days),
            summary=self.env._("Review the audit of %(month)s", month=fields.Date.to_string(first)[:7]),
            user_id=company._collection_colleague().id,
        )
