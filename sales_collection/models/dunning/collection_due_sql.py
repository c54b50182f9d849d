"""The one question of dunning, as SQL: which open items are due for their next level and not on hold.

Three steps: what is open (``due_item``), the customers who owe it (``due_customer``, one row for each of
their contacts who is told), and what each of them would be told. The first two are temporary tables, so that PostgreSQL
counts their rows before it plans the third; guessing, it compares every item with every customer.

Each contact is told of what was addressed to him, at the level of that, and is left in peace by himself. What the
customer owes as a whole is what has to be large enough.
"""

from odoo.tools import SQL

from ..base.temporary_sql import drop_tables_sql, keep_rows_sql
from ..ledger.collection_open_sql import FRAGMENTS
from ..receipt.collection_unmatched_sql import unmatched_sql
from .collection_addressee_sql import ADDRESSEE, addressee_join


def tables_sql(company, today, usable, over_drafts=False):
    """Return the statements that make the temporary tables, one after the other.

    :param company: the company
    :param date today: the day it is there
    :param SQL usable: whether policy ``pol`` is in use
    :param bool over_drafts: also customers who have a draft notice that waits (for a preview)
    """
    day = SQL("%s::date", today)
    return [
        drop_tables_sql("due_item", "due_customer"),
        *keep_rows_sql("due_item", _items_sql(company, day)),
        *keep_rows_sql("due_customer", _customers_sql(company, today, day, usable, over_drafts)),
    ]


def _items_sql(company, day):
    """Return the query of what is open and near its due date, less what is on hold."""
    [(earliest,)] = company.env["collection.level"]._read_group(
        [("company_id", "=", company.id)], aggregates=["days:min"]
    )
    return SQL(
        """
        SELECT l.id AS move_line_id, l.move_id, l.move_name AS document,
               COALESCE(p.commercial_partner_id, l.partner_id) AS partner_id, %(addressee)s AS contact_id,
               l.collection_date_due AS date_due, %(today)s - l.collection_date_due AS days_overdue,
               l.currency_id, l.collection_user_id AS user_id, l.collection_team_id AS team_id,
               reached.id AS reached_level_id, reached.days AS reached_days,
               COALESCE(l.collection_in_question, 0) <> 0 AS in_question,
               %(residual_currency)s - COALESCE(h.amount, 0) AS open_currency,
               CASE WHEN h.amount IS NULL THEN %(residual)s
                    ELSE ROUND(%(residual)s * (%(residual_currency)s - h.amount)
                               / %(residual_currency)s / %(rounding)s) * %(rounding)s
                END AS open
          FROM account_move_line l
     LEFT JOIN res_partner p ON p.id = l.partner_id
               %(addressees)s
     LEFT JOIN (%(held)s) h ON h.move_line_id = l.id
     LEFT JOIN collection_level reached ON reached.id = l.collection_level_id
         WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND %(is_open)s
           AND l.partner_id IS NOT NULL AND %(residual_currency)s > 0
           AND l.collection_date_due <= %(today)s + %(ahead)s
           AND h.everything IS NOT TRUE AND COALESCE(h.amount, 0) < %(residual_currency)s
        """,
        **FRAGMENTS,
        addressee=ADDRESSEE,
        addressees=addressee_join(company),
        held=company.env["collection.hold"]._held_sql(day),
        today=day,
        ahead=max(-(earliest or 0), 0),
        company=company.id,
        rounding=SQL("%s::numeric", str(company.currency_id.rounding)),
    )


def _customers_sql(company, today, day, usable, over_drafts):
    """Return the query of the contacts in ``due_item`` who may be told something now.

    With their customer, the policy in use that applies to him, and his unmatched money. Left out are those who heard
    something too short a time ago, or often enough this week.
    """
    return SQL(
        """
        SELECT p.id AS partner_id, pol.id AS policy_id, COALESCE(unmatched.amount, 0) AS unmatched,
               who.contact_id, p.active IS NOT TRUE AS archived
          FROM (SELECT DISTINCT partner_id, contact_id FROM pg_temp.due_item) who
          JOIN res_partner p ON p.id = who.partner_id
          JOIN (%(policies)s) policy ON policy.partner_id = p.id
          JOIN collection_policy pol ON pol.id = policy.policy_id
     LEFT JOIN (
            SELECT partner_id, COALESCE(contact_id, partner_id) AS contact_id, MAX(date) AS date,
                   COUNT(*) FILTER (WHERE date > %(today)s - 7 AND state <> 'dropped') AS week
              FROM collection_notice
             WHERE company_id = %(company)s AND state IN ('queued', 'sent', 'dropped')
               AND date > %(today)s - GREATEST(
                    7, (SELECT MAX(interval_days) FROM collection_policy WHERE company_id = %(company)s))
             GROUP BY 1, 2
               ) told ON told.partner_id = p.id AND told.contact_id = who.contact_id
     LEFT JOIN (%(unmatched)s) unmatched ON unmatched.partner_id = p.id
         WHERE pol.active AND %(usable)s
           AND COALESCE(told.date + pol.interval_days <= %(today)s, TRUE)
           AND (pol.contacts_per_week = 0 OR COALESCE(told.week, 0) < pol.contacts_per_week)
           AND (%(over_drafts)s OR NOT EXISTS (
                SELECT FROM collection_notice kept
                 WHERE kept.company_id = %(company)s AND kept.state = 'draft' AND kept.partner_id = p.id
                   AND COALESCE(kept.contact_id, kept.partner_id) = who.contact_id
               ))
        """,
        company=company.id,
        policies=company.env["collection.policy"]._of_customers_sql(company),
        unmatched=unmatched_sql(company, today),
        today=day,
        usable=usable,
        over_drafts=over_drafts,
    )


