"""What bank lines are matched with, as temporary tables: the open lines, the items, their numbers, their customers.

Each is made once for all lines of a journal; the pairs of ``collection_match_pairs_sql.py`` are joined by keys.
"""

from odoo.tools import SQL

from ...base.compared_sql import APART, LEGAL, bare_sql, clean_sql, key_sql
from ...base.temporary_sql import drop_tables_sql, keep_rows_sql
from .collection_match_orders_sql import orders_sql
from .collection_match_returned_sql import NUMBERS as returned_numbers
from .collection_match_returned_sql import returned_sql

#: an amount that more items have than this says nothing; so many items of a customer are looked at; a number that is
#: on more items than this is no number
CROWD, MOST_ITEMS, MOST_SAME = 20, 60, 30
#: so much of what a bank line says is read: a longer text would keep all other lines waiting
LONGEST = 4000


def tables_sql(journal, line_ids):
    """Return the statements that make the temporary tables, one after the other.

    :param journal: the bank journal
    :param line_ids: ids of its lines, None for all that are open
    """
    return [
        drop_tables_sql("match_money", "match_item", "match_number", "match_name"),
        *keep_rows_sql("match_money", _money_sql(journal, line_ids)),
        *keep_rows_sql("match_item", _items_sql(journal), "no", "partner_id", "currency_id", "sign", "cents"),
        *keep_rows_sql("match_number", _NUMBERS, "key"),
        *keep_rows_sql("match_name", _names_sql()),
        SQL("CREATE INDEX ON pg_temp.match_item (partner_id, currency_id, sign)"),
    ]


def _money_sql(journal, line_ids):
    """Return the query of what is left of the open bank lines, as whole numbers, and what they say.

    What a clerk has marked as not ours is none of them.
    """
    return SQL(
        """
        SELECT st.id AS line_id, move.date, cur.id AS currency_id,
               CASE WHEN l.amount_currency < 0 THEN 1 ELSE -1 END AS sign,
               ROUND(ABS(l.amount_currency) * 10 ^ cur.decimal_places)::bigint AS cents,
               CASE WHEN l.balance = 0 THEN NULL
                    ELSE ABS(l.amount_currency / l.balance) * 10 ^ cur.decimal_places END AS cents_of_company,
               COALESCE(partner.commercial_partner_id, st.partner_id) AS partner_id,
               NULLIF(regexp_replace(upper(COALESCE(st.account_number, bank.acc_number)), '[^A-Z0-9]', '', 'g'), '')
                   AS account,
               st.partner_name AS payer, %(payer_key)s AS payer_key, said.words AS words,
               %(own_accounts)s OR %(payer_key)s = %(own_name)s AS own
          FROM account_bank_statement_line st
          JOIN account_move move ON move.id = st.move_id AND move.state = 'posted'
          JOIN account_move_line l ON l.move_id = st.move_id AND l.account_id = %(suspense)s AND l.amount_currency <> 0
          JOIN res_currency cur ON cur.id = l.currency_id
     LEFT JOIN res_partner partner ON partner.id = st.partner_id
     LEFT JOIN res_partner_bank bank ON bank.id = move.partner_bank_id
    CROSS JOIN LATERAL (SELECT %(words)s AS words) said
         WHERE st.journal_id = %(journal)s AND st.is_reconciled IS NOT TRUE AND st.collection_not_ours IS NULL
           AND %(wanted)s
        """,
        suspense=journal.suspense_account_id.id,
        journal=journal.id,
        wanted=SQL("TRUE") if line_ids is None else SQL("st.id = ANY(%s)", list(line_ids)),
        payer_key=bare_sql(SQL("st.partner_name")),
        own_accounts=_own_accounts_sql(journal.company_id),
        own_name=bare_sql(SQL("%s::text", journal.company_id.name)),
        words=clean_sql(
            SQL(
                "left(concat_ws(' ', st.payment_ref, move.ref, st.partner_name, "
                "regexp_replace(move.narration, '<[^>]*>', ' ', 'g')), %s)",
                LONGEST,
            )
        ),
    )


def _own_accounts_sql(company):
    """Return the condition that a bank line comes from an account of the company itself."""
    return SQL(
        """
        regexp_replace(upper(COALESCE(st.account_number, bank.acc_number)), '[^A-Z0-9]', '', 'g') IN (
            SELECT regexp_replace(upper(own.acc_number), '[^A-Z0-9]', '', 'g')
              FROM res_partner_bank own
             WHERE own.partner_id = %s OR own.id IN (SELECT bank_account_id FROM account_journal))
        """,
        company.partner_id.id,
    )


