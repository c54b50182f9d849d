"""What has to be true on every day of a year of dunning: each a query of what is wrong, which finds nothing.

``year_before`` is what each item was when the run of the day began. The queries ask the tables anew, in other words
than the program does, so that a mistake there is not repeated here.
"""

from odoo.tools import SQL

BEFORE = SQL(
    """
    CREATE TEMP TABLE IF NOT EXISTS year_before (
        id int PRIMARY KEY, partner_id int, date_due date, open numeric, held numeric, all_held boolean,
        days int, posted boolean, reconciled boolean)
    """
)


def look(company, today):
    """Return the statement that fills ``year_before`` anew."""
    return SQL(
        """
        INSERT INTO year_before
        SELECT l.id, l.partner_id, l.collection_date_due, l.amount_residual,
               COALESCE((SELECT SUM(h.amount) FROM collection_hold h
                          WHERE h.move_line_id = l.id AND h.active
                            AND COALESCE(h.date_end, %(today)s) >= %(today)s), 0),
               EXISTS (SELECT FROM collection_hold h
                        WHERE h.move_line_id = l.id AND h.active AND COALESCE(h.amount, 0) = 0
                          AND COALESCE(h.date_end, %(today)s) >= %(today)s),
               (SELECT days FROM collection_level WHERE id = l.collection_level_id),
               l.parent_state = 'posted', COALESCE(l.reconciled, FALSE)
          FROM account_move_line l
         WHERE l.company_id = %(company)s AND l.collection_date_due IS NOT NULL
        """,
        company=company.id,
        today=SQL("%s::date", today),
    )