def proposal_sql(today):
    """Return the query of what a run would tell whom, from the temporary tables: one row per item.

    Columns of the item: ``move_line_id, move_id, document, date_due, days_overdue, currency_id, open`` (company
    currency), ``open_currency`` (document currency), ``level_id, steps``. Columns of the notice: ``partner_id,
    contact_id, policy_id, notice_level_id, user_id, team_id, automatic, blocker, unmatched, total``.

    :param date today: the day that the tables were made for
    """
    return SQL(
        """
        WITH step AS (
            SELECT item.*, customer.policy_id, customer.unmatched, customer.archived,
                   pol.minimum_customer, next.id AS next_level_id, next.id IS NOT NULL AS steps,
                   COALESCE(next.days, item.reached_days) AS level_days
              FROM pg_temp.due_item item
              JOIN pg_temp.due_customer customer ON customer.partner_id = item.partner_id
                                                 AND customer.contact_id = item.contact_id
              JOIN collection_policy pol ON pol.id = customer.policy_id
         LEFT JOIN LATERAL (
                SELECT lv.id, lv.days
                  FROM collection_level lv
                 WHERE lv.policy_id = pol.id AND lv.active AND lv.days > COALESCE(item.reached_days, -100000)
                   AND (lv.days >= 0 OR item.date_due > %(today)s)
                   AND NOT EXISTS (
                        SELECT FROM collection_notice_line told
                          JOIN collection_notice n ON n.id = told.notice_id
                         WHERE told.move_line_id = item.move_line_id AND told.level_id = lv.id AND told.steps
                           AND told.state = 'active' AND (
                                n.state <> 'draft' OR n.partner_id <> item.partner_id
                                OR COALESCE(n.contact_id, n.partner_id) <> item.contact_id))
                 ORDER BY lv.days
                 LIMIT 1
                   ) next ON item.open >= pol.minimum_item
                         AND item.days_overdue >= CASE WHEN next.days > 0 THEN GREATEST(next.days, pol.grace_days + 1)
                                                       ELSE next.days END
             WHERE item.days_overdue >= 0 OR next.id IS NOT NULL
        ),
        notice AS (
            SELECT step.*,
                   SUM(open) OVER customer AS owed,
                   BOOL_OR(in_question) OVER contact AS has_question,
                   SUM(open) OVER contact AS total,
                   MAX(level_days) OVER contact AS notice_days,
                   MIN(open) FILTER (WHERE steps) OVER contact AS smallest,
                   FIRST_VALUE(user_id) OVER first AS notice_user_id,
                   FIRST_VALUE(team_id) OVER first AS notice_team_id
              FROM step
            WINDOW customer AS (PARTITION BY partner_id),
                   contact AS (PARTITION BY partner_id, contact_id),
                   first AS (PARTITION BY partner_id, contact_id
                                 ORDER BY (user_id IS NULL), steps DESC, open DESC, move_line_id)
        )
        SELECT n.move_line_id, n.move_id, n.document, n.date_due, n.days_overdue, n.currency_id, n.open,
               n.open_currency, n.steps, CASE WHEN n.steps THEN n.next_level_id ELSE n.reached_level_id END AS level_id,
               n.partner_id, n.contact_id, n.policy_id, lv.id AS notice_level_id, n.notice_user_id AS user_id,
               n.notice_team_id AS team_id, n.total, n.unmatched,
               lv.automatic AND blocked.why IS NULL AS automatic, blocked.why AS blocker
          FROM notice n
    CROSS JOIN LATERAL (
            SELECT id, automatic FROM collection_level
             WHERE policy_id = n.policy_id AND active AND days <= n.notice_days ORDER BY days DESC LIMIT 1
               ) lv
    CROSS JOIN LATERAL (
            SELECT CASE WHEN n.archived THEN 'archived'
                        WHEN n.has_question THEN 'in_question'
                        WHEN n.unmatched > 0 AND n.unmatched >= n.smallest THEN 'covered' END AS why
               ) blocked
         WHERE n.smallest IS NOT NULL AND n.owed >= n.minimum_customer
        """,
        today=SQL("%s::date", today),
    )