def _items_sql(journal):
    """Return the query of what is open in the company: receivables, payments in transit, claimed receipts, orders.

    And of what the lines may take back.
    """
    return SQL(
        """
        SELECT row_number() OVER ()::int AS no, item.*, cur.decimal_places AS digits, applies.policy_id,
               ROUND(ABS(item.open_currency) * 10 ^ cur.decimal_places)::bigint AS cents
          FROM (%(receivables)s UNION ALL %(payments)s UNION ALL %(receipts)s UNION ALL %(orders)s
                UNION ALL %(returned)s) item
          JOIN res_currency cur ON cur.id = item.currency_id
     LEFT JOIN (%(policies)s) applies ON applies.partner_id = item.partner_id
        """,
        receivables=SQL(_RECEIVABLES, company=journal.company_id.id),
        payments=SQL(_PAYMENTS, company=journal.company_id.id, journal=journal.id),
        receipts=SQL(_RECEIPTS, company=journal.company_id.id, journal=journal.id),
        orders=orders_sql(journal.company_id),
        returned=returned_sql(journal),
        policies=journal.env["collection.policy"]._of_customers_sql(journal.company_id),
    )


_RECEIVABLES = """
    SELECT 'receivable' AS kind, l.id, 'm' || l.id AS key,
           COALESCE(p.commercial_partner_id, l.partner_id) AS partner_id,
           l.currency_id, l.amount_residual_currency AS open_currency, l.amount_residual AS open_company,
           CASE WHEN l.amount_residual_currency > 0 THEN 1 ELSE -1 END AS sign,
           l.move_id, l.move_name AS document, COALESCE(l.invoice_date, l.date) AS issued,
           l.collection_date_due AS date_due,
           NULL::text[] AS pays, NULL::int AS collector_id, NULL::int AS receipt_id, NULL::int AS payment_id
      FROM account_move_line l
 LEFT JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
       AND l.collection_date_due IS NOT NULL AND l.amount_residual_currency <> 0
"""

#: payments of the journal, and cash that is brought to the bank
_PAYMENTS = """
    SELECT 'payment', l.id, 'p' || l.id, COALESCE(p.commercial_partner_id, l.partner_id),
           l.currency_id, l.amount_residual_currency, l.amount_residual,
           CASE WHEN l.amount_residual_currency > 0 THEN 1 ELSE -1 END,
           l.move_id, COALESCE(r.name, l.move_name), l.date, l.date, NULL,
           CASE WHEN j.type = 'cash' THEN r.user_id END, NULL, pay.id
      FROM account_payment pay
      JOIN account_journal j ON j.id = pay.journal_id AND (j.id = %(journal)s OR j.type = 'cash')
      JOIN account_move_line l ON l.move_id = pay.move_id AND l.account_id = pay.outstanding_account_id
      JOIN account_account a ON a.id = l.account_id AND a.reconcile
 LEFT JOIN res_partner p ON p.id = l.partner_id
 LEFT JOIN collection_receipt r ON r.payment_id = pay.id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
       AND l.amount_residual_currency <> 0 AND pay.is_matched IS NOT TRUE
"""

_RECEIPTS = """
    SELECT 'receipt', r.id, 'r' || r.id, r.partner_id, r.currency_id, r.amount, NULL, 1,
           NULL, r.name, r.date, r.date,
           (SELECT array_agg('m' || c.move_line_id) FROM collection_receipt_line c
             WHERE c.receipt_id = r.id AND c.move_line_id IS NOT NULL),
           CASE WHEN j.type = 'cash' THEN r.user_id END, r.id, NULL
      FROM collection_receipt r
      JOIN account_journal j ON j.id = r.journal_id AND (j.id = %(journal)s OR j.type = 'cash')
     WHERE r.company_id = %(company)s AND r.state = 'submitted'
"""

