"""The SQL of what receipts say of an order's money, in the order's currency.

A submitted receipt *claims* money for the order, on its invoices or as a deposit. A confirmed one has
brought it: money on invoices is in the ledger by then. A *deposit* is counted here, as much of it
as its payment has not been matched with a document yet; what has been matched is in the ledger.
A receipt may say to which line of the schedule its money belongs. Money of a bank line that was matched with the
order is a deposit likewise, as much of it as has not met a document.
"""

from odoo.tools import SQL

from .collection_open_sql import RESIDUAL_CURRENCY

SOURCES = {
    "collection.match.line": ["order_id", "state"],
    "account.payment": ["is_matched", "move_id"],
    "collection.receipt": ["company_id", "currency_id", "date", "payment_id", "state"],
    "collection.receipt.line": [
        "amount",
        "move_line_id",
        "order_id",
        "receipt_id",
        "schedule_line_id",
        "sequence",
    ],
}

#: what a receipt line gives to each order; the payment of a receipt has one receivable line per line
#: of the receipt, in the same order: what is left open on it is still a deposit
_PARTS = SQL(
    """
    SELECT c.order_id, r.id AS receipt_id, r.state, r.currency_id, r.company_id, r.date, r.payment_id,
           rl.schedule_line_id, rl.amount, 0.0 AS since, 1.0 AS upto, rl.order_id IS NOT NULL AS is_deposit,
           (SELECT COUNT(*) FROM collection_receipt_line x
             WHERE x.receipt_id = r.id AND (x.sequence, x.id) <= (rl.sequence, rl.id)) AS turn
      FROM chosen c
      JOIN collection_receipt_line rl ON rl.order_id = c.order_id
      JOIN collection_receipt r ON r.id = rl.receipt_id AND r.state IN ('submitted', 'confirmed')
     UNION ALL
    SELECT c.order_id, r.id, r.state, r.currency_id, r.company_id, r.date, r.payment_id,
           rl.schedule_line_id, rl.amount, s.since, s.upto, FALSE, 0
      FROM document d
      JOIN account_move_line l ON l.move_id = d.move_id AND l.collection_date_due IS NOT NULL
      JOIN collection_receipt_line rl ON rl.move_line_id = l.id
      JOIN collection_receipt r ON r.id = rl.receipt_id
       AND (r.state = 'submitted' OR (r.state = 'confirmed' AND rl.schedule_line_id IS NOT NULL))
      JOIN share s ON s.move_id = d.source_id
      JOIN chosen c ON c.order_id = s.order_id
    """
)

#: with the deposit that is left, in the currency of the receipt
_LEFT = SQL(
    """
    SELECT p.*, pay.is_matched, CASE WHEN p.is_deposit THEN COALESCE(unmatched.amount, 0) ELSE 0 END AS deposit
      FROM part p
 LEFT JOIN account_payment pay ON pay.id = p.payment_id AND p.state = 'confirmed' AND p.is_deposit
 LEFT JOIN LATERAL (
        SELECT -i.residual_currency AS amount
          FROM (SELECT %(residual_currency)s AS residual_currency, ROW_NUMBER() OVER (ORDER BY l.id) AS turn
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 WHERE l.move_id = pay.move_id AND l.parent_state = 'posted') i
         WHERE i.turn = p.turn
           ) unmatched ON TRUE
    """,
    residual_currency=RESIDUAL_CURRENCY,
)

#: what bank lines brought that were matched with the order itself
_MATCHED = SQL(
    """
    SELECT c.order_id, NULL::int AS receipt_id, 'matched' AS state, l.currency_id, l.company_id, l.date,
           NULL::int AS payment_id, NULL::int AS schedule_line_id, 0.0 AS amount, 0.0 AS since, 1.0 AS upto,
           TRUE AS is_deposit, 0::bigint AS turn, TRUE AS is_matched, -l.amount_residual_currency AS deposit
      FROM chosen c
      JOIN collection_match_line row ON row.order_id = c.order_id AND row.state = 'accepted'
      JOIN account_move_line l ON l.collection_match_line_id = row.id AND l.parent_state = 'posted'
      JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
    """
)

#: company currency into the receipt's: one unit of company currency is so many of the receipt's
_RATE = SQL(
    """
    CASE WHEN p.currency_id = co.currency_id THEN 1 ELSE COALESCE((
         SELECT cr.rate FROM res_currency_rate cr
          WHERE cr.currency_id = p.currency_id AND cr.name <= p.date
            AND (cr.company_id IS NULL OR cr.company_id = SPLIT_PART(co.parent_path, '/', 1)::int)
          ORDER BY cr.company_id NULLS LAST, cr.name DESC LIMIT 1), 1) END
    """
)


def _of_order(amount):
    """Return the SQL of the order's share of an amount of the receipt, in the order's currency."""
    in_currency = SQL(
        """CASE WHEN p.currency_id = c.currency_id THEN %(amount)s
                ELSE ROUND(%(amount)s / rate.of_receipt * c.rate / c.rounding) * c.rounding END""",
        amount=SQL.identifier("p", amount),
    )
    return SQL(
        "(ROUND((%(amount)s) * p.upto / c.rounding) - ROUND((%(amount)s) * p.since / c.rounding)) * c.rounding",
        amount=in_currency,
    )


#: per order and line of a receipt: claimed, brought to a line of the schedule, deposited and banked
NAMED = SQL(
    """
    WITH part AS (%(parts)s), left_over AS (%(left)s UNION ALL %(matched)s), converted AS (
        SELECT p.order_id, p.receipt_id, sl.id AS schedule_line_id, p.state, p.is_matched, %(amount)s AS amount,
               %(deposit)s AS deposited
          FROM left_over p
          JOIN chosen c ON c.order_id = p.order_id
          JOIN res_company co ON co.id = p.company_id
    CROSS JOIN LATERAL (SELECT %(rate)s AS of_receipt) rate
     LEFT JOIN collection_schedule_line sl ON sl.id = p.schedule_line_id AND sl.order_id = p.order_id
    )
    SELECT order_id, receipt_id, schedule_line_id,
           CASE WHEN state = 'submitted' THEN amount ELSE 0 END AS claimed,
           CASE WHEN state = 'confirmed' THEN amount ELSE 0 END AS collected,
           deposited, CASE WHEN is_matched THEN deposited ELSE 0 END AS deposit_banked
      FROM converted
    """,
    parts=_PARTS,
    left=_LEFT,
    matched=_MATCHED,
    amount=_of_order("amount"),
    deposit=_of_order("deposit"),
    rate=_RATE,
)
