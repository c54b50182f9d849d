"""Which bank line may pay which item, as SQL: by a number in its text, by who paid, by the amount; joined by keys.

Nothing compares everything with everything: an amount that many items have says nothing, and of a customer with many
open items only so many are looked at.
"""

from odoo.tools import SQL

from ...base.temporary_sql import drop_tables_sql, keep_rows_sql
from .collection_match_credits_sql import CREDITS
from .collection_match_items_sql import CROWD, MOST_ITEMS, MOST_SAME
from .collection_match_known_sql import known_sql
from .collection_match_payer_sql import namesakes_sql
from .collection_match_text_sql import GRAMS, said_sql

DROP = drop_tables_sql(
    "match_said",
    "match_known",
    "match_gram",
    "match_payer",
    "match_namesake",
    "match_collector",
    "match_pair",
    "match_crowd",
)


def tables_sql(company, similar, further=()):
    """Return the statements that make the pairs, after the tables of ``collection_match_items_sql.py``.

    :param similar: whether the database can tell how alike names are (``pg_trgm``)
    :param further: queries of other addons, see ``collection.match._further_pairs_sql``
    """
    alike = [
        SQL("CREATE INDEX ON pg_temp.match_name USING gin (key gin_trgm_ops)"),
        SQL("SET LOCAL pg_trgm.similarity_threshold = 0.5"),
    ]
    pairs = SQL(
        _PAIRS,
        company=company.id,
        crowd=CROWD,
        most_items=MOST_ITEMS,
        most_same=MOST_SAME,
        totals=_TOTALS,
        credits=CREDITS,
        further=SQL("").join(SQL(" UNION ALL %s", query) for query in further),
    )
    return [
        *(alike if similar else []),
        *keep_rows_sql("match_said", said_sql()),
        *keep_rows_sql("match_known", known_sql(company)),
        *keep_rows_sql("match_gram", GRAMS),
        *keep_rows_sql("match_crowd", SQL(_CROWDS, crowd=CROWD)),
        *keep_rows_sql("match_payer", SQL(_PAYERS, company=company.id, similar=_SIMILAR if similar else SQL(""))),
        *keep_rows_sql("match_namesake", namesakes_sql(company)),
        *keep_rows_sql("match_collector", _COLLECTORS),
        *keep_rows_sql("match_pair", pairs, "line_id", "no"),
        SQL("CREATE INDEX ON pg_temp.match_pair (line_id)"),
        SQL("CREATE INDEX ON pg_temp.match_payer (line_id)"),
        SQL("CREATE INDEX ON pg_temp.match_known (line_id)"),
        SQL("CREATE INDEX ON pg_temp.match_number (no)"),
    ]


#: how many items have the amount of a line
_CROWDS = """
    SELECT m.line_id
      FROM pg_temp.match_money m
      JOIN (SELECT currency_id, sign, cents FROM pg_temp.match_item WHERE kind <> 'order'
             GROUP BY 1, 2, 3 HAVING COUNT(*) > %(crowd)s) crowd
     USING (currency_id, sign, cents)
"""

#: who paid: as it says on the line, by his account, by what was learned, by his name
_PAYERS = r"""
    WITH known AS (
        SELECT bank.account, COALESCE(p.commercial_partner_id, p.id) AS partner_id, 'account' AS sign
          FROM (SELECT regexp_replace(upper(acc_number), '[^A-Z0-9]', '', 'g') AS account, partner_id, company_id
                  FROM res_partner_bank WHERE active) bank
          JOIN res_partner p ON p.id = bank.partner_id
         WHERE (bank.company_id IS NULL OR bank.company_id = %(company)s)
           AND bank.account IN (SELECT account FROM pg_temp.match_money)
     UNION
        SELECT value, partner_id, 'alias' FROM collection_match_alias
         WHERE company_id = %(company)s AND kind = 'account' AND active
    ), owned AS (
        SELECT account, partner_id, MIN(sign) AS sign, COUNT(*) OVER (PARTITION BY account) AS owners
          FROM known GROUP BY account, partner_id
    ), sure AS (
        SELECT line_id, partner_id, 'partner' AS sign FROM pg_temp.match_money WHERE partner_id IS NOT NULL
     UNION ALL
        SELECT m.line_id, o.partner_id, CASE WHEN o.owners > 1 THEN 'shared' ELSE o.sign END
          FROM pg_temp.match_money m JOIN owned o ON o.account = m.account AND o.owners <= 5
     UNION ALL
        SELECT m.line_id, a.partner_id, 'alias'
          FROM pg_temp.match_money m
          JOIN collection_match_alias a ON a.company_id = %(company)s AND a.kind = 'name' AND a.active
           AND lower(trim(a.value)) = lower(trim(m.payer))
     UNION ALL
        SELECT m.line_id, n.partner_id, 'name'
          FROM pg_temp.match_money m JOIN pg_temp.match_name n ON n.key = m.payer_key AND n.partner_id IS NOT NULL
         WHERE length(m.payer_key) > 2
     UNION ALL
        SELECT g.line_id, n.partner_id, CASE WHEN BOOL_OR(n.strong) THEN 'text' ELSE 'word' END
          FROM pg_temp.match_gram g JOIN pg_temp.match_name n ON n.key = g.gram AND n.partner_id IS NOT NULL
         GROUP BY g.line_id, n.partner_id
    )
    SELECT DISTINCT line_id, partner_id, sign FROM sure
    %(similar)s
"""

