from decimal import ROUND_DOWN, ROUND_UP, Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.incentive import tiers
from ...engine.ledger import measures
from ..ledger import measure_sql

#: to this many places a measure is kept: an on-time rate is never rounded up to its mark, nor days down to theirs
PLACES = Decimal("0.0001")

#: a measure that reaches no award, for a period of which all money has gone back
NOTHING = {"on_time": Decimal(-1), "days_late": Decimal(99_999)}

#: what was collected in the periods, and how late; in those from before, early money made up for late money
SUMS = """
    SELECT src.period_id, src.role, SUM(src.amount)::text, SUM(src.untaxed_amount)::text,
           COALESCE(SUM(src.amount) FILTER (WHERE counts.late), 0)::text,
           COALESCE(SUM(src.amount) FILTER (WHERE counts.late AND %(on_time)s), 0)::text,
           COALESCE(SUM(src.amount * CASE WHEN period.early_makes_up THEN e.days_late ELSE %(late_days)s END)
                    FILTER (WHERE counts.late), 0)::text
      FROM collection_incentive_source src
      JOIN collection_incentive period ON period.id = src.period_id
      JOIN collection_entry e ON e.id = src.entry_id AND e.kind = 'cash'
CROSS JOIN LATERAL (SELECT %(from_customers)s AS late) counts
     WHERE src.period_id = ANY(%(period_ids)s)
  GROUP BY src.period_id, src.role
"""

#: what was written for these periods: per rule, and as a whole without floor and cap
BOOKED = """
    SELECT period_id, CASE WHEN kind IN ('total', 'limit') THEN kind ELSE 'row' END, rule_id,
           SUM(amount + deferred)::text, MAX(measure)::text
      FROM collection_incentive_line
     WHERE period_id = ANY(%s)
  GROUP BY 1, 2, 3
"""

INSERT = """
    INSERT INTO collection_incentive_line
           (incentive_id, period_id, rule_id, kind, basis, measure, percent, amount, deferred, finding)
    VALUES %s
"""


