"""Money of customers that no invoice has been matched with yet, as SQL."""

from odoo.tools import SQL


def unmatched_sql(company, today):
    """Return the query of each customer's money that no invoice has been matched with, in company currency.

    Open credit notes and payments, payments that Odoo books only when the bank confirms them, receipts that
    salespeople have claimed (at the day's rate), and bank lines that nobody has matched yet.
    """
    return SQL(
        """
        SELECT COALESCE(p.commercial_partner_id, money.partner_id) AS partner_id, SUM(money.amount) AS amount
          FROM (
                SELECT l.partner_id, -l.amount_residual AS amount
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id
                 WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
                   AND a.account_type = 'asset_receivable' AND l.amount_residual < 0 AND l.partner_id IS NOT NULL
             UNION ALL
                %(claimed)s
             UNION ALL
                SELECT st.partner_id, -l.balance
                  FROM account_bank_statement_line st
                  JOIN account_move_line l ON l.move_id = st.move_id
                  JOIN account_journal j ON j.id = st.journal_id AND j.suspense_account_id = l.account_id
                 WHERE st.company_id = %(company)s AND st.is_reconciled IS NOT TRUE AND st.amount > 0
                   AND st.partner_id IS NOT NULL AND l.parent_state = 'posted'
               ) money
     LEFT JOIN res_partner p ON p.id = money.partner_id
         GROUP BY 1
        """,
        company=company.id,
        claimed=claimed_sql(company, today),
    )


def claimed_sql(company, today):
    """Return the query of the money that nobody has booked yet: ``partner_id, amount`` in company currency.

    Payments that Odoo books only when the bank confirms them, and receipts that salespeople have claimed.
    """
    return SQL(
        """
        SELECT partner_id, amount_company_currency_signed AS amount
          FROM account_payment
         WHERE company_id = %(company)s AND state = 'in_process' AND move_id IS NULL
           AND partner_type = 'customer' AND payment_type = 'inbound' AND partner_id IS NOT NULL
     UNION ALL
        SELECT claim.partner_id, claim.amount * rate.factor
          FROM collection_receipt claim
          JOIN (VALUES %(rates)s) rate(currency_id, factor) ON rate.currency_id = claim.currency_id
         WHERE claim.company_id = %(company)s AND claim.state = 'submitted'
        """,
        company=company.id,
        rates=rates_sql(company, today),
    )


def rates_sql(company, today):
    """Return the rows (currency id, what one unit of it is worth in company currency that day) for a VALUES list."""
    currencies = company.env["res.currency"].with_context(active_test=False).search([])
    rates = currencies._get_rates(company, today)
    own = rates[company.currency_id.id]
    return SQL(", ").join(SQL("(%s, %s::numeric)", currency.id, own / rates[currency.id]) for currency in currencies)
