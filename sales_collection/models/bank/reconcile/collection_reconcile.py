from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...base.collection_roles import check_role

#: what finance may write by hand while the reconciliation is open
_BY_HAND = {"date_from", "date_to", "journal_id", "bank_balance", "bank_balance_known", "note"}


class CollectionReconcile(models.Model):
    """What the bank says of a period, compared with what was claimed and what the books hold.

    A clerk makes one for a bank account and a period, works it off on the board (collection_reconcile_board.py) and
    closes it, which keeps its summary for good (collection_reconcile_close.py). Its lines are those of the bank
    statement; each of them belongs to exactly one group (collection_reconcile_sql.py).
    """

    _name = "collection.reconcile"
    _description = "Bank Reconciliation"
    _inherit = ["collection.lifecycle.mixin", "mail.thread"]
    _order = "date_to desc, id desc"
    _transitions = {"open": {"closed"}}
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, index=True
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        required=True,
        check_company=True,
        default=lambda self: self._default_journal_id(),
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", store=True, precompute=True)
    date_from = fields.Date(string="From", required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date(string="To", required=True, default=lambda self: self.env.company._collection_today())
    state = fields.Selection(
        [("open", "In Progress"), ("closed", "Closed")],
        string="Status",
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    bank_balance_known = fields.Boolean(
        string="Bank Balance Checked", help="The bank balance at the end of the period is entered manually."
    )
    bank_balance = fields.Monetary(
        help="Bank balance at the end of the period. Leave empty to use the closing balance of the imported statement.",
    )
    note = fields.Text(help="Explanation of the remaining differences, shown in the summary.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_date = fields.Datetime(string="Closed On", readonly=True, copy=False)
    content = fields.Text(readonly=True, copy=False, help="Summary at the time of closing.")
    seal = fields.Char(readonly=True, copy=False, help="Hash of the summary at the time of closing.")

    _once = models.Constraint(
        "EXCLUDE USING gist (int4range(journal_id, journal_id, '[]') WITH &&, daterange(date_from, date_to, '[]') "
        "WITH &&)",
        "A reconciliation of this bank account already covers some of these dates. Open it or choose other dates.",
    )
    _period = models.Constraint(
        "CHECK (date_from <= date_to)", "The end date of the period cannot be before its start date."
    )

    # -- compute and defaults ----------------------------------------------------------------------

    @api.depends("journal_id", "company_id")
    def _compute_currency_id(self):
        for reconcile in self:
            reconcile.currency_id = reconcile.journal_id.currency_id or reconcile.company_id.currency_id

    @api.depends("journal_id", "date_from", "date_to")
    def _compute_display_name(self):
        for reconcile in self:
            reconcile.display_name = f"{reconcile.journal_id.name} {reconcile.date_from} – {reconcile.date_to}"

    @api.model
    def _default_journal_id(self):
        journals = self.env["account.journal"]
        return journals.search([*journals._check_company_domain(self.env.company), ("type", "=", "bank")], limit=1)

    @api.model
    def _default_date_from(self):
        """Return the first day of the company's month."""
        return self.env.company._collection_today().replace(day=1)

    # -- create, write, delete ---------------------------------------------------------------------

    @api.model
    def _begin_lifecycle(self, vals):
        return {name: value for name, value in vals.items() if name in _BY_HAND | {"company_id"}}

    def _check_by_hand(self, names):
        if names - _BY_HAND:
            raise UserError(self.env._("Use the button to close a reconciliation. It saves the summary."))
        if any(reconcile.state == "closed" for reconcile in self):
            raise UserError(self.env._("A closed reconciliation cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if any(reconcile.state == "closed" for reconcile in self):
            raise UserError(self.env._("A closed reconciliation cannot be deleted."))

    # -- actions -----------------------------------------------------------------------------------

    def action_open_board(self):
        """Open the board on which the bank lines are worked off."""
        self.ensure_one()
        self._check_may_reconcile()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_collection.collection_reconcile_action_board")
        return {**action, "name": self.display_name, "context": {"active_id": self.id, "active_model": self._name}}

    # -- who may, and what it is about -------------------------------------------------------------

    def _check_may_reconcile(self):
        """:raise AccessError: for anybody but finance, and for another company's reconciliation."""
        check_role(self, "finance", self.env._("Only finance can reconcile the bank."))
        self.check_access("read")

    def _companies(self):
        """Return the company of the bank account and its branches."""
        # sudo: which branches there are is not the user's to see, only their lines in this bank account
        return self.env["res.company"].sudo().search([("id", "child_of", self.company_id.id)])

    def _transit_accounts(self):
        """Return the accounts on which payments of this bank account wait until they are at the bank."""
        self.ensure_one()
        journal = self.journal_id
        ways = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        chart = self.env["account.chart.template"].with_context(allowed_company_ids=self.company_id.root_id.ids)
        accounts = ways.payment_account_id
        for name in ("account_journal_payment_debit_account_id", "account_journal_payment_credit_account_id"):
            accounts |= chart.ref(name, raise_if_not_found=False) or accounts.browse()
        return accounts - journal.default_account_id

    def _index_range(self):
        """Return where the period begins and where it is over, as core's index of bank lines writes it."""
        return f"{self.date_from:%Y%m%d}", f"{self.date_to + timedelta(days=1):%Y%m%d}"

    def _own_domain(self):
        """Return the domain of the bank lines that this is about."""
        return Domain(
            [
                ("journal_id", "=", self.journal_id.id),
                ("state", "=", "posted"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )

    def _own_lines(self, line_ids):
        """Return these bank lines.

        :raise UserError: if one is not of this bank account and period, or is gone
        """
        self.ensure_one()
        lines = self.env["account.bank.statement.line"].search(self._own_domain() & Domain("id", "in", line_ids))
        if not lines or len(lines) != len(set(line_ids)):
            raise UserError(self.env._("One of the bank lines is no longer available. Reload the page."))
        return lines
