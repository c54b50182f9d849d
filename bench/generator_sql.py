"""Cloning documents in SQL: rows of Odoo's own making, copied with other ids, days, customers and amounts.

Which columns are ids of other cloned rows, amounts or days is read from the models and the database, so
that a new column of Odoo's is copied without a word here. Indexes and foreign keys of the filled tables
are dropped and made again at the end, which is faster and checks all that was written.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo.tools import SQL

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
HIGHEST_FACTOR = 40


@dataclass
class Kind:
    """One kind of business: the rows between two states of the tables, and how many clones it gets."""

    before: dict[str, int]
    after: dict[str, int]
    clones: int
    lead_name: str
    offsets: dict[str, int] = field(default_factory=dict)

    def span(self, table: str) -> int:
        """How many ids a clone takes in this table."""
        return self.after[table] - self.before[table]

    def holds(self, alias: str, table: str) -> SQL:
        """Return the condition for the original rows."""
        identifier = SQL.identifier(alias, "id")
        return SQL("%s > %s AND %s <= %s", identifier, self.before[table], identifier, self.after[table])

    def moved(self, value: SQL, table: str) -> SQL:
        """Return the id that the clone has for an original id of that table; other ids stay."""
        return SQL(
            "CASE WHEN %(value)s > %(low)s AND %(value)s <= %(high)s"
            " THEN %(value)s - %(low)s + %(offset)s + (p.number - 1) * %(span)s ELSE %(value)s END",
            value=value,
            low=self.before[table],
            high=self.after[table],
            offset=self.offsets[table],
            span=self.span(table),
        )


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


def make_customers(env, world, count: int) -> None:
    """Clone the customer, and give each a salesperson; table ``bench_customer`` numbers them from 0."""
    env.flush_all()
    own = {
        "id": SQL("nextval('res_partner_id_seq')"),
        "name": SQL("'Customer ' || n"),
        "complete_name": SQL("'Customer ' || n"),
        "commercial_company_name": SQL("'Customer ' || n"),
        "commercial_partner_id": SQL("currval('res_partner_id_seq')"),
        "user_id": SQL("(%s::int[])[1 + n %% %s]", world.salespeople.ids, len(world.salespeople)),
    }
    columns = _columns(env, "res_partner")
    env.cr.execute(
        SQL(
            """
            INSERT INTO res_partner (%(columns)s)
            SELECT %(values)s FROM res_partner t CROSS JOIN generate_series(1, %(last)s) n WHERE t.id = %(customer)s
             ORDER BY n
            """,
            columns=_list(columns),
            values=SQL(", ").join(own.get(column, SQL.identifier("t", column)) for column in columns),
            last=count - 1,
            customer=world.customer.id,
        )
    )
    env.cr.execute(
        SQL(
            """
            CREATE TEMP TABLE bench_customer ON COMMIT DROP AS
            SELECT ROW_NUMBER() OVER (ORDER BY c.id) - 1 AS number, c.id, c.name, c.user_id,
                   (SELECT MIN(crm_team_id) FROM crm_team_member WHERE user_id = c.user_id AND active) AS team_id
              FROM res_partner c WHERE c.id >= %s AND c.name LIKE 'Customer %%'
            """,
            world.customer.id,
        )
    )


def clone(env, world, kinds: list[Kind]) -> None:
    """Make all clones of all kinds."""
    following = last_ids(env)
    for kind in kinds:
        kind.offsets = dict(following)
        for table in following:
            following[table] += kind.clones * kind.span(table)
    _make_plan(env, world, kinds)
    _make_names(env, kinds)
    with _without_indexes(env, list(following)):
        for table, model in tables(env).items():
            for number, kind in enumerate(kinds):
                if kind.clones and kind.span(table):
                    _insert(env, world, table, model, kind, number)
        for relation in _relations(env):
            for number, kind in enumerate(kinds):
                _insert_relation(env, kind, number, *relation)
        for table in following:
            env.cr.execute(SQL("SELECT setval(%s, MAX(id)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))


def _make_plan(env, world, kinds: list[Kind]) -> None:
    """Table ``bench_plan``: of each clone its day, its customer and the factor of its amounts.

    Chance is the generator of Park and Miller, which gives the same everywhere.
    """
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_plan (kind int, number int, shift int, factor int, customer_id int, customer varchar,
                                      user_id int, team_id int, lead varchar, PRIMARY KEY (kind, number))
        ON COMMIT DROP
        """
    )
    for number, kind in enumerate(kinds):
        env.cr.execute(
            SQL(
                """
                INSERT INTO bench_plan
                SELECT %(kind)s, g, chance.day %% (%(last)s::date - longest.day), 1 + chance.factor %% %(factor)s,
                       c.id, c.name, c.user_id, c.team_id
                  FROM generate_series(1, %(clones)s) g
            CROSS JOIN (SELECT MAX(date) AS day FROM account_move m WHERE %(originals)s) longest
            CROSS JOIN LATERAL (
                    SELECT ((g + 7919 * %(kind)s) * 48271::bigint %% 2147483647)::int AS day,
                           ((g + 104729 * %(kind)s) * 69621::bigint %% 2147483647)::int AS factor,
                           ((g + 15485863 * %(kind)s) * 16807::bigint %% 2147483647)::int AS customer
                       ) chance
                  JOIN bench_customer c ON c.number = chance.customer %% (SELECT COUNT(*) FROM bench_customer)
                """,
                kind=number,
                clones=kind.clones,
                last=world.last_day,
                factor=HIGHEST_FACTOR,
                originals=kind.holds("m", "account_move"),
            )
        )


