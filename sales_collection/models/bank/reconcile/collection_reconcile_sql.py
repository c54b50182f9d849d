"""Which group each bank line of a reconciliation belongs to, and what was claimed but is not at the bank, as SQL."""

from odoo.tools import SQL


def lines_sql(reconcile):
    """Return the query of the bank lines of a reconciliation: ``id, internal_index, amount, match_id, place``.

    ``place`` is the group and the stage, such as ``agreed booked``; each line has exactly one, so the groups add up to
    the statement. docs/bank.md says which line belongs where.
    """
    first, behind = reconcile._index_range()
    return SQL(
        """
        SELECT st.id, st.internal_index, st.amount, match.id AS match_id,
               CASE WHEN st.is_reconciled AND st.amount = 0 THEN 'agreed booked'
                    WHEN st.is_reconciled AND counter.ours = 0 THEN 'not_ours elsewhere'
                    WHEN st.is_reconciled AND counter.unsettled = 0 AND counter.other = 0 THEN 'agreed booked'
                    WHEN st.is_reconciled AND counter.touched = 0 AND counter.other = 0 THEN 'unclaimed account'
                    WHEN st.is_reconciled THEN 'differs booked'
                    WHEN counter.total > 0 THEN 'differs part'
                    WHEN st.collection_not_ours IS NOT NULL THEN 'not_ours marked'
                    WHEN match.id IS NULL THEN 'unclaimed open'
                    WHEN match.differs OR match.amount <> st.amount THEN 'differs proposed'
                    WHEN match.sure THEN 'agreed proposed'
                    ELSE 'unclaimed proposed'
               END AS place
          FROM account_bank_statement_line st
          JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
    CROSS JOIN LATERAL (%(counter)s) counter
     LEFT JOIN LATERAL (%(proposal)s) match ON st.is_reconciled IS NOT TRUE
         WHERE st.journal_id = %(journal)s AND st.company_id = ANY(%(companies)s)
           AND st.internal_index >= %(first)s AND st.internal_index < %(behind)s
        """,
        counter=_counter_sql(reconcile),
        proposal=_proposal_sql(),
        journal=reconcile.journal_id.id,
        companies=reconcile._companies().ids,
        first=first,
        behind=behind,
    )


def places_sql(lines):
    """Return the query of how many bank lines each place has, and of how much: ``place, count, amount``.

    :param SQL lines: where the rows of ``lines_sql`` come from
    """
    return SQL("SELECT place, COUNT(*) AS count, SUM(amount) AS amount FROM %s GROUP BY place", lines)


def _counter_sql(reconcile):
    """Return the query of what stands against the money of a bank line ``st``, beside its suspense account.

    ``ours`` is on a customer's receivable or on its way to the bank for one; of it ``unsettled`` is still open,
    ``touched`` was reconciled at least in part. ``other`` is on any other account.
    """
    return SQL(
        """
        SELECT COUNT(*) AS total,
               COUNT(*) FILTER (WHERE line.ours) AS ours,
               COUNT(*) FILTER (WHERE NOT line.ours) AS other,
               COUNT(*) FILTER (WHERE line.ours AND NOT line.settled) AS unsettled,
               COUNT(*) FILTER (WHERE line.ours AND line.touched) AS touched
          FROM (
                SELECT a.account_type = 'asset_receivable'
                       OR (l.account_id = ANY(%(transit)s) AND NOT EXISTS (
                           SELECT 1
                             FROM account_partial_reconcile p
                             JOIN account_move_line paid ON paid.id IN (p.debit_move_id, p.credit_move_id)
                             JOIN account_payment payment ON payment.id = paid.payment_id
                            WHERE l.id IN (p.debit_move_id, p.credit_move_id) AND payment.partner_type = 'supplier'
                       )) AS ours,
                       l.reconciled IS TRUE AS settled,
                       EXISTS (
                           SELECT 1 FROM account_partial_reconcile p WHERE l.id IN (p.debit_move_id, p.credit_move_id)
                       ) AS touched
                  FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id
                 WHERE l.move_id = st.move_id AND l.account_id NOT IN (%(bank)s, %(suspense)s)
                OFFSET 0 -- so that each is looked up once, not once for each count
               ) line
        """,
        transit=reconcile._transit_accounts().ids,
        bank=reconcile.journal_id.default_account_id.id,
        suspense=reconcile.journal_id.suspense_account_id.id,
    )


