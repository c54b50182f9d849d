"""The tables of an audit, as SQL: what there is in its scope, what of that it looks at, and what belongs to it.

``audit_claim`` has all claims of the company, with the days of their life; those of the audited salespeople
are ``in_scope``, those that are looked at ``picked``. ``audit_unit`` is what a sample is drawn from: claims,
and money without a claim by the entry that brought it. ``audit_entry`` has the rows of the ledger that
belong to what is looked at, ``audit_payer`` the bank accounts from which money came. Temporary tables, so
that PostgreSQL counts their rows before it plans the checks.
"""

from odoo.tools import SQL

from ..base.temporary_sql import drop_tables_sql, keep_rows_sql
from ..ledger.collection_open_sql import RESIDUAL
from ..receipt.collection_claim_sql import claims_sql

#: days for a receipt to reach the bank where no policy applies
BANK_DAYS = 5
#: how far back bank accounts are looked at: checks may follow a trail into earlier periods
LOOK_BACK = 180

TABLES = ("audit_claim", "audit_unit", "audit_entry", "audit_payer")


def tables_sql(audit):
    """Return the statements that make the temporary tables, one after the other."""
    period = audit._period()
    yield drop_tables_sql(*TABLES)
    yield from keep_rows_sql("audit_claim", _claims(audit))
    yield SQL("CREATE INDEX ON pg_temp.audit_claim (receipt_id)")
    yield from keep_rows_sql("audit_unit", _units(audit, period))
    yield SQL(
        """
        UPDATE pg_temp.audit_claim c SET picked = TRUE
          FROM pg_temp.audit_unit u WHERE u.receipt_id = c.receipt_id AND u.picked
        """
    )
    yield SQL("ANALYZE pg_temp.audit_claim (picked)")
    yield from keep_rows_sql("audit_entry", _entries(audit))
    yield SQL("CREATE INDEX ON pg_temp.audit_entry (id)")
    yield from keep_rows_sql("audit_payer", _payers(audit, period))
    yield SQL("CREATE INDEX ON pg_temp.audit_payer (entry_id)")


def _scope(audit, alias):
    """Return the condition that a row is of the audited salespeople or teams; of all if none are named."""
    if not audit.user_ids and not audit.team_ids:
        return SQL("TRUE")
    return SQL(
        "COALESCE(%(row)s.user_id = ANY(%(users)s) OR %(row)s.team_id = ANY(%(teams)s), FALSE)",
        row=SQL.identifier(alias),
        users=audit.user_ids.ids,
        teams=audit.team_ids.ids,
    )


def _claims(audit):
    company = audit.company_id
    return SQL(
        """
        SELECT claim.*, COALESCE(policy.receipt_days, %(days)s) AS allowed_days, %(scope)s AS in_scope,
               FALSE AS picked
          FROM (%(claims)s) claim
     LEFT JOIN (%(policies)s) applied ON applied.partner_id = claim.partner_id
     LEFT JOIN collection_policy policy ON policy.id = applied.policy_id
        """,
        claims=claims_sql(company, audit._as_of()),
        policies=audit.env["collection.policy"]._of_customers_sql(company),
        scope=_scope(audit, "claim"),
        days=BANK_DAYS,
    )


def _units(audit, period):
    """Return the query of all that a sample is drawn from, and whether it is in the sample.

    A claim belongs to a period if something happened to it then, or was still to happen: the money was not there yet,
    or what it pays was not paid in full, or was planned for then.
    """
    return SQL(
        """
        SELECT unit.*, CASE WHEN %(sample)s = 'threshold' THEN ABS(unit.amount) >= %(threshold)s
                            WHEN %(sample)s = 'all' THEN TRUE
                            ELSE ROW_NUMBER() OVER (ORDER BY %(order)s) <= %(size)s END AS picked
          FROM (
            SELECT c.receipt_id, NULL::int AS move_id, c.amount
              FROM pg_temp.audit_claim c
             WHERE c.in_scope AND LEAST(c.date, c.submitted) <= %(last)s
               AND (GREATEST(c.date, c.submitted, c.confirmed, c.ended, c.arrived) >= %(first)s
                    OR c.state IN ('submitted', 'confirmed') AND c.arrived IS NULL
                    OR c.receipt_id IN (SELECT e.receipt_id FROM collection_entry e
                                         WHERE e.company_id = %(company)s AND e.receipt_id IS NOT NULL
                                           AND e.date BETWEEN %(first)s AND %(last)s)
                    OR EXISTS (SELECT FROM collection_receipt_line line
                            LEFT JOIN account_move_line l ON l.id = line.move_line_id
                            LEFT JOIN collection_schedule_line plan ON plan.id = line.schedule_line_id
                                WHERE line.receipt_id = c.receipt_id
                                  AND (l.parent_state = 'posted' AND %(residual)s > 0
                                       OR plan.date_planned + c.allowed_days >= %(first)s)))
             UNION ALL
            SELECT NULL, COALESCE(e.counterpart_move_id, -e.id), SUM(e.amount)
              FROM collection_entry e
             WHERE e.company_id = %(company)s AND e.receipt_id IS NULL AND e.adjusts_id IS NULL
               AND e.kind IN ('cash', 'write_off')
               AND e.date BETWEEN %(first)s AND %(last)s AND %(scope)s
             GROUP BY COALESCE(e.counterpart_move_id, -e.id)
               ) unit
        """,
        sample=audit.sample,
        threshold=audit.sample_amount,
        size=audit.sample_size,
        order=SQL("MD5(%s || ':' || COALESCE(receipt_id, 0) || ':' || COALESCE(move_id, 0))", str(audit.seed))
        if audit.sample == "random"
        else SQL("ABS(amount) DESC, receipt_id, move_id"),
        company=audit.company_id.id,
        scope=_scope(audit, "e"),
        residual=RESIDUAL,
        **period,
    )