#: every number by which an item may be named: its own, the structured reference, the order's, the claim's; what it
#: is "about" besides, the invoices of a payment or of a credit note, is no sign, but nothing else either
_NUMBERS = SQL(
    """
    WITH written AS (
        SELECT i.no, i.document AS number,
               CASE WHEN i.kind IN ('receivable', 'order') THEN 'number' ELSE 'receipt' END AS sign
          FROM pg_temp.match_item i
     UNION ALL
        SELECT i.no, said.number, said.sign
          FROM pg_temp.match_item i
          JOIN account_move m ON m.id = i.move_id AND i.kind <> 'returned'
           AND (m.payment_reference <> i.document OR m.ref <> '' OR m.invoice_origin <> '')
    CROSS JOIN LATERAL (
            SELECT m.payment_reference,
                   CASE WHEN m.payment_reference ~ '^RF[0-9][0-9]' THEN 'structured' ELSE 'number' END
             WHERE m.payment_reference <> i.document
         UNION ALL
            SELECT m.ref, 'order' WHERE m.ref <> ''
         UNION ALL
            SELECT regexp_split_to_table(m.invoice_origin, ','), 'order' WHERE m.invoice_origin <> ''
            ) said(number, sign)
     UNION ALL
        SELECT i.no, other.name, 'about'
          FROM pg_temp.match_item i
          JOIN account_move m ON m.id = i.move_id
          JOIN account_move other ON other.id = m.reversed_entry_id
     UNION ALL
        SELECT i.no, other.name, 'about'
          FROM pg_temp.match_item i
          JOIN account_move__account_payment paid ON paid.payment_id = i.payment_id
          JOIN account_move other ON other.id = paid.invoice_id
     UNION ALL
        SELECT i.no, l.move_name, 'about'
          FROM pg_temp.match_item i
          JOIN collection_receipt_line c ON c.receipt_id = i.receipt_id
          JOIN account_move_line l ON l.id = c.move_line_id
     UNION ALL
        SELECT i.no, o.name, 'about'
          FROM pg_temp.match_item i
          JOIN collection_receipt r ON r.id = i.receipt_id OR r.payment_id = i.payment_id
          JOIN collection_receipt_line c ON c.receipt_id = r.id
          JOIN sale_order o ON o.id = c.order_id
     UNION ALL
        SELECT i.no, regexp_split_to_table(pay.memo, '\\s+'), 'receipt'
          FROM pg_temp.match_item i JOIN account_payment pay ON pay.id = i.payment_id AND i.kind <> 'returned'
     UNION ALL
        SELECT i.no, unnest(ARRAY[r.reference, r.cheque_number]), 'receipt'
          FROM pg_temp.match_item i JOIN collection_receipt r ON r.id = i.receipt_id
     UNION ALL
        SELECT i.no, unnest(ARRAY[r.reference, r.cheque_number]), 'receipt'
          FROM pg_temp.match_item i JOIN collection_receipt r ON r.payment_id = i.payment_id
     UNION ALL
        %(returned)s
    ), keyed AS MATERIALIZED (
        SELECT no, sign, %(key)s AS key FROM written
    )
    SELECT no, sign, key FROM keyed WHERE length(key) BETWEEN 5 AND 35 AND key ~ '[0-9]'
     UNION ALL
        SELECT no, 'short', digits
          FROM (SELECT no, ltrim(key, %(letters)s) AS digits FROM keyed
                 WHERE sign = 'number' AND key >= 'A' OFFSET 0) headless
         WHERE length(digits) BETWEEN 5 AND 35
    """,
    key=key_sql(SQL("number")),
    returned=returned_numbers,
    letters="ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)


def _names_sql():
    """Return the query of the names of who owes something, and of who holds cash: whole, and without legal form.

    A name of one word says little inside a sentence (``strong`` is false): it may be any word.
    """
    return SQL(
        r"""
        WITH who AS (
            SELECT p.id AS partner_id, NULL::int AS user_id, p.name
              FROM res_partner p
             WHERE p.id IN (SELECT partner_id FROM pg_temp.match_item)
         UNION ALL
            SELECT NULL, u.id, p.name
              FROM res_users u JOIN res_partner p ON p.id = u.partner_id
             WHERE u.id IN (SELECT collector_id FROM pg_temp.match_item)
        ), clean AS MATERIALIZED (
            SELECT partner_id, user_id, %(clean)s AS name FROM who
        ), bare AS MATERIALIZED (
            SELECT partner_id, user_id, name, trim(regexp_replace(name, %(legal)s, ' ', 'g')) AS bare FROM clean
        )
        SELECT DISTINCT partner_id, user_id, key, chinese,
               length(key) >= 4 AND (CASE WHEN chinese THEN key ~ '[㐀-鿿]{4}' ELSE words ~ '\S\s+\S' END) AS strong
          FROM bare
    CROSS JOIN LATERAL (VALUES (name), (bare)) written(words)
    CROSS JOIN LATERAL (SELECT regexp_replace(words, %(apart)s, '', 'g') AS key,
                               words ~ '[㐀-鿿]' AS chinese) keyed
         WHERE length(key) >= 3 OR (length(key) = 2 AND chinese)
        """,
        clean=clean_sql(SQL("name")),
        legal=LEGAL,
        apart=APART,
    )
