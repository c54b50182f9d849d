"""The one question of dunning, as SQL: which open items are due for their next level and not on hold."""

from odoo.tools import SQL


def proposal_sql(company, today, usable, over_drafts=False):
    """Return the query of what a run would tell whom: one row per item, with what holds for its customer.

    Columns of the item: ``move_line_id, move_id, document, date_due, days_overdue, currency_id, open`` (company
    currency), ``open_currency`` (document currency), ``level_id, steps``. Columns of the customer: ``partner_id,
    contact_id, policy_id, notice_level_id, user_id, team_id, automatic, blocker, unmatched, total``.

    :param company: the company
    :param date today: the day it is there
    :param SQL usable: whether policy ``pol`` is in use
    :param bool over_drafts: also customers who have a draft notice that waits (for a preview)
    """
    day = SQL("%s::date", today)
    return SQL(
        """
        WITH held AS MATERIALIZED (%(held)s),
        item AS MATERIALIZED (
            SELECT l.id AS move_line_id, l.move_id, l.move_name AS document,
                   COALESCE(p.commercial_partner_id, l.partner_id) AS partner_id,
                   l.collection_date_due AS date_due, %(today)s - l.collection_date_due AS days_overdue,
                   l.currency_id, l.collection_user_id AS user_id, l.collection_team_id AS team_id,
                   reached.days AS reached_days,
                   l.amount_residual_currency - COALESCE(h.amount, 0) AS open_currency,
                   CASE WHEN h.amount IS NULL THEN l.amount_residual
                        ELSE ROUND(l.amount_residual * (l.amount_residual_currency - h.amount)
                                   / l.amount_residual_currency / cur.rounding) * cur.rounding
                    END AS open
              FROM account_move_line l
              JOIN res_company c ON c.id = l.company_id
              JOIN res_currency cur ON cur.id = c.currency_id
         LEFT JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN held h ON h.move_line_id = l.id
         LEFT JOIN collection_level reached ON reached.id = l.collection_level_id
             WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
               AND l.partner_id IS NOT NULL AND l.amount_residual_currency > 0
               AND l.collection_date_due <= %(today)s - LEAST(
                    (SELECT MIN(days) FROM collection_level WHERE company_id = %(company)s AND active), 0)
               AND h.everything IS NOT TRUE AND COALESCE(h.amount, 0) < l.amount_residual_currency
        ),
        customer AS MATERIALIZED (%(customers)s),
        step AS MATERIALIZED (
            SELECT item.*, customer.policy_id, next.id AS next_level_id, next.days AS next_days,
                   next.id IS NOT NULL AS steps
              FROM item
              JOIN customer ON customer.partner_id = item.partner_id
              JOIN collection_policy pol ON pol.id = customer.policy_id
         LEFT JOIN LATERAL (
                SELECT lv.id, lv.days
                  FROM collection_level lv
                 WHERE lv.policy_id = pol.id AND lv.active AND lv.days > COALESCE(item.reached_days, -100000)
                   AND (lv.days >= 0 OR item.date_due > %(today)s)
                 ORDER BY lv.days
                 LIMIT 1
                   ) next ON item.open >= pol.minimum_item
                         AND item.days_overdue >= CASE WHEN next.days > 0 THEN GREATEST(next.days, pol.grace_days + 1)
                                                       ELSE next.days END
             WHERE item.days_overdue >= 0 OR next.id IS NOT NULL
        ),
        told AS MATERIALIZED (
            SELECT partner_id, MAX(date) AS date,
                   COUNT(*) FILTER (WHERE date > %(today)s - 7 AND state <> 'dropped') AS week
              FROM collection_notice
             WHERE company_id = %(company)s AND state IN ('queued', 'sent', 'dropped')
               AND date > %(today)s - GREATEST(
                    7, (SELECT MAX(interval_days) FROM collection_policy WHERE company_id = %(company)s))
             GROUP BY partner_id
        ),
        unmatched AS MATERIALIZED (%(unmatched)s),
        notice AS MATERIALIZED (
            SELECT step.partner_id, step.policy_id, SUM(step.open) AS total,
                   MAX(COALESCE(step.next_days, step.reached_days)) AS days,
                   MIN(step.open) FILTER (WHERE step.steps) AS smallest,
                   (ARRAY_AGG(step.user_id ORDER BY step.steps DESC, step.open DESC, step.move_line_id)
                      FILTER (WHERE step.user_id IS NOT NULL))[1] AS user_id,
                   (ARRAY_AGG(step.team_id ORDER BY step.steps DESC, step.open DESC, step.move_line_id)
                      FILTER (WHERE step.user_id IS NOT NULL))[1] AS team_id
              FROM step
             GROUP BY step.partner_id, step.policy_id
            HAVING BOOL_OR(step.steps)
        )
        SELECT step.move_line_id, step.move_id, step.document, step.date_due, step.days_overdue, step.currency_id,
               step.open, step.open_currency, step.steps,
               CASE WHEN step.steps THEN step.next_level_id ELSE own.collection_level_id END AS level_id,
               notice.partner_id, COALESCE(contact.id, notice.partner_id) AS contact_id, notice.policy_id,
               lv.id AS notice_level_id, notice.user_id, notice.team_id, notice.total,
               COALESCE(unmatched.amount, 0) AS unmatched,
               lv.automatic AND blocked.why IS NULL AS automatic, blocked.why AS blocker
          FROM notice
          JOIN collection_policy pol ON pol.id = notice.policy_id
          JOIN res_partner p ON p.id = notice.partner_id
          JOIN step ON step.partner_id = notice.partner_id
          JOIN account_move_line own ON own.id = step.move_line_id
     LEFT JOIN told ON told.partner_id = notice.partner_id
     LEFT JOIN unmatched ON unmatched.partner_id = notice.partner_id
    CROSS JOIN LATERAL (
            SELECT id, automatic FROM collection_level
             WHERE policy_id = pol.id AND active AND days <= notice.days ORDER BY days DESC LIMIT 1
               ) lv
    CROSS JOIN LATERAL (
            SELECT CASE WHEN p.active IS NOT TRUE THEN 'archived'
                        WHEN unmatched.amount > 0 AND unmatched.amount >= notice.smallest THEN 'covered' END AS why
               ) blocked
     LEFT JOIN LATERAL (
            SELECT id FROM res_partner
             WHERE parent_id = notice.partner_id AND type = 'invoice' AND active
             ORDER BY (COALESCE(email, '') = ''), id LIMIT 1
               ) contact ON TRUE
         WHERE notice.total >= pol.minimum_customer
           AND COALESCE(told.date + pol.interval_days <= %(today)s, TRUE)
           AND (pol.contacts_per_week = 0 OR COALESCE(told.week, 0) < pol.contacts_per_week)
           AND (%(over_drafts)s OR NOT EXISTS (
                SELECT FROM collection_notice kept
                 WHERE kept.company_id = %(company)s AND kept.state = 'draft' AND kept.partner_id = notice.partner_id
               ))
        """,
        held=company.env["collection.hold"]._held_sql(day),
        today=day,
        company=company.id,
        customers=customers_sql(company.id, usable),
        unmatched=unmatched_sql(company, today),
        over_drafts=over_drafts,
    )