#: names that are nearly the same, where the amount alone says nothing
_SIMILAR = SQL(
    """
    UNION
    SELECT m.line_id, alike.partner_id, 'similar'
      FROM pg_temp.match_money m
      JOIN pg_temp.match_crowd c ON c.line_id = m.line_id
CROSS JOIN LATERAL (SELECT n.partner_id FROM pg_temp.match_name n
                     WHERE n.key %% m.payer_key AND n.partner_id IS NOT NULL
                     ORDER BY similarity(n.key, m.payer_key) DESC, n.partner_id LIMIT 3) alike
     WHERE length(m.payer_key) > 4 AND m.line_id NOT IN (SELECT line_id FROM sure)
    """
)

#: cash that is brought to the bank by who collected it
_COLLECTORS = SQL(
    """
    SELECT DISTINCT g.line_id, n.user_id
      FROM pg_temp.match_gram g JOIN pg_temp.match_name n ON n.key = g.gram AND n.user_id IS NOT NULL
    """
)

#: all the cash that a salesperson holds, or what he collected on one day
_TOTALS = SQL(
    """
    SELECT i.collector_id, i.currency_id, i.issued, SUM(i.cents)::bigint AS cents, array_agg(i.no) AS nos
      FROM pg_temp.match_item i
     WHERE i.collector_id IS NOT NULL AND i.sign = 1
     GROUP BY GROUPING SETS ((i.collector_id, i.currency_id), (i.collector_id, i.currency_id, i.issued))
    HAVING COUNT(*) > 1
    """
)

