import math
import sys
from collections import Counter
from unittest.mock import patch

from freezegun import freeze_time

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.sms.tests.common import MockSMS

from .two_companies_common import TwoCompaniesCommon

#: companies have numbers from here on in these tests, so that a statement about one is known by its number; Odoo has
#: room for 9,999 companies (account.code.mapping)
FIRST = 9871


@tagged("post_install", "-at_install")
class TestCronOneFails(TwoCompaniesCommon, MockEmail, MockSMS):
    """A statement that fails in one company, wherever it is, stops the scheduled actions of no other.

    The list is made of all scheduled actions of the addon, and of the places in it from where they ask the database
    about one company.
    """

    @classmethod
    def _create_company(cls, **values):
        if not getattr(cls, "counted", False):
            cls.env.cr.execute(f"ALTER SEQUENCE res_company_id_seq RESTART {FIRST}")
            cls.counted = True
        return super()._create_company(**values)

    def _crons(self):
        names = self.env["ir.model.data"].sudo()
        found = names.search([("module", "=", "sales_collection"), ("model", "=", "ir.cron")])
        self.assertTrue(found)
        return self.env["ir.cron"].sudo().browse(found.mapped("res_id"))

    def test_a_company_that_fails_stops_no_other(self):
        self.assertEqual(self.here.company.id, FIRST)
        tried = 0
        for cron in self._crons():
            seen = set()
            expected = self._run(cron, lambda place, seen=seen: seen.add(place))
            for place in sorted(seen):
                tried += 1
                with self.subTest(cron.cron_name, file=place[0], line=place[1]):
                    found = self._run(cron, self._failing(place))
                    changed = {what: (found[what], n) for what, n in expected.items() if found[what] != n}
                    self.assertFalse(changed, "found and expected in the other company")
        self.assertGreater(tried, 20)

    def _failing(self, where):
        """Return what makes the transaction fail at a place."""

        def fail(place):
            if place == where:
                self.failing(self.cursor, "SELECT 1 / 0")

        return fail

    def _run(self, cron, act):
        """Run an action, calling ``act`` with each place that asks about the first company only.

        :return: what there is of the other company afterwards; all is undone
        """
        self.failing = Cursor.execute

        def execute(cursor, query, params=None, *args, **kwargs):
            given = query.params if isinstance(query, SQL) else params
            numbers = set(self._numbers(given))
            if self.here.company.id in numbers and self.there.company.id not in numbers and (place := self._place()):
                self.cursor = cursor
                act(place)
            return self.failing(cursor, query, params, *args, **kwargs)

        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        with (
            freeze_time("2026-04-10 06:00:00"),
            self.enter_registry_test_mode(),
            self.mock_mail_gateway(),
            self.mockSMSGateway(),
            patch.object(Cursor, "execute", execute),
            mute_logger("odoo.sql_db", "odoo.addons.sales_collection"),
            patch.object(self.registry["ir.cron"], "_commit_progress", self._commit),
            self.registry.cursor() as cursor,
        ):
            cron.with_env(self.env(cursor, cron.user_id.id)).ir_actions_server_id.run()
        found = self._found()
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return found

    @staticmethod
    def _commit(cron, *_args, **_words):
        cron.env.cr.commit()
        return math.inf

    def _numbers(self, given):
        """Yield the numbers among the parameters of a statement."""
        if isinstance(given, dict):
            given = given.values()
        for value in given or ():
            if isinstance(value, tuple | list | set | frozenset):
                yield from self._numbers(value)
            elif isinstance(value, int):
                yield value

    def _place(self):
        """Return the file and line of the addon that asks the database; None in its tests and for the other company."""
        frame, place = sys._getframe(2), None
        while frame:
            path = frame.f_code.co_filename
            if "/sales_collection/" in path and "/tests/" not in path:
                place = place or (path.partition("/sales_collection/")[2], frame.f_lineno)
                if self.there.company in (frame.f_locals.get("company"), frame.f_locals.get("self")):
                    return None
            frame = frame.f_back
        return place

    def _found(self):
        """Return how many records there are in the other company of each model, by state; and its people's to-dos."""
        found = Counter()
        for name in sorted(self.env):
            if name.startswith("collection.") and not self.env[name]._abstract and not self.env[name]._transient:
                for record in self._records(name, self.there):
                    found[name, "state" in record._fields and record.state] += 1
        todos = self.env["mail.activity"].sudo()
        found["to-dos"] = todos.search_count([("user_id.company_id", "=", self.there.company.id)])
        return found
