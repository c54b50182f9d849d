"""What the texts of bank lines say, as SQL: their words, and what of it is a number or a name of something."""

from odoo.tools import SQL

from ...base.compared_sql import APART

#: up to five words in a row
_SAID = r"""
    WITH word AS MATERIALIZED (
        SELECT m.line_id, w.word, w.n
          FROM pg_temp.match_money m
    CROSS JOIN LATERAL regexp_split_to_table(m.words, %(apart)s) WITH ORDINALITY w(word, n)
         WHERE w.word <> ''
    ), words AS (
        SELECT line_id, word, lead(word, 1) OVER line AS b, lead(word, 2) OVER line AS c,
               lead(word, 3) OVER line AS d, lead(word, 4) OVER line AS e
          FROM word WINDOW line AS (PARTITION BY line_id ORDER BY n)
    )
    SELECT line_id, gram, size
      FROM words
CROSS JOIN LATERAL (VALUES (word, 1), (word || b, 2), (word || b || c, 3), (word || b || c || d, 4),
                           (word || b || c || d || e, 5)) grams(gram, size)
     WHERE gram IS NOT NULL
"""

#: of these, and of pieces of Chinese text that are as long as a Chinese name, those that are a number or a name of
#: something
GRAMS = SQL(
    r"""
    SELECT DISTINCT line_id, gram
      FROM (
        SELECT line_id, gram FROM pg_temp.match_said
     UNION ALL
        SELECT line_id, substr(s.gram, start, wanted.length)
          FROM pg_temp.match_said s
    CROSS JOIN (SELECT DISTINCT length(key) AS length FROM pg_temp.match_name WHERE chinese) wanted
    CROSS JOIN LATERAL generate_series(1, length(s.gram) - wanted.length + 1) start
         WHERE s.size = 1 AND s.gram ~ '^[\u3400-\u9fff]+$'
           ) said
     WHERE gram IN (SELECT key FROM pg_temp.match_number UNION ALL SELECT key FROM pg_temp.match_name)
    """
)


def said_sql():
    """Return the query of what lines say, up to five words in a row: ``line_id, gram, size``."""
    return SQL(_SAID, apart=APART)