def customers_sql(company_id, usable):
    """Return the query of the customers in ``item`` with the policy in use that applies to each.

    The same order as ``collection.policy._of_customer``: named on the customer, by tag, the company's own.
    """
    return SQL(
        """
        SELECT who.partner_id, pol.id AS policy_id
          FROM (SELECT DISTINCT partner_id FROM item) who
          JOIN res_partner p ON p.id = who.partner_id
          JOIN res_company c ON c.id = %(company)s
     LEFT JOIN collection_policy named
            ON named.id = (p.collection_policy_id ->> %(key)s)::int AND named.active AND named.company_id = c.id
     LEFT JOIN (
            SELECT DISTINCT ON (tag.partner_id) tag.partner_id, tagged.id
              FROM res_partner_res_partner_category_rel tag
              JOIN collection_policy_res_partner_category_rel rel
                ON rel.res_partner_category_id = tag.category_id
              JOIN collection_policy tagged ON tagged.id = rel.collection_policy_id
             WHERE tagged.active AND tagged.company_id = %(company)s
             ORDER BY tag.partner_id, tagged.sequence, tagged.id
               ) tagged ON tagged.partner_id = who.partner_id
          JOIN collection_policy pol ON pol.id = COALESCE(named.id, tagged.id, c.collection_policy_id)
         WHERE pol.active AND %(usable)s
        """,
        company=company_id,
        key=str(company_id),
        usable=usable,
    )


def unmatched_sql(company, today):
    """Return the query of each customer's money that no invoice has been matched with, in company currency.

    Open credit notes and payments, payments that Odoo books only when the bank confirms them, receipts that
    salespeople have claimed (at the day's rate), and bank lines that nobody has matched yet.
    """
    currencies = company.env["res.currency"].search([])
    rates = currencies._get_rates(company, today)
    own = rates[company.currency_id.id]
    return SQL(
        """
        SELECT COALESCE(p.commercial_partner_id, money.partner_id) AS partner_id, SUM(money.amount) AS amount
          FROM (
                SELECT l.partner_id, -l.amount_residual AS amount
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id
                 WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
                   AND a.account_type = 'asset_receivable' AND l.amount_residual < 0 AND l.partner_id IS NOT NULL
             UNION ALL
                SELECT partner_id, amount_company_currency_signed
                  FROM account_payment
                 WHERE company_id = %(company)s AND state = 'in_process' AND move_id IS NULL
                   AND partner_type = 'customer' AND payment_type = 'inbound' AND partner_id IS NOT NULL
             UNION ALL
                SELECT claim.partner_id, claim.amount * rate.factor
                  FROM collection_receipt claim
                  JOIN (VALUES %(rates)s) rate(currency_id, factor) ON rate.currency_id = claim.currency_id
                 WHERE claim.company_id = %(company)s AND claim.state = 'submitted'
             UNION ALL
                SELECT st.partner_id, -l.balance
                  FROM account_bank_statement_line st
                  JOIN account_move_line l ON l.move_id = st.move_id
                  JOIN account_journal j ON j.id = st.journal_id AND j.suspense_account_id = l.account_id
                 WHERE st.company_id = %(company)s AND st.is_reconciled IS NOT TRUE AND st.amount > 0
                   AND st.partner_id IS NOT NULL AND l.parent_state = 'posted'
               ) money
     LEFT JOIN res_partner p ON p.id = money.partner_id
         GROUP BY 1
        """,
        company=company.id,
        rates=SQL(", ").join(
            SQL("(%s, %s::numeric)", currency.id, own / rates[currency.id]) for currency in currencies
        ),
    )
