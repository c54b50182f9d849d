"""Installing on a living database: what it holds already is filled in by a few statements."""

import logging

from odoo.tools import SQL, split_every
from odoo.tools.sql import column_exists, create_column

_logger = logging.getLogger(__name__)

_COLUMNS = (
    ("sale_order", "collection_user_id", "int4"),
    ("sale_order", "collection_team_id", "int4"),
    ("sale_order", "collection_involved", "jsonb"),
    ("account_move", "collection_user_id", "int4"),
    ("account_move", "collection_team_id", "int4"),
    ("account_move", "collection_involved", "jsonb"),
    ("account_move_line", "collection_user_id", "int4"),
    ("account_move_line", "collection_team_id", "int4"),
    ("account_move_line", "collection_date_due", "date"),
    ("account_move_line", "collection_involved", "jsonb"),
)

#: the team of a responsible in a company: his main team if it works there, else the first that does
_TEAM = """
    (SELECT team.id
       FROM crm_team_member member
       JOIN crm_team team ON team.id = member.crm_team_id
       JOIN res_users u ON u.id = member.user_id
      WHERE member.active AND member.user_id = {user} AND (team.company_id IS NULL OR team.company_id = {company})
      ORDER BY (team.id = u.sale_team_id) DESC NULLS LAST, member.create_date, member.id
      LIMIT 1)
"""


def pre_init_hook(env):
    """Make the stored columns of large tables and fill them set-based, before the ORM would, row by row."""
    for table, column, column_type in _COLUMNS:
        if not column_exists(env.cr, table, column):
            create_column(env.cr, table, column, column_type)
    env.flush_all()
    _fill_orders(env)
    _fill_invoices(env)
    _fill_receivables(env)


def post_init_hook(env):
    """Fill the ledger from history and let the people who sell use the addon at once."""
    # what was filled just now is unknown to PostgreSQL's statistics: without them it may choose a plan that never ends
    env.cr.execute("ANALYZE account_partial_reconcile, account_move, account_move_line, account_payment")
    env["account.move.line"]._follow_all_questions()
    env["collection.entry"]._backfill()
    count = env["collection.entry"].search_count([])
    _logger.info("The ledger of collected money starts with %s rows from history", count)
    _propose_schedules(env)
    _join_groups(env)
    env["res.company"].with_context(active_test=False).search([])._create_missing_policies()


def uninstall_hook(env):
    """Let go of what holds the addon's own records: its tables go with it, and no reference may keep a row."""
    env.cr.execute(
        """
        SELECT conrelid::regclass::text, conname
          FROM pg_constraint
         WHERE contype = 'f' AND confdeltype = 'r' AND confrelid::regclass::text LIKE 'collection\\_%'
        """
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))


def _fill_orders(env):
    env.cr.execute(
        _answered("sale_order", SQL("SELECT id, company_id, user_id FROM sale_order WHERE user_id IS NOT NULL"))
    )


def _fill_invoices(env):
    """The responsible of the oldest order, else the salesperson; a credit note follows the invoice it corrects."""
    env.cr.execute(
        _answered(
            "account_move",
            SQL(
                """
                SELECT m.id, m.company_id, COALESCE(CASE WHEN m.move_type = 'out_refund' THEN origin.user_id END,
                                                    own.user_id) AS user_id
                  FROM account_move m
                  JOIN (%(own)s) own ON own.id = m.id
             LEFT JOIN (%(own)s) origin ON origin.id = m.reversed_entry_id
                """,
                own=SQL(
                    """
                    SELECT inv.id, COALESCE(ordered.user_id, inv.invoice_user_id) AS user_id
                      FROM account_move inv
                 LEFT JOIN (
                        SELECT DISTINCT ON (l.move_id) l.move_id, o.collection_user_id AS user_id
                          FROM sale_order_line_invoice_rel rel
                          JOIN account_move_line l ON l.id = rel.invoice_line_id
                          JOIN sale_order_line sol ON sol.id = rel.order_line_id
                          JOIN sale_order o ON o.id = sol.order_id
                         WHERE o.collection_user_id IS NOT NULL
                         ORDER BY l.move_id, o.id
                           ) ordered ON ordered.move_id = inv.id
                     WHERE inv.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                    """
                ),
            ),
        )
    )


def _fill_receivables(env):
    env.cr.execute(
        SQL(
            """
            UPDATE account_move_line l
               SET collection_user_id = CASE WHEN m.move_type = 'entry' THEN customer.user_id
                                             ELSE m.collection_user_id END,
                   collection_team_id = CASE WHEN m.move_type <> 'entry' THEN m.collection_team_id
                                             ELSE {team} END,
                   collection_date_due = COALESCE(l.date_maturity, l.date),
                   collection_involved = CASE WHEN m.move_type <> 'entry' THEN m.collection_involved
                                              WHEN customer.user_id IS NOT NULL
                                              THEN jsonb_build_array(customer.user_id) END
              FROM account_move_line own
              JOIN account_move m ON m.id = own.move_id
              JOIN account_account a ON a.id = own.account_id
         LEFT JOIN res_partner p ON p.id = own.partner_id
         LEFT JOIN res_partner customer ON customer.id = p.commercial_partner_id
             WHERE own.id = l.id AND a.account_type = 'asset_receivable' AND a.non_trade IS NOT TRUE
               AND (m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                    OR (m.move_type = 'entry' AND m.origin_payment_id IS NULL AND m.statement_line_id IS NULL))
            """.format(team=_TEAM.format(user="customer.user_id", company="own.company_id"))
        )
    )


def _answered(table, answers):
    """Return the statement that writes who answers for each document, and his team, in one go.

    One look-up of the team per person and company, not per document; one update per document, since
    each is entered in all the indexes of the table.

    :param SQL answers: the rows of document id, company and responsible.
    """
    return SQL(
        """
        WITH answer AS MATERIALIZED (%(answers)s)
        UPDATE %(table)s doc
           SET collection_user_id = answer.user_id, collection_team_id = known.team_id,
               collection_involved = jsonb_build_array(answer.user_id)
          FROM answer
          JOIN (SELECT pair.user_id, pair.company_id, {team} AS team_id
                  FROM (SELECT DISTINCT user_id, company_id FROM answer) pair) known
            ON known.user_id = answer.user_id AND known.company_id = answer.company_id
         WHERE doc.id = answer.id
        """.format(team=_TEAM.format(user="pair.user_id", company="pair.company_id")),
        answers=answers,
        table=SQL.identifier(table),
    )


def _propose_schedules(env):
    """Orders whose money is still to be planned get a proposal; history is not planned in hindsight."""
    orders = env["sale.order"].search([("state", "=", "sale"), ("invoice_status", "!=", "invoiced")])
    for batch in split_every(1000, orders.ids, env["sale.order"].browse):
        batch._propose_missing_schedule()
        env.flush_all()
        env.invalidate_all()


def _join_groups(env):
    """Everybody who sells becomes a salesperson here, and who leads a team becomes its leader."""
    sellers = env.ref("sales_team.group_sale_salesman").all_user_ids
    leaders = env["crm.team"].search([]).user_id & sellers
    env.ref("sales_collection.group_collection_salesperson").user_ids |= sellers
    env.ref("sales_collection.group_collection_leader").user_ids |= leaders
