from odoo import models
from odoo.tools import SQL

from ...ledger.collection_open_sql import RESIDUAL


class CollectionAuditCheck(models.Model):
    """What the claims themselves say: when, by whom, how much."""

    _inherit = "collection.audit.check"

    def _sql_late_claim(self, audit):
        """Claimed later than so many days after the payment."""
        return SQL(
            """
            SELECT c.receipt_id AS key, c.user_id, c.partner_id, c.submitted AS date, c.amount,
                   ARRAY[c.receipt_id] AS receipt_ids,
                   c.name AS receipt, c.date AS paid, c.submitted, c.submitted - c.date AS days
              FROM pg_temp.audit_claim c
             WHERE c.picked AND c.submitted BETWEEN %(first)s AND %(last)s AND c.submitted - c.date > %(days)s
            """,
            days=audit.claim_days,
            **audit._period(),
        )

    def _sql_not_responsible(self, audit):
        """Claimed by somebody who neither answers for what it pays nor leads who does."""
        return SQL(
            """
            SELECT c.receipt_id AS key, c.user_id, c.partner_id, c.submitted AS date, c.amount,
                   ARRAY[c.receipt_id] AS receipt_ids, c.name AS receipt,
                   STRING_AGG(DISTINCT contact.name, ', ') AS responsible
              FROM pg_temp.audit_claim c
              JOIN collection_receipt_line line ON line.receipt_id = c.receipt_id
         LEFT JOIN account_move_line l ON l.id = line.move_line_id
         LEFT JOIN sale_order o ON o.id = line.order_id
         LEFT JOIN (
                SELECT receipt_id, move_line_id, MIN(user_id) AS user_id
                  FROM pg_temp.audit_entry WHERE reversal_of_id IS NULL AND receipt_id IS NOT NULL
                 GROUP BY receipt_id, move_line_id
                   ) entry ON entry.receipt_id = c.receipt_id AND entry.move_line_id = line.move_line_id
              JOIN res_users responsible
                ON responsible.id = COALESCE(entry.user_id, l.collection_user_id, o.collection_user_id)
              JOIN res_partner contact ON contact.id = responsible.partner_id
         LEFT JOIN crm_team team ON team.id = COALESCE(l.collection_team_id, o.collection_team_id)
             WHERE c.picked AND c.submitted BETWEEN %(first)s AND %(last)s AND c.state IN ('submitted', 'confirmed')
               AND responsible.id <> c.user_id AND team.user_id IS DISTINCT FROM c.user_id
             GROUP BY c.receipt_id, c.user_id, c.partner_id, c.submitted, c.amount, c.name
            """,
            **audit._period(),
        )

    def _sql_cancelled_after(self, audit):
        """Cancelled although finance had confirmed it; explained by whoever cancelled it."""
        return SQL(
            """
            SELECT c.receipt_id AS key, c.user_id, c.ended_by_id AS actor_id, c.partner_id, c.ended AS date,
                   c.amount, ARRAY[c.receipt_id] AS receipt_ids, c.name AS receipt, c.confirmed, c.ended
              FROM pg_temp.audit_claim c
             WHERE c.picked AND c.state = 'cancelled' AND c.confirmed IS NOT NULL
               AND c.ended BETWEEN %(first)s AND %(last)s
            """,
            **audit._period(),
        )

    def _sql_round_month_end(self, audit):
        """Round sums in the last days of a month, unless they pay exactly what was due."""
        return SQL(
            """
            SELECT c.receipt_id AS key, c.user_id, c.partner_id, c.date, c.amount,
                   ARRAY[c.receipt_id] AS receipt_ids, c.name AS receipt, c.amount AS claimed_amount, c.date AS paid
              FROM pg_temp.audit_claim c
             WHERE c.picked AND c.date BETWEEN %(first)s AND %(last)s AND c.state IN ('submitted', 'confirmed')
               AND %(round)s > 0 AND MOD(c.claimed::numeric, NULLIF(%(round)s, 0)::numeric) = 0
               AND c.date > (DATE_TRUNC('month', c.date) + INTERVAL '1 month')::date - 1 - %(days)s
               AND c.claimed IS DISTINCT FROM (
                    SELECT SUM(line.amount) FROM collection_receipt_line line
                 LEFT JOIN account_move_line l ON l.id = line.move_line_id
                 LEFT JOIN collection_schedule_line plan ON plan.id = line.schedule_line_id
                     WHERE line.receipt_id = c.receipt_id AND line.amount IN (l.amount_currency, plan.amount))
            """,
            round=audit.round_amount,
            days=audit.round_days,
            **audit._period(),
        )

    def _sql_amount_invoice(self, audit):
        """Pays less than the instalment, the rest is long due, and nothing was agreed and nobody reminded of it.

        A customer who is reminded of what he has paid would say so.
        """
        return SQL(
            """
            SELECT line.id AS key, c.user_id, c.partner_id, c.submitted AS date, %(residual)s AS amount,
                   ARRAY[c.receipt_id] AS receipt_ids, c.name AS receipt, l.move_name AS document,
                   l.balance AS due_amount, %(residual)s AS open_amount
              FROM pg_temp.audit_claim c
              JOIN collection_receipt_line line ON line.receipt_id = c.receipt_id
              JOIN account_move_line l ON l.id = line.move_line_id
             WHERE c.picked AND c.state = 'confirmed' AND l.parent_state = 'posted' AND %(residual)s > 0
               AND l.collection_level_id IS NULL
               AND c.amount::numeric * line.amount::numeric / c.claimed::numeric < l.balance
               AND GREATEST(l.collection_date_due, c.date) + c.allowed_days < %(as_of)s
               AND NOT EXISTS (
                    SELECT FROM collection_hold h
                     WHERE h.move_line_id = l.id AND h.active AND (h.date_end IS NULL OR h.date_end >= %(as_of)s))
               AND NOT EXISTS (
                    SELECT FROM collection_receipt_line later
                      JOIN pg_temp.audit_claim claim ON claim.receipt_id = later.receipt_id
                     WHERE later.move_line_id = l.id AND later.id > line.id
                       AND claim.state IN ('submitted', 'confirmed'))
            """,
            residual=RESIDUAL,
            **audit._period(),
        )

    def _sql_amount_contract(self, audit):
        """Names a planned payment of the order that is due, but all its claims together come to another amount."""
        return SQL(
            """
            SELECT plan.id AS key, MIN(c.user_id) AS user_id, MIN(c.partner_id) AS partner_id,
                   MAX(c.submitted) AS date,
                   ROUND(ABS(plan.amount - SUM(line.amount))::numeric * MAX(c.amount)::numeric
                         / NULLIF(MAX(c.claimed), 0)::numeric, %(places)s) AS amount,
                   ARRAY_AGG(DISTINCT c.receipt_id) AS receipt_ids, STRING_AGG(DISTINCT c.name, ', ') AS receipt,
                   o.name AS document, plan.name AS plan
              FROM pg_temp.audit_claim c
              JOIN collection_receipt_line line ON line.receipt_id = c.receipt_id
              JOIN collection_schedule_line plan ON plan.id = line.schedule_line_id
              JOIN sale_order o ON o.id = plan.order_id AND o.state = 'sale'
             WHERE c.state IN ('submitted', 'confirmed') AND plan.amount IS NOT NULL
             GROUP BY plan.id, o.name, plan.name
            HAVING BOOL_OR(c.picked) AND ROUND(SUM(line.amount)::numeric - plan.amount::numeric, %(places)s) <> 0
               AND GREATEST(plan.date_planned, MAX(c.date)) + MAX(c.allowed_days) < %(as_of)s
            """,
            places=audit.company_id.currency_id.decimal_places,
            **audit._period(),
        )
