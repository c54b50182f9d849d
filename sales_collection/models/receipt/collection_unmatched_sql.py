"""Money of customers that no invoice has been matched with yet, as SQL."""

from odoo.tools import SQL

from ..ledger.collection_open_sql import OPEN, RESIDUAL


def unmatched_sql(company, today):
    """Return the query of each customer's money that no invoice has been matched with, in company currency.

    Open credit notes and payments, payments that Odoo books only when the bank confirms them, receipts that
    salespeople have claimed (at the day's rate), and bank lines that nobody has matched yet; less what went back to the
    customer and lies beside it. Netted in each currency apart, never below zero.
    """
    return SQL(
        """
        SELECT partner_id, SUM(GREATEST(amount, 0)) AS amount
          FROM (
                SELECT COALESCE(p.commercial_partner_id, money.partner_id) AS partner_id, SUM(money.amount) AS amount
                  FROM (%(booked)s UNION ALL %(claimed)s UNION ALL %(at_bank)s) money
             LEFT JOIN res_partner p ON p.id = money.partner_id
                 GROUP BY 1, money.currency_id
               ) net
         GROUP BY 1
        """,
        booked=SQL(_BOOKED, company=company.id, is_open=OPEN, residual=RESIDUAL),
        claimed=_claimed_sql(company, today),
        at_bank=SQL(_AT_BANK, company=company.id),
    )


#: credits, less the debits on account: what went back to the customer is nothing that anybody collects
_BOOKED = """
    SELECT l.partner_id, l.currency_id, -%(residual)s AS amount
      FROM account_move_line l
      JOIN account_account a ON a.id = l.account_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND %(is_open)s
       AND a.account_type = 'asset_receivable' AND l.partner_id IS NOT NULL
       AND (%(residual)s < 0 OR %(residual)s > 0 AND l.collection_date_due IS NULL)
"""

#: what nobody has matched and nobody has called not ours; money out only where it can be nothing but money of the
#: customer that went back: he is no supplier, and no payment to him waits for the bank
_AT_BANK = """
    SELECT st.partner_id, l.currency_id, -l.balance
      FROM account_bank_statement_line st
      JOIN account_move_line l ON l.move_id = st.move_id
      JOIN account_journal j ON j.id = st.journal_id AND j.suspense_account_id = l.account_id
      JOIN res_partner payer ON payer.id = st.partner_id
      JOIN res_partner whole ON whole.id = COALESCE(payer.commercial_partner_id, payer.id)
     WHERE st.company_id = %(company)s AND st.is_reconciled IS NOT TRUE AND l.parent_state = 'posted'
       AND st.collection_not_ours IS NULL
       AND (st.amount > 0 OR COALESCE(whole.supplier_rank, 0) = 0 AND NOT EXISTS (
            SELECT FROM account_payment pay
              JOIN res_partner payee ON payee.id = pay.partner_id
             WHERE payee.commercial_partner_id = whole.id AND pay.company_id = %(company)s
               AND pay.payment_type = 'outbound' AND pay.state IN ('in_process', 'paid')
               AND pay.is_matched IS NOT TRUE))
"""


def _claimed_sql(company, today):
    """Return the query of the money that nobody has booked yet: ``partner_id, currency_id, amount`` (the company's).

    What Odoo is to pay back when the bank confirms it is taken off.
    """
    return SQL(
        """
        SELECT claim.partner_id, claim.currency_id, claim.amount * rate.factor
          FROM (%s) claim
          JOIN (%s) rate ON rate.currency_id = claim.currency_id
     UNION ALL
        SELECT partner_id, currency_id, amount_company_currency_signed
          FROM account_payment
         WHERE company_id = %s AND state = 'in_process' AND move_id IS NULL
           AND partner_type = 'customer' AND payment_type = 'outbound' AND partner_id IS NOT NULL
        """,
        claims_sql(company),
        rates_sql(company, today),
        company.id,
    )


def claims_sql(company):
    """Return the query of the money that nobody has booked yet: ``partner_id, currency_id, amount``.

    Of each also ``payment_id`` or ``receipt_id``, and ``date, user_id, team_id``. Payments that Odoo books only when
    the bank confirms them (in company currency), and receipts that salespeople have claimed.
    """
    return SQL(
        """
        SELECT partner_id, %(currency)s AS currency_id, amount_company_currency_signed AS amount,
               id AS payment_id, NULL::integer AS receipt_id, date, NULL::integer AS user_id, NULL::integer AS team_id
          FROM account_payment
         WHERE company_id = %(company)s AND state = 'in_process' AND move_id IS NULL
           AND partner_type = 'customer' AND payment_type = 'inbound' AND partner_id IS NOT NULL
     UNION ALL
        SELECT partner_id, currency_id, amount, NULL, id, date, user_id, team_id
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