_PAIRS = """
    WITH payer AS MATERIALIZED (
        SELECT DISTINCT m.line_id, p.partner_id, m.currency_id, m.sign, m.cents
          FROM pg_temp.match_money m
          JOIN pg_temp.match_payer p ON p.line_id = m.line_id AND p.sign NOT IN ('shared', 'word', 'similar')
    ), large AS MATERIALIZED (
        SELECT partner_id, currency_id, sign FROM pg_temp.match_item GROUP BY 1, 2, 3 HAVING COUNT(*) > %(most_items)s
    ), pair AS (
        SELECT g.line_id, i.no, n.sign
          FROM pg_temp.match_gram g
          JOIN pg_temp.match_number n ON n.key = g.gram
          JOIN pg_temp.match_money m ON m.line_id = g.line_id
          JOIN pg_temp.match_item i ON i.no = n.no AND i.sign = m.sign
         WHERE n.key NOT IN (SELECT key FROM pg_temp.match_number WHERE key IN (SELECT gram FROM pg_temp.match_gram)
                              GROUP BY key HAVING COUNT(*) > %(most_same)s)
     UNION ALL
        SELECT p.line_id, i.no, NULL
          FROM payer p
          JOIN pg_temp.match_item i USING (partner_id, currency_id, sign)
         WHERE NOT EXISTS (SELECT 1 FROM large o
                            WHERE (o.partner_id, o.currency_id, o.sign) = (i.partner_id, i.currency_id, i.sign))
     UNION ALL
        SELECT p.line_id, owed.no, NULL
          FROM large o
          JOIN payer p USING (partner_id, currency_id, sign)
    CROSS JOIN LATERAL (SELECT i.no FROM pg_temp.match_item i
                         WHERE i.partner_id = o.partner_id AND i.currency_id = o.currency_id AND i.sign = o.sign
                         ORDER BY i.cents = p.cents DESC, i.date_due, i.id LIMIT %(most_items)s) owed
     UNION ALL
        SELECT m.line_id, i.no, NULL
          FROM pg_temp.match_money m
          JOIN pg_temp.match_payer p ON p.line_id = m.line_id AND p.sign IN ('shared', 'word', 'similar')
          JOIN pg_temp.match_item i ON i.partner_id = p.partner_id AND i.currency_id = m.currency_id AND i.sign = m.sign
           AND i.cents = m.cents
     UNION ALL
        SELECT m.line_id, i.no, NULL
          FROM pg_temp.match_money m
          JOIN pg_temp.match_item i USING (currency_id, sign, cents)
         WHERE i.kind <> 'order' AND NOT EXISTS (SELECT 1 FROM pg_temp.match_crowd c WHERE c.line_id = m.line_id)
     UNION ALL
        SELECT m.line_id, i.no, 'promise'
          FROM pg_temp.match_money m
          JOIN collection_promise promise
            ON promise.company_id = %(company)s AND promise.state = 'open' AND promise.currency_id = m.currency_id
           AND ROUND(promise.amount * (SELECT 10 ^ decimal_places FROM res_currency WHERE id = m.currency_id)) = m.cents
           AND m.date BETWEEN promise.date_promised - 7 AND promise.date_promised + promise.tolerance_days
          JOIN collection_promise_line_rel rel ON rel.promise_id = promise.id
          JOIN pg_temp.match_item i ON i.kind = 'receivable' AND i.id = rel.move_line_id AND i.sign = m.sign
         WHERE m.sign = 1
     UNION ALL
        SELECT m.line_id, i.no, 'depositor'
          FROM pg_temp.match_collector c
          JOIN pg_temp.match_money m ON m.line_id = c.line_id
          JOIN pg_temp.match_item i ON i.collector_id = c.user_id AND i.sign = m.sign
     UNION ALL
        SELECT m.line_id, unnest(total.nos), 'total'
          FROM pg_temp.match_money m JOIN (%(totals)s) total USING (currency_id, cents)
         WHERE m.sign = 1
     %(further)s
    ), credit AS (%(credits)s
    ), rejected AS (
        SELECT m.line_id, i.no
          FROM (SELECT split_part(key, ':', 1)::int AS line_id, split_part(key, ':', 2) AS item
                  FROM collection_match WHERE state = 'rejected' AND key NOT LIKE '%%,%%') r
          JOIN pg_temp.match_money m USING (line_id)
          JOIN pg_temp.match_item i ON i.key = r.item
    )
    SELECT line_id, no, array_remove(array_agg(sign), NULL) AS signs
      FROM (SELECT * FROM pair UNION ALL SELECT * FROM credit) pair
     WHERE NOT EXISTS (SELECT 1 FROM rejected r WHERE r.line_id = pair.line_id AND r.no = pair.no)
     GROUP BY line_id, no
"""

