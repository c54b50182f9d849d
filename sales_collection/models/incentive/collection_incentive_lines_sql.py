"""The SQL of incentive statements: what the rules for single rows make of the rows that were counted.

Amounts are exact (``numeric``). The amount of a line is rounded once, half away from zero, as
``engine.tiers.of_base`` does; a test compares the two.
"""

from odoo.tools import SQL

from .collection_incentive_rule import ROW_KINDS, TAKING
from .collection_incentive_sql import PAIRS, SHARES, part_of

#: the rules for rows, one line for each bracket: from ``lower`` on, below ``upper``
RULES = """
    SELECT r.id, r.plan_id, r.kind, r.scope, r.basis, r.bracket, r.exclusive, r.customer, r.new_days,
           CASE r.kind %(row_kinds)s END AS entry_kind, CASE WHEN r.kind = ANY(%(taking)s) THEN -1 ELSE 1 END AS sign,
           DENSE_RANK() OVER (PARTITION BY r.plan_id ORDER BY r.sequence, r.id) AS turn,
           CASE WHEN b.is_first AND r.kind <> 'late' THEN NULL ELSE b.start END AS lower, b.upper,
           COALESCE(b.percent, r.percent) AS percent,
           ARRAY(SELECT crm_team_id FROM collection_incentive_rule_crm_team_rel
                  WHERE collection_incentive_rule_id = r.id) AS teams,
           ARRAY(SELECT collection_rating_id FROM collection_incentive_rule_collection_rating_rel
                  WHERE collection_incentive_rule_id = r.id) AS ratings,
           ARRAY(SELECT child.id FROM collection_incentive_rule_product_category_rel rel
                   JOIN product_category parent ON parent.id = rel.product_category_id
                   JOIN product_category child ON starts_with(child.parent_path, parent.parent_path)
                  WHERE rel.collection_incentive_rule_id = r.id) AS categories
      FROM collection_incentive_rule r
 LEFT JOIN (SELECT rule_id, start, percent, LEAD(start) OVER steps AS upper, ROW_NUMBER() OVER steps = 1 AS is_first
              FROM collection_incentive_step
            WINDOW steps AS (PARTITION BY rule_id ORDER BY start)) b ON b.rule_id = r.id AND r.bracket <> 'none'
     WHERE r.kind = ANY(%(kinds)s) AND r.plan_id = ANY(%(plan_ids)s)
"""


def insert_lines(ids, plan_ids, needs):
    """Return the statement that writes what the rules for rows make of the counted rows.

    :param plan_ids: the plans of all periods
    :param needs: which of ``category``, ``rating``, ``age`` and ``new`` some rule asks for
    """
    return SQL(
        """
        WITH rule AS MATERIALIZED (%(rules)s), unit AS (%(units)s), hit AS (
            SELECT u.*, r.id AS rule_id, r.percent * r.sign AS percent, r.turn,
                   CASE r.basis WHEN 'amount' THEN u.amount ELSE u.untaxed_amount END AS basis,
                   MIN(CASE WHEN r.exclusive THEN r.turn END) OVER (PARTITION BY u.source_id, u.categ_id) AS last_turn
              FROM unit u
              JOIN rule r ON r.plan_id = u.plan_id AND r.scope = u.role AND r.entry_kind = u.kind
               AND (r.kind <> 'late' OR (u.counts_late AND u.days_late > 0))
               AND (r.bracket = 'none' OR (
                    (r.lower IS NULL OR r.lower <= CASE r.bracket WHEN 'age' THEN u.age ELSE u.days_late END)
                    AND (r.upper IS NULL OR r.upper > CASE r.bracket WHEN 'age' THEN u.age ELSE u.days_late END)))
               AND (r.teams = '{}' OR u.team_id = ANY(r.teams))
               AND (r.ratings = '{}' OR u.rating_id = ANY(r.ratings))
               AND (r.categories = '{}' OR u.categ_id = ANY(r.categories))
               AND (r.customer = 'any' OR (r.customer = 'new') = (u.days_known < r.new_days))
        ), earned AS (
            SELECT h.incentive_id, h.period_id, h.entry_id, h.rule_id, h.percent, h.rounding, h.deferred_percent,
                   SUM(h.basis) AS basis,
                   ROUND(SUM(h.basis) * h.rate * h.percent / 100 / h.rounding) * h.rounding AS amount
              FROM hit h
             WHERE h.last_turn IS NULL OR h.turn <= h.last_turn
          GROUP BY h.source_id, h.incentive_id, h.period_id, h.entry_id, h.rule_id, h.percent, h.rounding, h.rate,
                   h.deferred_percent, h.turn
          ORDER BY h.source_id, h.turn
        )
        INSERT INTO collection_incentive_line
               (incentive_id, period_id, entry_id, rule_id, kind, basis, percent, amount, deferred)
        SELECT e.incentive_id, e.period_id, e.entry_id, e.rule_id, 'entry', e.basis, e.percent,
               e.amount - w.deferred, w.deferred
          FROM earned e
    CROSS JOIN LATERAL (SELECT CASE WHEN e.deferred_percent > 0 AND e.amount > 0
                                    THEN ROUND(e.amount * e.deferred_percent / 100 / e.rounding) * e.rounding
                                    ELSE 0 END AS deferred) w
        """,
        rules=SQL(
            RULES,
            row_kinds=SQL(" ").join(SQL("WHEN %s THEN %s", kind, entry) for kind, entry in ROW_KINDS.items()),
            taking=list(TAKING),
            kinds=list(ROW_KINDS),
            plan_ids=plan_ids,
        ),
        units=_units(ids, needs),
    )


