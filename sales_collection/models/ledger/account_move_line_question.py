from odoo import api, fields, models
from odoo.tools import SQL

from ..base.computed_sql import by_sql
from .collection_open_sql import lines_in_question_sql, update_question_sql

#: what is open: of each field the stored parts that it is the sum of
_OPEN = {
    "collection_open": ("amount_residual", "collection_in_question"),
    "collection_open_currency": ("amount_residual_currency", "collection_in_question_currency"),
}


class AccountMoveLineQuestion(models.Model):
    """What of a receivable line is settled by a document that is not posted: it is open again.

    Written where reconciliations and the state of documents change; see ``collection_open_sql.py``.
    """

    _inherit = "account.move.line"
    _collection_filled = frozenset(("collection_in_question", "collection_in_question_currency"))

    collection_in_question = fields.Monetary(
        string="Unposted Settlement",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Amount reconciled with a payment, credit note or entry that is not posted, in company currency. It "
        "counts as open.",
    )
    collection_in_question_currency = fields.Monetary(
        string="Unposted Settlement in Currency",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Amount reconciled with a payment, credit note or entry that is not posted, in the currency of the "
        "document. It counts as open.",
    )
    collection_open = fields.Monetary(
        string="Open Amount",
        currency_field="company_currency_id",
        compute="_compute_collection_open",
        search=by_sql("collection_open"),
        groups="base.group_user",
        help="Not yet settled by posted documents, in company currency.",
    )
    collection_open_currency = fields.Monetary(
        string="Open Amount in Currency",
        compute="_compute_collection_open",
        search=by_sql("collection_open_currency"),
        groups="base.group_user",
        help="Not yet settled by posted documents, in the currency of the document.",
    )

    _collection_in_question_idx = models.Index("(partner_id) WHERE collection_in_question <> 0")

    @api.depends(
        "amount_residual",
        "amount_residual_currency",
        "collection_in_question",
        "collection_in_question_currency",
    )
    def _compute_collection_open(self):
        for line in self:
            line.collection_open = line.amount_residual + line.collection_in_question
            line.collection_open_currency = line.amount_residual_currency + line.collection_in_question_currency

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in _OPEN:
            return super()._field_to_sql(alias, field_expr, query)
        parts = (SQL("COALESCE(%s, 0)", self._field_to_sql(alias, name, query)) for name in _OPEN[field_expr])
        return SQL("(%s)", SQL(" + ").join(parts))

    @api.model
    def _follow_all_questions(self):
        """Find out what is in question in the whole database: at install, and where an older version knew nothing."""
        self.env.flush_all()
        self.browse(row[0] for row in self.env.execute_query(lines_in_question_sql()))._follow_question()

    def _follow_question(self):
        """Bring up to date what is in question of these lines, after a document or a reconciliation has changed."""
        if not self:
            return
        self.env["account.partial.reconcile"].flush_model()
        self.flush_model(["account_id", "parent_state"])
        changed = self.browse(row[0] for row in self.env.execute_query(update_question_sql(self.ids)))
        names = ["collection_in_question", "collection_in_question_currency"]
        changed.invalidate_recordset(names)
        changed.modified(names)
