from odoo import fields, models
from odoo.tools import SQL

from ..base.collection_lock import lock_or_tell
from . import collection_incentive_lines_sql as lines_sql
from . import collection_incentive_sql as sources_sql
from .collection_incentive_plan import FIXED
from .collection_incentive_rule import ROW_KINDS

#: so many statements at once are worth telling the planner of their rows
MANY = 20


class CollectionIncentive(models.Model):
    """Computing open statements: all of a person, the oldest first, since later ones count what these leave."""

    _inherit = "collection.incentive"

    def _calculate_chain(self):
        """Compute all open statements of these people. As superuser."""
        for company, statements in self.grouped("company_id").items():
            self.search(
                [
                    ("user_id", "in", statements.user_id.ids),
                    ("company_id", "=", company.id),
                    ("state", "not in", FIXED),
                    ("simulated", "=", False),
                ]
            )._calculate()

    def _calculate(self):
        """Compute these open statements anew; those that turn out to correct nothing disappear. As superuser."""
        if not self:
            return
        lock_or_tell(self, self.env._("Another user is computing these statements. Try again in a moment."))
        self._empty()
        corrections = self.filtered("is_correction")
        for _day, group in sorted(self.grouped("date_to").items()):
            group._calculate_period()
        corrections.filtered(lambda statement: not statement._has_lines()).unlink()

    def _empty(self):
        """Take the lines of open statements away, until they are computed again."""
        if not self:
            return
        self.env.flush_all()
        for table in ("collection_incentive_line", "collection_incentive_source"):
            self.env.cr.execute(SQL("DELETE FROM %s WHERE incentive_id = ANY(%s)", SQL.identifier(table), self.ids))
        self._set_state(
            "draft", amount_total=0, amount_deferred=0, amount_brought=0, amount_payable=0, amount_carried=0
        )
        self.env["collection.incentive.line"].invalidate_model()
        self.env["collection.incentive.source"].invalidate_model()

    def _has_lines(self):
        self.ensure_one()
        return bool(self.env["collection.incentive.line"].search_count([("incentive_id", "=", self.id)], limit=1))

    def _calculate_period(self):
        """Compute statements that end on the same day, all at once. Nothing of them is counted before."""
        for (company, currency), group in self._by_currency().items():
            group.rate = company.currency_id._get_conversion_rate(
                company.currency_id, currency, company, group[0].date_to
            )
        self.env.flush_all()
        execute, ids = self.env.cr.execute, self.ids
        self._tell_planner("collection_incentive")
        execute(sources_sql.insert_sources(ids))
        self._tell_planner("collection_incentive_source")
        execute(sources_sql.insert_moved(ids))
        execute(sources_sql.insert_undone(ids))
        execute(self._lines_statement())
        self._tell_planner("collection_incentive_line")
        execute(lines_sql.insert_taken_back(ids))
        execute(lines_sql.insert_bank(ids))
        self._insert_findings()
        self._insert_totals()
        self._insert_limits()
        self._sum_up()
        self.env["collection.incentive.line"].invalidate_model()
        self.env["collection.incentive.source"].invalidate_model()

    def _tell_planner(self, table):
        """Give the planner statistics of what this transaction has written, if it is much.

        Those that PostgreSQL makes by itself meanwhile do not see it, and lead to plans for a table without rows.
        """
        if len(self) > MANY:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _by_currency(self):
        groups = {}
        for statement in self:
            key = statement.company_id, statement.currency_id
            groups[key] = groups.get(key, self.browse()) | statement
        return groups

    def _lines_statement(self):
        plans = self._period_statements().plan_id
        rules = plans.rule_ids.filtered(lambda rule: rule.kind in ROW_KINDS)
        needs = {
            need
            for need, asked in (
                ("category", rules.categ_ids),
                ("rating", rules.rating_ids),
                ("age", any(rule.bracket == "age" for rule in rules)),
                ("new", any(rule.customer != "any" for rule in rules)),
            )
            if asked
        }
        return lines_sql.insert_lines(self.ids, plans.ids, needs)

    def _period_statements(self):
        """Return the statements to whose periods belongs what these count, themselves among them."""
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT period_id FROM collection_incentive_source WHERE incentive_id = ANY(%s)",
                self.ids,
            )
        )
        return self.filtered(lambda one: not one.is_correction) | self.browse(period_id for [period_id] in found)

    def _sum_up(self):
        """Add up the lines, offset what was carried forward from the statement before, and call them computed."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE collection_incentive s
                   SET amount_total = t.total, amount_deferred = t.deferred, amount_brought = t.brought,
                       amount_payable = GREATEST(t.total + t.brought, 0),
                       amount_carried = LEAST(t.total + t.brought, 0)
                  FROM (
                    SELECT x.id, COALESCE(sums.total, 0) AS total, COALESCE(sums.deferred, 0) AS deferred,
                           COALESCE((SELECT before.amount_carried FROM collection_incentive before
                                      WHERE before.user_id = x.user_id AND before.company_id = x.company_id
                                        AND before.simulated IS NOT DISTINCT FROM x.simulated
                                        AND before.date_from < x.date_from
                                   ORDER BY before.date_from DESC LIMIT 1), 0) AS brought
                      FROM collection_incentive x
                 LEFT JOIN (SELECT incentive_id, SUM(amount) AS total, SUM(deferred) AS deferred
                              FROM collection_incentive_line WHERE incentive_id = ANY(%(ids)s)
                          GROUP BY incentive_id) sums ON sums.incentive_id = x.id
                     WHERE x.id = ANY(%(ids)s)
                       ) t
                 WHERE s.id = t.id
                """,
                ids=self.ids,
            )
        )
        self.invalidate_recordset()
        self._set_state("computed", computed_on=fields.Datetime.now())
