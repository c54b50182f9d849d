import json
import re
from pathlib import Path

from odoo import sql_db
from odoo.tools import SQL

from .other_database_common import OtherDatabaseCommon

#: states in which a released database has documents: without them nothing would be compared
STATES = {
    "collection_receipt": {"draft", "submitted", "confirmed", "rejected", "cancelled"},
    "collection_promise": {"broken", "cancelled"},
    "collection_dispute": {"open", "accepted"},
    "collection_plan": {"proposed", "approved"},
    "collection_notice": {"draft", "sent"},
    "collection_credit_check": {"pending", "approved"},
    "collection_credit_review": {"proposed", "approved"},
    "collection_match": {"proposed", "accepted"},
    "collection_reconcile": {"open", "closed"},
    "collection_audit": {"run", "closed"},
    "collection_finding": {"open", "explained", "decided"},
    "collection_incentive": {"computed", "confirmed"},
}

LOOK = Path(__file__).with_name("upgrade_look.py")
#: tables of Odoo's own household: models, views, rights and the like follow the files of the addons
INSIDE = ("ir_", "orm_", "bus_", "rule_group_rel")
#: those of them in which people change something
EDITED = ("ir_cron", "ir_config_parameter", "ir_sequence", "ir_attachment")
COMPLAINT = re.compile(" (WARNING|ERROR|CRITICAL) ")
#: tables, and columns in tables, to which a migration has given another name
RENAMED = {
    "collection_credit_turn": "collection_credit_lock",
    "collection_incentive_line.home_id": "period_id",
    "collection_incentive_objection.home_id": "period_id",
    "collection_incentive_source.home_id": "period_id",
}
#: texts that the addon brings and that no company edits: what its groups are for
OURS = {"res_groups.comment", "res_groups.name", "res_groups_privilege.description", "res_groups_privilege.name"}
#: nobody else writes a row with an update
NEVER = {"write_date", "write_uid"}


def complaints(log):
    """Return the warnings and errors in a log, but those about programs that the machine lacks."""
    return [line for line in log if COMPLAINT.search(line) and "wkhtmltopdf" not in line]


class UpgradeCommon(OtherDatabaseCommon):
    """A company that works with a released version updates: what it has is kept, and everything works.

    On a copy of the database that `make test` fills with that version; updated in a process of its own.
    """

    addons = ("sales_collection",)
    states = STATES
    source, reason = "SC_RELEASED_DB", "SC_NO_RELEASED"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls._rows()
        cls.complaints = cls._update()
        cls.after = cls._rows()
        cls.found, log = cls._script(LOOK)
        cls.complaints_at_work = complaints(log)

    @classmethod
    def _update(cls):
        """Bring the database up to the files of today; return what Odoo complained of."""
        done = cls._odoo("-u", ",".join(cls.addons), "--stop-after-init")
        return complaints(done.stderr.splitlines())

    @classmethod
    def _rows(cls):
        """Return all rows of all models and relations: {table: {key: {column: value}}}."""
        with sql_db.db_connect(cls.name).cursor() as cr:
            cr.execute(
                """
                SELECT t.tablename FROM pg_tables t
                 WHERE t.schemaname = 'public'
                   AND NOT EXISTS (SELECT FROM ir_model m
                                    WHERE m.transient AND t.tablename LIKE replace(m.model, '.', '\\_') || '%%')
                """
            )
            tables = sorted(name for (name,) in cr.fetchall())
            return {table: cls._table(cr, table) for table in tables}

    @classmethod
    def _table(cls, cr, table):
        cr.execute(SQL("SELECT to_jsonb(t) FROM %s t", SQL.identifier(table)))
        rows = [row for (row,) in cr.fetchall()]
        return {row.get("id") or json.dumps(row, sort_keys=True): row for row in rows}

    def _changes(self):
        """Return what an update has changed in rows that were there before: (table, key, column, before, after)."""
        changes = []
        for table, rows in self.before.items():
            if table.startswith(INSIDE) and table not in EDITED:
                continue
            found = self.after.get(RENAMED.get(table, table), {})
            for key, row in rows.items():
                now = found.get(key)
                changes += [(table, key, "", row, now)] if now is None else self._differences(table, key, row, now)
        return changes

    def _differences(self, table, key, row, now):
        kept = (column for column in row if column not in NEVER and f"{table}.{column}" not in OURS)
        names = {column: RENAMED.get(f"{table}.{column}", column) for column in kept}
        return [
            (table, key, column, row[column], now.get(name))
            for column, name in names.items()
            if name not in now or now[name] != row[column]
        ]

    def _states(self, table):
        """Return in which states the documents of a table are."""
        return {row["state"] for row in self.before[table].values()}

    # -- what holds after an update ------------------------------------------------------------------

    def test_the_released_state_has_documents_in_all_states(self):
        self.assertEqual({table: self._states(table) for table in self.states}, self.states)
        self.assertTrue([row for row in self.before["collection_entry"].values() if row["amount"] < 0])
        self.assertGreater(len({row["currency_id"] for row in self.before["collection_entry"].values()}), 1)

    def test_the_update_complains_of_nothing(self):
        self.assertEqual(self.complaints, [])

    def test_no_row_is_changed_or_lost(self):
        self.assertEqual(self._changes(), [])

    def test_no_row_is_added_to_what_people_have_entered(self):
        # the ledger is as long as it was, nobody gets into another group, no customer is told anything
        for table in (*self.states, "collection_entry", "collection_policy", "res_groups_users_rel"):
            self.assertEqual(len(self.after[table]), len(self.before[table]), table)
        self.assertEqual(self._told(self.after), self._told(self.before))

    @staticmethod
    def _told(rows):
        """Return the messages on what people work with: Odoo notes new names of actions on these."""
        return {key for key, row in rows["mail_message"].items() if not (row["model"] or "").startswith("ir.")}

    def test_what_people_have_made_their_own_stays(self):
        subjects = [row["subject"] for row in self.after["mail_template"].values()]
        self.assertIn({"en_US": "Our own subject", "zh_CN": "我们自己的主题"}, subjects)
        [policy] = self.after["collection_policy"].values()
        self.assertEqual(
            (policy["name"]["en_US"], policy["interval_days"], policy["plan_amount"]), ("House rules", 5, 2500)
        )
        self.assertIn("Last words", [row["name"]["en_US"] for row in self.after["collection_level"].values()])

    def test_the_ledger_adds_up(self):
        self.assertGreater(self.found["entries"], 10)
        self.assertEqual(self.found["unequal"], [])

    def test_the_open_receivables_agree_with_the_books(self):
        self.assertEqual(self.found["books"], [])

    def test_every_view_and_menu_opens(self):
        self.assertGreater(self.found["opened"], 150)
        self.assertEqual((self.found["views"], self.found["menus"]), ([], []))

    def test_every_scheduled_action_runs(self):
        self.assertGreater(self.found["ran"], 8)
        self.assertEqual(self.found["crons"], [])
        self.assertEqual(self.complaints_at_work, [])

    def test_nothing_is_left_after_uninstalling(self):
        self.assertEqual(self.found["left"], [])

    def test_an_invoice_is_still_posted_and_paid_after_uninstalling(self):
        self.assertEqual(self.found["paid"], "paid")
