"""Numbers in the text of bank lines that are known: of which document, whatever became of it, whoever it is of.

A known number is what it says: money that names a paid invoice is not for the open one beside it. All numbers of all
lines are looked up by one statement, through the indexes on ``KEY``.
"""

from odoo.tools import SQL

from ...base.compared_sql import CHEQUE, CLAIMED, DIGITS, KEY, LETTERS, NAMED, ORDERED, OWN_REFERENCE, THEIR_REFERENCE

_MOVE = """
    SELECT said.gram, {key} = said.gram AS whole, m.name AS document, m.commercial_partner_id AS partner_id,
           CASE WHEN m.state = 'draft' THEN 'draft'
                WHEN m.state = 'cancel' THEN 'cancelled'
                WHEN m.move_type = 'out_refund' THEN 'credit_note'
                WHEN m.move_type NOT IN ('out_invoice', 'out_receipt') THEN 'entry'
                WHEN m.payment_state = 'reversed' THEN 'credited'
                WHEN m.payment_state IN ('paid', 'in_payment') THEN 'paid'
                ELSE 'open' END AS what,
           ARRAY[m.amount_total, m.amount_residual] AS amounts, m.currency_id
      FROM said
      JOIN account_move m ON {digits} = said.digits AND {where}
     WHERE m.company_id = %(company)s AND m.statement_line_id IS NULL AND m.origin_payment_id IS NULL
       AND ({key} = said.gram OR (said.gram = said.digits AND m.move_type IN ('out_invoice', 'out_refund')))
"""

_ORDER = """
    SELECT said.gram, TRUE, o.name, p.commercial_partner_id,
           CASE o.state WHEN 'sale' THEN 'order' WHEN 'cancel' THEN 'cancelled' ELSE 'quotation' END,
           ARRAY[o.amount_total], o.currency_id
      FROM said
      JOIN sale_order o ON {digits} = said.digits AND {where}
      JOIN res_partner p ON p.id = o.partner_id
     WHERE o.company_id = %(company)s AND {key} = said.gram
"""

_RECEIPT = """
    SELECT said.gram, TRUE, r.name, r.partner_id, 'receipt', ARRAY[r.amount], r.currency_id
      FROM said
      JOIN collection_receipt r ON {digits} = said.digits AND {where}
     WHERE r.company_id = %(company)s AND {key} = said.gram AND r.state <> 'draft'
"""

_PAYMENT = """
    SELECT said.gram, TRUE, pay.name, p.commercial_partner_id, 'payment', ARRAY[pay.amount], pay.currency_id
      FROM said
      JOIN account_payment pay ON {digits} = said.digits AND {where}
 LEFT JOIN res_partner p ON p.id = pay.partner_id
     WHERE pay.company_id = %(company)s AND {key} = said.gram
"""

_SOURCES = (
    (_MOVE, "m", "name", NAMED),
    (_MOVE, "m", "payment_reference", OWN_REFERENCE),
    (_MOVE, "m", "ref", THEIR_REFERENCE),
    (_ORDER, "o", "name", NAMED),
    (_ORDER, "o", "client_order_ref", ORDERED),
    (_RECEIPT, "r", "name", NAMED),
    (_RECEIPT, "r", "reference", CLAIMED),
    (_RECEIPT, "r", "cheque_number", CHEQUE),
    (_PAYMENT, "pay", "name", NAMED),
)


def _source(query, alias, column, where):
    own = f"{alias}.{column}"
    return query.format(
        key=KEY.format(column=own), digits=DIGITS.format(column=own), where=where.format(of=f"{alias}.")
    )


_KNOWN = f"""
    WITH said AS MATERIALIZED (
        SELECT gram, ltrim(gram, '{LETTERS}') AS digits
          FROM (SELECT DISTINCT gram FROM pg_temp.match_said
                 WHERE gram ~ '[0-9]' AND length(gram) BETWEEN 5 AND 35) grams
    ), document AS (
        {" UNION ALL ".join(_source(*source) for source in _SOURCES)}
    )
    SELECT DISTINCT s.line_id, d.gram, d.whole, d.document, d.partner_id, d.what,
           ARRAY(SELECT ROUND(amount * 10 ^ cur.decimal_places)::bigint FROM unnest(d.amounts) amount
                  WHERE d.currency_id = m.currency_id) AS cents
      FROM pg_temp.match_said s
      JOIN document d ON d.gram = s.gram
      JOIN pg_temp.match_money m ON m.line_id = s.line_id
      JOIN res_currency cur ON cur.id = m.currency_id
"""


def known_sql(company):
    """Return the query of the documents that bank lines name: ``line_id, gram, whole, document, partner_id, what,
    cents``.

    ``whole`` is false where only the digits are named; ``cents`` are total and open amount, if it is in the currency
    of the line.
    """
    return SQL(_KNOWN, company=company.id)


#: what is known of the numbers of some lines
KNOWN = "SELECT * FROM pg_temp.match_known WHERE line_id = ANY(%(line_ids)s) ORDER BY line_id, gram, what, document"
