"""The floor of preparing notices: bare SQL that finds what is overdue and writes it, without deciding anything."""

from __future__ import annotations

from odoo.tools import SQL

#: the same tables with the same indexes and keys, filled without asking for policy, hold, level or unmatched money
PREPARE = SQL(
    """
    WITH due AS MATERIALIZED (
        SELECT l.id, l.move_id, l.move_name, l.company_id, p.commercial_partner_id AS partner_id, l.collection_date_due,
               CURRENT_DATE - l.collection_date_due AS days, l.currency_id, l.amount_residual,
               l.amount_residual_currency, l.collection_user_id, l.collection_team_id
          FROM account_move_line l
          JOIN res_partner p ON p.id = l.partner_id
         WHERE l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.amount_residual_currency > 0
           AND l.collection_date_due <= CURRENT_DATE
    ), level AS (
        SELECT id, policy_id FROM collection_level ORDER BY days LIMIT 1
    ), notice AS (
        INSERT INTO collection_notice
               (run_id, company_id, date, partner_id, contact_id, policy_id, level_id, user_id, team_id, state, amount,
                create_uid, write_uid)
        SELECT (SELECT MAX(id) FROM collection_run), due.company_id, CURRENT_DATE, partner_id, partner_id,
               level.policy_id, level.id, MAX(collection_user_id), MAX(collection_team_id), 'draft',
               SUM(amount_residual), 1, 1
          FROM due, level
         GROUP BY due.company_id, partner_id, level.id, level.policy_id
        RETURNING id, partner_id
    )
    INSERT INTO collection_notice_line
           (notice_id, company_id, move_line_id, move_id, document, level_id, steps, date_due, days_overdue,
            currency_id, residual_currency, residual, state, create_uid, write_uid)
    SELECT notice.id, due.company_id, due.id, due.move_id, due.move_name, level.id, TRUE, due.collection_date_due,
           due.days, due.currency_id, due.amount_residual_currency, due.amount_residual, 'active', 1, 1
      FROM due
      JOIN notice ON notice.partner_id = due.partner_id
CROSS JOIN level
    """
)


def with_run(run_id: int) -> SQL:
    """Return the query of how many notices and items a run has."""
    return SQL(
        """
        SELECT COUNT(DISTINCT n.id), COUNT(*)
          FROM collection_notice n
          JOIN collection_notice_line l ON l.notice_id = n.id
         WHERE n.run_id = %s
        """,
        run_id,
    )
