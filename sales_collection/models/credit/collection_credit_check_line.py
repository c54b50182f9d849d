from odoo import fields, models

from .collection_credit_gate import RULES
from .collection_policy_credit import ACTIONS


class CollectionCreditCheckLine(models.Model):
    """One rule that spoke against an order, with the amounts of that moment."""

    _name = "collection.credit.check.line"
    _description = "Credit Check Line"
    _order = "check_id, id"

    check_id = fields.Many2one(
        "collection.credit.check", string="Credit Check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    rule = fields.Selection(RULES, required=True)
    action = fields.Selection(ACTIONS, string="Effect", required=True)
    name = fields.Char(string="Explanation", required=True)
    amount = fields.Monetary(currency_field="company_currency_id", help="Exceeded amount, in company currency.")
    threshold = fields.Monetary(currency_field="company_currency_id", help="Value allowed by the rule.")
