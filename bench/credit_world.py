"""Orders and limits for a history: every invoice comes from an order, some orders wait for theirs.

One order is made by Odoo itself and cloned in SQL, as the generator does with invoices.
"""

from __future__ import annotations

from odoo import Command
from odoo.tools import SQL

from .generator_tables import columns_of, listed

#: one in so many customers has an order that is not invoiced, one in so many has a limit
OPEN_ORDERS = 3
LIMITS = 2
SALESPERSON = "bench_sales_03"


def fill(env) -> None:
    """Make the orders and limits of a history without addons; nothing is committed.

    A limit is 0.8 to 2.6 times what the customer owes, so that one in ten is exceeded.
    """
    order = _original(env)
    env.flush_all()
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_order ON COMMIT DROP AS
        SELECT ROW_NUMBER() OVER (ORDER BY id) AS number, id AS move_id, partner_id, invoice_user_id AS user_id,
               team_id, currency_id, invoice_currency_rate AS rate, amount_untaxed, amount_tax, amount_total,
               invoice_date::timestamp AS day
          FROM account_move
         WHERE move_type = 'out_invoice' AND state = 'posted'
        """
    )
    _invoiced(env, order)
    _open(env, order)
    for table in ("sale_order", "sale_order_line"):
        env.cr.execute(SQL("SELECT setval(%s, MAX(id)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))
    env.cr.execute(_LIMITS, {"company": env.company.id, "share": LIMITS})
    env.invalidate_all()


def _original(env):
    """Return a confirmed order over 100, untaxed, of the customer whom nothing else is made of."""
    product = env["product.product"].search([("name", "=", "Machine")], limit=1)
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].search([("name", "=", "Customer 0")]).id,
            "user_id": env["res.users"].search([("login", "=", SALESPERSON)]).id,
            "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
        }
    )
    order.action_confirm()
    return order


def _invoiced(env, order) -> None:
    """Make the order of each invoice, with a line for each of its product lines."""
    own = {
        "id": SQL("t.id + b.number"),
        "name": SQL("'S' || b.number"),
        "invoice_status": SQL("'invoiced'"),
        "date_order": SQL("b.day"),
        "currency_rate": SQL("b.rate"),
        **{name: SQL("b.partner_id") for name in ("partner_id", "partner_invoice_id", "partner_shipping_id")},
        **{
            name: SQL.identifier("b", name)
            for name in ("user_id", "team_id", "currency_id", "amount_untaxed", "amount_tax", "amount_total")
        },
    }
    _clone(env, "sale_order", own, SQL("JOIN bench_order b ON t.id = %s", order.id))
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_order_line ON COMMIT DROP AS
        SELECT ROW_NUMBER() OVER (ORDER BY l.id) AS number, b.number AS order_number, l.*
          FROM bench_order b
          JOIN account_move_line l ON l.move_id = b.move_id AND l.display_type = 'product'
        """
    )
    own = {
        "id": SQL("t.id + b.number"),
        "order_id": SQL("t.order_id + b.order_number"),
        "invoice_status": SQL("'invoiced'"),
        "qty_to_invoice": SQL("0"),
        "qty_invoiced": SQL("1"),
        "untaxed_amount_to_invoice": SQL("0"),
        "untaxed_amount_invoiced": SQL("b.price_subtotal"),
        "price_reduce_taxexcl": SQL("b.price_subtotal"),
        "price_reduce_taxinc": SQL("b.price_total"),
        "price_tax": SQL("b.price_total - b.price_subtotal"),
        **{
            name: SQL.identifier("b", name)
            for name in ("product_id", "currency_id", "price_unit", "price_subtotal", "price_total")
        },
    }
    line = order.order_line
    _clone(env, "sale_order_line", own, SQL("JOIN bench_order_line b ON t.id = %s", line.id))
    env.cr.execute(
        "INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id) "
        "SELECT %s + number, id FROM bench_order_line",
        [line.id],
    )


def _open(env, order) -> None:
    """Make the orders that nobody has invoiced yet."""
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_open ON COMMIT DROP AS
        SELECT ROW_NUMBER() OVER (ORDER BY id) AS number, id AS partner_id, 1 + id %% 40 AS factor
          FROM res_partner WHERE name LIKE 'Customer %%' AND id %% %s = 0
        """,
        [OPEN_ORDERS],
    )
    amounts = ("amount_untaxed", "amount_tax", "amount_total", "amount_to_invoice")
    own = {
        "id": SQL("(SELECT MAX(id) FROM sale_order) + b.number"),
        "name": SQL("'T' || b.number"),
        **{name: SQL("b.partner_id") for name in ("partner_id", "partner_invoice_id", "partner_shipping_id")},
        **{name: SQL("%s * b.factor", SQL.identifier("t", name)) for name in amounts},
    }
    [[last]] = env.execute_query(SQL("SELECT MAX(id) FROM sale_order"))
    _clone(env, "sale_order", own, SQL("JOIN bench_open b ON t.id = %s", order.id))
    amounts = (
        "price_unit",
        "price_subtotal",
        "price_total",
        "price_tax",
        "price_reduce_taxexcl",
        "price_reduce_taxinc",
        "untaxed_amount_to_invoice",
    )
    own = {
        "id": SQL("(SELECT MAX(id) FROM sale_order_line) + b.number"),
        "order_id": SQL("%s + b.number", last),
        **{name: SQL("%s * b.factor", SQL.identifier("t", name)) for name in amounts},
    }
    _clone(env, "sale_order_line", own, SQL("JOIN bench_open b ON t.id = %s", order.order_line.id))


def _clone(env, table: str, own: dict[str, SQL], join: SQL) -> None:
    """Insert a row of a table again for each row of ``b``, some columns changed."""
    columns = columns_of(env, table)
    values = SQL(", ").join(own.get(column, SQL.identifier("t", column)) for column in columns)
    name = SQL.identifier(table)
    env.cr.execute(SQL("INSERT INTO %s (%s) SELECT %s FROM %s t %s", name, listed(columns), values, name, join))


_LIMITS = """
    UPDATE res_partner p
       SET credit_limit = jsonb_build_object(%(company)s::text, ROUND(owed.amount * (0.8 + 0.2 * (p.id / 2 %% 10))))
      FROM (SELECT partner_id, SUM(amount_residual_signed) AS amount
              FROM account_move
             WHERE move_type = 'out_invoice' AND state = 'posted'
             GROUP BY 1) owed
     WHERE owed.partner_id = p.id AND p.id %% %(share)s = 0 AND owed.amount > 0
"""
