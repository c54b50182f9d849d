import re
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.base.temporary_sql import drop_tables_sql, keep_rows_sql
from ..audit.audit_common import AuditCommon
from ..bank.match.match_common import MatchCommon

#: what runs over many rows names its temporary tables so
_NAMES = ("match_item", "match_money", "match_pair", "due_item", "due_customer", "audit_claim", "audit_unit")


@tagged("post_install", "-at_install")
class TestTemporaryTables(MatchCommon, AuditCommon):
    """A real table that happens to be called like one of the temporary ones is neither dropped nor read."""

    def setUp(self):
        super().setUp()
        for name in _NAMES:
            # as another addon would have it
            self.env.cr.execute(SQL("CREATE TABLE public.%s (id int)", SQL.identifier(name)))

    def assertStillThere(self):
        for name in _NAMES:
            with self.subTest(name):
                self.assertEqual(self.env.execute_query(SQL("SELECT * FROM public.%s", SQL.identifier(name))), [])

    def test_dropping_means_the_temporary_one(self):
        self.env.cr.execute(drop_tables_sql(*_NAMES))
        self.assertStillThere()
        for statement in keep_rows_sql("match_item", SQL("SELECT 1 AS no"), "no"):
            self.env.cr.execute(statement)
        self.env.cr.execute(drop_tables_sql("match_item"))
        self.assertStillThere()

    def test_bank_lines_are_proposed(self):
        line = self._money(100, self._invoice(100).name)
        self.assertEqual(self._propose().line_ids.statement_line_id, line)
        self.assertStillThere()

    def test_an_audit_runs(self):
        self._claim(100, "2026-01-05", submitted=4, banked=4)
        self.assertEqual(self._audit().population, 1)
        self.assertStillThere()

    def test_a_dunning_run_is_prepared(self):
        run = self.env["collection.run"]._of_today(self.company)
        run.action_prepare()
        self.assertEqual(run.state, "prepared")
        self.assertStillThere()

    def test_no_statement_names_one_without_its_schema(self):
        root = Path(__file__).parents[2]
        kept = re.compile(r'keep_rows_sql\("(\w+)"')
        sources = {path: path.read_text() for path in root.rglob("*.py") if "tests" not in path.parts}
        names = {name for text in sources.values() for name in kept.findall(text)}
        self.assertGreaterEqual(len(names), 16)
        bare = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO|ON|ANALYZE|TABLE)\s+({'|'.join(sorted(names))})\b")
        found = [f"{path.name}: {name}" for path, text in sources.items() for name in bare.findall(text)]
        self.assertFalse(found)
