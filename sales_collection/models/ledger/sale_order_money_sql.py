"""The SQL of an order's money: what of it was invoiced, claimed, collected and banked.

All in the order's currency:

1. An order is invoiced by the posted invoices and credit notes whose lines come from its lines (a
   credit note without such lines follows the invoice that it corrects). An invoice over several
   orders is shared by the orders' part of its lines' totals.
2. What the ledger holds of such an invoice is shared alike: money is *collected*, and *banked* once
   the bank confirmed it. Discounts, write-offs and offsets settle without being collected: *waived*.
   A credit note takes off what is invoiced, so it is neither.
3. Shares are rounded on the running total over the orders, so that they add up to the invoice to
   the cent. What an order has open is its share of the invoice less its share of what is settled.
4. Money that a receipt names for an order without an invoice is collected as well, as long as its
   payment has not been matched with something else.
"""

from odoo.tools import SQL

from . import measure_sql
from . import sale_order_receipt_sql as receipt_sql
from .collection_open_sql import RESIDUAL, RESIDUAL_CURRENCY

#: what the statements read: flushed before
SOURCES = {
    **receipt_sql.SOURCES,
    "account.move": ["currency_id", "invoice_date", "move_type", "reversed_entry_id", "state"],
    "account.move.line": [
        "amount_currency",
        "amount_residual",
        "amount_residual_currency",
        "balance",
        "collection_date_due",
        "move_id",
        "parent_state",
        "price_total",
        "sale_line_ids",
    ],
    "sale.order": ["amount_total", "company_id", "currency_id", "currency_rate", "state"],
    "sale.order.line": ["order_id"],
}

#: the posted documents of the orders; ``source_id`` is the document whose lines tell the orders' shares
_DOCUMENTS = SQL(
    """
    WITH direct AS (
        SELECT DISTINCT m.id, m.state
          FROM chosen c
          JOIN sale_order_line sol ON sol.order_id = c.order_id
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
          JOIN account_move_line l ON l.id = rel.invoice_line_id
          JOIN account_move m ON m.id = l.move_id AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
    )
    SELECT d.id AS move_id, d.id AS source_id
      FROM direct d
     WHERE d.state = 'posted'
     UNION ALL
    SELECT r.id, d.id
      FROM direct d
      JOIN account_move r ON r.reversed_entry_id = d.id AND r.move_type = 'out_refund' AND r.state = 'posted'
     WHERE NOT EXISTS (
           SELECT 1
             FROM account_move_line l
             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = l.id
            WHERE l.move_id = r.id)
    """
)

#: an order's part of a document lies between ``since`` and ``upto`` (0 to 1); the last one ends at 1
_SHARES = SQL(
    """
    WITH pair AS (
        SELECT DISTINCT l.move_id, l.id AS line_id, l.price_total, sol.order_id
          FROM (SELECT DISTINCT source_id FROM document) d
          JOIN account_move_line l ON l.move_id = d.source_id
          JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = l.id
          JOIN sale_order_line sol ON sol.id = rel.order_line_id
    ), weight AS (
        SELECT move_id, order_id, SUM(price_total / orders) AS part
          FROM (SELECT *, COUNT(*) OVER (PARTITION BY line_id) AS orders FROM pair) split
         GROUP BY move_id, order_id
    ), running AS (
        SELECT move_id, order_id, part, SUM(part) OVER upto AS upto, SUM(part) OVER whole AS total,
               ROW_NUMBER() OVER upto AS turn, COUNT(*) OVER whole AS turns
          FROM weight
        WINDOW whole AS (PARTITION BY move_id), upto AS (PARTITION BY move_id ORDER BY order_id)
    )
    SELECT move_id, order_id,
           CASE WHEN total = 0 THEN (turn - 1.0) / turns ELSE (upto - part) / total END AS since,
           CASE WHEN turn = turns THEN 1 WHEN total = 0 THEN turn * 1.0 / turns ELSE upto / total END AS upto
      FROM running
    """
)

#: of each document what it comes to, what is settled and overdue, and what was collected and banked
_AMOUNTS = SQL(
    """
    SELECT d.move_id, d.source_id, m.currency_id, m.invoice_date, owed.*, ledger.*
      FROM document d
      JOIN account_move m ON m.id = d.move_id
      JOIN today ON today.company_id = m.company_id
CROSS JOIN LATERAL (
        SELECT COALESCE(SUM(l.balance), 0) AS invoiced,
               COALESCE(SUM(l.amount_currency), 0) AS invoiced_currency,
               COALESCE(SUM(l.balance - %(residual)s), 0) AS settled,
               COALESCE(SUM(l.amount_currency - %(residual_currency)s), 0) AS settled_currency,
               COALESCE(SUM(%(residual)s) FILTER (WHERE %(late)s), 0) AS overdue,
               COALESCE(SUM(%(residual_currency)s) FILTER (WHERE %(late)s), 0)
                   AS overdue_currency
          FROM account_move_line l
         WHERE l.move_id = d.move_id AND l.collection_date_due IS NOT NULL AND l.parent_state = 'posted'
           ) owed
CROSS JOIN LATERAL (
        SELECT COALESCE(SUM(e.amount), 0) AS collected,
               COALESCE(SUM(e.amount_currency), 0) AS collected_currency,
               COALESCE(SUM(e.amount) FILTER (WHERE e.bank_date IS NOT NULL), 0) AS banked,
               COALESCE(SUM(e.amount_currency) FILTER (WHERE e.bank_date IS NOT NULL), 0) AS banked_currency
          FROM collection_entry e
         WHERE e.move_id = d.move_id AND e.kind = 'cash'
           ) ledger
    """,
    late=measure_sql.overdue(RESIDUAL, SQL("l.collection_date_due"), SQL("today.date")),
    residual=RESIDUAL,
    residual_currency=RESIDUAL_CURRENCY,
)


