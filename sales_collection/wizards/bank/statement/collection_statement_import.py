from odoo import api, fields, models
from odoo.tools import SQL

from ....models.base.collection_roles import check_role

#: whatever changes how the file is read, so that it has to be read again
_HOW_TO_READ = {
    "file",
    "journal_id",
    "encoding",
    "decimal",
    "date_order",
    "signs",
    "beside",
    "part_id",
    "word_ids",
    "header_row",
    "column_ids",
    "account_confirmed",
}
#: what only reading the file says
_FINDINGS = {"state", "kind", "statements", "notes", "questions", "account_mismatch", "encoding_found"}
#: so many lines are shown at once; the list has them all
_SHOWN = 100
_PERHAPS_THERE = fields.Domain("alike", "=", True) & fields.Domain("state", "in", ("good", "left"))
#: what is looked at first: what is wrong, what a person has to decide, what is dropped, the rest
_ORDER_SHOWN = (
    fields.Domain("state", "=", "broken"),
    _PERHAPS_THERE,
    fields.Domain("state", "=", "twice"),
    fields.Domain("state", "not in", ("broken", "twice")) & ~_PERHAPS_THERE,
)


class CollectionStatementImport(models.TransientModel):
    """A bank's file on its way in: read, shown, imported. Nothing is written before the user has seen it."""

    _name = "collection.statement.import"
    _inherit = ["collection.lifecycle.mixin", "collection.statement.style"]
    _description = "Bank Statement Import"
    _rec_name = "file_name"
    _check_company_auto = True
    # a file may be looked at for longer than an hour, and a large one takes its time
    _transient_max_hours = 24.0
    _transitions = {
        "file": {"preview"},
        "preview": {"file", "preview", "queued", "done"},
        "queued": {"done"},
        # read again, for what was left
        "done": {"file", "preview", "done"},
    }

    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        default=lambda self: self._default_journal(),
    )
    company_id = fields.Many2one(related="journal_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    file = fields.Binary(required=True, help="CSV, Excel, OFX or CAMT file of the bank, or a ZIP archive of them.")
    file_name = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("queued", "Importing"), ("done", "Imported")],
        string="Status",
        default="file",
        readonly=True,
    )
    on_broken = fields.Selection(
        [("nothing", "Import nothing"), ("good", "Import valid lines, skip invalid lines")],
        string="Invalid Line Handling",
        default="nothing",
        required=True,
    )

    # what was found
    kind = fields.Selection(
        [("csv", "CSV"), ("xlsx", "Excel"), ("xls", "Excel 97"), ("ofx", "OFX"), ("camt", "CAMT")],
        string="Type",
        readonly=True,
    )
    encoding_found = fields.Char(string="Detected Encoding", readonly=True)
    header_row = fields.Integer(help="Line number of the column headers; 0 if there are none.")
    column_ids = fields.One2many("collection.statement.import.column", "wizard_id", string="Columns")
    part_ids = fields.One2many("collection.statement.import.part", "wizard_id", string="Sheets or Files")
    part_id = fields.Many2one(
        "collection.statement.import.part",
        string="Source Part",
        domain="[('wizard_id', '=', id)]",
        help="Sheet of a workbook or file of an archive to read. Leave empty for all statements of an archive.",
    )
    word_ids = fields.One2many("collection.statement.import.word", "wizard_id", string="Direction Words")
    account_mismatch = fields.Boolean(readonly=True)
    account_confirmed = fields.Boolean(
        help="The account numbers of file and journal differ but refer to the same account.",
    )
    statements = fields.Json(
        string="Bank Statements", readonly=True, help="Name, account, opening and closing balance of each statement."
    )
    notes = fields.Text(readonly=True)
    questions = fields.Text(string="Open Questions", readonly=True, help="Questions to answer before the import.")
    line_ids = fields.One2many("collection.statement.import.line", "wizard_id", readonly=True)
    shown_line_ids = fields.One2many(
        "collection.statement.import.line", string="Shown Lines", compute="_compute_shown_line_ids"
    )

    # in figures
    good_count = fields.Integer(string="Valid", compute="_compute_figures")
    broken_count = fields.Integer(string="Invalid", compute="_compute_figures")
    known_count = fields.Integer(string="Already Recorded", compute="_compute_figures")
    twice_count = fields.Integer(string="Duplicate in File", compute="_compute_figures")
    done_count = fields.Integer(string="Imported", compute="_compute_figures")
    undecided_count = fields.Integer(
        string="Undecided Duplicates",
        compute="_compute_figures",
        help="Decide for each line whether it is a duplicate. Nothing is imported before that.",
    )
    left_count = fields.Integer(string="Skipped", compute="_compute_figures")
    skipped_count = fields.Integer(string="No Movement", compute="_compute_figures")
    money_in = fields.Monetary(string="Valid Money In", compute="_compute_figures")
    money_out = fields.Monetary(string="Valid Money Out", compute="_compute_figures")
    date_from = fields.Date(string="From", compute="_compute_figures")
    date_to = fields.Date(string="To", compute="_compute_figures")

    # -- compute -----------------------------------------------------------------------------------

    @api.model
    def _default_journal(self):
        """Return the only bank journal, none if there are several."""
        journals = self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.env.company.id)])
        return journals if len(journals) == 1 else journals.browse()

    @api.depends("journal_id")
    def _compute_currency_id(self):
        for wizard in self:
            journal = wizard.journal_id
            wizard.currency_id = journal._collection_currency() if journal else False

    @api.depends("line_ids")
    def _compute_shown_line_ids(self):
        for wizard in self:
            lines = wizard.line_ids.browse()
            for condition in _ORDER_SHOWN:
                domain = fields.Domain("wizard_id", "=", wizard._origin.id) & condition
                lines += lines.search(domain, limit=_SHOWN - len(lines)) if len(lines) < _SHOWN else lines.browse()
            wizard.shown_line_ids = lines

    @api.depends("line_ids")
    def _compute_figures(self):
        lines = self.env["collection.statement.import.line"]
        for wizard in self:
            mine = fields.Domain("wizard_id", "=", wizard._origin.id)
            counts = dict(lines._read_group(mine, ["state"], ["__count"]))
            for state in ("good", "broken", "known", "twice", "left", "skipped", "done"):
                wizard[f"{state}_count"] = counts.get(state, 0)
            good = mine & fields.Domain("state", "=", "good")
            undecided = good & fields.Domain([("alike", "=", True), ("decided", "=", False)])
            wizard.undecided_count = lines.search_count(undecided)
            [(wizard.date_from, wizard.date_to)] = lines._read_group(good, aggregates=["date:min", "date:max"])
            for name, sign in (("money_in", ">"), ("money_out", "<")):
                [(total,)] = lines._read_group(good & fields.Domain("amount", sign, 0), aggregates=["amount:sum"])
                wizard[name] = total

    # -- create and write --------------------------------------------------------------------------

    def write(self, vals):
        if self._is_by_lifecycle():
            return super().write(vals)
        vals = self._begin_lifecycle(vals)
        if _HOW_TO_READ & set(vals):
            self._check_not_queued()
            self._drop_lines()
            if "file" in vals:
                self.part_ids.unlink()
                vals = {name: value for name, value in vals.items() if name not in ("part_ids", "part_id")}
            if not vals.keys().isdisjoint(("file", "journal_id", "part_id")):
                # another file, another table
                self.column_ids.unlink()
                self.word_ids.unlink()
                vals = {name: value for name, value in vals.items() if name not in ("column_ids", "word_ids")}
            self.filtered(lambda wizard: wizard.state != "file")._set_state("file")
        return super().write(vals)

    @api.model
    def _begin_lifecycle(self, vals):
        """Return the values without what only reading the file may say."""
        return {name: value for name, value in vals.items() if name not in _FINDINGS}

    def _drop_lines(self):
        """Forget the lines that were shown, in one statement."""
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE wizard_id = ANY(%s)", SQL.identifier(self.line_ids._table), self.ids)
        )
        self.invalidate_recordset()

    # -- actions -----------------------------------------------------------------------------------

    def action_read(self):
        """Read the file and show what was understood; nothing is written yet.

        :raises AccessError: for whoever is not of finance.
        :raises UserError: if the file cannot be read at all.
        """
        self.ensure_one()
        self._check_importer()
        self._check_not_queued()
        self._read()
        return True

    def action_import(self):
        """Import the good lines as they were shown; return the list of them. Very many are imported a little later.

        :raises AccessError: for whoever is not of finance.
        :raises UserError: if lines are broken and nothing is to be imported then, if it is not decided for each line
            that is perhaps there, if nothing is left to import, or if
            the file or the books have changed since it was shown.
        """
        self.ensure_one()
        self._check_importer()
        statements = self._import()
        if not statements:
            return True
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_statement_line_action")
        return {**action, "domain": [("statement_id", "in", statements.ids)]}

    def action_open_undecided(self):
        """Return the list of the lines that are perhaps there, to decide about many at once."""
        return {
            **self.action_open_lines(),
            "name": self.env._("Possible Duplicates"),
            "context": {"search_default_undecided": 1},
        }

    def action_open_lines(self):
        """Return the list of all lines of the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File Lines"),
            "res_model": self.line_ids._name,
            "view_mode": "list",
            "domain": [("wizard_id", "=", self.id)],
        }

    def _check_importer(self):
        check_role(self, "finance", self.env._("Only finance can import bank statements."))
        self.journal_id.check_access("read")