def _entries(audit):
    """Return the query of the ledger rows of what is looked at, claims and money without a claim apart.

    Two joins of one column each: PostgreSQL would compare every row with every piece if it were one with an "or".
    """
    return SQL(
        """
        SELECT e.id, e.date, e.kind, e.user_id, e.team_id, e.partner_id, e.amount, e.document, e.move_id,
               e.move_line_id, e.payment_id, e.statement_line_id, e.receipt_id, e.counterpart_move_id,
               e.reversal_of_id, e.partial_id, e.create_uid, undo.id IS NOT NULL AS undone
          FROM (SELECT e.* FROM collection_entry e
                  JOIN pg_temp.audit_unit u ON u.receipt_id = e.receipt_id AND u.picked
                 WHERE e.company_id = %(company)s
                 UNION ALL
                SELECT e.* FROM collection_entry e
                  JOIN pg_temp.audit_unit u ON u.move_id = COALESCE(e.counterpart_move_id, -e.id) AND u.picked
                 WHERE e.company_id = %(company)s AND e.receipt_id IS NULL) e
     LEFT JOIN collection_entry undo ON undo.reversal_of_id = e.id
        """,
        company=audit.company_id.id,
    )


def _payers(audit, period):
    """Return the query of the bank accounts from which money came: whose they are, as far as known.

    An account that several contacts have is the customer's if he is one of them.
    """
    return SQL(
        r"""
        WITH money AS MATERIALIZED (
            SELECT e.id, e.partner_id, e.statement_line_id, e.payment_id
              FROM collection_entry e
             WHERE e.company_id = %(company)s AND e.kind = 'cash'
               AND e.date BETWEEN %(first)s - %(look_back)s AND %(last)s
        ), came AS (
            SELECT money.id, money.partner_id, money.statement_line_id FROM money
             WHERE money.statement_line_id IS NOT NULL
             UNION ALL
            SELECT money.id, money.partner_id, m.statement_line_id
              FROM money
              JOIN account_payment pay ON pay.id = money.payment_id
              JOIN account_move_line l ON l.move_id = pay.move_id AND l.account_id = pay.outstanding_account_id
              JOIN account_partial_reconcile p ON p.debit_move_id = l.id
              JOIN account_move_line counter ON counter.id = p.credit_move_id
              JOIN account_move m ON m.id = counter.move_id AND m.statement_line_id IS NOT NULL
             WHERE money.statement_line_id IS NULL
        )
        SELECT DISTINCT ON (came.id) came.id AS entry_id, st.id AS statement_line_id, st.account_number,
               account.owner_id, EXISTS (
                    SELECT FROM res_partner_bank own
                      JOIN res_partner p ON p.id = own.partner_id AND p.commercial_partner_id = came.partner_id
                     WHERE own.active) AS has_others
          FROM came
          JOIN account_bank_statement_line st ON st.id = came.statement_line_id AND st.account_number <> ''
     LEFT JOIN LATERAL (
            SELECT CASE WHEN BOOL_OR(p.commercial_partner_id = came.partner_id) THEN came.partner_id
                        ELSE MIN(p.commercial_partner_id) END AS owner_id
              FROM res_partner_bank b
              JOIN res_partner p ON p.id = b.partner_id
             WHERE b.active AND b.sanitized_acc_number = UPPER(REGEXP_REPLACE(st.account_number, '\W+', '', 'g'))
               ) account ON TRUE
         ORDER BY came.id, account.owner_id IS DISTINCT FROM came.partner_id DESC, st.id
        """,
        company=audit.company_id.id,
        look_back=LOOK_BACK,
        **period,
    )
