from odoo import fields, models
from odoo.tools import SQL

from ...models.receipt.collection_claim_sql import SOURCES, claims_sql


class CollectionCashMove(models.Model):
    """Cash that came into a salesperson's hands and left them again, with what he then had: read from the claims.

    It comes on the day on which the customer paid, and leaves on the day on which the company had it.
    """

    _name = "collection.cash.move"
    _description = "Salesperson Cash Movement"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "receipt_id"
    _depends = {**SOURCES, "collection.entry": ["bank_date", "kind", "receipt_id", "reversal_of_id"]}

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    receipt_id = fields.Many2one("collection.receipt", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="In company currency; negative when it was handed in or banked.")
    balance = fields.Monetary(
        readonly=True, aggregator=None, help="Cash balance of the salesperson after the movement."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT move.*, SUM(move.amount) OVER (
                       PARTITION BY move.company_id, move.user_id ORDER BY move.date, move.id) AS balance
              FROM (SELECT cash.receipt_id * 2 AS id, cash.date, cash.company_id, cash.user_id, cash.team_id,
                           cash.partner_id, cash.receipt_id, cash.currency_id, cash.amount
                      FROM (%(cash)s) cash
                     UNION ALL
                    SELECT cash.receipt_id * 2 + 1, cash.arrived, cash.company_id, cash.user_id, cash.team_id,
                           cash.partner_id, cash.receipt_id, cash.currency_id, -cash.amount
                      FROM (%(cash)s) cash WHERE cash.arrived IS NOT NULL) move
            """,
            cash=self._cash_sql(),
        )

    def _cash_sql(self):
        """Return the query of the claims of cash of all companies that finance has not turned down."""
        # sudo: the rows of each company need its day and its rates, whichever the user is switched to
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT claim.*, %(currency)s AS currency_id FROM (%(claims)s) claim
                    WHERE claim.is_cash AND claim.state IN ('submitted', 'confirmed')""",
                claims=claims_sql(company, company._collection_today()),
                currency=company.currency_id.id,
            )
            for company in companies
        )