class CollectionIncentive(models.Model):
    """What the sum of a period earns: tiers, awards, floor and cap.

    What is written is the difference to what was written for the same period before, so that a period whose
    money comes late or goes back is worth in the end what the rules give for its final sum.
    """

    _inherit = "collection.incentive"

    # -- tiers and awards --------------------------------------------------------------------------

    def _insert_totals(self):
        periods = self._period_statements().filtered(
            lambda period: any(rule.kind in rule._total_kinds for rule in period.plan_id.rule_ids)
        )
        if not periods:
            return
        sums = {
            (row[0], row[1]): [Decimal(text) for text in row[2:]] for row in self.env.execute_query(periods._sums_sql())
        }
        booked = {
            (row[0], row[2]): row[3:] for row in self.env.execute_query(SQL(BOOKED, periods.ids)) if row[1] == "total"
        }
        targets = periods._targets()
        rows = []
        for period, statement in self._statement_of(periods):
            for rule in period.plan_id.rule_ids.filtered(lambda rule: rule.kind in rule._total_kinds):
                before, measured = booked.get((period.id, rule.id), (None, None))
                found = period._judge_total(rule, sums.get((period.id, rule.scope)), measured, targets)
                if not found:
                    continue
                base, measure, result = found
                amount = result - Decimal(before or 0)
                # the first time also nothing is told: how far somebody was from an award
                if amount or (before is None and (rule.kind == "target" or (period.id, rule.scope) in sums)):
                    rows.append((statement.id, period.id, rule.id, "total", base, measure, 0, amount, 0, 0))
        self._insert_rows(rows)

    def _sums_sql(self):
        """Return the query of what was collected in these periods; money paid back does not count for lateness."""
        return SQL(
            SUMS,
            period_ids=self.ids,
            from_customers=measure_sql.from_customers(),
            on_time=measure_sql.on_time(SQL("e.days_late")),
            late_days=measure_sql.late_days(SQL("e.days_late")),
        )

    def _statement_of(self, periods):
        """Return the pairs of a period's statement and the one, among these, that counts for it: of the same person."""
        mine = {(one.user_id, one.company_id): one for one in self}
        return [(period, mine[period.user_id, period.company_id]) for period in periods.sorted("date_from")]

    def _judge_total(self, rule, sums, measured, targets):
        """Return base, measure and result of a rule for the sum of this period, or None if there is nothing to judge.

        :param sums: the row of ``SUMS``
        :param measured: the measure written before: a target of then stays what it was
        """
        sums = sums or [Decimal(0)] * 5
        measure = getattr(self, f"_measure_{rule.kind}")(rule, sums, measured, targets)
        if measure is None:
            return None
        base = (sums[0] if rule._with_tax() else sums[1]) * Decimal(str(self.rate))
        base = base.quantize(PLACES)
        return base, measure, tiers.total(rule._parts(base, measure), Decimal(str(self.currency_id.rounding)))

    # -- what is measured: each takes what _judge_total has, and returns a Decimal, or None for nothing to judge -----

    def _measure_tiers(self, rule, sums, measured, targets):
        return Decimal(0)

    def _measure_target(self, rule, sums, measured, targets):
        return Decimal(measured) if measured else self._target_measure(rule, targets, Decimal(str(self.rate)))

    def _measure_on_time(self, rule, sums, measured, targets):
        _amount, _untaxed, dated, on_time, _weighted = sums
        if dated <= 0:
            return self._measure_nothing(rule, measured)
        return measures.share(on_time, dated).quantize(PLACES, ROUND_DOWN)

    def _measure_days_late(self, rule, sums, measured, targets):
        _amount, _untaxed, dated, _on_time, weighted = sums
        if dated <= 0:
            return self._measure_nothing(rule, measured)
        return (weighted / dated).quantize(PLACES, ROUND_UP)

    def _measure_nothing(self, rule, measured):
        """There is no money to judge by: what was earned before is taken back."""
        return NOTHING[rule.kind] if measured else None

    # -- targets -----------------------------------------------------------------------------------

    def _targets(self):
        """Return {(statement id, kind): (target, attained)} of these statements."""
        wanted = self.filtered(lambda one: any(rule.kind == "target" for rule in one.plan_id.rule_ids))
        found, groups = {}, {}
        for one in wanted:
            first, last = one.plan_id._period_of(one.date_from)
            groups.setdefault((one.company_id, first, last), []).append(one)
        for (company, first, last), group in groups.items():
            users = self.browse(one.id for one in group).user_id
            attained = self.env["collection.target"]._attained(users, first, last, company)
            for one in group:
                found.update({(one.id, kind): pair for kind, pair in attained.get(one.user_id.id, {}).items()})
        return found

    def _target_measure(self, rule, targets, rate):
        """Return the target in the plan's currency, or for other kinds than amounts the per cent attained; or None.

        Fewer days late than the target are more than 100 per cent of it.
        """
        target, attained = targets.get((self.id, rule.target_kind), (None, None))
        if target is None:
            return None
        if rule.target_kind == "amount":
            return (target * rate).quantize(PLACES) if target > 0 else None
        if attained is None:
            return None
        if rule.target_kind == "days_late":
            # who is not late at all has kept any target
            percent = 100 * target / attained if attained > 0 else Decimal(max(100, 100 * target))
        else:
            percent = 100 * attained / target if target > 0 else Decimal(100)
        return percent.quantize(PLACES, ROUND_DOWN)

    # -- floor and cap -----------------------------------------------------------------------------

    def _insert_limits(self):
        """Bring what each touched period has earned between the floor and the cap of its plan."""
        periods = self._period_statements().filtered(lambda period: period.plan_id.floor or period.plan_id.cap)
        if not periods:
            return
        earned, limits = {}, {}
        for period_id, kind, _rule_id, amount, _measure in self.env.execute_query(SQL(BOOKED, periods.ids)):
            sums = limits if kind == "limit" else earned
            sums[period_id] = sums.get(period_id, Decimal(0)) + Decimal(amount)
        rows = []
        for period, statement in self._statement_of(periods):
            total = earned.get(period.id, Decimal(0))
            paid = tiers.limited(total, *period._limits())
            amount = paid - total - limits.get(period.id, Decimal(0))
            if amount:
                rows.append((statement.id, period.id, None, "limit", total, paid, 0, amount, 0, 0))
        self._insert_rows(rows)

    def _limits(self):
        """Return floor and cap of the plan for the days that this statement is for."""
        self.ensure_one()
        first, last = self.plan_id._period_of(self.date_from)
        days, of_days = (self.date_to - self.date_from).days + 1, (last - first).days + 1
        rounding = Decimal(str(self.currency_id.rounding))
        return [
            tiers.by_days(Decimal(str(amount)), days, of_days, rounding)
            for amount in (self.plan_id.floor, self.plan_id.cap)
        ]

    def _insert_rows(self, rows):
        """Write lines by one statement. A rule that is None is floor or cap."""
        if rows:
            self.env.cr.execute(SQL(INSERT, SQL(", ").join(SQL("%s", row) for row in rows)))
