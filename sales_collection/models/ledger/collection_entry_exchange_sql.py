"""Exchange differences in the ledger of collected money.

One rule for gains and losses: what an invoice is worth at its own rate is what was owed, and what is collected of it.
So an invoice of 1,000.00 that is paid in full counts as 1,000.00 collected, whether its money came to 1,600.00 or to
800.00 on its day. The difference is ``other``, +600.00 or -200.00, on the exchange entry, in rows of no due date that
nobody is judged by. Both together are the money that came.

Odoo books the difference by an entry of its own (``exchange_move_id`` of the reconciliation it belongs to). A loss
makes up what is left of the invoice: that settles the invoice as the money did, and is taken off on the exchange
entry. A gain uses up what is left of the money, and is added on the exchange entry. While the reconciliation it
belongs to does not count, since one of its documents is not posted, a loss is ``other`` on the invoice: it was
booked, but nothing was collected.
"""

from odoo.tools import SQL

#: the reconciliation to which the exchange entry on one side of ``p`` belongs, if that counts
ORIGIN = SQL(
    """
    SELECT o.debit_move_id, o.credit_move_id, o.max_date, o.exchange_move_id,
           od.move_id AS debit_document_id, oc.move_id AS credit_document_id
      FROM account_partial_reconcile o
      JOIN account_move_line od ON od.id = o.debit_move_id AND od.parent_state = 'posted'
      JOIN account_move_line oc ON oc.id = o.credit_move_id AND oc.parent_state = 'posted'
     WHERE o.exchange_move_id IN (dl.move_id, cl.move_id) AND o.id <> p.id
     ORDER BY o.id
     LIMIT 1
    """
)

#: of what was found, what settles a receivable
SETTLED = SQL("SELECT * FROM found WHERE exchange_line_id IS NULL OR adjusted_line_id = line_id")

#: the rows on the exchange entries, in the columns of the ledger; money belongs to whoever answers for the receivable
DIFFERENCES = SQL(
    """
    SELECT f.date, el.company_id, el.move_name AS document, el.id AS move_line_id, el.move_id,
           COALESCE(partner.commercial_partner_id, l.partner_id) AS partner_id, l.collection_user_id AS user_id,
           l.collection_team_id AS team_id, 'other' AS kind, part.amount, part.amount AS untaxed_amount,
           0 AS amount_currency, el.currency_id, NULL::date AS date_due, NULL::int AS days_late, NULL AS lateness,
           NULL::date AS bank_date, om.origin_payment_id AS payment_id, om.statement_line_id, om.journal_id,
           pay.payment_method_line_id, NULL::int AS receipt_id, NULL::int AS counterpart_move_id,
           f.partial_id, 4 AS seq
      FROM found f
CROSS JOIN LATERAL (SELECT CASE WHEN f.adjusted_line_id = f.line_id THEN -f.side ELSE f.side END * f.amount AS amount
           ) part
      JOIN account_move_line el ON el.id = f.exchange_line_id
      JOIN account_move_line l ON l.id = f.line_id
      JOIN account_move om ON om.id = f.other_move_id
 LEFT JOIN account_payment pay ON pay.id = om.origin_payment_id
 LEFT JOIN res_partner partner ON partner.id = l.partner_id
     WHERE f.exchange_line_id IS NOT NULL AND part.amount <> 0
    """
)