def _proposal_sql():
    """Return the query of the best open proposal for a bank line ``st``.

    It ``differs`` if something is settled besides the money, or if what it pays would stay open in part.
    """
    return SQL(
        """
        SELECT best.id, best.sure, best.amount,
               best.differs OR EXISTS (
                   SELECT 1
                     FROM collection_match_line part
                LEFT JOIN account_move_line item ON item.id = part.move_line_id
                LEFT JOIN collection_receipt receipt ON receipt.id = part.receipt_id
                    WHERE part.match_id = best.id
                 GROUP BY part.move_line_id, part.receipt_id
                   HAVING ABS(SUM(part.item_amount))
                          < COALESCE(MAX(ABS(item.amount_residual_currency)), MAX(receipt.amount))
               ) AS differs
          FROM (
                SELECT found.id, COALESCE(found.sure, FALSE) AS sure, SUM(part.amount) AS amount,
                       BOOL_OR(part.difference <> 0) AS differs
                  FROM collection_match_line part
                  JOIN collection_match found ON found.id = part.match_id
                 WHERE part.statement_line_id = st.id AND found.state = 'proposed'
              GROUP BY found.id
              ORDER BY found.sure DESC NULLS LAST, found.score DESC, found.id
                 LIMIT 1
               ) best
        """
    )


def claims_sql(reconcile, today):
    """Return the query of what was claimed by the end of the period and is not at the bank, in the bank's currency.

    Receipts that wait for finance, and booked payments in transit; without what a sure proposal has found at the bank.
    ``kind, id, receipt_id, payment_id, name, date, partner_id, user_id, amount, days, allowed``.
    """
    return SQL(
        """
        SELECT claim.*, %(today)s - claim.since AS days, COALESCE(rule.receipt_days, 0) AS allowed
          FROM (%(receipts)s UNION ALL %(payments)s) claim
     LEFT JOIN (%(policies)s) policy ON policy.partner_id = claim.partner_id
     LEFT JOIN collection_policy rule ON rule.id = policy.policy_id
         WHERE claim.amount <> 0
        """,
        today=today,
        receipts=_receipts_sql(reconcile),
        payments=_payments_sql(reconcile, today),
        policies=reconcile.env["collection.policy"]._of_customers_sql(reconcile.company_id),
    )


def _receipts_sql(reconcile):
    return SQL(
        """
        SELECT 'receipt' AS kind, r.id, r.id AS receipt_id, NULL::int AS payment_id, r.name, r.date,
               r.partner_id, r.user_id, r.amount - COALESCE(found.amount, 0) AS amount,
               COALESCE(r.submitted_date::date, r.date) AS since
          FROM collection_receipt r
     LEFT JOIN LATERAL (
                SELECT SUM(part.item_amount) AS amount
                  FROM collection_match_line part
                  JOIN collection_match match ON match.id = part.match_id
                 WHERE part.receipt_id = r.id AND match.state = 'proposed' AND match.sure
               ) found ON TRUE
         WHERE r.company_id = %(company)s AND r.state = 'submitted' AND r.journal_id = %(journal)s
           AND r.date <= %(until)s
        """,
        company=reconcile.company_id.id,
        journal=reconcile.journal_id.id,
        until=reconcile.date_to,
    )


def _payments_sql(reconcile, today):
    currency, company = reconcile.currency_id, reconcile.company_id
    return SQL(
        """
        SELECT 'payment', l.id, r.id, p.id, COALESCE(r.name, p.name), l.date,
               partner.commercial_partner_id, r.user_id,
               CASE WHEN l.currency_id = %(currency)s THEN l.amount_residual_currency
                    ELSE ROUND((l.amount_residual / %(rate)s)::numeric, %(places)s)
               END - COALESCE(found.amount, 0),
               COALESCE(r.submitted_date::date, l.date)
          FROM account_move_line l
          JOIN account_payment p ON p.id = l.payment_id AND p.partner_type = 'customer'
     LEFT JOIN res_partner partner ON partner.id = p.partner_id
     LEFT JOIN collection_receipt r ON r.payment_id = p.id
     LEFT JOIN LATERAL (
                SELECT SUM(part.item_amount) AS amount
                  FROM collection_match_line part
                  JOIN collection_match match ON match.id = part.match_id
                 WHERE part.move_line_id = l.id AND match.state = 'proposed' AND match.sure
               ) found ON TRUE
         WHERE l.account_id = ANY(%(transit)s) AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
           AND l.journal_id = %(journal)s AND l.date <= %(until)s
        """,
        currency=currency.id,
        rate=currency._get_conversion_rate(currency, company.currency_id, company, today),
        places=currency.decimal_places,
        transit=reconcile._transit_accounts().ids,
        journal=reconcile.journal_id.id,
        until=reconcile.date_to,
    )
