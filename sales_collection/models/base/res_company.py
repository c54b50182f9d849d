import logging
from datetime import datetime, time

import pytz
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_policy_id = fields.Many2one(
        "collection.policy",
        domain="[('company_id', '=', id)]",
        ondelete="restrict",
        groups="base.group_user",
        help="Policy for all customers without their own policy, rating policy or tag policy.",
    )
    collection_bank_date = fields.Date(
        string="Bank Data Complete Until",
        groups="base.group_user",
        help="Date until which finance has confirmed that all bank lines are imported.",
    )
    collection_finance_id = fields.Many2one(
        "res.users",
        string="Collection Finance Contact",
        groups="base.group_user",
        help="Recipient of the calls and to-dos of finance.",
    )
    collection_quiet_period_ids = fields.One2many(
        "collection.quiet.period", "company_id", string="Quiet Periods", groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_missing_policies()
        return companies

    def _create_missing_policies(self):
        """Give companies without a policy a copy of the standard one, not in use, as their own."""
        # sudo: whoever makes a company need not be a manager of collection
        standard = self.env.ref("sales_collection.collection_policy_standard", raise_if_not_found=False)
        for company in self.sudo().filtered(lambda company: not company.collection_policy_id) if standard else ():
            if standard.sudo().company_id == company:  # sudo: as above
                company.collection_policy_id = standard
                continue
            product = standard.sudo().charge_product_id  # sudo: as above
            policy = (
                standard.sudo()
                .with_company(company)
                .copy(  # sudo: as above
                    {
                        "name": standard.sudo().name,
                        "company_id": company.id,
                        "category_ids": False,
                        # the one of the first company may have been replaced, or given a product of its own
                        "active": True,
                        "charge_product_id": False if product.company_id else product.id,
                    }
                )
            )
            company.collection_policy_id = policy

    @api.model
    def _collection_each(self, act, what):
        """Call ``act`` with each company in use; for scheduled actions, which commit as they go.

        What fails is undone as far as it is not committed, noted in the log, and stops no other company: neither a
        mistake nor a statement that takes too long nor somebody who works on the same records.

        :param act: a function of a company
        :param what: what it does, for the log
        """
        for company in self.search([("active", "=", True)], order="id"):
            try:
                act(company)
                self.env["ir.cron"]._commit_progress(1)
            except OperationalError:
                # mostly somebody else at the same rows: the next time does it
                self.env.cr.rollback()
                _logger.warning("%s is left to the next time in company %s", what, company.id, exc_info=True)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("%s failed in company %s", what, company.id)

    def _collection_today(self):
        """Return the day it is now where the company is: by its own time zone, else the user's."""
        return self._collection_day(fields.Datetime.now())

    def _collection_day(self, moment):
        """Return the day of a moment (UTC, without time zone) where the company is."""
        self.ensure_one()
        try:
            zone = pytz.timezone(self.partner_id.tz or self.env.user.tz or "UTC")
        except pytz.UnknownTimeZoneError:
            # a zone that is not in use any more stops no company's work
            zone = pytz.utc
        return pytz.utc.localize(moment).astimezone(zone).date()

    def _collection_bank_date(self):
        """Return the day up to which bank data is there: of the newest bank line, or as finance has declared."""
        self.ensure_one()
        [(newest,)] = self.env["account.bank.statement.line"]._read_group(
            [("company_id", "=", self.id)], aggregates=["date:max"]
        )
        return max(filter(None, (newest, self.collection_bank_date)), default=False)

    def _collection_colleague(self, *wanted):
        """Return the first of these users who still works for the company, else somebody of finance."""
        self.ensure_one()
        # sudo: who does finance is looked up, whoever asks
        for user in (*wanted, self.sudo().collection_finance_id, *self._collection_people("finance")):
            if user.active and not user.share and self in user.sudo().company_ids:  # sudo: as above
                return user.sudo(False)
        return self.env.ref("base.user_admin")

    @api.model
    def _collection_people(self, role):
        """Return the users of one of our groups (``finance``, ``manager``) in all companies, in a lasting order."""
        # sudo: who belongs to a group is looked up, whoever asks
        return self.env.ref(f"sales_collection.group_collection_{role}").sudo().all_user_ids.sorted("id")

    def _collection_manager_for(self, named, concerned):
        """Return who decides on something: who is named for it, else a manager; whom it concerns comes last.

        :param named: who decides in the first place, may be empty
        :param concerned: who does not decide if there is anybody else
        """
        managers = self._collection_people("manager")
        return self._collection_colleague(*(named - concerned), *(managers - concerned), *managers)

    def _collection_is_only_manager(self):
        """Return whether the current user is a manager, and the company has no other one who could decide for him."""
        self.ensure_one()
        managers = self._collection_people("manager").filtered(lambda user: self in user.company_ids)
        return managers.sudo(False) == self.env.user

    def _collection_quiet_reason(self, day):
        """Return why nobody is dunned by itself on that day, or False: a quiet period, a day without work."""
        self.ensure_one()
        period = self._collection_quiet_period(day)
        if period:
            return period.name
        if day in self._collection_free_days(day, day):
            return self.env._("non-working day in calendar %s", self.resource_calendar_id.name)
        return False

    def _collection_free_days(self, first, last):
        """Return the set of days, from the first to the last, on which nobody works by the company's calendar."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        if not calendar or first > last:
            return set()
        zone = pytz.timezone(calendar.tz)
        start, end = (zone.localize(datetime.combine(*moment)) for moment in ((first, time.min), (last, time.max)))
        unusual = calendar._get_unusual_days(start, end, self)
        return {fields.Date.to_date(day) for day, free in unusual.items() if free}

    def _collection_quiet_period(self, day):
        """Return the quiet period in which that day lies, empty if there is none."""
        return self.collection_quiet_period_ids.filtered(lambda period: period.date_from <= day <= period.date_to)[:1]

    @api.model
    def _collection_days(self, day=None):
        """Return the rows (company id, the day it is there) of all companies, for a VALUES list; or a day for all."""
        return SQL(", ").join(
            SQL("(%s, %s::date)", company.id, day or company._collection_today()) for company in self.search([])
        )
