import logging

from odoo import api, models
from odoo.tools import SQL

from ..base.collection_apart import each_apart

_logger = logging.getLogger(__name__)

BATCH = 200

#: so many days after its date a kept promise is still looked at; what bounces later breaks no promise any more
LOOK_BACK_DAYS = 60


class CollectionPromiseJudge(models.Model):
    """Promises are judged by the ledger: kept, kept in part, broken."""

    _inherit = "collection.promise"

    @api.model
    def _cron_judge(self):
        """Judge the promises of all companies; what cannot be judged is noted in the log and stops no other."""
        self.env["res.company"]._collection_each(self._judge, "Judging promises")

    @api.model
    def _judge(self, company):
        """Judge the promises of a company by what has come until now."""
        verdicts = {}
        self.env.flush_all()
        for promise_id, state, received in self.env.execute_query(self._verdicts_sql(company)):
            verdicts[promise_id] = (state, received)
        each_apart(
            self.browse(verdicts),
            lambda promise: promise._settle(*verdicts[promise.id]),
            BATCH,
            _logger,
            "Promise %s could not be judged",
        )

    @api.model
    def _verdicts_sql(self, company):
        """Return the query of the promises whose state changes: id, new state, what has come.

        Money and offsets count, credit notes and write-offs do not; but nobody has to pay more than he still owes.
        A kept promise is looked at again for a while, since a payment may bounce. A payment from before the
        promise that bounces, or is matched anew, counts neither way: hence the sums by payment. What is still owed is
        read in the ledger, since an invoice looks paid while its payment is a draft. While an invoice is in draft
        itself, its promise waits.
        """
        return SQL(
            """
            SELECT id, state, received
              FROM (
                SELECT p.id, p.state AS before, p.amount_received AS known, came.received,
                       CASE WHEN target.in_draft THEN p.state
                            WHEN target.amount > 0
                                 AND came.received >= target.amount * COALESCE(p.percent::numeric, 100) / 100
                            THEN 'kept'
                            WHEN target.amount <= 0 THEN CASE WHEN p.state = 'kept' THEN 'kept' ELSE 'cancelled' END
                            WHEN %(today)s > p.date_promised + COALESCE(p.tolerance_days, 0)
                            THEN CASE WHEN came.received > 0 THEN 'partial' ELSE 'broken' END
                            ELSE 'open' END AS state
                  FROM collection_promise p
            CROSS JOIN LATERAL (
                    SELECT COALESCE(SUM(GREATEST(net.amount, 0)), 0) AS received
                      FROM (
                        SELECT SUM(e.amount_currency) AS amount
                          FROM collection_promise_line_rel rel
                          JOIN collection_entry e ON e.move_line_id = rel.move_line_id
                         WHERE rel.promise_id = p.id AND e.id > p.ledger_mark AND e.kind IN ('cash', 'other')
                         GROUP BY e.counterpart_move_id
                           ) net
                       ) came
            CROSS JOIN LATERAL (
                    SELECT LEAST(p.amount, came.received + COALESCE(SUM(
                                GREATEST(l.amount_currency - COALESCE(settled.amount, 0), 0)
                           ) FILTER (WHERE l.parent_state = 'posted'), 0)) AS amount,
                           BOOL_OR(l.parent_state = 'draft') AS in_draft
                      FROM collection_promise_line_rel rel
                      JOIN account_move_line l ON l.id = rel.move_line_id
                 LEFT JOIN LATERAL (
                        SELECT SUM(e.amount_currency) AS amount FROM collection_entry e WHERE e.move_line_id = l.id
                           ) settled ON TRUE
                     WHERE rel.promise_id = p.id
                       ) target
                 WHERE p.company_id = %(company)s
                   AND (p.state = 'open' OR p.state = 'kept' AND p.date_promised >= %(today)s - %(look_back)s)
                   ) verdict
             WHERE state <> before OR received IS DISTINCT FROM COALESCE(known, 0)
             ORDER BY id
            """,
            today=SQL("%s::date", company._collection_today()),
            company=company.id,
            look_back=LOOK_BACK_DAYS,
        )

    def _settle(self, state, received):
        """Write a verdict and what follows from it."""
        self.ensure_one()
        before = self.state
        if state == "open" and before == "kept" and self._promised_again():
            state = "cancelled"
        verdict = {"amount_received": received, "date_judged": self.company_id._collection_today()}
        if state == before:
            self._write_lifecycle(verdict)
            return
        self._set_state(state, **verdict)
        if state == "open":
            self._hold()
        else:
            self._lift()
        if state in ("broken", "partial"):
            self._ask_responsible(
                self.env._("Promise broken: %(customer)s", customer=self.partner_id.name)
                if state == "broken"
                else self.env._("Promise partly kept: %(customer)s", customer=self.partner_id.name)
            )

    def _promised_again(self):
        """Return whether a later promise has taken the place of this one, whose payment bounced."""
        return bool(
            self.env["collection.hold"].search_count(
                [
                    ("move_line_id", "in", self.move_line_ids.ids),
                    ("reason", "=", "promise"),
                    ("promise_id", "!=", self.id),
                ],
                limit=1,
            )
        )
