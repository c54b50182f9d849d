from odoo import fields, models
from odoo.tools import SQL

from ...models.receipt.collection_claim_sql import SOURCES


class CollectionCashHand(models.Model):
    """What is with a salesperson now: cash that the company has not got yet, since when, and open findings about him.

    Read at each look, a row for each salesperson who has either.
    """

    _name = "collection.cash.hand"
    _description = "Salesperson Cash Balance"
    _auto = False
    _order = "days desc, amount desc, id"
    _rec_name = "user_id"
    _depends = {
        **SOURCES,
        "collection.entry": ["bank_date", "kind", "receipt_id", "reversal_of_id"],
        "collection.finding": ["amount", "company_id", "state", "team_id", "user_id"],
        "res.company": ["collection_audit_cash_amount", "collection_audit_cash_days", "currency_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Cash in Hand", readonly=True, help="In company currency.")
    receipt_count = fields.Integer(string="Receipts", readonly=True)
    date = fields.Date(string="Oldest Date", readonly=True)
    days = fields.Integer(readonly=True, aggregator="max", help="Days since the oldest cash payment.")
    limit_amount = fields.Monetary(string="Cash Limit", readonly=True, aggregator=None)
    limit_days = fields.Integer(string="Day Limit", readonly=True, aggregator=None)
    over = fields.Selection(
        [("amount", "Amount Exceeded"), ("days", "Days Exceeded"), ("both", "Amount and Days Exceeded")],
        string="Limit Exceeded",
        readonly=True,
    )
    finding_count = fields.Integer(string="Open Findings", readonly=True)
    finding_amount = fields.Monetary(string="Amount in Findings", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.company_id::bigint * 10000000 + row.user_id AS id, row.*,
                   CASE WHEN row.amount > row.limit_amount AND row.days > row.limit_days THEN 'both'
                        WHEN row.amount > row.limit_amount THEN 'amount'
                        WHEN row.days > row.limit_days THEN 'days' END AS over
              FROM (
                SELECT company_id, user_id, COALESCE(cash.team_id, found.team_id) AS team_id, c.currency_id,
                       COALESCE(cash.amount, 0) AS amount, COALESCE(cash.count, 0) AS receipt_count, cash.date,
                       COALESCE(today.date - cash.date, 0) AS days,
                       COALESCE(c.collection_audit_cash_amount, 0) AS limit_amount,
                       COALESCE(c.collection_audit_cash_days, 0) AS limit_days,
                       COALESCE(found.count, 0) AS finding_count, COALESCE(found.amount, 0) AS finding_amount
                  FROM (SELECT company_id, user_id,
                               (ARRAY_AGG(team_id ORDER BY date DESC, receipt_id DESC))[1] AS team_id,
                               SUM(amount) AS amount, COUNT(*) AS count, MIN(date) AS date
                          FROM (%(cash)s) cash WHERE arrived IS NULL GROUP BY company_id, user_id) cash
             FULL JOIN (SELECT company_id, user_id, MAX(team_id) AS team_id, COUNT(*) AS count, SUM(amount) AS amount
                          FROM collection_finding WHERE state <> 'decided' AND user_id IS NOT NULL
                         GROUP BY company_id, user_id) found USING (company_id, user_id)
                  JOIN res_company c ON c.id = company_id
                  JOIN (VALUES %(today)s) today(company, date) ON today.company = company_id
                   ) row
            """,
            cash=self.env["collection.cash.move"]._cash_sql(),
            # sudo: a row of a company that one is not switched to needs that company's day as well
            today=self.env["res.company"].sudo()._collection_days(),
        )

    def action_open_moves(self):
        """Open how the cash came and went, with the running balance."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_cash_move_action")
        return {**action, "domain": [("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]}

    def action_open_findings(self):
        """Open the findings about the salesperson that are not decided."""
        self.ensure_one()
        return self.env["collection.finding"]._action_of(
            [("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]
        )
