"""Which bank line may pay which item, as SQL: by a number in its text, by who paid, by the amount; joined by keys.

Nothing compares everything with everything: an amount that many items have says nothing, and of a customer with many
open items only so many are looked at.
"""

from odoo.tools import SQL

from .collection_match_items_sql import APART, CROWD, MOST_ITEMS, MOST_SAME

DROP = SQL("DROP TABLE IF EXISTS match_gram, match_payer, match_collector, match_pair, match_crowd")


def tables_sql(company, similar):
    """Return the statements that make the pairs, after the tables of ``collection_match_items_sql.py``.

    :param similar: whether the database can tell how alike names are (``pg_trgm``)
    """
    made = {
        "match_gram": SQL(_GRAMS, apart=APART),
        "match_crowd": SQL(_CROWDS, crowd=CROWD),
        "match_payer": SQL(_PAYERS, company=company.id, similar=_SIMILAR if similar else SQL("")),
        "match_collector": _COLLECTORS,
        "match_pair": SQL(
            _PAIRS, company=company.id, crowd=CROWD, most_items=MOST_ITEMS, most_same=MOST_SAME, totals=_TOTALS
        ),
    }
    statements = []
    if similar:
        statements += [
            SQL("CREATE INDEX ON match_name USING gin (key gin_trgm_ops)"),
            SQL("SET LOCAL pg_trgm.similarity_threshold = 0.5"),
        ]
    for table, query in made.items():
        name = SQL.identifier(table)
        statements.append(SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", name, query))
        statements.append(SQL("ANALYZE %s", name))
    return [*statements, SQL("CREATE INDEX ON match_pair (line_id)"), SQL("CREATE INDEX ON match_payer (line_id)")]


#: up to five words in a row, and pieces of Chinese text that are as long as a Chinese name
_GRAMS = r"""
    WITH word AS MATERIALIZED (
        SELECT m.line_id, w.word, w.n
          FROM match_money m
    CROSS JOIN LATERAL regexp_split_to_table(m.words, %(apart)s) WITH ORDINALITY w(word, n)
         WHERE w.word <> ''
    ), words AS (
        SELECT line_id, word, lead(word, 1) OVER line AS b, lead(word, 2) OVER line AS c,
               lead(word, 3) OVER line AS d, lead(word, 4) OVER line AS e
          FROM word WINDOW line AS (PARTITION BY line_id ORDER BY n)
    )
    SELECT DISTINCT line_id, gram
      FROM words
CROSS JOIN LATERAL (VALUES (word), (word || b), (word || b || c), (word || b || c || d),
                           (word || b || c || d || e)) grams(gram)
     WHERE length(gram) BETWEEN 3 AND 60
     UNION
    SELECT line_id, substr(word, start, size.length)
      FROM word
CROSS JOIN (SELECT DISTINCT length(key) AS length FROM match_name WHERE chinese) size
CROSS JOIN LATERAL generate_series(1, length(word) - size.length + 1) start
     WHERE word ~ '^[\u3400-\u9fff]+$'
"""

#: how many items have the amount of a line
_CROWDS = """
    SELECT m.line_id
      FROM match_money m
      JOIN (SELECT currency_id, sign, cents FROM match_item GROUP BY 1, 2, 3 HAVING COUNT(*) > %(crowd)s) crowd
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
           AND bank.account IN (SELECT account FROM match_money)
     UNION
        SELECT value, partner_id, 'alias' FROM collection_match_alias
         WHERE company_id = %(company)s AND kind = 'account' AND active
    ), owned AS (
        SELECT account, partner_id, MIN(sign) AS sign, COUNT(*) OVER (PARTITION BY account) AS owners
          FROM known GROUP BY account, partner_id
    ), sure AS (
        SELECT line_id, partner_id, 'partner' AS sign FROM match_money WHERE partner_id IS NOT NULL
     UNION ALL
        SELECT m.line_id, o.partner_id, CASE WHEN o.owners > 1 THEN 'shared' ELSE o.sign END
          FROM match_money m JOIN owned o ON o.account = m.account AND o.owners <= 5
     UNION ALL
        SELECT m.line_id, a.partner_id, 'alias'
          FROM match_money m
          JOIN collection_match_alias a ON a.company_id = %(company)s AND a.kind = 'name' AND a.active
           AND lower(trim(a.value)) = lower(trim(m.payer))
     UNION ALL
        SELECT m.line_id, n.partner_id, 'name'
          FROM match_money m JOIN match_name n ON n.key = m.payer_key AND n.partner_id IS NOT NULL
         WHERE length(m.payer_key) > 2
     UNION ALL
        SELECT g.line_id, n.partner_id, CASE WHEN BOOL_OR(n.strong) THEN 'text' ELSE 'word' END
          FROM match_gram g JOIN match_name n ON n.key = g.gram AND n.partner_id IS NOT NULL
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
      FROM match_money m
      JOIN match_crowd c ON c.line_id = m.line_id
CROSS JOIN LATERAL (SELECT n.partner_id FROM match_name n
                     WHERE n.key %% m.payer_key AND n.partner_id IS NOT NULL
                     ORDER BY similarity(n.key, m.payer_key) DESC, n.partner_id LIMIT 3) alike
     WHERE length(m.payer_key) > 4 AND m.line_id NOT IN (SELECT line_id FROM sure)
    """
)

#: cash that is brought to the bank by who collected it
_COLLECTORS = SQL(
    """
    SELECT DISTINCT g.line_id, n.user_id
      FROM match_gram g JOIN match_name n ON n.key = g.gram AND n.user_id IS NOT NULL
    """
)

