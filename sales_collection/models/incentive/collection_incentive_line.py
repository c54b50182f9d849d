from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..base.computed_sql import by_sql
from .collection_incentive_plan import FIXED


class CollectionIncentiveLine(models.Model):
    """What a row of the ledger, or the sum of a period, earned or took by a rule; with its formula in words.

    Written by ``collection_incentive_lines_sql.py`` and ``collection_incentive_total.py``, never by hand.
    The words are made of the stored numbers, in the language of whoever reads them.
    """

    _name = "collection.incentive.line"
    _description = "Incentive Statement Line"
    _order = "id"
    _log_access = False
    _rec_name = "formula"

    incentive_id = fields.Many2one(
        "collection.incentive",
        string="Incentive Statement",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    period_id = fields.Many2one(
        "collection.incentive",
        string="Original Statement",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="Statement of the original period. If it differs from this statement, the line is a correction.",
    )
    entry_id = fields.Many2one(
        "collection.entry", string="Collection Entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    rule_id = fields.Many2one("collection.incentive.rule", readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("entry", "Collected"),
            ("reversal", "Clawback"),
            ("bank", "Bank Confirmation"),
            ("total", "Period Total"),
            ("limit", "Floor or Cap"),
            ("finding", "Audit"),
        ],
        string="Type",
        required=True,
        readonly=True,
    )
    basis = fields.Float(
        digits=(16, 4),
        readonly=True,
        help="Basis of the rule: in company currency for collection entries, otherwise in the currency of the "
        "statement.",
    )
    percent = fields.Float(string="Rate (%)", digits=(16, 4), readonly=True)
    measure = fields.Float(
        string="Reference Value", digits=(16, 4), readonly=True, help="Target value or reached tier."
    )
    amount = fields.Monetary(readonly=True, help="Amount included in this statement.")
    deferred = fields.Monetary(
        readonly=True, help="Amount deferred until bank receipt; negative on payout or clawback."
    )
    finding = fields.Integer(readonly=True, help="Number of the audit finding.")
    formula = fields.Char(compute="_compute_formula")
    is_correction = fields.Boolean(
        string="Correction", compute="_compute_is_correction", search=by_sql("is_correction")
    )
    objected = fields.Boolean(string="Objection Raised", compute="_compute_objected")

    # -- what the row of the ledger says
    currency_id = fields.Many2one(related="incentive_id.currency_id")
    company_id = fields.Many2one(related="incentive_id.company_id")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    user_id = fields.Many2one(related="incentive_id.user_id")
    state = fields.Selection(related="incentive_id.state")
    date = fields.Date(related="entry_id.date")
    # sudo: the row that somebody is paid for is shown to him, also if the customer is another's now
    document = fields.Char(related="entry_id.document", related_sudo=True)
    partner_id = fields.Many2one(related="entry_id.partner_id", string="Customer", related_sudo=True)
    days_late = fields.Integer(related="entry_id.days_late", related_sudo=True, aggregator=None)

    @api.depends("period_id", "incentive_id")
    def _compute_is_correction(self):
        for line in self:
            line.is_correction = line.period_id != line.incentive_id

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "is_correction":
            sides = (self._field_to_sql(alias, name, query) for name in ("period_id", "incentive_id"))
            return SQL("(%s <> %s)", *sides)
        return super()._field_to_sql(alias, field_expr, query)

    @api.depends_context("uid")
    def _compute_objected(self):
        keys = {
            objection._key()
            for objection in self.env["collection.incentive.objection"].search(
                [("incentive_id", "in", self.incentive_id.ids), ("state", "=", "open")]
            )
        }
        for line in self:
            line.objected = line._key() in keys

    def _key(self):
        """Return what a line is known by when the statement is computed anew."""
        return (
            self.incentive_id.id,
            self.period_id.id,
            self.entry_id.id,
            self.rule_id.id,
            self.kind,
            self.finding,
        )

    # -- CRUD --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Statements are computed and cannot be edited. Use the buttons."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Statements are computed and cannot be edited. Use the buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if any(line.incentive_id.state in FIXED for line in self):
            raise UserError(self.env._("A confirmed statement cannot be changed."))

    # -- actions -----------------------------------------------------------------------------------

    def action_open_invoice(self):
        """Open the invoice whose money the line is about."""
        self.ensure_one()
        entry = self.entry_id.sudo()  # sudo: which invoice it is; reading it is checked when it opens
        if not entry.move_id:
            raise UserError(self.env._("This line covers a whole period. Open the collection ledger instead."))
        return entry.move_id.sudo(False).get_formview_action()

    def action_open_entries(self):
        """Open the rows of the ledger that the line is about: one, or all of the period."""
        self.ensure_one()
        entries = self.entry_id
        if not entries:
            # sudo: what was counted for somebody is shown to him as far as he sees the ledger
            sources = self.env["collection.incentive.source"].sudo().search([("period_id", "=", self.period_id.id)])
            entries = sources.entry_id
        return self.env["collection.entry"]._action_of([("id", "in", entries.ids)])

    def action_open_payment(self):
        """Open the payment by which the money came.

        :raises AccessError: for who may not read payments.
        """
        self.ensure_one()
        entry = self.entry_id.sudo()  # sudo: as in action_open_invoice
        found = entry.payment_id or entry.statement_line_id or entry.counterpart_move_id
        if not found:
            raise UserError(self.env._("No payment belongs to this line."))
        if not found.sudo(False).has_access("read"):
            raise AccessError(
                self.env._(
                    "The payment %(name)s was received on %(day)s. Ask finance for details.",
                    name=found.display_name,
                    day=entry.date,
                )
            )
        return found.sudo(False).get_formview_action()