def _units(ids, needs):
    """Return the query of what rules look at: a counted row, or its part for each category of products."""
    with_category = "category" in needs
    return SQL(
        """
        SELECT src.id AS source_id, src.incentive_id, src.period_id, src.entry_id, src.role, period.plan_id,
               period.rate, cur.rounding, e.kind, e.days_late, e.team_id, %(amount)s AS amount,
               %(untaxed)s AS untaxed_amount,
               e.amount > 0 OR e.adjusts_id IS NOT NULL AS counts_late, %(categ)s AS categ_id,
               %(rating)s AS rating_id, %(age)s AS age, %(days_known)s AS days_known,
               CASE WHEN e.kind = 'cash' AND e.amount > 0 AND (e.bank_date IS NULL OR e.bank_date > s.date_to)
                    THEN plan.deferred_percent END AS deferred_percent
          FROM collection_incentive_source src
          JOIN collection_incentive s ON s.id = src.incentive_id
          JOIN collection_incentive period ON period.id = src.period_id
          JOIN collection_incentive_plan plan ON plan.id = period.plan_id
          JOIN res_currency cur ON cur.id = period.currency_id
          JOIN collection_entry e ON e.id = src.entry_id AND e.reversal_of_id IS NULL
          %(move)s %(partner)s %(part)s
         WHERE src.incentive_id = ANY(%(ids)s)
        """,
        ids=ids,
        amount=SQL("part.amount" if with_category else "src.amount"),
        untaxed=SQL("part.untaxed_amount" if with_category else "src.untaxed_amount"),
        categ=SQL("part.categ_id" if with_category else "NULL::integer"),
        rating=SQL(
            "(p.collection_rating_id ->> e.company_id::text)::integer" if "rating" in needs else "NULL::integer"
        ),
        age=SQL("e.date - COALESCE(m.invoice_date, m.date, e.date)" if "age" in needs else "NULL::integer"),
        days_known=_DAYS_KNOWN if "new" in needs else SQL("NULL::integer"),
        move=SQL("LEFT JOIN account_move m ON m.id = e.move_id" if needs & {"age", "new"} else ""),
        partner=SQL("LEFT JOIN res_partner p ON p.id = e.partner_id" if "rating" in needs else ""),
        part=_parts(ids) if with_category else SQL(""),
    )


#: the days from the customer's first invoice to that of the row
_DAYS_KNOWN = SQL(
    """
    COALESCE(m.invoice_date, m.date, e.date)
    - (SELECT MIN(first.invoice_date) FROM account_move first
        WHERE first.commercial_partner_id = e.partner_id AND first.company_id = e.company_id
          AND first.move_type IN ('out_invoice', 'out_receipt') AND first.state = 'posted')
    """
)


