"""Cloning documents in SQL: rows of Odoo's own making, copied with other ids, days, customers and amounts.

Which columns are ids of other cloned rows, amounts or days is read from the models and the database, so
that a new column of Odoo's is copied without a word here.
"""

from __future__ import annotations

from odoo.tools import SQL

from .generator_plan import Kind, make_names, make_plan
from .generator_tables import columns_of, listed, without_indexes

MODELS = (
    "account.full.reconcile",
    "account.move",
    "account.payment",
    "account.bank.statement.line",
    "account.move.line",
    "account.partial.reconcile",
)
#: amounts that are no monetary fields
AMOUNTS = {("account_move_line", "price_unit"), ("account_bank_statement_line", "amount_residual")}
#: texts that may speak of the invoice
TEXTS = {
    ("account_move", "ref"),
    ("account_move_line", "ref"),
    ("account_payment", "memo"),
    ("account_bank_statement_line", "payment_ref"),
}


def tables(env) -> dict[str, object]:
    """The cloned models by table."""
    return {env[name]._table: env[name] for name in MODELS}


def last_ids(env) -> dict[str, int]:
    """The highest id of each cloned table."""
    env.flush_all()
    found = {}
    for table in tables(env):
        [[found[table]]] = env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table)))
    return found


def clone(env, world, kinds: list[Kind]) -> None:
    """Make all clones of all kinds."""
    following = last_ids(env)
    for kind in kinds:
        kind.offsets = dict(following)
        for table in following:
            following[table] += kind.clones * kind.span(table)
    make_plan(env, world, kinds)
    make_names(env, kinds)
    with without_indexes(env, list(following)):
        for table, model in tables(env).items():
            for number, kind in enumerate(kinds):
                if kind.clones and kind.span(table):
                    _insert(env, world, table, model, kind, number)
        for relation in _relations(env):
            for number, kind in enumerate(kinds):
                _insert_relation(env, kind, number, *relation)
        for table in following:
            env.cr.execute(SQL("SELECT setval(%s, MAX(id)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))


def _insert(env, world, table, model, kind: Kind, number: int) -> None:
    """Insert the clones of one kind into one table."""
    columns = columns_of(env, table)
    move_id = SQL.identifier("t", "id" if table == "account_move" else "move_id")
    if "move_id" in columns or table == "account_move":
        joined = SQL(
            """JOIN account_move m ON m.id = %(move_id)s
               JOIN bench_name n ON n.kind = p.kind AND n.number = p.number AND n.move_id = m.id""",
            move_id=move_id,
        )
    else:
        joined = SQL()
    env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (%(columns)s)
            SELECT %(values)s
              FROM bench_plan p
              JOIN %(table)s t ON %(originals)s
              %(joined)s
             WHERE p.kind = %(kind)s
             ORDER BY p.number, t.id
            """,
            table=SQL.identifier(table),
            columns=listed(columns),
            values=SQL(", ").join(_value(env, world, table, model, column, kind) for column in columns),
            originals=kind.holds("t", table),
            joined=joined,
            kind=number,
        )
    )


def _value(env, world, table, model, column, kind: Kind) -> SQL:
    """Return what a column of a clone holds."""
    value = SQL.identifier("t", column)
    special = _special(table, column, kind)
    if special is not None:
        return special
    if column == "id":
        return kind.moved(value, table)
    if (table, column) in TEXTS:
        return SQL("replace(%s, %s, p.lead)", value, kind.lead_name)
    model_field = model._fields.get(column)
    if model_field is None:
        return value
    if model_field.type == "monetary" or (table, column) in AMOUNTS:
        return SQL("%s * p.factor", value)
    if model_field.type == "date":
        return SQL("%s + p.shift", value)
    if model_field.type != "many2one":
        return value
    comodel = env[model_field.comodel_name]
    if comodel._table in kind.offsets:
        return kind.moved(value, comodel._table)
    others = {
        "res.partner": (world.customer.id, "customer_id"),
        "res.users": (world.salesperson.id, "user_id"),
        "crm.team": (world.team.id, "team_id"),
    }
    if comodel._name in others:
        original, other = others[comodel._name]
        return SQL("CASE WHEN %s = %s THEN %s ELSE %s END", value, original, SQL.identifier("p", other), value)
    return value


def _special(table, column, kind: Kind) -> SQL | None:
    """Return what Odoo computes in its own way: numbers of documents and of reconciliations."""
    named = {
        ("account_move", "name"): SQL("n.name"),
        ("account_move", "sequence_prefix"): SQL("n.prefix"),
        ("account_move", "sequence_number"): SQL("n.counter"),
        ("account_move", "payment_reference"): SQL("replace(t.payment_reference, t.name, n.name)"),
        ("account_move", "invoice_partner_display_name"): SQL(
            "CASE WHEN t.invoice_partner_display_name = 'Customer 0' THEN p.customer"
            " ELSE t.invoice_partner_display_name END"
        ),
        ("account_move_line", "move_name"): SQL("n.name"),
        ("account_move_line", "name"): SQL("replace(t.name, m.name, n.name)"),
        ("account_payment", "name"): SQL("n.name"),
    }
    if (table, column) in named:
        return named[table, column]
    if (table, column) == ("account_move_line", "matching_number"):
        return SQL(
            """CASE WHEN t.full_reconcile_id IS NOT NULL THEN (%s)::text
                    WHEN t.matching_number LIKE 'P%%' THEN 'P' || (%s)::text END""",
            kind.moved(SQL("t.full_reconcile_id"), "account_full_reconcile"),
            kind.moved(SQL("substr(t.matching_number, 2)::int"), "account_partial_reconcile"),
        )
    if (table, column) == ("account_bank_statement_line", "internal_index"):
        return SQL(
            """to_char(m.date + p.shift, 'YYYYMMDD') || lpad((2147483647 - t.sequence)::text, 10, '0')
               || lpad((%s)::text, 10, '0')""",
            kind.moved(SQL("t.id"), table),
        )
    return None


def _relations(env):
    """Yield the many-to-many tables between lasting models: name, and each column with its table."""
    known = tables(env)
    done = set()
    for table, model in known.items():
        for one in model._fields.values():
            if one.type != "many2many" or not one.store or one.relation in done or env[one.comodel_name]._transient:
                continue
            done.add(one.relation)
            yield one.relation, (one.column1, table), (one.column2, env[one.comodel_name]._table)


def _insert_relation(env, kind: Kind, number: int, relation, *ends) -> None:
    """Insert the clones of one kind into a many-to-many table."""
    moved, originals = [], []
    for column, table in ends:
        value = SQL.identifier("t", column)
        if table in kind.offsets:
            moved.append(kind.moved(value, table))
            originals.append(SQL("%s > %s AND %s <= %s", value, kind.before[table], value, kind.after[table]))
        else:
            moved.append(value)
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM bench_plan p CROSS JOIN %s t WHERE p.kind = %s AND %s",
            SQL.identifier(relation),
            listed([column for column, _table in ends]),
            SQL(", ").join(moved),
            SQL.identifier(relation),
            number,
            SQL(" AND ").join(originals),
        )
    )