def _make_names(env, kinds: list[Kind]) -> None:
    """Table ``bench_name``: the number of each cloned document, counted on per journal and period."""
    env.cr.execute(
        """
        CREATE TEMP TABLE bench_name (kind int, number int, move_id int, name varchar, prefix varchar, counter int)
        ON COMMIT DROP
        """
    )
    originals = SQL(" UNION ALL ").join(
        SQL("SELECT %s AS kind, m.* FROM account_move m WHERE %s", number, kind.holds("m", "account_move"))
        for number, kind in enumerate(kinds)
    )
    env.cr.execute(
        SQL(
            r"""
            INSERT INTO bench_name
            SELECT kind, number, move_id, prefix || lpad(counter::text, GREATEST(width, length(counter::text)), '0'),
                   prefix, counter
              FROM (SELECT o.*, COALESCE(used.last, 0)
                           + ROW_NUMBER() OVER (PARTITION BY o.journal_id, o.prefix
                                                ORDER BY o.date, o.kind, o.number, o.move_id)
                           AS counter
                      FROM (SELECT m.kind, p.number, m.id AS move_id, m.journal_id, m.date + p.shift AS date,
                                   length(m.name) - length(m.sequence_prefix) AS width,
                                   CASE WHEN m.sequence_prefix ~ '/\d{4}/\d{2}/$'
                                        THEN regexp_replace(m.sequence_prefix, '/\d{4}/\d{2}/$',
                                                            to_char(m.date + p.shift, '/YYYY/MM/'))
                                        ELSE regexp_replace(m.sequence_prefix, '/\d{4}/$',
                                                            to_char(m.date + p.shift, '/YYYY/')) END AS prefix
                              FROM (%(originals)s) m
                              JOIN bench_plan p ON p.kind = m.kind) o
                 LEFT JOIN (SELECT journal_id, sequence_prefix, MAX(sequence_number) AS last
                              FROM account_move GROUP BY 1, 2) used
                        ON used.journal_id = o.journal_id AND used.sequence_prefix = o.prefix) counted
            """,
            originals=originals,
        )
    )
    env.cr.execute("CREATE INDEX ON bench_name (kind, move_id, number)")
    for number, kind in enumerate(kinds):
        env.cr.execute(
            SQL(
                """
                UPDATE bench_plan p SET lead = n.name
                  FROM bench_name n
                  JOIN account_move m ON m.id = n.move_id AND m.name = %s
                 WHERE p.kind = %s AND n.kind = p.kind AND n.number = p.number AND m.move_type = 'out_invoice'
                """,
                kind.lead_name,
                number,
            )
        )
    env.cr.execute("ANALYZE bench_plan")
    env.cr.execute("ANALYZE bench_name")


def _insert(env, world, table, model, kind: Kind, number: int) -> None:
    """Insert the clones of one kind into one table."""
    columns = _columns(env, table)
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
            columns=_list(columns),
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
            _list([column for column, _table in ends]),
            SQL(", ").join(moved),
            SQL.identifier(relation),
            number,
            SQL(" AND ").join(originals),
        )
    )


@contextmanager
def _without_indexes(env, names: list[str]):
    """Drop indexes and foreign keys of these tables, and make them again afterwards."""
    keys = env.execute_query(
        SQL(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])""",
            names,
        )
    )
    indexes = env.execute_query(
        SQL(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
                WHERE i.indrelid = ANY(%s::regclass[])
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
            names,
        )
    )
    for table, name, _definition in keys:
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL(table), SQL.identifier(name)))
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL(name)))
    yield
    for _name, definition in indexes:
        env.cr.execute(definition)
    for table, name, definition in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                SQL(table),
                SQL.identifier(name),
                SQL(definition.replace("%", "%%")),
            )
        )


def _columns(env, table: str) -> list[str]:
    query = SQL(
        """SELECT attname FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            ORDER BY attnum""",
        table,
    )
    return [row[0] for row in env.execute_query(query)]


def _list(columns: list[str]) -> SQL:
    return SQL(", ").join(SQL.identifier(column) for column in columns)
