from odoo import api, fields, models

from .account_move_money import SEES_MONEY


class ResPartnerMoney(models.Model):
    """What a customer owes, and the way to its receivables and ledger rows.

    Of the whole customer: a contact shows what its company owes, in the companies one is switched to.
    """

    _inherit = "res.partner"

    collection_amount_open = fields.Monetary(
        string="Open",
        compute="_compute_collection_amounts",
        groups=SEES_MONEY,
        help="Open amount of the customer, in the currency of the current company.",
    )
    collection_amount_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_collection_amounts",
        groups=SEES_MONEY,
        help="Overdue amount of the customer, in the currency of the current company.",
    )

    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_collection_amounts(self):
        amounts = {}
        for customer, company, residual, overdue in self.env["collection.receivable"]._read_group(
            self._collection_owed_domain(),
            groupby=["partner_id", "company_id"],
            aggregates=["residual:sum", "overdue:sum"],
        ):
            known = amounts.setdefault(customer, [0, 0])
            for index, amount in enumerate((residual, overdue)):
                known[index] += company.currency_id._convert(
                    amount, self.env.company.currency_id, company, company._collection_today()
                )
        for partner in self:
            customer = partner.commercial_partner_id
            partner.collection_amount_open, partner.collection_amount_overdue = amounts.get(customer, (0, 0))

    def action_open_collection_receivables(self):
        """Open what these customers still have to pay, one row per instalment."""
        return self.env["collection.receivable"]._action_of(self._collection_owed_domain())

    def action_open_collection_entries(self):
        """Open the ledger rows of these customers: what was collected from them."""
        return self.env["collection.entry"]._action_of(self._collection_customer_domain())

    def _collection_owed_domain(self):
        return [*self._collection_customer_domain(), ("kind", "=", "owed")]

    def _collection_customer_domain(self):
        return [
            ("partner_id", "in", self.commercial_partner_id.ids),
            ("company_id", "in", self.env.companies.ids),
        ]
