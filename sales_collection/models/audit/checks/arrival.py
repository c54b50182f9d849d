from odoo import models
from odoo.tools import SQL


class CollectionAuditCheck(models.Model):
    """Whether claimed money came to the company: in time, in full, and how much cash stayed with a salesperson."""

    _inherit = "collection.audit.check"

    def _sql_late_bank(self, audit):
        """Not at the bank within the days of the customer's policy; cash has a check of its own."""
        return self._late_sql(audit, SQL("NOT c.is_cash"), SQL("c.allowed_days"))

    def _sql_cash_days(self, audit):
        """Cash kept longer than allowed."""
        return self._late_sql(audit, SQL("c.is_cash"), SQL("%s", audit.cash_days))

    def _late_sql(self, audit, which, allowed):
        return SQL(
            """
            SELECT c.receipt_id AS key, c.user_id, c.partner_id, c.date + %(allowed)s + 1 AS date, c.amount,
                   ARRAY[c.receipt_id] AS receipt_ids, c.name AS receipt, c.date AS paid,
                   out.days, %(allowed)s AS allowed
              FROM pg_temp.audit_claim c
        CROSS JOIN LATERAL (SELECT LEAST(c.arrived, %(as_of)s) - c.date AS days) out
             WHERE c.picked AND %(which)s AND c.state IN ('submitted', 'confirmed')
               AND out.days > %(allowed)s AND (c.arrived IS NULL OR c.arrived >= %(first)s)
            """,
            which=which,
            allowed=allowed,
            **audit._period(),
        )

    def _sql_cash_amount(self, audit):
        """More cash with a salesperson than allowed: one finding from the day it grew too much until it fell again.

        Looks at all cash of the salespeople in scope, whatever the sample.
        """
        return SQL(
            """
            WITH move AS (
                SELECT user_id, date, amount FROM pg_temp.audit_claim
                 WHERE in_scope AND is_cash AND state IN ('submitted', 'confirmed')
                 UNION ALL
                SELECT user_id, arrived, -amount FROM pg_temp.audit_claim
                 WHERE in_scope AND is_cash AND state = 'confirmed' AND arrived <= %(last)s
            ), running AS (
                SELECT user_id, date, SUM(SUM(amount)) OVER (PARTITION BY user_id ORDER BY date) AS balance
                  FROM move GROUP BY user_id, date
            ), marked AS (
                SELECT *, balance > %(limit)s AS over, LEAD(date) OVER person AS until,
                       COALESCE(LAG(balance) OVER person, 0) > %(limit)s AS was_over
                  FROM running WINDOW person AS (PARTITION BY user_id ORDER BY date)
            ), episode AS (
                SELECT *, COUNT(*) FILTER (WHERE over AND NOT was_over)
                              OVER (PARTITION BY user_id ORDER BY date) AS number
                  FROM marked
            ), too_much AS (
                SELECT user_id, MIN(date) AS since, MAX(COALESCE(until, %(as_of)s)) AS until, MAX(balance) AS peak,
                       (ARRAY_AGG(date ORDER BY balance DESC, date))[1] AS peak_day
                  FROM episode WHERE over GROUP BY user_id, number
            )
            SELECT t.user_id || ':' || t.since AS key, t.user_id, t.since AS date, t.peak AS amount,
                   (SELECT ARRAY_AGG(c.receipt_id ORDER BY c.receipt_id) FROM pg_temp.audit_claim c
                     WHERE c.user_id = t.user_id AND c.is_cash AND c.state IN ('submitted', 'confirmed')
                       AND c.date <= t.peak_day AND (c.arrived IS NULL OR c.arrived > t.peak_day)) AS receipt_ids,
                   t.since, t.until, t.peak AS peak_amount, t.peak_day, %(limit)s AS limit_amount
              FROM too_much t
             WHERE t.until >= %(first)s AND t.since <= %(last)s
            """,
            limit=audit.cash_amount,
            **audit._period(),
        )

    def _sql_amount_bank(self, audit):
        """The bank brought less than was claimed."""
        return SQL(
            """
            SELECT c.receipt_id AS key, c.user_id, c.partner_id, c.date, l.amount_residual AS amount,
                   ARRAY[c.receipt_id] AS receipt_ids, ARRAY[c.payment_id] AS payment_ids, c.name AS receipt,
                   l.balance AS claimed_amount, l.balance - l.amount_residual AS bank_amount
              FROM pg_temp.audit_claim c
              JOIN account_payment pay ON pay.id = c.payment_id
              JOIN account_move_line l ON l.move_id = pay.move_id AND l.account_id = pay.outstanding_account_id
             WHERE c.picked AND c.state = 'confirmed' AND c.arrived IS NULL
               AND l.amount_residual > 0 AND l.amount_residual < l.balance
            """,
            **audit._period(),
        )
