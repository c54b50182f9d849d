"""What salespeople have claimed and where the money is, as SQL: from the claim to its arrival at the company."""

from odoo.tools import SQL

from ..ledger.collection_entry_sql import BANK_DATE
from .collection_unmatched_sql import rates_sql

#: what the query reads: flushed before
SOURCES = {
    "account.journal": ["default_account_id", "type"],
    "account.payment": ["amount", "amount_company_currency_signed", "move_id", "outstanding_account_id", "journal_id"],
    "collection.receipt": [
        "amount",
        "cheque_number",
        "company_id",
        "confirmed_date",
        "currency_id",
        "date",
        "ended_by_id",
        "ended_date",
        "journal_id",
        "method_id",
        "name",
        "partner_id",
        "payment_id",
        "reference",
        "state",
        "submitted_date",
        "team_id",
        "user_id",
    ],
    "collection.receipt.line": ["amount", "move_line_id", "order_id", "receipt_id", "schedule_line_id"],
    "collection.receipt.method": ["code"],
}


def claims_sql(company, day):
    """Return the query of all claims of a company that were ever submitted, with the days of their life.

    ``arrived`` is the day on which the money was the company's: the bank confirmed it, or finance did where the
    payment is booked on the bank account or cash box itself; empty while it is with the salesperson or in transit.
    ``amount`` is in company currency (of its payment, else at the rate of the day), ``claimed`` in its own.

    :param company: the company
    :param date day: whose rates apply to what is not booked yet
    """
    zone = company.partner_id.tz or company.env.user.tz or "UTC"
    local = SQL("AT TIME ZONE 'UTC' AT TIME ZONE %s", zone)
    return SQL(
        """
        SELECT r.id AS receipt_id, r.name, r.company_id, r.user_id, r.team_id, r.partner_id, r.state, r.date,
               r.payment_id, r.reference, r.cheque_number, r.amount AS claimed, life.submitted, life.confirmed,
               life.ended, r.ended_by_id, j.type = 'cash' OR COALESCE(method.code, '') = 'cash' AS is_cash,
               CASE WHEN r.state <> 'confirmed' THEN NULL
                    WHEN pay.outstanding_account_id = j.default_account_id THEN GREATEST(r.date, life.confirmed)
                    WHEN ledger.receipt_id IS NULL THEN %(bank_date)s
                    ELSE ledger.bank_date END AS arrived,
               COALESCE(ABS(pay.amount_company_currency_signed),
                        ROUND(r.amount * rate.factor, %(places)s)) AS amount
          FROM collection_receipt r
          JOIN account_journal j ON j.id = r.journal_id
          JOIN (%(rates)s) rate ON rate.currency_id = r.currency_id
     LEFT JOIN collection_receipt_method method ON method.id = r.method_id
     LEFT JOIN account_payment pay ON pay.id = r.payment_id
     LEFT JOIN (
            SELECT receipt_id, CASE WHEN BOOL_AND(bank_date IS NOT NULL) THEN MAX(bank_date) END AS bank_date
              FROM collection_entry
             WHERE kind = 'cash' AND reversal_of_id IS NULL AND receipt_id IS NOT NULL AND company_id = %(company)s
             GROUP BY receipt_id) ledger ON ledger.receipt_id = r.id
    CROSS JOIN LATERAL (
            SELECT (r.submitted_date %(local)s)::date AS submitted, (r.confirmed_date %(local)s)::date AS confirmed,
                   CASE WHEN r.state IN ('rejected', 'cancelled')
                        THEN (COALESCE(r.ended_date, r.write_date) %(local)s)::date END AS ended) life
         WHERE r.company_id = %(company)s AND r.name IS NOT NULL AND r.state <> 'draft'
        """,
        bank_date=BANK_DATE,
        places=company.currency_id.decimal_places,
        rates=rates_sql(company, day),
        company=company.id,
        local=local,
    )
