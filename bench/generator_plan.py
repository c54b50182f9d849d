"""The plan of the clones: who their customers are, on which days they happen, and how they are numbered."""

from __future__ import annotations

from dataclasses import dataclass, field

from odoo.tools import SQL

from .generator_tables import columns_of, listed

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
    columns = columns_of(env, "res_partner")
    env.cr.execute(
        SQL(
            """
            INSERT INTO res_partner (%(columns)s)
            SELECT %(values)s FROM res_partner t CROSS JOIN generate_series(1, %(last)s) n WHERE t.id = %(customer)s
             ORDER BY n
            """,
            columns=listed(columns),
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


def make_plan(env, world, kinds: list[Kind]) -> None:
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


def make_names(env, kinds: list[Kind]) -> None:
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
              FROM (SELECT o.*, COALESCE(used.last, 0) + ROW_NUMBER() OVER (
                               PARTITION BY o.journal_id, o.prefix ORDER BY o.date, o.kind, o.number, o.move_id
                           ) AS counter
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
