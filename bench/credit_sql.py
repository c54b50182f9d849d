"""The floors of credit: bare SQL over the same rows, without currencies, groups, claims or down payments."""

from __future__ import annotations

from odoo.tools import SQL

#: what each customer owes and has ordered
_EXPOSURE = """
    SELECT partner_id, SUM(amount) AS amount
      FROM (
            SELECT l.partner_id, l.amount_residual AS amount
              FROM account_move_line l
              JOIN account_account a ON a.id = l.account_id
             WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
         UNION ALL
            SELECT partner_invoice_id, amount_total
              FROM sale_order
             WHERE state = 'sale' AND invoice_status IN ('no', 'to invoice')
           ) parts
     GROUP BY 1
"""
EXPOSURE = SQL(_EXPOSURE)


def used(company_id: int, share: float) -> SQL:
    """Return the query of the customers who use more than this share of their limit."""
    return SQL(
        f"""
        SELECT p.id FROM res_partner p JOIN ({_EXPOSURE}) owed ON owed.partner_id = p.id
         WHERE (p.credit_limit ->> %(company)s)::numeric > 0
           AND owed.amount > %(share)s * (p.credit_limit ->> %(company)s)::numeric
        """,
        company=str(company_id),
        share=share,
    )


#: a plain average of days late for each customer, written once
SCORE = SQL(
    """
    INSERT INTO collection_credit_score (partner_id, company_id, date, items, average_days, value)
    SELECT partner_id, company_id, CURRENT_DATE, COUNT(*),
           SUM(amount * GREATEST(date - date_due, 0)) / SUM(amount), 0
      FROM collection_entry
     WHERE amount > 0
     GROUP BY 1, 2
    """
)