#: all the cash that a salesperson holds, or what he collected on one day
_TOTALS = SQL(
    """
    SELECT i.collector_id, i.currency_id, i.issued, SUM(i.cents)::bigint AS cents, array_agg(i.no) AS nos
      FROM match_item i
     WHERE i.collector_id IS NOT NULL AND i.sign = 1
     GROUP BY GROUPING SETS ((i.collector_id, i.currency_id), (i.collector_id, i.currency_id, i.issued))
    HAVING COUNT(*) > 1
    """
)

_PAIRS = """
    WITH named AS (
        SELECT g.line_id, n.no, n.sign
          FROM match_gram g
          JOIN match_number n ON n.key = g.gram
         WHERE n.key NOT IN (SELECT key FROM match_number GROUP BY key HAVING COUNT(*) > %(most_same)s)
    ), pair AS (
        SELECT line_id, no, sign FROM named
     UNION
        SELECT m.line_id, owed.no, NULL
          FROM match_money m
          JOIN (SELECT DISTINCT line_id, partner_id FROM match_payer
                 WHERE sign NOT IN ('shared', 'word', 'similar')) p ON p.line_id = m.line_id
    CROSS JOIN LATERAL (SELECT i.no FROM match_item i
                         WHERE i.partner_id = p.partner_id AND i.currency_id = m.currency_id AND i.sign = m.sign
                         ORDER BY i.cents = m.cents DESC, i.date_due, i.no LIMIT %(most_items)s) owed
     UNION
        SELECT m.line_id, i.no, NULL
          FROM match_money m
          JOIN match_payer p ON p.line_id = m.line_id AND p.sign IN ('shared', 'word', 'similar')
          JOIN match_item i ON i.partner_id = p.partner_id AND i.currency_id = m.currency_id AND i.sign = m.sign
           AND i.cents = m.cents
     UNION
        SELECT m.line_id, i.no, NULL
          FROM match_money m
          JOIN match_item i USING (currency_id, sign, cents)
         WHERE NOT EXISTS (SELECT 1 FROM match_crowd c WHERE c.line_id = m.line_id)
     UNION
        SELECT m.line_id, i.no, 'promise'
          FROM match_money m
          JOIN collection_promise promise
            ON promise.company_id = %(company)s AND promise.state = 'open' AND promise.currency_id = m.currency_id
           AND ROUND(promise.amount * (SELECT 10 ^ decimal_places FROM res_currency WHERE id = m.currency_id)) = m.cents
           AND m.date BETWEEN promise.date_promised - 7 AND promise.date_promised + promise.tolerance_days
          JOIN collection_promise_line_rel rel ON rel.promise_id = promise.id
          JOIN match_item i ON i.kind = 'receivable' AND i.id = rel.move_line_id
         WHERE m.sign = 1
     UNION
        SELECT c.line_id, i.no, 'depositor'
          FROM match_collector c JOIN match_item i ON i.collector_id = c.user_id
     UNION
        SELECT m.line_id, unnest(total.nos), 'total'
          FROM match_money m JOIN (%(totals)s) total USING (currency_id, cents)
         WHERE m.sign = 1
    )
    SELECT pair.line_id, pair.no, array_remove(array_agg(DISTINCT pair.sign), NULL) AS signs
      FROM pair
      JOIN match_money m ON m.line_id = pair.line_id
      JOIN match_item i ON i.no = pair.no AND i.sign = m.sign
     WHERE NOT EXISTS (SELECT 1 FROM collection_match r
                        WHERE r.state = 'rejected' AND r.key = pair.line_id || ':' || i.key)
     GROUP BY pair.line_id, pair.no
"""

#: the pairs of some lines with all that the engine looks at
CANDIDATES = """
    SELECT m.line_id, m.date AS money_date, m.sign, m.cents AS money_cents, m.currency_id AS money_currency_id,
           m.words, m.payer,
           EXISTS (SELECT 1 FROM match_crowd c WHERE c.line_id = m.line_id) AS crowded,
           (SELECT array_agg(DISTINCT p.partner_id) FROM match_payer p
             WHERE p.line_id = m.line_id AND p.sign IN ('account', 'alias', 'partner', 'name', 'text')) AS payers,
           pair.signs || COALESCE((SELECT array_agg(p.sign) FROM match_payer p
             WHERE p.line_id = m.line_id AND p.partner_id = i.partner_id), '{}') AS signs,
           i.no, i.kind, i.id, i.key, i.partner_id, i.document, i.issued, i.date_due, i.currency_id,
           CASE WHEN i.currency_id = m.currency_id THEN i.cents
                ELSE ROUND(ABS(i.open_company) * m.cents_of_company)::bigint END AS cents,
           i.currency_id <> m.currency_id AS is_foreign,
           i.discounted_cents, i.discount_until, i.fee_cents, i.rounding_cents, i.discount_cents, i.sure_from,
           i.automatic, i.claimed, i.pays, i.collector_id, i.open_currency, i.receipt_id,
           i.payment_id, partner.name AS partner_name
      FROM match_pair pair
      JOIN match_money m ON m.line_id = pair.line_id
      JOIN match_item i ON i.no = pair.no
 LEFT JOIN res_partner partner ON partner.id = i.partner_id
     WHERE pair.line_id = ANY(%(line_ids)s)
       AND (i.currency_id = m.currency_id OR (i.open_company IS NOT NULL AND m.cents_of_company IS NOT NULL))
     ORDER BY m.line_id, i.no
"""
