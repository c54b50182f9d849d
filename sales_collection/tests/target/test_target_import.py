import base64
import datetime
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetImport(TargetCommon):
    """Targets come from a workbook, all of them or none."""

    def _wizard(self, user=None, **values):
        wizard = self.env["collection.target.import"].with_user(user or self.lea).with_company(self.company)
        return wizard.create(values)

    def _import(self, *rows, user=None, **values):
        """Import these rows below the header of the template as Lea does; return the targets."""
        book = openpyxl.Workbook()
        book.active.append(self._wizard(user)._columns())
        for row in rows:
            book.active.append(row)
        with io.BytesIO() as stream:
            book.save(stream)
            file = base64.b64encode(stream.getvalue())
        action = self._wizard(user, file=file, **values).action_import()
        return self.env["collection.target"].with_user(user or self.lea).search(action["domain"], order="id")

    def test_targets_are_imported(self):
        made = self._import(
            ("amy", "North", "Month", datetime.date(2026, 3, 17), 1234.56, 50, None, 4.5),
            (None, "north", "quarter", "2026-05-01", "7000", None, 90, None),
        )
        self.assertEqual(made.mapped("display_name"), ["Amy, March 2026", "North, Q2 2026"])
        self.assertEqual(made.mapped("amount"), [1234.56, 7000])
        self.assertEqual((made[0].overdue_share, made[0].days_late, made[1].on_time_rate), (50, 4.5, 90))

    def test_a_target_that_is_there_gets_the_new_figures(self):
        target = self._target(date_from="2026-03-01", days_late=9)
        self.assertEqual(self._import(("amy", "", "Month", "2026-03-01", 2000)), target)
        self.assertEqual((target.amount, target.days_late), (2000, 0))

    def test_a_running_target_is_changed_with_a_reason_only(self):
        target = self._target()
        row = ("amy", "", "Month", "2026-02-01", 2000)
        with self.assertRaisesRegex(UserError, "Row 2: Enter the reason"):
            self._import(row)
        self._import(row, reason="New plan")
        self.assertEqual(target.amount, 2000)

    @mute_logger("odoo.sql_db")
    def test_every_row_that_is_wrong_is_named_and_nothing_is_imported(self):
        with self.assertRaises(UserError) as caught:
            self._import(
                ("amy", "", "Month", "2026-03-01", 1000),
                ("nobody", "", "Month", "2026-03-01", 1000),
                ("ben", "", "week", "2026-03-01", 1000),
                ("ben", "", "Month", "soon", 1000),
                ("ben", "", "Month", "2026-03-01", "much"),
                ("ben", "", "Month", "2026-03-01", 1000, 200),
                ("zoe", "", "Month", "2026-03-01", 1000),
                ("ben", "East", "Month", "2026-03-01", 1000),
                ("", "", "Month", "2026-03-01", 1000),
                ("ben", "", "", "2026-03-01", 1000),
                ("ben", "", "Month", "2026-03-01", "NaN"),
            )
        lines = str(caught.exception).split("\n")
        for number, words in (
            (3, "no user with the login nobody"),
            (4, "week is not a period"),
            (5, "Enter a date"),
            (6, "much is not a number"),
            (7, "percentages must be between 0 and 100"),
            (9, "no team with the name East"),
            (10, "a salesperson or a team"),
            (11, "Enter the period"),
            (12, "NaN is not a number"),
        ):
            self.assertTrue(
                any(line.startswith(f"Row {number}: ") and words in line for line in lines), f"row {number}: {lines}"
            )
        self.assertTrue(any(line.startswith("Row 8: ") for line in lines), "Zoe is not of Lea's team")
        self.assertFalse(any(line.startswith("Row 2: ") for line in lines))
        self.assertFalse(self.env["collection.target"].sudo().search([("company_id", "=", self.company.id)]))

    def test_a_leader_does_not_import_his_own_target(self):
        self.env["crm.team.member"].sudo().create({"crm_team_id": self.team.id, "user_id": self.lea.id})
        with self.assertRaisesRegex(UserError, "Row 2: You cannot set your own"):
            self._import(("lea", "", "Month", "2026-03-01", 1))

    def test_a_salesperson_does_not_import(self):
        with self.assertRaises(AccessError):
            self._import(("amy", "", "Month", "2026-03-01", 1), user=self.amy)

    def test_what_is_no_workbook_is_refused(self):
        for content in (b"not a workbook", b"PK\x03\x04 broken"):
            with self.assertRaisesRegex(UserError, "not an Excel workbook"):
                self._wizard(file=base64.b64encode(content)).action_import()
        with self.assertRaisesRegex(UserError, "Select the workbook"):
            self._wizard().action_import()
        with self.assertRaisesRegex(UserError, "no rows"):
            self._import()

    def test_the_template_has_a_row_for_each_whose_target_one_sets(self):
        for user, rows in (
            (self.lea, {(None, "North"), ("amy", "North"), ("ben", "North")}),
            (self.max, {(None, "North"), ("amy", "North"), ("ben", "North"), (None, "South"), ("zoe", "South")}),
        ):
            book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(self._wizard(user).template)))
            table = list(book.active.iter_rows(values_only=True, min_row=2))
            self.assertLessEqual(rows, {row[:2] for row in table})
            self.assertEqual({row[2:4] for row in table}, {("Month", datetime.datetime(2026, 3, 1))})
        self.assertNotIn((None, "South"), {row[:2] for row in self._rows_of(self.lea)})

    def _rows_of(self, user):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(self._wizard(user).template)))
        return list(book.active.iter_rows(values_only=True, min_row=2))

    def test_the_template_filled_in_is_imported(self):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(self._wizard().template)))
        for row in book.active.iter_rows(min_row=2):
            row[4].value = 100 if row[0].value else None
        with io.BytesIO() as stream:
            book.save(stream)
            file = base64.b64encode(stream.getvalue())
        action = self._wizard(file=file).action_import()
        made = self.env["collection.target"].with_user(self.lea).search(action["domain"])
        self.assertEqual(set(made.mapped("display_name")), {"Amy, March 2026", "Ben, March 2026"})