def wrong(company, policy, today, newest, quiet):
    """Return {what should never be: the query that finds it}.

    :param int newest: the last notice of the day before
    :param bool quiet: nothing may be sent today
    """
    values = {
        "company": company.id,
        "policy": policy.id,
        "interval": policy.interval_days,
        "week": policy.contacts_per_week,
        "minimum": policy.minimum_item,
        "today": SQL("%s::date", today),
        "newest": newest,
    }
    # told: what customers have heard from the run of today on
    told = SQL(
        """
        told AS (
            SELECT t.id, t.notice_id, t.move_line_id, t.steps, t.residual_currency, lv.days AS level, n.partner_id
              FROM collection_notice_line t
              JOIN collection_notice n ON n.id = t.notice_id
              JOIN collection_level lv ON lv.id = t.level_id
             WHERE n.company_id = %(company)s AND n.id > %(newest)s AND n.state IN ('queued', 'sent')
               AND t.state = 'active')
        """,
        **values,
    )
    queries = {
        "an item skips a level": SQL(
            """
            WITH %(told)s
            SELECT told.* FROM told JOIN year_before b ON b.id = told.move_line_id
             WHERE told.steps AND EXISTS (
                SELECT FROM collection_level lv
                 WHERE lv.policy_id = %(policy)s AND lv.days >= 0 AND lv.days < told.level
                   AND lv.days > COALESCE(b.days, -1000))
            """,
            told=told,
            **values,
        ),
        "an item is told a level that it has reached already": SQL(
            """
            WITH %(told)s
            SELECT told.* FROM told JOIN year_before b ON b.id = told.move_line_id
             WHERE told.steps AND told.level <= b.days
            """,
            told=told,
            **values,
        ),
        "an item is told the same level twice": SQL(
            """
            SELECT t.move_line_id, t.level_id, COUNT(*)
              FROM collection_notice_line t JOIN collection_notice n ON n.id = t.notice_id
             WHERE n.company_id = %(company)s AND n.state IN ('queued', 'sent') AND t.state = 'active' AND t.steps
             GROUP BY t.move_line_id, t.level_id HAVING COUNT(*) > 1
            """,
            **values,
        ),
        "an item is told a level before its day": SQL(
            """
            WITH %(told)s
            SELECT told.* FROM told JOIN year_before b ON b.id = told.move_line_id
             WHERE told.steps AND %(today)s - b.date_due < told.level
            """,
            told=told,
            **values,
        ),
        "an item is told that is on hold": SQL(
            "WITH %(told)s SELECT told.* FROM told JOIN year_before b ON b.id = told.move_line_id"
            " WHERE b.all_held OR b.held >= b.open",
            told=told,
            **values,
        ),
        "an item is told that is paid": SQL(
            "WITH %(told)s SELECT told.* FROM told LEFT JOIN year_before b ON b.id = told.move_line_id"
            " WHERE b.id IS NULL OR b.reconciled OR NOT b.posted OR b.open <= 0",
            told=told,
            **values,
        ),
        "a line is not what was open of its item": SQL(
            "WITH %(told)s SELECT told.* FROM told JOIN year_before b ON b.id = told.move_line_id"
            " WHERE told.residual_currency <> b.open - b.held",
            told=told,
            **values,
        ),
        "the lines of a notice do not add up": SQL(
            """
            SELECT n.id, n.amount, SUM(t.residual)
              FROM collection_notice n
         LEFT JOIN collection_notice_line t ON t.notice_id = n.id AND t.state = 'active'
             WHERE n.company_id = %(company)s AND n.id > %(newest)s AND n.state IN ('draft', 'queued', 'sent')
             GROUP BY n.id HAVING n.amount IS DISTINCT FROM SUM(t.residual)
            """,
            **values,
        ),
        "a customer hears something again too soon": SQL(
            """
            SELECT n.id, o.id AS other FROM collection_notice n
              JOIN collection_notice o ON o.partner_id = n.partner_id AND o.id <> n.id AND o.company_id = n.company_id
             WHERE n.company_id = %(company)s AND n.id > %(newest)s AND n.state IN ('queued', 'sent')
               AND o.state IN ('queued', 'sent', 'dropped') AND o.date <= n.date AND n.date - o.date < %(interval)s
            """,
            **values,
        ),
        "a customer hears something too often in a week": SQL(
            """
            SELECT o.partner_id FROM collection_notice o
             WHERE o.company_id = %(company)s AND o.state IN ('queued', 'sent') AND o.date > %(today)s - 7
             GROUP BY o.partner_id HAVING COUNT(*) > %(week)s
            """,
            **values,
        ),
        "a notice has failed": SQL(
            "SELECT id, error FROM collection_notice WHERE company_id = %(company)s AND state = 'failed'", **values
        ),
        "a promise is broken and its item is still on hold for it": SQL(
            """
            SELECT p.id, h.id AS hold
              FROM collection_promise p JOIN collection_hold h ON h.promise_id = p.id AND h.active
             WHERE p.company_id = %(company)s AND p.state <> 'open'
            """,
            **values,
        ),
        "a promise is over and has not been judged": SQL(
            """
            SELECT p.id FROM collection_promise p
             WHERE p.company_id = %(company)s AND p.state = 'open' AND p.date_promised + %(tolerance)s < %(today)s
            """,
            tolerance=policy.promise_tolerance,
            **values,
        ),
    }
    if quiet:
        queries["something is sent on a quiet day"] = SQL("WITH %(told)s SELECT * FROM told", told=told, **values)
    else:
        queries["an item is forgotten"] = _forgotten(told, values)
    return queries


def _forgotten(told, values):
    """What is due for a level, not on hold, its customer may hear something, and has not: also what was promised."""
    return SQL(
        """
        WITH %(told)s
        SELECT b.id, b.partner_id, next.days
          FROM year_before b
    CROSS JOIN LATERAL (
            SELECT MIN(lv.days) AS days FROM collection_level lv
             WHERE lv.policy_id = %(policy)s AND lv.days > COALESCE(b.days, -1000)
               AND (lv.days >= 0 OR b.date_due > %(today)s)) next
         WHERE b.posted AND NOT b.reconciled AND NOT b.all_held AND b.open - b.held >= %(minimum)s
           AND next.days <= %(today)s - b.date_due
           AND NOT EXISTS (SELECT FROM told WHERE told.move_line_id = b.id AND told.steps)
           AND NOT EXISTS (
                SELECT FROM collection_notice n
                 WHERE n.company_id = %(company)s AND n.partner_id = b.partner_id
                   AND (n.state IN ('queued', 'sent') AND n.id <= %(newest)s AND n.date > %(today)s - %(interval)s
                        OR n.state = 'dropped' AND n.date > %(today)s - %(interval)s
                        OR n.state = 'draft' AND n.blocker = 'covered'))
           AND (SELECT COUNT(*) FROM collection_notice n
                 WHERE n.company_id = %(company)s AND n.partner_id = b.partner_id AND n.state IN ('queued', 'sent')
                   AND n.id <= %(newest)s AND n.date > %(today)s - 7) < %(week)s
        """,
        told=told,
        **values,
    )
