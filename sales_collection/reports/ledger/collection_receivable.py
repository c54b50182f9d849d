from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...models.ledger import measure_sql
from ...models.ledger.ageing_sql import bucket_sql
from ...models.ledger.collection_open_sql import FRAGMENTS, RESIDUAL

#: the open journal items of one kind
_ITEMS = """
    SELECT l.id, l.move_id, l.company_id, l.partner_id, l.collection_user_id, l.collection_team_id, l.date,
           l.currency_id, l.balance, l.collection_level_id, %(date_due)s AS date_due, %(kind)s AS kind,
           %(residual)s AS residual, %(residual_currency)s AS residual_currency,
           l.collection_in_question AS in_question
      FROM account_move_line l
     WHERE l.parent_state = 'posted' AND %(is_open)s AND %(which)s
    """
_OWED = SQL("l.collection_date_due IS NOT NULL")
_UNMATCHED = SQL(
    """
    l.collection_date_due IS NULL AND %s <> 0
    AND l.account_id IN (SELECT id FROM account_account
                          WHERE account_type = 'asset_receivable' AND non_trade IS NOT TRUE)
    """,
    RESIDUAL,
)


class CollectionReceivable(models.Model):
    """What customers owe now, one row per instalment: the open receivable lines with their age.

    Beside them customers' money that nothing has been matched with, so that all of it adds up to the receivable
    accounts. Read from the journal items at each look; a row bears the id of its journal item.
    """

    _name = "collection.receivable"
    _description = "Open Receivable"
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_id"
    _depends = {
        "account.account": ["account_type", "non_trade"],
        "account.move": ["invoice_date", "move_type", "payment_reference"],
        "account.move.line": [
            "account_id",
            "amount_currency",
            "amount_residual",
            "amount_residual_currency",
            "balance",
            "collection_date_due",
            "collection_in_question",
            "collection_in_question_currency",
            "collection_level_id",
            "collection_team_id",
            "collection_user_id",
            "company_id",
            "currency_id",
            "date",
            "move_id",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "collection.hold": ["active", "company_id", "date_end", "move_line_id", "reason"],
        "res.partner": ["commercial_partner_id"],
    }

    kind = fields.Selection(
        [("owed", "Invoices and Entries"), ("unmatched", "Unmatched Payments")],
        string="Item Type",
        readonly=True,
        help="Receivables from invoices and entries, or payments from and refunds to customers that are not matched.",
    )
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    move_type = fields.Selection(
        [
            ("out_invoice", "Invoice"),
            ("out_refund", "Credit Note"),
            ("out_receipt", "Sales Receipt"),
            ("entry", "Entry"),
        ],
        string="Type",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Collection Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True, help="Effective due date.")
    days_overdue = fields.Integer(
        readonly=True,
        aggregator="max",
        help="Days since the due date; negative if not yet due.",
    )
    ageing = fields.Selection(
        [
            ("not_due", "Not Due"),
            ("1_30", "1-30 Days"),
            ("31_60", "31-60 Days"),
            ("61_90", "61-90 Days"),
            ("91_120", "91-120 Days"),
            ("older", "Over 120 Days"),
        ],
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="Amount of the instalment, in company currency."
    )
    residual = fields.Monetary(
        string="Open",
        currency_field="company_currency_id",
        readonly=True,
        help="Open amount, in company currency.",
    )
    overdue = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Open amount past the due date, in company currency. Open credit notes are never overdue.",
    )
    level_id = fields.Many2one(
        "collection.level", string="Dunning Level", readonly=True, help="Last dunning level sent to the customer."
    )
    hold_reason = fields.Selection(
        selection=lambda self: self.env["collection.hold"]._fields["reason"]._description_selection(self.env),
        string="On Hold",
        readonly=True,
        help="Reason of the dunning hold.",
    )
    hold_end = fields.Date(string="On Hold Until", readonly=True)
    in_question = fields.Monetary(
        string="Unposted Settlement",
        currency_field="company_currency_id",
        readonly=True,
        help="Part of the open amount reconciled with a payment, credit note or entry that is not posted.",
    )
    residual_currency = fields.Monetary(
        string="Open in Currency", readonly=True, help="Open amount, in the currency of the document."
    )

    @property
    def _table_query(self):
        # sudo: a row of a company that one is not switched to needs that company's day as well
        days = self.env["res.company"].sudo()._collection_days()
        return SQL(
            """
            SELECT l.id, l.kind, l.id AS move_line_id, l.move_id, m.move_type, l.company_id,
                   COALESCE(p.commercial_partner_id, l.partner_id) AS partner_id,
                   l.collection_user_id AS user_id, l.collection_team_id AS team_id,
                   COALESCE(m.invoice_date, l.date) AS date, l.date_due,
                   late.days AS days_overdue,
                   %(bucket)s AS ageing,
                   l.currency_id, c.currency_id AS company_currency_id,
                   l.balance AS amount, l.residual, l.in_question,
                   CASE WHEN l.kind = 'owed' AND %(overdue)s THEN l.residual ELSE 0 END AS overdue,
                   l.residual_currency, l.collection_level_id AS level_id,
                   hold.reason AS hold_reason, hold.date_end AS hold_end
              FROM (%(owed)s UNION ALL %(unmatched)s) l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_company c ON c.id = l.company_id
              JOIN (VALUES %(today)s) today(company_id, date) ON today.company_id = l.company_id
         LEFT JOIN res_partner p ON p.id = l.partner_id
         LEFT JOIN (
                SELECT DISTINCT ON (h.move_line_id) h.move_line_id, h.reason, h.date_end
                  FROM collection_hold h
                  JOIN (VALUES %(today)s) now(company_id, date) ON now.company_id = h.company_id
                 WHERE h.active AND (h.date_end IS NULL OR h.date_end >= now.date)
                 ORDER BY h.move_line_id, h.date_end DESC NULLS FIRST, h.id
                   ) hold ON hold.move_line_id = l.id
        CROSS JOIN LATERAL (SELECT CASE WHEN l.kind = 'unmatched' THEN 0 ELSE today.date - l.date_due END AS days) late
            """,
            owed=SQL(_ITEMS, kind="owed", date_due=SQL("l.collection_date_due"), which=_OWED, **FRAGMENTS),
            unmatched=SQL(_ITEMS, kind="unmatched", date_due=SQL("l.date"), which=_UNMATCHED, **FRAGMENTS),
            bucket=bucket_sql(SQL("late.days")),
            overdue=measure_sql.overdue(SQL("l.residual"), SQL("l.date_due"), SQL("today.date")),
            today=days,
        )

    @api.model
    def _action_of(self, domain):
        """Return the action that lists the receivables of the domain."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_receivable_action")
        return {**action, "domain": domain, "context": {}}

    def action_open_document(self):
        """Open the invoice or entry that the receivable belongs to."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_collection_claim(self):
        """Open a new receipt that pays these receivables.

        :raise UserError: if they are of several customers or companies, or nothing is owed on them.
        """
        owed = self._owed()
        if len(owed.partner_id) > 1 or len(owed.company_id) > 1:
            raise UserError(self.env._("A receipt is for one customer. Select receivables of one customer only."))
        return self.env["collection.receipt"]._claim_action(owed.partner_id, owed.company_id, receivables=owed)

    def action_collection_promise(self):
        """Open a new promise to pay these receivables."""
        return self._agree("collection.promise", self.env._("Promise to Pay"))

    def action_collection_dispute(self):
        """Open a new dispute about these receivables."""
        return self._agree("collection.dispute", self.env._("Dispute"))

    def action_collection_plan(self):
        """Open a new payment plan for these receivables."""
        return self._agree("collection.plan", self.env._("Payment Plan"))

    def _agree(self, model, name):
        """Return the action that opens a new agreement about these receivables.

        :raise UserError: if nothing is owed on them.
        """
        owed = self._owed()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "context": {"collection_move_line_ids": owed.ids},
        }

    def _owed(self):
        """Return those of these rows on which something is to be collected.

        :raise UserError: if there is none.
        """
        owed = self.filtered(lambda row: row.kind == "owed" and row.residual > 0)
        if not owed:
            raise UserError(self.env._("There is no open amount. Select open invoices."))
        return owed

    def _name_responsible(self, user):
        """Name who answers for these receivables: on their invoice, or on the entry's line itself.

        Nobody answers for unmatched money: matching it is finance's.
        """
        # sudo: a leader has no accounting right; the caller held him to the receivables that he may see.
        lines = self.filtered(lambda row: row.kind == "owed").sudo().move_line_id
        if user == self.env.user:
            others = lines.filtered(lambda line: line.collection_user_id != user)
            user._check_not_himself(others.sudo(False))
        of_invoices = lines.filtered(lambda line: line.move_id.is_sale_document(include_receipts=True))
        of_invoices.move_id.write({"collection_user_id": user.id})
        (lines - of_invoices).write({"collection_user_id": user.id})
