"""Payments that an open bank line may take back, as SQL: what ran the other way, of the same amount, before it."""

from odoo.tools import SQL

#: a bank takes a payment back within so many days at most
LONGEST = 400

#: the items are the payment's own on the customer's account, open or not; what came back already is none
_RETURNED = """
    SELECT 'returned', l.id, 't' || l.id, COALESCE(p.commercial_partner_id, l.partner_id),
           l.currency_id, l.amount_currency, l.balance, CASE WHEN l.amount_currency > 0 THEN 1 ELSE -1 END,
           l.move_id, COALESCE(r.name, l.move_name), l.date, l.date, NULL, NULL, r.id, paid.payment_id
      FROM (
            SELECT pay.move_id, pay.id AS payment_id, m.sign
              FROM (%(wanted)s) m
              JOIN account_payment pay ON pay.company_id = %(company)s AND pay.amount BETWEEN m.least AND m.most
               AND pay.payment_type = CASE WHEN m.sign < 0 THEN 'inbound' ELSE 'outbound' END
               AND pay.partner_type = 'customer' AND pay.state IN ('in_process', 'paid')
               AND pay.currency_id = m.currency_id AND pay.date BETWEEN m.date - %(longest)s AND m.date
             UNION
            SELECT st.move_id, NULL, m.sign
              FROM (%(wanted)s) m
              JOIN account_bank_statement_line st ON st.journal_id = %(journal)s AND st.is_reconciled
               AND st.amount BETWEEN LEAST(-m.sign * m.least, -m.sign * m.most)
                                 AND GREATEST(-m.sign * m.least, -m.sign * m.most)
              JOIN account_move came ON came.id = st.move_id AND came.date BETWEEN m.date - %(longest)s AND m.date
           ) paid
      JOIN account_move_line l ON l.move_id = paid.move_id AND l.parent_state = 'posted'
       AND l.amount_currency * paid.sign > 0
      JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
 LEFT JOIN res_partner p ON p.id = l.partner_id
 LEFT JOIN collection_receipt r ON r.payment_id = paid.payment_id
     WHERE NOT EXISTS (
            SELECT FROM account_partial_reconcile met
              JOIN account_move_line other ON other.id = met.debit_move_id + met.credit_move_id - l.id
              JOIN account_move back ON back.id = other.move_id
             WHERE l.id IN (met.debit_move_id, met.credit_move_id) AND other.date >= l.date
               AND (back.statement_line_id IS NOT NULL OR back.origin_payment_id IS NOT NULL))
"""

#: the lines, and between which amounts a payment lies that they take back, with a fee at most
_WANTED = """
    SELECT o.sign, o.currency_id, o.date, o.cents / power(10::numeric, cur.decimal_places) AS most,
           o.cents / power(10::numeric, cur.decimal_places) - %(fee)s::numeric AS least
      FROM pg_temp.match_money o JOIN res_currency cur ON cur.id = o.currency_id
"""

#: by what such a payment is named besides: the words with which it was written and came to the bank. What it paid, also
#: where these words name it, is a hint only: a refund names it as well
NUMBERS = SQL(
    r"""
    SELECT no, number, sign
      FROM (
        WITH item AS MATERIALIZED (
            SELECT no, id, move_id, payment_id FROM pg_temp.match_item WHERE kind = 'returned'
        ), paid AS MATERIALIZED (
            SELECT i.no, other.move_name AS number
              FROM item i
              JOIN account_partial_reconcile met ON i.id IN (met.debit_move_id, met.credit_move_id)
              JOIN account_move_line other ON other.id = met.debit_move_id + met.credit_move_id - i.id
        ), said AS (
            SELECT i.no, pay.memo AS words
              FROM item i JOIN account_payment pay ON pay.id = i.payment_id
         UNION ALL
            SELECT i.no, st.payment_ref
              FROM item i JOIN account_bank_statement_line st ON st.move_id = i.move_id
         UNION ALL
            SELECT i.no, st.payment_ref
              FROM item i
              JOIN account_move_line transit ON transit.move_id = i.move_id AND transit.id <> i.id
              JOIN account_partial_reconcile met ON transit.id IN (met.debit_move_id, met.credit_move_id)
              JOIN account_move_line banked ON banked.id = met.debit_move_id + met.credit_move_id - transit.id
              JOIN account_bank_statement_line st ON st.move_id = banked.move_id
        )
        SELECT no, number, 'about' AS sign FROM paid
         UNION ALL
        SELECT s.no, word, 'receipt'
          FROM said s
    CROSS JOIN LATERAL regexp_split_to_table(s.words, '\s+') word
         WHERE NOT EXISTS (
                SELECT FROM paid p
                 WHERE p.no = s.no AND position(regexp_replace(upper(word), '[^A-Z0-9]+', '', 'g')
                                             IN regexp_replace(upper(p.number), '[^A-Z0-9]+', '', 'g')) > 0)
           ) named
    """
)


def returned_sql(journal):
    """Return the query of what open lines of a bank journal may take back, as rows of ``match_item``."""
    company = journal.company_id
    [(fee,)] = company.env["collection.policy"]._read_group(
        [("company_id", "=", company.id)], aggregates=["match_fee_limit:max"]
    )
    return SQL(
        _RETURNED,
        company=company.id,
        journal=journal.id,
        longest=LONGEST,
        wanted=SQL(_WANTED, fee=str(fee or 0)),
    )