#: the pairs of some lines with all that the engine looks at
CANDIDATES = """
    SELECT m.line_id, m.date AS money_date, m.cents AS money_cents, m.sign AS money_sign, m.words, m.payer, m.own,
           currency.name AS currency,
           EXISTS (SELECT 1 FROM pg_temp.match_crowd c WHERE c.line_id = m.line_id) AS crowded,
           (SELECT array_agg(DISTINCT p.partner_id) FROM pg_temp.match_payer p
             WHERE p.line_id = m.line_id AND p.sign IN ('account', 'alias', 'partner', 'name', 'text')) AS payers,
           pair.signs || COALESCE((SELECT array_agg(p.sign) FROM pg_temp.match_payer p
             WHERE p.line_id = m.line_id AND p.partner_id = i.partner_id), '{}') AS signs,
           i.kind, i.key, i.partner_id, i.document, i.issued, i.date_due,
           CASE WHEN i.currency_id = m.currency_id THEN i.cents
                ELSE ROUND(ABS(i.open_company) * m.cents_of_company)::bigint END AS cents,
           i.currency_id <> m.currency_id AS is_foreign,
           CASE WHEN l.amount_residual_currency = l.amount_currency
                THEN ROUND(COALESCE(l.discount_amount_currency, 0) * 10 ^ i.digits)::bigint ELSE 0
            END AS discounted_cents,
           l.discount_date AS discount_until,
           ROUND(COALESCE(rule.match_fee_limit, 0) * rate.of_company * 10 ^ i.digits)::bigint AS fee_cents,
           ROUND(COALESCE(rule.match_rounding_limit, 0) * rate.of_company * 10 ^ i.digits)::bigint AS rounding_cents,
           FLOOR(ABS(i.open_currency) * COALESCE(rule.match_discount_percent, 0) / 100 * 10 ^ i.digits)::bigint
               AS discount_cents,
           COALESCE(rule.match_score, 85) AS sure_from,
           l.id IN (SELECT c.move_line_id FROM collection_receipt_line c
                      JOIN collection_receipt r ON r.id = c.receipt_id
                     WHERE r.state = 'submitted' AND c.move_line_id IS NOT NULL) IS TRUE AS claimed,
           i.pays, i.collector_id, i.move_id, i.sign <> m.sign AS is_credit, partner.name AS partner_name,
           (SELECT COUNT(*) FROM account_move_line older
             WHERE older.move_id = l.move_id AND older.reconciled IS NOT TRUE
               AND (older.collection_date_due, older.id) < (l.collection_date_due, l.id)) AS place,
           (SELECT array_agg(n.key) FROM pg_temp.match_number n
              WHERE n.no = i.no
                AND n.key IN (SELECT k.gram FROM pg_temp.match_known k WHERE k.line_id = m.line_id)) AS named
      FROM pg_temp.match_pair pair
      JOIN pg_temp.match_money m ON m.line_id = pair.line_id
      JOIN pg_temp.match_item i ON i.no = pair.no
      JOIN res_currency currency ON currency.id = m.currency_id
CROSS JOIN LATERAL (SELECT COALESCE(i.open_currency / NULLIF(i.open_company, 0), 1) AS of_company) rate
 LEFT JOIN account_move_line l ON i.kind = 'receivable' AND l.id = i.id
 LEFT JOIN collection_policy rule ON rule.id = i.policy_id
 LEFT JOIN res_partner partner ON partner.id = i.partner_id
     WHERE pair.line_id = ANY(%(line_ids)s)
       AND (i.currency_id = m.currency_id OR (i.open_company IS NOT NULL AND m.cents_of_company IS NOT NULL))
     ORDER BY m.line_id, i.no
"""

#: what is written about bank lines, about items, about items in another currency (what they are worth in the line's)
#: and about people
MONEY = "SELECT line_id, date, sign, currency_id FROM pg_temp.match_money WHERE line_id = ANY(%(line_ids)s)"
ITEMS = """
    SELECT i.key, i.kind, i.id, i.partner_id, i.document, i.date_due, i.currency_id, i.open_currency,
           i.receipt_id, i.payment_id, COALESCE(rule.match_automatic, TRUE) AS automatic
      FROM pg_temp.match_item i
 LEFT JOIN collection_policy rule ON rule.id = i.policy_id
     WHERE i.key = ANY(%(keys)s)
"""
FOREIGN = """
    SELECT m.line_id, i.key, ROUND(ABS(i.open_company) * m.cents_of_company)::bigint
      FROM pg_temp.match_pair p
      JOIN pg_temp.match_money m ON m.line_id = p.line_id
      JOIN pg_temp.match_item i ON i.no = p.no AND i.currency_id <> m.currency_id
     WHERE m.line_id = ANY(%(line_ids)s) AND i.key = ANY(%(keys)s)
"""
NAMES = """
    SELECT 'partner', id, name FROM res_partner WHERE id = ANY(%(partners)s)
     UNION ALL
    SELECT 'user', u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id = ANY(%(users)s)
"""

#: items of these lines that proposals of other lines want, at whatever bank
WANTED = SQL(
    """
    WITH item AS (SELECT DISTINCT i.key, i.kind, i.id
                     FROM pg_temp.match_pair p JOIN pg_temp.match_item i ON i.no = p.no)
    SELECT i.key
      FROM item i
      JOIN collection_match_line l ON l.move_line_id = i.id AND i.kind NOT IN ('receipt', 'order')
       AND l.kind <> 'receipt'
     WHERE l.state = 'proposed' AND l.statement_line_id NOT IN (SELECT line_id FROM pg_temp.match_money)
     UNION
    SELECT i.key
      FROM item i JOIN collection_match_line l ON l.receipt_id = i.id AND i.kind = 'receipt' AND l.kind = 'receipt'
     WHERE l.state = 'proposed' AND l.statement_line_id NOT IN (SELECT line_id FROM pg_temp.match_money)
"""
)
