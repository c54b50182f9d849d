"""The figures that scores are made of, for all customers of a company by one statement.

The same as ``engine.scoring.figures_of``; a test compares them. What settles an item counts when it is money or an
offset, and was not undone. Events count for a year.
"""

from odoo.tools import SQL

from ...engine.credit.scoring import RECENT, YEAR
from ..ledger import measure_sql
from ..ledger.collection_open_sql import OPEN, RESIDUAL

#: what the statement reads: flushed before
SOURCES = {
    "account.move": ["amount_untaxed_signed", "commercial_partner_id", "invoice_date", "move_type", "state"],
    "account.move.line": ["amount_residual", "collection_date_due", "parent_state", "partner_id", "reconciled"],
    "account.payment": ["partner_id", "state"],
    "collection.match.line": ["amount", "company_id", "kind", "move_line_id", "state", "statement_line_id"],
    "collection.credit.report": ["date", "partner_id", "points", "valid_until"],
    "collection.dispute": ["date_closed", "partner_id", "state"],
    "collection.promise": ["date_judged", "partner_id", "state"],
    "res.partner": ["commercial_partner_id"],
}

_FIGURES = """
WITH item AS (
    SELECT e.partner_id, e.date_due AS due, e.date AS paid, e.amount
      FROM collection_entry e
     WHERE e.company_id = %(company)s AND e.kind IN ('cash', 'other') AND e.amount > 0 AND e.reversal_of_id IS NULL
       AND e.date_due <= %(today)s
       AND NOT EXISTS (SELECT FROM collection_entry undone WHERE undone.reversal_of_id = e.id)
     UNION ALL
    SELECT p.commercial_partner_id, l.collection_date_due, NULL, %(residual)s
      FROM account_move_line l
      JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND %(is_open)s
       AND %(residual)s > 0 AND l.collection_date_due <= %(today)s
), late AS (
    SELECT item.*, known.ended, %(late_days)s AS days
      FROM item
CROSS JOIN LATERAL (SELECT LEAST(COALESCE(paid, %(today)s), %(today)s::date) AS ended) known
), history AS (
    SELECT partner_id, COUNT(*) AS items, SUM(amount) AS volume,
           SUM(amount * days) / SUM(amount) AS average_days,
           COALESCE(SUM(amount) FILTER (WHERE %(on_time)s), 0) / SUM(amount) AS on_time,
           COALESCE(MAX(days) FILTER (WHERE ended > %(year_ago)s), 0) AS worst_days,
           SUM(amount * days) FILTER (WHERE due > %(recent)s) / SUM(amount) FILTER (WHERE due > %(recent)s)
               AS recent_days,
           SUM(amount * days) FILTER (WHERE due > %(earlier)s AND due <= %(recent)s)
               / SUM(amount) FILTER (WHERE due > %(earlier)s AND due <= %(recent)s) AS earlier_days,
           (%(today)s::date - MIN(due)) / 30.4375 AS months
      FROM late
     GROUP BY partner_id
), promise AS (
    SELECT partner_id, COUNT(*) AS count
      FROM collection_promise
     WHERE company_id = %(company)s AND state IN ('broken', 'partial') AND date_judged > %(year_ago)s
     GROUP BY 1
), dispute AS (
    SELECT partner_id, COUNT(*) AS count
      FROM collection_dispute
     WHERE company_id = %(company)s AND state = 'rejected' AND date_closed > %(year_ago)s
     GROUP BY 1
), bounce AS (
    SELECT partner_id, COUNT(DISTINCT money) AS count
      FROM (
        SELECT e.partner_id, COALESCE(pay.move_id, -pay.id) AS money
          FROM collection_entry e
          JOIN account_payment pay ON pay.id = e.payment_id AND pay.state IN ('canceled', 'rejected')
         WHERE e.company_id = %(company)s AND e.kind = 'cash' AND e.reversal_of_id IS NOT NULL AND e.date > %(year_ago)s
         UNION ALL
        SELECT back.partner_id, paid.move_id
          FROM collection_match_line back
          JOIN account_move_line paid ON paid.id = back.move_line_id
          JOIN account_bank_statement_line st ON st.id = back.statement_line_id
          JOIN account_move m ON m.id = st.move_id AND m.date > %(year_ago)s
         WHERE back.company_id = %(company)s AND back.kind = 'returned' AND back.state = 'accepted' AND back.amount < 0
           ) returned
     GROUP BY 1
), report AS (
    SELECT DISTINCT ON (partner_id) partner_id, points
      FROM collection_credit_report
     WHERE company_id = %(company)s AND date <= %(today)s AND (valid_until IS NULL OR valid_until >= %(today)s)
     ORDER BY partner_id, date DESC, id DESC
), sale AS (
    SELECT commercial_partner_id AS partner_id,
           SUM(amount_untaxed_signed) / LEAST(GREATEST((%(today)s::date - MIN(invoice_date)) / 30.4375, 1), 12)
               AS monthly_sales
      FROM account_move
     WHERE company_id = %(company)s AND state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND invoice_date > %(year_ago)s AND invoice_date <= %(today)s
     GROUP BY 1
)
SELECT p.id AS partner_id, policy.policy_id, COALESCE(h.items, 0) AS items, COALESCE(h.volume, 0) AS volume,
       COALESCE(h.average_days, 0)::float AS average_days, COALESCE(h.on_time, 1)::float AS on_time,
       COALESCE(h.worst_days, 0) AS worst_days, h.recent_days::float, h.earlier_days::float,
       COALESCE(h.months, 0)::float AS months, COALESCE(promise.count, 0) AS broken_promises,
       COALESCE(dispute.count, 0) AS lost_disputes, COALESCE(bounce.count, 0) AS bounced_payments,
       report.points::float AS report, GREATEST(COALESCE(sale.monthly_sales, 0), 0) AS monthly_sales
  FROM res_partner p
  JOIN (SELECT partner_id FROM history UNION SELECT partner_id FROM sale UNION SELECT partner_id FROM report) known
    ON known.partner_id = p.id
  LEFT JOIN history h ON h.partner_id = p.id
  LEFT JOIN promise ON promise.partner_id = p.id
  LEFT JOIN dispute ON dispute.partner_id = p.id
  LEFT JOIN bounce ON bounce.partner_id = p.id
  LEFT JOIN report ON report.partner_id = p.id
  LEFT JOIN sale ON sale.partner_id = p.id
  LEFT JOIN (%(policies)s) policy ON policy.partner_id = p.id
 WHERE %(ids)s::int[] IS NULL OR p.id = ANY(%(ids)s::int[])
"""


def figures_sql(env, company, partner_ids=None):
    """Return the query of the figures of customers in a company on its today.

    :param partner_ids: ids of customers, None for all
    """
    today = company._collection_today()
    return SQL(
        _FIGURES,
        company=company.id,
        late_days=measure_sql.late_days(SQL("known.ended - due")),
        on_time=measure_sql.on_time(SQL("paid - due")),
        today=today,
        year_ago=today - YEAR,
        recent=today - RECENT,
        earlier=today - RECENT - YEAR,
        ids=list(partner_ids) if partner_ids is not None else None,
        # sudo: the customer's policy says what counts, whoever asks
        policies=env["collection.policy"].sudo()._of_customers_sql(company),
        is_open=OPEN,
        residual=RESIDUAL,
    )