def _in_order_currency(name):
    """Return the SQL of an amount of the document in the order's currency."""
    return SQL(
        """CASE WHEN a.currency_id = c.currency_id THEN a.%(document)s
                ELSE ROUND(a.%(company)s * c.rate / c.rounding) * c.rounding END""",
        document=SQL.identifier(f"{name}_currency"),
        company=SQL.identifier(name),
    )


def _shared(amount):
    """Return the SQL of the order's share of an amount, rounded so that the shares add up to it."""
    return SQL(
        "(ROUND((%(amount)s) * s.upto / c.rounding) - ROUND((%(amount)s) * s.since / c.rounding)) * c.rounding",
        amount=amount,
    )


#: of each order and document its share of every amount
_SHARED = SQL(
    """
    SELECT c.order_id, a.move_id, a.invoice_date, %s
      FROM amount a
      JOIN share s ON s.move_id = a.source_id
      JOIN chosen c ON c.order_id = s.order_id
    """,
    SQL(", ").join(
        SQL("%s AS %s", _shared(_in_order_currency(name)), SQL.identifier(name))
        for name in ("invoiced", "settled", "overdue", "collected", "banked")
    ),
)

_FIGURES = SQL(
    """
    SELECT c.order_id, c.state, c.today, c.rounding, c.rate,
           COALESCE(i.invoiced, 0) AS invoiced,
           COALESCE(n.claimed, 0) AS claimed,
           COALESCE(i.collected, 0) + COALESCE(n.deposited, 0) AS collected,
           COALESCE(i.banked, 0) + COALESCE(n.deposit_banked, 0) AS banked,
           COALESCE(i.settled - i.collected, 0) AS waived,
           COALESCE(i.invoiced - i.settled, 0) AS open,
           COALESCE(i.overdue, 0) AS overdue
      FROM chosen c
 LEFT JOIN (SELECT order_id, SUM(invoiced) AS invoiced, SUM(settled) AS settled, SUM(overdue) AS overdue,
                   SUM(collected) AS collected, SUM(banked) AS banked
              FROM shared GROUP BY order_id) i ON i.order_id = c.order_id
 LEFT JOIN (SELECT order_id, SUM(claimed) AS claimed, SUM(deposited) AS deposited,
                   SUM(deposit_banked) AS deposit_banked
              FROM named GROUP BY order_id) n ON n.order_id = c.order_id
    """
)


def _chosen(env, order_ids):
    return SQL(
        """
        SELECT o.id AS order_id, o.state, o.currency_id, cur.rounding, today.date AS today,
               COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric AS rate
          FROM sale_order o
          JOIN res_currency cur ON cur.id = o.currency_id
          JOIN today ON today.company_id = o.company_id
          %s
        """,
        SQL() if order_ids is None else SQL("WHERE o.id = ANY(%s)", list(order_ids)),
    )


def steps(env, order_ids=None):
    """Return the named steps that end in ``figures``, one row per order, for a WITH clause.

    :param order_ids: ids of ``sale.order``, or None for all of the database.
    :return: list of (name, SQL); ``shared`` holds the figures per order and document.
    """
    # sudo: an order of a company that one is not switched to needs that company's day as well
    days = env["res.company"].sudo()._collection_days()
    return [
        ("today(company_id, date)", SQL("VALUES %s", days)),
        ("chosen", _chosen(env, order_ids)),
        ("document", _DOCUMENTS),
        ("share", _SHARES),
        ("amount", _AMOUNTS),
        ("shared", _SHARED),
        ("named", receipt_sql.NAMED),
        ("figures", _FIGURES),
    ]


def with_steps(named_steps, query):
    """Return one statement of the named steps and the query that reads them."""
    clauses = SQL(", ").join(SQL("%s AS (%s)", SQL(name), step) for name, step in named_steps)
    return SQL("WITH %s %s", clauses, query)


def figures(env, order_ids):
    """Return the money of these orders in their currencies.

    :return: list of dicts with order_id, invoiced, claimed, collected, banked, waived, open, overdue.
    """
    flush(env)
    query = SQL("SELECT order_id, invoiced, claimed, collected, banked, waived, open, overdue FROM figures")
    return env.execute_query_dict(with_steps(steps(env, order_ids), query))


def flush(env, sources=None):
    """Write pending changes of what the statements read."""
    for model, names in (sources or SOURCES).items():
        env[model].flush_model(names)
