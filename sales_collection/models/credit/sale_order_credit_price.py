from odoo import models
from odoo.exceptions import AccessError

from ..ledger.account_move_money import SEES_MONEY


class SaleOrderCreditPrice(models.Model):
    """What it costs to let the customer of a quotation pay later. Nothing of it is stored on the order."""

    _inherit = "sale.order"

    def action_collection_credit_price(self):
        """Open what each payment term that the customer's rating allows costs on this quotation.

        :raises AccessError: for whoever does not see the customer's money.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_groups(SEES_MONEY):
            raise AccessError(self.env._("Only collection users can see the cost of credit."))
        wizard = self.env["collection.credit.price"]._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cost of Credit: %s", self.name),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [[False, "form"]],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _collection_cost(self):
        """Return what the goods of the order cost, in its currency, and how many of its lines have no cost.

        The cost of the line where sale_margin keeps one, else the cost of the product in the order's company.
        """
        self.ensure_one()
        company = self.company_id
        lines = self.order_line.filtered(lambda line: line.product_id and line.product_uom_qty)
        if "purchase_price" in lines._fields:
            costs = [line.purchase_price * line.product_uom_qty for line in lines]
            return self.currency_id.round(sum(costs)), sum(not cost for cost in costs)
        costs = []
        for line in lines:
            # sudo: what is sold costs what it costs, also where the salesperson does not see the product any more
            product = line.product_id.sudo().with_company(company)
            cost = product.uom_id._compute_price(product.standard_price, line.product_uom_id)
            costs.append(cost * line.product_uom_qty)
        total = company.currency_id._convert(sum(costs), self.currency_id, company, company._collection_today())
        return total, sum(not cost for cost in costs)
