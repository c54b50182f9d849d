from datetime import datetime, time
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.incentive import tiers


class CollectionIncentive(models.Model):
    """What findings of an audit cost whom they concern, once they are upheld."""

    _inherit = "collection.incentive"

    def _insert_findings(self):
        """Take what upheld findings cost; give it back when one is upheld no more."""
        statements = self.filtered(
            lambda one: not one.is_correction and any(rule.kind == "finding" for rule in one.plan_id.rule_ids)
        )
        if not statements:
            return
        taken = statements._findings_taken()
        upheld = statements._findings_upheld()
        rows = []
        for statement in statements:
            rounding = Decimal(str(statement.currency_id.rounding))
            found = upheld.get((statement.user_id, statement.company_id), {})
            before = taken.get((statement.user_id.id, statement.company_id.id), {})
            for rule in statement.plan_id.rule_ids.filtered(lambda rule: rule.kind == "finding"):
                percent = -Decimal(str(rule.percent))
                for number in found.keys() - before.keys():
                    basis = Decimal(str(found[number]))
                    amount = tiers.of_base(basis * Decimal(str(statement.rate)), percent, rounding)
                    rows.append((statement.id, statement.id, rule.id, "finding", basis, 0, percent, amount, 0, number))
            for number in before.keys() - found.keys():
                for rule_id, basis, percent, amount in before[number]:
                    rows.append(
                        (statement.id, statement.id, rule_id, "finding", -basis, 0, percent, -amount, 0, number)
                    )
        self._insert_rows(rows)

    def _findings_upheld(self):
        """Return {(person, company): {number: amount}} of the findings upheld until the end of these statements."""
        last = datetime.combine(max(self.mapped("date_to")), time.max)
        findings = self.env["collection.finding"].search(
            [("user_id", "in", self.user_id.ids), ("decision", "=", "upheld"), ("decided_date", "<=", last)]
        )
        found = {}
        for finding in findings:
            found.setdefault((finding.user_id, finding.company_id), {})[finding.id] = finding.amount
        return found

    def _findings_taken(self):
        """Return {(person id, company id): {number: [(rule id, basis, per cent, amount)]}} of what still stands."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.user_id, s.company_id, l.finding, l.rule_id, SUM(l.basis)::text, MAX(l.percent)::text,
                       SUM(l.amount)::text
                  FROM collection_incentive_line l
                  JOIN collection_incentive h ON h.id = l.incentive_id
                  JOIN collection_incentive s ON s.user_id = h.user_id AND s.company_id = h.company_id
                   AND s.simulated IS NOT DISTINCT FROM h.simulated
                 WHERE l.kind = 'finding' AND s.id = ANY(%s)
              GROUP BY s.id, l.finding, l.rule_id
                HAVING SUM(l.basis) <> 0
                """,
                self.ids,
            )
        )
        taken = {}
        for user_id, company_id, number, rule_id, *figures in rows:
            stands = taken.setdefault((user_id, company_id), {}).setdefault(number, [])
            stands.append((rule_id, *map(Decimal, figures)))
        return taken
