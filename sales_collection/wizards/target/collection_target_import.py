import base64
import binascii
import datetime
from decimal import Decimal, InvalidOperation

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.bank.statement import workbook
from ...engine.bank.statement.records import Limits, Refused
from ...engine.base.xlsx import Book
from ...models.target.collection_target import GOALS
from ..bank.statement.collection_statement_problem import explain

#: so many rows of a file of that size are read, and so many of their errors told
MOST_ROWS, MOST_MEGABYTES = 2000, 5
MOST_ERRORS = 20
#: what no figure reaches
MOST = Decimal(10) ** 15


def _shortened(cell):
    """Return a cell whose text can be told in an error."""
    return cell[:200] if isinstance(cell, str) else cell


class CollectionTargetImport(models.TransientModel):
    """A leader imports targets from a workbook: all of its rows, or none and what is wrong with each."""

    _name = "collection.target.import"
    _description = "Import Targets"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    file = fields.Binary(string="Workbook", attachment=False)
    filename = fields.Char(string="File Name")
    reason = fields.Text(
        help="Required if the file changes targets of started periods. The reason is visible to the salespeople.",
    )
    template = fields.Binary(compute="_compute_template")
    template_name = fields.Char(compute="_compute_template")

    # -- the template ------------------------------------------------------------------------------

    @api.depends("company_id")
    def _compute_template(self):
        for wizard in self:
            wizard.template = base64.b64encode(wizard._template())
            wizard.template_name = self.env._("targets.xlsx")

    def _columns(self):
        """Return the headers of the columns, in their order."""
        return [
            self.env._("Salesperson (login)"),
            self.env._("Sales Team"),
            self.env._("Period"),
            self.env._("Date in Period"),
            self.env._("Target Amount"),
            self.env._("Target Overdue Collection (%)"),
            self.env._("Target On-Time Rate (%)"),
            self.env._("Maximum Days Late"),
        ]

    def _periods(self):
        """Return the kinds of periods as the file names them, with their values."""
        kinds = self.env["collection.target"]._fields["period"]._description_selection(self.env)
        return {label: value for value, label in kinds}

    def _template(self):
        """Return a workbook with a row for each salesperson and team that the user may set, for the next month."""
        self.ensure_one()
        book = Book()
        sheet = book.add_worksheet(self.env._("Targets"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        columns, periods = self._columns(), list(self._periods())
        for column, label in enumerate(columns):
            sheet.write_string(0, column, label, bold)
        sheet.set_column(0, len(columns) - 1, 22)
        sheet.freeze_panes(1, 0)
        first = self.env["collection.target"]._period_of(self.company_id, "month", self._next_month())[0]
        for row, (login, team) in enumerate(self._people(), start=1):
            for column, said in enumerate((login, team, periods[0])):
                if said:
                    sheet.write_string(row, column, said)
            sheet.write_datetime(row, 3, first, day)
        sheet.data_validation(1, 2, MOST_ROWS, 2, {"validate": "list", "source": periods})
        return book.content()

    def _next_month(self):
        return self.company_id._collection_today().replace(day=1) + datetime.timedelta(days=31)

    def _people(self):
        """Return (login, team) of those whose targets the user may set, and (empty, team) of their teams."""
        user = self.env.user
        manager = user.has_group("sales_collection.group_collection_manager")
        # sudo: who is in the teams that the user leads is looked up
        teams = self.env["crm.team"].sudo().search([("company_id", "in", (False, self.company_id.id))])
        found = []
        for team in teams:
            members = team.crm_team_member_ids.user_id
            if manager or team.user_id == user or (not team.user_id and user in members):
                found.append((None, team.name))
                found += [(member.login, team.name) for member in members if manager or member != user]
        return found

    # -- the import --------------------------------------------------------------------------------

    def action_template(self):
        """Download the workbook to fill in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template?filename_field=template_name&download=true",
            "target": "download",
        }

    def action_import(self):
        """Make or change the targets of the file.

        :return: the action that shows them
        :raises UserError: with what is wrong in which row; then nothing is changed.
        """
        self.ensure_one()
        lookup = self._lookup()
        ids, errors = [], []
        for number, cells in self._rows():
            try:
                with self.env.cr.savepoint():
                    ids.append(self._import_row(lookup, cells).id)
            except UserError as error:
                errors.append((number, str(error)))
            except psycopg2.IntegrityError as error:
                errors.append((number, self.env["collection.target"]._sql_error_to_message(error)))
        if errors:
            raise UserError(self._as_text(errors))
        if not ids:
            raise UserError(self.env._("The workbook has no rows. Enter targets below the first row."))
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_target_action")
        return {**action, "domain": [("id", "in", ids)], "context": {}}

    def _as_text(self, errors):
        """Return what is wrong in which row."""
        lines = [self.env._("Row %(number)s: %(error)s", number=number, error=error) for number, error in errors]
        if len(lines) > MOST_ERRORS:
            rest = len(lines) - MOST_ERRORS
            lines[MOST_ERRORS:] = [self.env._("... and %s more rows.", rest)]
        return "\n".join([self.env._("Nothing was imported. Correct these rows and try again:"), *lines])

    def _rows(self):
        """Return (number, cells) of the rows below the header that are not empty.

        :raises UserError: for a file that is no workbook, is not the template's, or is too long.
        """
        if not self.file:
            raise UserError(self.env._("Select the workbook first."))
        limits = Limits(MOST_MEGABYTES * 1024 * 1024, MOST_ROWS)
        try:
            table, _sheets, _sheet = workbook.rows_of_xlsx(
                base64.b64decode(self.with_context(bin_size=False).file), limits, with_currency=False
            )
        except (Refused, binascii.Error) as error:
            raise UserError(self._why_refused(error)) from None
        width = len(self._columns())
        if not table or len(table[0].cells) < width:
            raise UserError(self.env._("The columns differ from the template. Download the template and fill it in."))
        if len(table) > MOST_ROWS + 1:
            raise UserError(self._too_many())
        rows = [(number, [_shortened(cell) for cell in cells[:width]]) for number, cells in table[1:]]
        # a row of the template that nobody has filled in is no target
        return [(number, row) for number, row in rows if any(cell not in (None, "") for cell in row[4:])]

    def _why_refused(self, error):
        code = error.problem.code if isinstance(error, Refused) else "table"
        if code == "table":
            return self.env._("This is not an Excel workbook (.xlsx). Download the template and fill it in.")
        return self._too_many() if code == "too_many" else explain(self.env, error.problem)

    def _too_many(self):
        return self.env._("A workbook can have at most %s rows. Split it.", MOST_ROWS)

    def _lookup(self):
        """Return users by login, teams by name and periods by label, in small letters."""
        # sudo: people and teams are looked up; the rights on the targets hold when they are written
        users = self.env["res.users"].sudo().search([("company_ids", "in", self.company_id.ids), ("share", "=", False)])
        teams = self.env["crm.team"].sudo().search([("company_id", "in", (False, self.company_id.id))])
        periods = {label.casefold(): value for label, value in self._periods().items()}
        return {
            "user_id": {user.login.casefold(): user.id for user in users},
            "team_id": {team.name.casefold(): team.id for team in teams},
            "period": periods | {value: value for value in periods.values()},
        }

    def _import_row(self, lookup, cells):
        """Make or change the target of one row and return it."""
        login, team, period, day, *figures = cells
        vals = {
            "company_id": self.company_id.id,
            "user_id": self._known(lookup["user_id"], login, self.env._("There is no user with the login %s.", login)),
            "period": self._known(lookup["period"], period, self.env._("%s is not a period.", period)),
            "date_from": self._day(day),
            **{name: self._number(cell) for name, cell in zip(GOALS, figures, strict=True)},
        }
        team_id = self._known(lookup["team_id"], team, self.env._("There is no team with the name %s.", team))
        if not (vals["user_id"] or team_id):
            raise UserError(self.env._("Enter a salesperson or a team."))
        if not vals["period"]:
            raise UserError(self.env._("Enter the period: %s.", ", ".join(self._periods())))
        if team_id:
            vals["team_id"] = team_id
        return self._write_target(vals, team_id)

    def _write_target(self, vals, team_id):
        """Change the target of that person or team and period, or make it; return it."""
        targets = self.env["collection.target"]
        whose = (
            [("user_id", "=", vals["user_id"])]
            if vals["user_id"]
            else [("team_id", "=", team_id), ("user_id", "=", False)]
        )
        first = targets._period_of(self.company_id, vals["period"], vals["date_from"])[0]
        # sudo: one target per person and period, also where it is of a team that the user does not see
        there = targets.sudo().search(
            [
                *whose,
                ("company_id", "=", self.company_id.id),
                ("period", "=", vals["period"]),
                ("date_from", "=", first),
            ]
        )
        there = there.sudo(False)
        figures = {name: vals[name] for name in GOALS}
        if not there:
            return targets.create(vals)
        if there._begun():
            there._change(figures, self.reason)
        else:
            there.write(figures)
        return there

    # -- cells -------------------------------------------------------------------------------------

    def _known(self, values, cell, error):
        """Return what a name stands for, False for none."""
        if cell in (None, ""):
            return False
        try:
            return values[str(cell).strip().casefold()]
        except KeyError:
            raise UserError(error) from None

    def _day(self, cell):
        if isinstance(cell, datetime.datetime):
            return cell.date()
        try:
            return datetime.date.fromisoformat(str(cell).strip())
        except ValueError:
            raise UserError(self.env._("Enter a date within the period.")) from None

    def _number(self, cell):
        if cell in (None, ""):
            return 0.0
        try:
            number = Decimal(str(cell).strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= MOST:
            raise UserError(self.env._("%s is not a number.", cell))
        return float(number)
