"""What of a journal item is open, as SQL: the one rule that every figure of open money follows.

Odoo lets a reconciliation stand while one of its documents goes back to draft: the invoice stays "paid" though nothing
pays it. What is reconciled with a document that is not posted is **in question**, and counts as open again until that
document is posted again or the reconciliation is undone. So the open items of posted documents always add up to the
balance of their account.
"""

from odoo.tools import SQL

#: of the journal item ``l`` whether something of it may be open; an index of each side serves it
OPEN = SQL("(l.reconciled IS NOT TRUE OR l.collection_in_question <> 0)")
#: what is open of it, in company currency and in its own
RESIDUAL = SQL("(l.amount_residual + COALESCE(l.collection_in_question, 0))")
RESIDUAL_CURRENCY = SQL("(l.amount_residual_currency + COALESCE(l.collection_in_question_currency, 0))")

#: for the parameters of a statement by name
FRAGMENTS = {"is_open": OPEN, "residual": RESIDUAL, "residual_currency": RESIDUAL_CURRENCY}

#: of posted receivable lines ``l`` what the other side of their reconciliations, not posted, puts in question
_QUESTION = SQL(
    """
    SELECT COALESCE(SUM(x.amount), 0) AS amount, COALESCE(SUM(x.amount_currency), 0) AS amount_currency
      FROM (
            SELECT p.amount, p.debit_amount_currency AS amount_currency
              FROM account_partial_reconcile p
              JOIN account_move_line other ON other.id = p.credit_move_id AND other.parent_state <> 'posted'
             WHERE p.debit_move_id = l.id
         UNION ALL
            SELECT -p.amount, -p.credit_amount_currency
              FROM account_partial_reconcile p
              JOIN account_move_line other ON other.id = p.debit_move_id AND other.parent_state <> 'posted'
             WHERE p.credit_move_id = l.id
           ) x
     WHERE l.parent_state = 'posted'
    """
)


def update_question_sql(line_ids):
    """Return the statement that brings what is in question of these journal items up to date; it returns their ids."""
    return SQL(
        """
        UPDATE account_move_line changed
           SET collection_in_question = fresh.amount, collection_in_question_currency = fresh.amount_currency
          FROM (SELECT l.id, question.*
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
            CROSS JOIN LATERAL (%(question)s) question
                 WHERE l.id = ANY(%(line_ids)s)) fresh
         WHERE changed.id = fresh.id
           AND (COALESCE(changed.collection_in_question, 0), COALESCE(changed.collection_in_question_currency, 0))
               <> (fresh.amount, fresh.amount_currency)
     RETURNING changed.id
        """,
        question=_QUESTION,
        line_ids=list(line_ids),
    )


def lines_in_question_sql():
    """Return the query of all journal items that a reconciliation with an unposted document touches."""
    return SQL(
        """
        SELECT DISTINCT side.id
          FROM account_partial_reconcile p
          JOIN account_move_line dl ON dl.id = p.debit_move_id
          JOIN account_move_line cl ON cl.id = p.credit_move_id
    CROSS JOIN LATERAL (VALUES (dl.id), (cl.id)) side(id)
         WHERE (dl.parent_state = 'posted') <> (cl.parent_state = 'posted')
        """
    )
