"""The floor of finding candidates: bare SQL, by numbers taken out of the text and by account and amount."""

from __future__ import annotations

from odoo.tools import SQL


def candidates(journal) -> SQL:
    """Return the statement that keeps the pairs of bank lines and items, without names, signs, orders and claims."""
    return SQL(_CANDIDATES, journal.id)


_CANDIDATES = r"""
    CREATE TEMP TABLE bench_pair ON COMMIT DROP AS
    WITH line AS MATERIALIZED (
        SELECT st.id, st.amount, st.account_number, upper(concat_ws(' ', st.payment_ref, st.partner_name)) AS said
          FROM account_bank_statement_line st
         WHERE st.journal_id = %s AND st.is_reconciled IS NOT TRUE
    ), piece AS (
        SELECT line.id, w.word, w.n
          FROM line CROSS JOIN LATERAL regexp_split_to_table(line.said, '[^A-Z0-9]+') WITH ORDINALITY w(word, n)
         WHERE w.word <> ''
    ), written AS (
        SELECT id, word AS a, lead(word, 1) OVER o AS b, lead(word, 2) OVER o AS c
          FROM piece WINDOW o AS (PARTITION BY id ORDER BY n)
    ), gram AS (
        SELECT DISTINCT id, key FROM written CROSS JOIN LATERAL (VALUES (a), (a || b), (a || b || c)) g(key)
         WHERE length(key) >= 5 AND key ~ '[0-9]'
    ), item AS MATERIALIZED (
        SELECT l.id, l.amount_residual, l.partner_id, regexp_replace(upper(l.move_name), '[^A-Z0-9]+', '', 'g') AS key
          FROM account_move_line l
         WHERE l.parent_state = 'posted' AND l.reconciled IS NOT TRUE AND l.collection_date_due IS NOT NULL
    )
        SELECT gram.id AS line_id, item.id AS item_id FROM gram JOIN item USING (key)
     UNION
        SELECT line.id, item.id FROM line
          JOIN res_partner_bank bank ON bank.sanitized_acc_number = line.account_number
          JOIN item ON item.partner_id = bank.partner_id
     UNION
        SELECT line.id, item.id FROM line JOIN item ON item.amount_residual = line.amount
          JOIN (SELECT amount_residual FROM item GROUP BY 1 HAVING COUNT(*) <= 20) rare
            ON rare.amount_residual = line.amount
"""
