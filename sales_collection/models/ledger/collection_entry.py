from odoo import api, fields, models
from odoo.exceptions import UserError

from . import collection_entry_sql as ledger_sql
from . import measure_sql
from .account_move_line_exchange import RECORDED_LATER


class CollectionEntry(models.Model):
    """A row of the ledger of collected money: so much was taken off this receivable, by this.

    Written by the reconciliation itself and reversed by a row of its own when that is undone;
    never edited and never deleted. Only ``bank_date`` follows the bank.
    """

    _name = "collection.entry"
    _description = "Collection Entry"
    _order = "date desc, id desc"
    _rec_name = "document"

    date = fields.Date(
        required=True,
        readonly=True,
        index=True,
        help="Later date of document and payment. For reversals, the reversal date.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    document = fields.Char(readonly=True, help="Number of the invoice or entry at the time of collection.")
    move_line_id = fields.Many2one(
        "account.move.line", string="Receivable", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True, index=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, index=True)
    kind = fields.Selection(
        [
            ("cash", "Customer Payment"),
            ("credit_note", "Credit Note"),
            ("write_off", "Discount or Write-off"),
            ("other", "Other"),
        ],
        string="Type",
        required=True,
        readonly=True,
        help="Means of settlement: customer payment (negative for refunds), credit note, discount or write-off, "
        "or other such as offset and exchange difference.",
    )
    amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Amount settled, in company currency at the exchange rate of the receivable; negative for reversals. "
        "For exchange entries, the gain or loss.",
    )
    untaxed_amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Amount without tax, in the proportion of the invoice less its credit notes.",
    )
    amount_currency = fields.Monetary(string="Amount in Currency", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    date_due = fields.Date(string="Due Date", readonly=True, help="Effective due date at the time of collection.")
    days_late = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Days from due date to collection; negative if early. Totals are averages weighted by amount, with "
        "early payments as 0 days.",
    )
    lateness = fields.Selection(
        [
            ("not_due", "On Time"),
            ("1_30", "1-30 Days Late"),
            ("31_60", "31-60 Days Late"),
            ("61_90", "61-90 Days Late"),
            ("91_120", "91-120 Days Late"),
            ("older", "Over 120 Days Late"),
        ],
        string="Overdue Bracket",
        readonly=True,
    )
    bank_date = fields.Date(readonly=True, help="Date on which the bank confirmed the payment; empty while in transit.")
    payment_id = fields.Many2one("account.payment", readonly=True, index="btree_not_null", ondelete="set null")
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    journal_id = fields.Many2one("account.journal", readonly=True, ondelete="set null")
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line", string="Payment Method", readonly=True, ondelete="set null"
    )
    receipt_id = fields.Many2one("collection.receipt", readonly=True, index="btree_not_null", ondelete="restrict")
    counterpart_move_id = fields.Many2one(
        "account.move", string="Settled By", readonly=True, index="btree_not_null", ondelete="set null"
    )
    reversal_of_id = fields.Many2one("collection.entry", readonly=True)
    adjusts_id = fields.Many2one(
        "collection.entry",
        string="Reassigned Entry",
        readonly=True,
        index="btree_not_null",
        help="A credit note changed the purpose of the collected amount. This entry moves it between products or "
        "between product and tax; the total stays the same.",
    )
    part_ids = fields.One2many("collection.entry.part", string="Products", compute="_compute_part_ids")
    partial_id = fields.Integer(
        string="Reconciliation",
        readonly=True,
        index=True,
        help="Number of the reconciliation, kept after its removal.",
    )

    _reversal_uniq = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL", "This collection entry has already been reversed."
    )
    _report_idx = models.Index("(company_id, date, user_id)")
    _due_idx = models.Index("(company_id, date_due)")

    def _compute_part_ids(self):
        parts = self.env["collection.entry.part"].search([("entry_id", "in", self.ids)]).grouped("entry_id")
        for entry in self:
            entry.part_ids = parts.get(entry, False)

    # -- append only -------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "Collection entries cannot be entered manually. They result from reconciliation. Register a "
                "payment instead."
            )
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "Collection entries cannot be changed. Undo the reconciliation instead; a reversal is recorded "
                "automatically."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Collection entries cannot be deleted. Undo the reconciliation instead; a reversal is recorded "
                "automatically."
            )
        )

    @api.model
    def _action_of(self, domain):
        """Return the action that lists the rows of the domain, of every kind."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_entry_action")
        views = [(False, "list"), (False, "pivot"), (False, "graph"), (False, "form")]
        return {**action, "domain": domain, "views": views, "context": {}}

    def _read_group_select(self, aggregate_spec, query):
        """The days late of a group are those of its money, as in targets, not the mean of the rows."""
        if aggregate_spec != "days_late:avg":
            return super()._read_group_select(aggregate_spec, query)
        for name in ("amount", "days_late", "kind", "reversal_of_id"):
            self._field_to_sql(self._table, name, query)  # whoever may not read one of these is told so
        return measure_sql.average_days_late(self._table)

    # -- the only doors to the ledger --------------------------------------------------------------

    @api.model
    def _record(self, partials):
        """Write what these reconciliations take off customer receivables. Harmless when repeated.

        :param partials: ``account.partial.reconcile`` records, of any accounts.
        """
        if not partials or self.env.context.get(RECORDED_LATER):
            return
        lines = partials.debit_move_id | partials.credit_move_id
        if any(line.account_id.account_type == "asset_receivable" for line in lines):
            self._insert_missing(partials.ids)
        self._follow_bank(lines)

    @api.model
    def _undo(self, partial_ids, lines):
        """Take back the rows of reconciliations that do not count any more.

        :param list partial_ids: ids of ``account.partial.reconcile``, which may be gone already.
        :param lines: the ``account.move.line`` records that they joined.
        """
        if partial_ids:
            # sudo: undoing may touch rows of companies that the user is not switched to.
            day = self._returned_on()
            days = self.env["res.company"].sudo()._collection_days(day)
            self.env.cr.execute(ledger_sql.insert_reversals(self, partial_ids, days, bool(day)))
            if self.env.cr.rowcount:
                self._attribute(partial_ids)
        self._follow_bank(lines)

    @api.model
    def _follow_state(self, moves):
        """Count money while both its documents are posted: follow a change of state of these moves."""
        # a line that takes part in a reconciliation bears its number: most documents have none when they are posted
        # sudo: it is the documents' state that counts, not what the user may read of them
        if not any(line.matching_number for line in moves.sudo().line_ids):
            return
        self._flush_sources()
        partial_ids = [row[0] for row in self.env.execute_query(ledger_sql.partials_of_moves(moves.ids))]
        if not partial_ids:
            return
        partials = self.env["account.partial.reconcile"].sudo().browse(partial_ids)
        (partials.debit_move_id | partials.credit_move_id)._follow_question()
        if not self.env.context.get(RECORDED_LATER):
            self._follow_documents(partials, moves)

    @api.model
    def _follow_documents(self, partials, moves):
        """Count reconciliations, or no longer, whose documents ``moves`` were posted or taken back."""
        posted, exchange_ids = moves[0].state == "posted", []
        if partials.exchange_move_id:
            # whether an exchange difference is one of collected money depends on what it belongs to: written anew
            query = ledger_sql.partials_of_moves(partials.exchange_move_id.ids)
            exchange_ids = [row[0] for row in self.env.execute_query(query)]
        all_ids = list({*partials.ids, *exchange_ids})
        undone = exchange_ids if posted else all_ids
        if undone:
            self._undo(undone, moves.line_ids)
        if posted or exchange_ids:
            self._insert_missing(all_ids)
        if posted:
            self._follow_bank(moves.line_ids)

    @api.model
    def _backfill(self):
        """Fill the ledger from all reconciliations of the database that it does not hold yet."""
        self._insert_missing(None)

    def _insert_missing(self, partial_ids):
        self._flush_sources()
        self.env.cr.execute(ledger_sql.insert_entries(self, partial_ids))
        if self.env.cr.rowcount:
            self._attribute(partial_ids)

    @api.model
    def _follow_bank(self, lines):
        """Fill or empty the bank date of the payments whose outstanding lines are among these lines."""
        payments = lines.filtered(
            lambda line: line.account_id.account_type != "asset_receivable"
        ).move_id.origin_payment_id
        if payments:
            self._flush_sources()
            self.env.cr.execute(ledger_sql.update_bank_dates(payments.ids))
            self.invalidate_model(["bank_date"])

    @api.model
    def _newest_id(self):
        """Return the id of the newest row: a mark, by which later rows are told from earlier ones."""
        # sudo: the mark says nothing about the row
        return self.sudo().search([], order="id desc", limit=1).id or 0

    @api.model
    def _flush_sources(self):
        for model, names in ledger_sql.SOURCES.items():
            self.env[model].flush_model(names)