def _parts(ids):
    """Return the join with the parts of a counted row by category, which add up to it to the last cent."""
    return SQL(
        """
        JOIN (
            SELECT x.source_id, x.categ_id, x.mine - LAG(x.mine, 1, 0::numeric) OVER w AS amount,
                   x.mine_untaxed - LAG(x.mine_untaxed, 1, 0::numeric) OVER w AS untaxed_amount
              FROM (
                SELECT y.source_id, y.categ_id,
                       CASE WHEN sh.whole IS NULL THEN y.upto ELSE %(amount)s END AS mine,
                       CASE WHEN sh.whole IS NULL THEN y.untaxed_upto ELSE %(untaxed)s END AS mine_untaxed
                  FROM (
                    SELECT src.id AS source_id, src.period_id, src.role, e.move_id, e.company_id, template.categ_id,
                           SUM(SUM(part.untaxed_amount + part.tax_amount)) OVER v AS upto,
                           SUM(SUM(part.untaxed_amount)) OVER v AS untaxed_upto
                      FROM collection_incentive_source src
                      JOIN collection_entry e ON e.id = src.entry_id
                      JOIN collection_entry_part part ON part.entry_id = e.id
                 LEFT JOIN product_product product ON product.id = part.product_id
                 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                     WHERE src.incentive_id = ANY(%(ids)s)
                     GROUP BY src.id, e.id, template.categ_id
                    WINDOW v AS (PARTITION BY src.id ORDER BY template.categ_id)
                       ) y
                  JOIN collection_incentive period ON period.id = y.period_id
                  JOIN res_company c ON c.id = y.company_id
                  JOIN res_currency cur ON cur.id = c.currency_id
             LEFT JOIN (%(shares)s) sh ON sh.move_id = y.move_id AND sh.user_id = period.user_id AND y.role = 'own'
                   ) x
            WINDOW w AS (PARTITION BY x.source_id ORDER BY x.categ_id)
             ) part ON part.source_id = src.id
        """,
        ids=ids,
        shares=SQL(SHARES),
        amount=part_of("y.upto"),
        untaxed=part_of("y.untaxed_upto"),
    )


def insert_taken_back(ids):
    """Return the statement that takes back, for each undone row, all that it has earned so far."""
    return SQL(
        """
        INSERT INTO collection_incentive_line
               (incentive_id, period_id, entry_id, rule_id, kind, basis, percent, amount, deferred)
        SELECT src.incentive_id, src.period_id, src.entry_id, l.rule_id, 'reversal', -SUM(l.basis), MAX(l.percent),
               -SUM(l.amount), -SUM(l.deferred)
          FROM collection_incentive_source src
          JOIN collection_entry r ON r.id = src.entry_id AND r.reversal_of_id IS NOT NULL
          JOIN collection_incentive_line l ON l.entry_id = r.reversal_of_id AND l.period_id = src.period_id
          JOIN collection_incentive_rule rule ON rule.id = l.rule_id AND rule.scope = src.role
         WHERE src.incentive_id = ANY(%(ids)s)
      GROUP BY src.id, l.rule_id, rule.sequence
      ORDER BY src.id, rule.sequence, l.rule_id
        """,
        ids=ids,
    )


def insert_bank(ids):
    """Return the statement that pays what the bank has confirmed, and holds back what it confirms no more."""
    return SQL(
        """
        INSERT INTO collection_incentive_line
               (incentive_id, period_id, entry_id, rule_id, kind, basis, percent, amount, deferred)
        SELECT w.incentive_id, w.period_id, w.entry_id, w.rule_id, 'bank', 0, w.percent,
               w.deferred - w.wanted, w.wanted - w.deferred
          FROM (
            SELECT p.incentive_id, p.period_id, l.entry_id, l.rule_id, MAX(l.percent) AS percent,
                   SUM(l.deferred) AS deferred,
                   CASE WHEN e.bank_date <= p.until THEN 0
                        ELSE ROUND(SUM(l.amount + l.deferred) * plan.deferred_percent / 100 / p.rounding) * p.rounding
                   END AS wanted
              FROM (%(pairs)s) p
              JOIN collection_incentive_plan plan ON plan.id = p.plan_id AND plan.deferred_percent > 0
              JOIN collection_incentive_line l ON l.period_id = p.period_id AND l.kind IN ('entry', 'bank')
              JOIN collection_entry e ON e.id = l.entry_id AND e.kind = 'cash' AND e.amount > 0
             WHERE NOT EXISTS (SELECT 1 FROM collection_entry r
                                 JOIN collection_incentive_source y ON y.entry_id = r.id AND y.period_id = p.period_id
                                WHERE r.reversal_of_id = e.id)
          GROUP BY p.incentive_id, p.period_id, l.entry_id, l.rule_id, e.bank_date, p.until, plan.deferred_percent,
                   p.rounding
            HAVING SUM(l.amount + l.deferred) > 0
               ) w
         WHERE w.wanted <> w.deferred
      ORDER BY w.entry_id, w.rule_id
        """,
        pairs=SQL(PAIRS, ids=ids),
    )
