"""The SQL of incentive statements: which rows of the ledger they count.

A statement counts the rows of its own period, and rows of earlier ones that came too late for them: its ``period_id``
is the statement of the period in which the money came, whose plan applies. An undone row belongs to the period of the
row that it undoes and takes back what that one has earned, to the cent, whatever the rules are now. So does a row
that a credit note has written to move earlier money from one product to another: it earns by the rules of then.

Everything is done for a set of statements at once, and everything is flushed before. What rules make of the counted
rows is in ``collection_incentive_lines_sql.py``.
"""

from odoo.tools import SQL

#: statements to compute ``s`` with all statements ``h`` of the same person up to them, for whose periods they count
PAIRS = """
    SELECT s.id AS incentive_id, s.date_to AS until, h.id AS period_id, h.plan_id, h.rate, h.user_id, h.company_id,
           h.date_from, h.date_to, h.simulated, cur.rounding
      FROM collection_incentive s
      JOIN collection_incentive h ON h.user_id = s.user_id AND h.company_id = s.company_id
       AND h.simulated IS NOT DISTINCT FROM s.simulated AND h.date_from <= s.date_from
       AND h.is_correction IS NOT TRUE
      JOIN res_currency cur ON cur.id = h.currency_id
     WHERE s.id = ANY(%(ids)s)
"""

#: what each person has of an invoice that several share, credit notes for it included: from ``upto - percent`` to
#: ``upto``, of ``whole``
SHARES = """
    SELECT m.id AS move_id, s.user_id, s.percent, s.upto, s.whole
      FROM (SELECT move_id, user_id, percent, SUM(percent) OVER (PARTITION BY move_id ORDER BY id) AS upto,
                   SUM(percent) OVER (PARTITION BY move_id) AS whole
              FROM collection_incentive_share) s
CROSS JOIN LATERAL (SELECT s.move_id AS id
                     UNION ALL
                    SELECT id FROM account_move WHERE reversed_entry_id = s.move_id) m
"""


def part_of(amount):
    """Return the SQL of the share ``sh`` of an amount: rounded up to somebody, less rounded up to the one before.

    It comes to what ``engine.tiers.split`` gives; a test compares the two.
    """
    return SQL(
        """ROUND(%(amount)s * sh.upto / sh.whole / cur.rounding) * cur.rounding
           - ROUND(%(amount)s * (sh.upto - sh.percent) / sh.whole / cur.rounding) * cur.rounding""",
        amount=SQL(amount),
    )


def insert_sources(ids):
    """Return the statement that counts the rows which are no reversals and not counted yet."""
    return SQL(
        """
        WITH pair AS (%(pairs)s), share AS MATERIALIZED (%(shares)s), found AS (
            SELECT p.incentive_id, p.period_id, e.id AS entry_id, 'own' AS role, e.amount, e.untaxed_amount
              FROM pair p
              JOIN collection_entry e ON e.user_id = p.user_id AND e.company_id = p.company_id
               AND e.date BETWEEN p.date_from AND p.date_to
             WHERE e.reversal_of_id IS NULL AND e.adjusts_id IS NULL
               AND NOT EXISTS (SELECT 1 FROM share sh WHERE sh.move_id = e.move_id)
         UNION ALL
            SELECT p.incentive_id, p.period_id, e.id, 'own', %(amount)s, %(untaxed)s
              FROM share sh
              JOIN collection_entry e ON e.move_id = sh.move_id AND e.reversal_of_id IS NULL AND e.adjusts_id IS NULL
              JOIN pair p ON p.user_id = sh.user_id AND p.company_id = e.company_id
               AND e.date BETWEEN p.date_from AND p.date_to
              JOIN res_company c ON c.id = e.company_id
              JOIN res_currency cur ON cur.id = c.currency_id
         UNION ALL
            SELECT p.incentive_id, p.period_id, e.id, 'team', e.amount, e.untaxed_amount
              FROM pair p
              JOIN collection_incentive_member m ON m.plan_id = p.plan_id AND m.user_id = p.user_id
               AND (p.simulated OR ((m.date_from IS NULL OR m.date_from <= p.date_from)
                                    AND (m.date_to IS NULL OR m.date_to >= p.date_to)))
              JOIN collection_incentive_member_crm_team_rel led ON led.collection_incentive_member_id = m.id
              JOIN collection_entry e ON e.team_id = led.crm_team_id AND e.company_id = p.company_id
               AND e.date BETWEEN p.date_from AND p.date_to
             WHERE e.reversal_of_id IS NULL AND e.adjusts_id IS NULL AND e.user_id IS DISTINCT FROM p.user_id
        )
        INSERT INTO collection_incentive_source (incentive_id, period_id, entry_id, role, amount, untaxed_amount)
        SELECT f.incentive_id, f.period_id, f.entry_id, f.role, f.amount, f.untaxed_amount
          FROM found f
         WHERE NOT EXISTS (SELECT 1 FROM collection_incentive_source x
                            WHERE x.period_id = f.period_id AND x.entry_id = f.entry_id AND x.role = f.role)
      ORDER BY f.entry_id, f.role
        """,
        pairs=SQL(PAIRS, ids=ids),
        shares=SQL(SHARES),
        amount=part_of("e.amount"),
        untaxed=part_of("e.untaxed_amount"),
    )


def insert_moved(ids):
    """Return the statement that counts, until the end of the period, what has moved rows that were counted."""
    return SQL(
        """
        WITH pair AS (%(pairs)s), share AS MATERIALIZED (%(shares)s)
        INSERT INTO collection_incentive_source (incentive_id, period_id, entry_id, role, amount, untaxed_amount)
        SELECT p.incentive_id, p.period_id, e.id, x.role, 0,
               CASE WHEN sh.whole IS NULL THEN e.untaxed_amount ELSE %(untaxed)s END
          FROM pair p
          JOIN collection_incentive_source x ON x.period_id = p.period_id
          JOIN collection_entry e ON e.adjusts_id = x.entry_id AND e.reversal_of_id IS NULL AND e.date <= p.until
          JOIN res_company c ON c.id = e.company_id
          JOIN res_currency cur ON cur.id = c.currency_id
     LEFT JOIN share sh ON sh.move_id = e.move_id AND sh.user_id = p.user_id AND x.role = 'own'
         WHERE NOT EXISTS (SELECT 1 FROM collection_incentive_source y
                            WHERE y.period_id = x.period_id AND y.entry_id = e.id AND y.role = x.role)
        """,
        pairs=SQL(PAIRS, ids=ids),
        shares=SQL(SHARES),
        untaxed=part_of("e.untaxed_amount"),
    )


def insert_undone(ids):
    """Return the statement that counts the reversals, until the end of the period, of rows that were counted."""
    return SQL(
        """
        INSERT INTO collection_incentive_source (incentive_id, period_id, entry_id, role, amount, untaxed_amount)
        SELECT p.incentive_id, p.period_id, r.id, x.role, -x.amount, -x.untaxed_amount
          FROM (%(pairs)s) p
          JOIN collection_incentive_source x ON x.period_id = p.period_id
          JOIN collection_entry r ON r.reversal_of_id = x.entry_id AND r.date <= p.until
         WHERE NOT EXISTS (SELECT 1 FROM collection_incentive_source y
                            WHERE y.period_id = x.period_id AND y.entry_id = r.id AND y.role = x.role)
        """,
        pairs=SQL(PAIRS, ids=ids),
    )
