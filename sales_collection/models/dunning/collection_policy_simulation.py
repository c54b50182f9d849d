from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools import SQL

from ...engine.dunning import dunning
from ..ledger.collection_open_sql import FRAGMENTS


class CollectionPolicySimulation(models.Model):
    """What would be told by a policy, from what is open now or from the ledger of a time gone by."""

    _inherit = "collection.policy"

    def _simulate_open(self, last_day, instead_of=None):
        """Return the engine's contacts from today on if nobody pays, by all policies of the company.

        :param instead_of: the policy in whose place this one is taken to be
        """
        company = self.company_id
        today = company._collection_today()
        source = SQL(
            """
            SELECT l.id, COALESCE(p.commercial_partner_id, l.partner_id) AS partner_id,
                   l.collection_date_due AS date_due, %(residual)s AS amount, reached.days, reached.id AS level_id,
                   %(residual)s / %(residual_currency)s AS rate
              FROM account_move_line l
         LEFT JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN collection_level reached ON reached.id = l.collection_level_id
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND %(is_open)s
               AND l.partner_id IS NOT NULL AND %(residual_currency)s > 0
               AND l.collection_date_due <= %(reach)s
            """,
            **FRAGMENTS,
            company=company.id,
            reach=last_day + timedelta(days=self._days_ahead()),
        )
        self.env.flush_all()
        holds = self._simulated_holds(today)
        scale = company.currency_id.rounding
        items = [
            dunning.Item(
                row["id"],
                row["partner_id"],
                row["date_due"],
                [(today, round(row["amount"] / scale))],
                [dunning.Hold(end, round(amount * row["rate"] / scale)) for end, amount in holds.get(row["id"], ())],
                row["days"],
                row["level_id"],
            )
            for row in self.env.execute_query_dict(source)
        ]
        return self._simulated(source, items, today, last_day, instead_of, self._told_before(today))

    def _simulate_ledger(self, first_day, last_day, instead_of=None):
        """Return the engine's contacts of a time gone by, as the ledger says how each receivable was paid.

        What was overdue before the first day is taken to have had the levels it would have had by then.
        """
        company = self.company_id
        source = SQL(
            """
            SELECT l.id, COALESCE(p.commercial_partner_id, l.partner_id) AS partner_id,
                   l.collection_date_due AS date_due, l.date, l.balance AS amount
              FROM account_move_line l
         LEFT JOIN res_partner p ON p.id = l.partner_id
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.partner_id IS NOT NULL
               AND l.balance > 0 AND l.date <= %(last)s AND l.collection_date_due <= %(reach)s
               AND (%(is_open)s OR EXISTS (
                    SELECT FROM collection_entry e WHERE e.move_line_id = l.id AND e.date > %(first)s))
            """,
            company=company.id,
            is_open=FRAGMENTS["is_open"],
            first=first_day,
            last=last_day,
            reach=last_day + timedelta(days=self._days_ahead()),
        )
        self.env.flush_all()
        scale = company.currency_id.rounding
        paid = {}
        for line, day, amount in self.env.execute_query(
            SQL(
                """
                WITH item AS MATERIALIZED (%s)
                SELECT e.move_line_id, e.date, SUM(e.amount)
                  FROM collection_entry e JOIN item ON item.id = e.move_line_id
                 GROUP BY 1, 2
                """,
                source,
            )
        ):
            paid.setdefault(line, []).append((day, -round(float(amount) / scale)))
        items = []
        for row in self.env.execute_query_dict(source):
            changes = [(row["date"], round(float(row["amount"]) / scale)), *paid.get(row["id"], ())]
            before = (first_day - row["date_due"]).days - 1
            had = before if before >= 0 else None
            items.append(dunning.Item(row["id"], row["partner_id"], row["date_due"], changes, reached_days=had))
        return self._simulated(source, items, first_day, last_day, instead_of, {})

    def _simulated(self, source, items, first_day, last_day, instead_of, told):
        company = self.company_id
        query = SQL(
            """SELECT * FROM (%s) policy
                WHERE partner_id IN (SELECT partner_id FROM (%s) item) AND policy_id IS NOT NULL""",
            self._of_customers_sql(company, also=self),
            source,
        )
        applied = dict(self.env.execute_query(query))
        # None: this policy where it stands; an empty one: for whoever has none yet, as the company's first
        replaced = {self.id} if instead_of is None else {self.id, instead_of.id or None}
        rules = self._rules()
        used = {item.customer: rules for item in items if applied.get(item.customer) in replaced}
        quiet = self._quiet_days(first_day, last_day)
        return list(dunning.simulate(used, items, first_day, last_day, quiet, told))

    def _quiet_days(self, first_day, last_day):
        """Return the days on which nothing is sent, with one look at the working calendar for all of them."""
        company = self.company_id
        periods = [(period.date_from, period.date_to) for period in company.collection_quiet_period_ids]
        calendar = company.resource_calendar_id if self.respect_calendar else None
        unusual = {}
        if calendar:
            zone = pytz.timezone(calendar.tz)
            start = zone.localize(datetime.combine(first_day, time.min))
            unusual = calendar._get_unusual_days(start, zone.localize(datetime.combine(last_day, time.max)), company)
        days = (first_day + timedelta(days=number) for number in range((last_day - first_day).days + 1))
        return {
            day for day in days if unusual.get(day.isoformat()) or any(begin <= day <= end for begin, end in periods)
        }

    def _rules(self):
        """Return this policy as the engine's."""
        self.ensure_one()
        scale = self.currency_id.rounding
        levels = tuple(
            dunning.Level(level.id, level.days, level.automatic, level.stops_orders, level.raises_legal)
            for level in self.level_ids.sorted(lambda level: (level.days, level.id))
        )
        return dunning.Policy(
            self.id,
            levels,
            self.grace_days,
            round(self.minimum_item / scale),
            round(self.minimum_customer / scale),
            self.interval_days,
            self.contacts_per_week,
        )

    def _days_ahead(self):
        """Return how many days before the due date the first level of this policy is told."""
        return max([0, *(-level.days for level in self.level_ids)])

    def _simulated_holds(self, today):
        found = self.env.execute_query(
            SQL(
                """
                SELECT move_line_id, date_end, COALESCE(amount, 0) FROM collection_hold
                 WHERE active AND company_id = %s AND (date_end IS NULL OR date_end >= %s)
                """,
                self.company_id.id,
                today,
            )
        )
        holds = {}
        for line, end, amount in found:
            holds.setdefault(line, []).append((end, float(amount)))
        return holds

    def _told_before(self, today):
        found = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, date, state = 'dropped' FROM collection_notice
                 WHERE company_id = %s AND state IN ('queued', 'sent', 'dropped') AND date > %s
                """,
                self.company_id.id,
                today - timedelta(days=max(7, self.interval_days)),
            )
        )
        told = {}
        for customer, day, dropped in found:
            told.setdefault(customer, []).append((day, dropped))
        return told
