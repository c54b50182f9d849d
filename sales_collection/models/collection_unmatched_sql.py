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
    """Return the query of the money that nobody has booked yet: ``partner_id, amount`` in company currency."""
    return SQL(
        """
        SELECT claim.partner_id, claim.amount * rate.factor AS amount
          FROM (%s) claim
          JOIN (%s) rate ON rate.currency_id = claim.currency_id
        """,
        claims_sql(company),
        rates_sql(company, today),
    )


def claims_sql(company):
    """Return the query of the money that nobody has booked yet: ``partner_id, currency_id, amount``.

    Payments that Odoo books only when the bank confirms them (in company currency), and receipts that salespeople have
    claimed.
    """
    return SQL(
        """
        SELECT partner_id, %(currency)s AS currency_id, amount_company_currency_signed AS amount
          FROM account_payment
         WHERE company_id = %(company)s AND state = 'in_process' AND move_id IS NULL
           AND partner_type = 'customer' AND payment_type = 'inbound' AND partner_id IS NOT NULL
     UNION ALL
        SELECT partner_id, currency_id, amount
          FROM collection_receipt
         WHERE company_id = %(company)s AND state = 'submitted'
        """,
        company=company.id,
        currency=company.currency_id.id,
    )


def rates_sql(company, today):
    """Return the query of what one unit of each currency is worth in company currency: ``currency_id, factor``.

    As ``res.currency._convert`` says it: by the latest rate until that day, the company's own before a common one;
    without one by the first after it, else by 1.
    """
    company.env["res.currency.rate"].flush_model(["company_id", "currency_id", "name", "rate"])
    latest = """
        COALESCE((SELECT r.rate FROM res_currency_rate r
                   WHERE r.currency_id = %(currency)s AND r.name <= %(today)s
                     AND (r.company_id IS NULL OR r.company_id = %(root)s)
                   ORDER BY r.company_id, r.name DESC LIMIT 1),
                 (SELECT r.rate FROM res_currency_rate r
                   WHERE r.currency_id = %(currency)s AND (r.company_id IS NULL OR r.company_id = %(root)s)
                   ORDER BY r.company_id, r.name LIMIT 1), 1)
        """
    named = {"today": today, "root": company.root_id.id}
    return SQL(
        """
        SELECT cur.id AS currency_id, CASE WHEN cur.id = %(own)s THEN 1 ELSE %(own_rate)s / %(rate)s END AS factor
          FROM res_currency cur
        """,
        own=company.currency_id.id,
        own_rate=SQL(latest, currency=company.currency_id.id, **named),
        rate=SQL(latest, currency=SQL("cur.id"), **named),
    )
